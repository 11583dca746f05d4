"""Whole files: every function that answers an exercise is judged, with the student's helpers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from gdtrace.errors import MOST_LISTED, nearest
from gdtrace.grading.answers import Answers, Runner, ask_all
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.judge import judge, signature_fault
from gdtrace.grading.judging import Origin
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import FAILED, FileReport, Finding, Report
from gdtrace.grading.submissions import Text
from gdtrace.sandbox.claims import Loaded

if TYPE_CHECKING:
    from gdtrace.grading.helpers import Helper

OTHER_SIGN = ("target-minus-predicted", "plus-for-minus")
"""Two mistakes that are none together: the sign of the difference, and that of the update."""

Sets = Mapping[str, Sequence[Probe]]
"""The sets of inputs of every exercise that a file may answer."""


def judged_file(
    exercises: Sequence[Exercise],
    runner: Runner,
    loaded: Loaded,
    origin: Origin,
    sets: Sets,
    text: Text,
) -> FileReport:
    """Judge all functions of a file that answer one of the exercises, in their order.

    Parameters
    ----------
    sets : mapping of str to list of Probe
        The sets of inputs by exercise.
    text : Text
        What the file says of its functions; asked only if some function is wrong.
    """
    by_function = {each.function: each for each in exercises}
    answered = [each for each in exercises if each.function in loaded.functions and each.id in sets]
    if not answered:
        return _nothing_answered(by_function, runner, loaded, origin)
    # A helper is called with right values from the middle of an exercise. It must not be able to
    # keep them for the functions that are judged.
    with closing(runner.apart()) as elsewhere:
        fit = [each for each in answered if not signature_fault(each, runner, each.function)]
        answers = ask_all(runner, {each.function: sets[each.id] for each in fit})
        judging = _Judge(answered, runner, elsewhere, origin, sets, text, answers)
        judged = map(judging.report, answered)
        found = [each for each in judged if each is not None]
    reports = [_with_consequences(each, found) for each in found]
    return FileReport(
        file=origin.file,
        sha256=origin.sha256,
        seed=origin.seed,
        isolation=runner.isolation,
        reports=tuple(reports),
        notes=(
            *stopped_notes(loaded, origin),
            *_near_names(by_function, loaded),
            *_consistent(reports),
        ),
        sets=_sets(reports),
        hints=origin.hints,
    )


@frozen(eq=False, repr=False)
class _Judge:
    """Judges the functions of a file, each once, and before it the wrong ones that it calls."""

    answered: Sequence[Exercise]
    runner: Runner
    elsewhere: Runner
    origin: Origin
    sets: Sets
    text: Text
    answers: Mapping[str, Answers]
    _reports: dict[str, Report | None] = field(factory=dict, init=False)

    def report(self, exercise: Exercise) -> Report | None:
        """Return the report on a function; None while it is being judged."""
        if exercise.id not in self._reports:
            self._reports[exercise.id] = None
            self._reports[exercise.id] = judge(
                exercise,
                self.sets[exercise.id],
                self.runner,
                exercise.function,
                self.origin,
                lambda: self._helpers(exercise),
                self.answers.get(exercise.function),
            )
        return self._reports[exercise.id]

    def _helpers(self, exercise: Exercise) -> Iterator[Helper]:
        """Yield the wrong functions that a function calls, wherever they stand."""
        others = [each for each in self.answered if each is not exercise]
        if all(self._is_right(each) for each in others):
            return
        from gdtrace.grading.helpers import Helper

        used = self.text.uses.get(exercise.function, ())
        for other in others:
            found = self.report(other) if other.function in used else None
            if found is not None and (found.status == FAILED or found.helped_by):
                yield Helper(
                    other,
                    other.function,
                    self.elsewhere,
                    partly=bool(found.score),
                    forgets=self.text.forgets,
                    seed=self.origin.seed,
                )

    def _is_right(self, exercise: Exercise) -> bool:
        answers = self.answers.get(exercise.function)
        return answers is not None and answers.right


def _sets(reports: Sequence[Report]) -> str:
    """Return the sets of inputs in words, of the exercise with the most points."""
    return max(reports, key=lambda each: each.max_score).sets if reports else ""


def _with_consequences(report: Report, reports: Sequence[Report]) -> Report:
    """Say in a finding which other functions are right once this one is mended."""
    if report.finding is None or not report.finding.where:
        return report
    after = [each.function for each in reports if report.function in each.helped_by]
    if not after:
        return report
    verb = "are" if len(after) > 1 else "is"
    sentence = f"Once it is mended, {' and '.join(after)} {verb} right too."
    first = f"{report.finding.where[0]} {sentence}"
    return evolve(report, finding=evolve(report.finding, where=(first, *report.finding.where[1:])))


def stopped_notes(loaded: Loaded, origin: Origin) -> list[str]:
    """Say that code outside the functions ran too long or failed, and where."""
    if loaded.stopped is None:
        return []
    stopped = loaded.stopped
    if stopped.kind != "timeout":
        where = f"Line {stopped.line}" if stopped.line else "The code outside of all functions"
        what = f"{stopped.type}: {stopped.message}".rstrip(".: ")
        said = f"{where} stops with {what}. The functions were judged all the same."
        return [" ".join([said, *origin.cells([stopped.line])])]
    loop = stopped.loop
    where = f"Lines {loop[0]} to {loop[1]}" if loop else f"Line {stopped.line}"
    said = (
        f"{where} run whenever the file is read; they were stopped. Put them in a function, or "
        'under if __name__ == "__main__":. No points lost.'
    )
    return [" ".join([said, *origin.cells(loop or [stopped.line])])]


def _consistent(reports: Sequence[Report]) -> list[str]:
    """Say that two functions are wrong by themselves, but follow one convention together."""
    by_mistake = {
        each: report.function
        for report in reports
        if report.finding is not None
        for each in report.finding.ids
    }
    own = [by_mistake[each] for each in OTHER_SIGN if each in by_mistake]
    if len(set(own)) < len(OTHER_SIGN):
        return []
    return [
        f"{own[0]} and {own[1]} follow the target - predicted convention together: a step made of "
        "both moves the weights the right way. By themselves they are not what the exercises ask "
        "for."
    ]


def _near_names(by_function: dict[str, Exercise], loaded: Loaded) -> list[str]:
    notes = []
    # Names that are there already are looked for by nobody else.
    missing = [name for name in by_function if name not in loaded.functions]
    for name in loaded.functions if missing else ():
        if name in by_function:
            continue
        close = nearest(name, by_function, limit=1)
        if close and close[0] in missing and _misspelt(name, close[0]):
            notes.append(
                f"You defined {name}; the exercise {by_function[close[0]].id} looks for {close[0]}."
            )
    return notes[:MOST_LISTED]


def _misspelt(name: str, wanted: str) -> bool:
    """Say whether a near name may be meant: it begins alike, or holds the other one.

    >>> _misspelt("update_weights", "update_w"), _misspelt("main", "train")
    (True, False)
    """
    return name[:1].casefold() == wanted[:1] or wanted in name or name in wanted


def _nothing_answered(
    by_function: dict[str, Exercise], runner: Runner, loaded: Loaded, origin: Origin
) -> FileReport:
    notes = _near_names(by_function, loaded)
    names = ", ".join(list(loaded.functions)[:MOST_LISTED])
    found = f"No exercise looks for {names}" if names else "The file defines no function"
    where = notes or [
        f"{found}. 'gdtrace exercises' lists the exercises and the names of their functions."
    ]
    return FileReport(
        file=origin.file,
        sha256=origin.sha256,
        seed=origin.seed,
        isolation=runner.isolation,
        hints=origin.hints,
        failure=Finding(kind="missing", where=tuple(where)),
    )
