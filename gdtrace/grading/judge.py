"""Judging one function: calls, numbers, verdicts, and the one thing to say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from gdtrace.grading.answers import Answers, Runner, ask
from gdtrace.grading.beside import Beside, beside
from gdtrace.grading.conventions import accepted
from gdtrace.grading.detectors import (
    VALUE_DETECTORS,
    changed_arguments,
    changed_names,
    changing_lines,
    cut_values,
    failure_finding,
    misfit_finding,
    nondeterministic,
    not_finite,
    overwritten,
    swapped_arguments,
)
from gdtrace.grading.diagnose import diagnose
from gdtrace.grading.earlier import earlier
from gdtrace.grading.evidence import Evidence
from gdtrace.grading.evidence_taken import evidence, with_steps
from gdtrace.grading.exercises import Exercise, Part
from gdtrace.grading.free import two_ways
from gdtrace.grading.helped import Helped, with_helpers
from gdtrace.grading.helpers import Helper, sound
from gdtrace.grading.lines import Watched, watched
from gdtrace.grading.locate import Explanation, locate, multiplied
from gdtrace.grading.measured import measured, read_outside, unread, unread_words
from gdtrace.grading.other_ways import another_count, counted_checks, rounded_steps
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import (
    FAILED,
    FOLLOWS,
    NOT_JUDGED,
    NOT_RUN,
    PASSED,
    Check,
    Finding,
    Report,
)
from gdtrace.grading.sets import right_summary, sets_in_words, shown_mistakes
from gdtrace.grading.settling import (
    Located,
    in_one_step,
    settled,
    settled_by_mistake,
    settled_by_numbers,
)
from gdtrace.grading.solving import Case
from gdtrace.grading.standing import standing
from gdtrace.grading.story import Story, finding
from gdtrace.grading.tasks import Task
from gdtrace.grading.verdicts import UNSHOWN, checks, explained
from gdtrace.grading.watching import alias_words
from gdtrace.grading.wording import listed
from gdtrace.intake.notebooks import in_cells
from gdtrace.sandbox.claims import Failure, Loaded


@frozen(kw_only=True)
class Origin:
    """Where a submission comes from, and how much is to be said about it.

    ``notebook`` is the code of its cells, if it is one.
    """

    file: str
    sha256: str = ""
    seed: int = 0
    hints: int = 1
    notebook: str = ""

    def cells(self, numbers: Iterable[int | None]) -> list[str]:
        """Say of lines in which cell of a notebook they are; nothing without one."""
        return in_cells(self.notebook, numbers) if self.notebook else []


Helpers = Callable[[], Iterable[Helper]]


@frozen(eq=False)
class Judging:
    """One function of a submission, about to be judged."""

    exercise: Exercise
    probes: tuple[Probe, ...]
    runner: Runner
    function: str
    origin: Origin
    helpers: Helpers = tuple
    parameters: Mapping[str, str] = field(factory=dict)

    @property
    def names(self) -> list[str]:
        """The student's names of the parameters, in the order of the call."""
        return [self.parameters.get(name, name) for name in self.exercise.arguments]

    def report(
        self,
        *,
        status: str,
        score: float,
        verdict: str,
        checks: Sequence[Check] = (),
        finding: Finding | None = None,
        summary: Sequence[str] = (),
        notes: Sequence[str] = (),
        helped_by: Sequence[str] = (),
        evidence: Evidence | None = None,
    ) -> Report:
        """Return a report with what all reports have."""
        return Report(
            exercise=self.exercise.id,
            function=self.function,
            file=self.origin.file,
            sha256=self.origin.sha256,
            seed=self.origin.seed,
            isolation=self.runner.isolation,
            status=status,
            score=score,
            max_score=self.exercise.points,
            verdict=verdict,
            checks=tuple(checks),
            finding=finding,
            summary=tuple(summary),
            notes=tuple(notes),
            helped_by=tuple(helped_by),
            sets=sets_in_words(self.probes),
            hints=self.origin.hints,
            evidence=evidence,
        )

    def stopped(self, finding: Finding, verdict: str, status: str = FAILED) -> Report:
        """Return a report without points."""
        return self.report(status=status, score=0.0, verdict=verdict, finding=finding)


def judge(
    exercise: Exercise,
    probes: Sequence[Probe],
    runner: Runner,
    function: str,
    origin: Origin,
    helpers: Helpers = tuple,
    answers: Answers | None = None,
) -> Report:
    """Judge one function of a submission.

    Parameters
    ----------
    exercise : Exercise
    probes : sequence of Probe
        Its sets of inputs.
    runner : Runner
        What runs the function.
    function : str
        Its name in the submission.
    origin : Origin
    helpers : callable
        Returns the submission's own functions that it calls and that are wrong: it is judged with
        them. Asked for only if the function is wrong.
    answers : Answers
        What the function returned, where it has been asked.
    """
    judging = Judging(
        exercise,
        tuple(probes),
        runner,
        function,
        origin,
        helpers,
        parameters(exercise, runner, function),
    )
    unfit = signature_fault(exercise, runner, function)
    if unfit is not None:
        return judging.stopped(unfit, "could not be called", NOT_RUN)
    answers = answers or ask(runner, function, probes)
    report = _judged(judging, answers)
    if report.status == PASSED or report.evidence is not None:
        return report
    return evolve(report, evidence=evidence(answers, judging.names))


def _judged(judging: Judging, answers: Answers) -> Report:
    if answers.failures:
        return _failed(judging, answers)
    cases, misfits = answers.read
    if misfits:
        return judging.stopped(misfit_finding(misfits[0], answers, judging.function), "wrong")
    if answers.right:
        return _right(judging, answers, cases)
    return _wrong(judging, answers, cases)


def parameters(exercise: Exercise, runner: Runner, function: str) -> dict[str, str]:
    """Return the student's name for every argument of the exercise."""
    loaded = runner.loaded
    known = loaded.functions.get(function) if isinstance(loaded, Loaded) else None
    own = known.parameters if known is not None else ()
    names = list(exercise.arguments)
    return dict(zip(names, [*own, *names[len(own) :]], strict=False))


def signature_fault(exercise: Exercise, runner: Runner, function: str) -> Finding | None:
    """Say why a function cannot be called with the arguments of an exercise; None if it can."""
    loaded = runner.loaded
    known = loaded.functions.get(function) if isinstance(loaded, Loaded) else None
    if known is None or known.star:
        return None
    asked = len(exercise.arguments)
    if known.required <= asked <= len(known.parameters):
        return None
    has = f"{known.required} parameters" if known.required != 1 else "one parameter"
    where = f"{function} has {has}; it is called with {asked} arguments: {exercise.call}."
    return Finding(kind="signature", where=(where,))


def _failed(judging: Judging, answers: Answers) -> Report:
    failures = answers.failures
    total = sum(map(len, answers.results))
    found = failure_finding(failures, total, judging.function)
    if failures[0].type == "NotImplementedError":
        return judging.stopped(found, "not written yet")
    if failures[0].kind == "start":
        return evolve(judging.stopped(found, "the grader failed", "error"), score=None)
    return judging.stopped(found, "could not be run", NOT_RUN)


def _right(judging: Judging, answers: Answers, cases: Sequence[Case]) -> Report:
    notes = [] if not _touches(answers) else _notes(judging, _observed(judging))
    return judging.report(
        status=PASSED,
        score=judging.exercise.points,
        verdict="right",
        summary=right_summary(judging.probes, judging.function),
        notes=notes,
    )


def _touches(answers: Answers) -> bool:
    return any(each.mutated or each.aliased for each in answers.returned)


def _observed(judging: Judging) -> Answers:
    return ask(judging.runner, judging.function, judging.probes, observe=True)


def _notes(judging: Judging, answers: Answers) -> list[str]:
    notes = changed_arguments(answers, judging.names, judging.function)
    lines = changing_lines(answers, changed_names(answers, judging.names))
    cells = judging.origin.cells(lines)
    return [" ".join([notes[0], *cells]), *notes[1:]] if cells else notes


def _wrong(judging: Judging, answers: Answers, cases: list[Case]) -> Report:
    exercise = judging.exercise
    conventional = accepted(exercise, judging.probes, cases)
    if conventional is not None:
        return judging.report(
            status=PASSED,
            score=exercise.points,
            verdict="right",
            summary=right_summary(judging.probes, judging.function),
            notes=[f"You use another convention: {conventional.title}"],
        )
    helpers = tuple(judging.helpers())
    helped = with_helpers(judging.probes, cases, helpers)
    if helped is not None:
        return _helped(judging, helped)
    for detector in VALUE_DETECTORS:
        found = detector(cases, answers)
        if found is not None:
            return judging.stopped(found, "wrong")
    # Looked at while it runs; what it returns now should be the same.
    observed = _observed(judging)
    again = observed
    if observed.failures:
        again = ask(judging.runner, judging.function, judging.probes)
    found = nondeterministic(again, cases)
    if found is not None:
        return judging.stopped(found, "wrong")
    more = beside(judging.probes, cases, helpers)
    if more is not None:
        return _beside(judging, more, answers, observed)
    return _explained(judging, answers, observed, cases)


def _helped(judging: Judging, helped: Helped) -> Report:
    """Give points for the parts that show although a helper is wrong."""
    exercise, names = judging.exercise, listed(helped.names)
    parts = exercise.parts or (_whole(exercise),)
    verdicts = [
        Check(
            title=part.title.format_map(judging.parameters),
            status=FOLLOWS if shows else NOT_JUDGED,
            verdict=f"right with your {names}" if shows else UNSHOWN,
            score=part.points if shows else 0.0,
            max_score=part.points,
        )
        for part, shows in zip(parts, helped.shown(parts), strict=True)
    ]
    score = sum(check.score for check in verdicts)
    if score == exercise.points:
        return judging.report(
            status=PASSED,
            score=exercise.points,
            verdict=f"right with your {names}",
            helped_by=helped.names,
        )
    where = f"{names} hides what {judging.function} does before it. Mend it first, and check again."
    return judging.report(
        status=FAILED,
        score=score,
        verdict="not all can be judged",
        checks=verdicts if exercise.parts else (),
        finding=Finding(kind="helper", where=(where,)),
    )


def _beside(judging: Judging, more: Beside, answers: Answers, observed: Answers) -> Report:
    """Tell what is wrong beside the helpers; what follows from these keeps its points."""
    with_theirs = evolve(judging, probes=more.probes)
    report = _explained(with_theirs, answers, observed, list(more.cases))
    names = more.helped.names
    verb = "is" if len(names) == 1 else "are"
    note = f"{judging.function} was judged with your {listed(names)}, which {verb} wrong as well."
    if not report.checks:
        return evolve(report, notes=(*report.notes, note))
    verdicts = more.checks(report.checks, judging.exercise.parts)
    score = sum(check.score for check in verdicts)
    return evolve(report, checks=tuple(verdicts), score=score, notes=(*report.notes, note))


def _explained(judging: Judging, answers: Answers, observed: Answers, cases: list[Case]) -> Report:
    """Locate, diagnose, and tell."""
    diagnosis = diagnose(judging.probes, cases)
    if not diagnosis.matches:
        swapped = swapped_arguments(
            judging.runner, judging.function, _asked(judging), judging.names
        )
        if swapped is not None:
            return judging.stopped(swapped, "wrong")
        odd = not_finite(cases, answers) or rounded_steps(cases)
        if odd is not None:
            return judging.stopped(odd, "wrong")
        counted = another_count(cases, judging.function)
        if counted is not None:
            return _counted(judging, counted, observed, cases)
    parts = judging.exercise.parts or (_whole(judging.exercise),)
    certain = any(len(match) == 1 for match in diagnosis.matches)
    explanations = locate(cases) if certain else _standing(judging, cases, parts)
    seen = _seen(observed, judging.function, inplace=False)
    located = _earlier(explanations, cases, seen) or settled(explanations, cases, seen)
    if located is None or not located.lines:
        located = _multiplied(explanations, cases, seen) or located
    inplace = any(seen.inplace for each in observed.returned for seen in each.seen)
    if located is not None and not located.lines and inplace:
        # An array that is filled place by place was written into.
        seen = _seen(observed, judging.function, inplace=True)
        located = settled(explanations, cases, seen)
    if located is not None:
        located = settled_by_mistake(located, diagnosis.matches, cases, seen)
    if located is not None and _in_sound_helper(judging, located):
        located = settled(explanations, cases, tuple(each.inside() for each in seen))
    exercise = judging.exercise
    verdicts: list[Check] = []
    if located is not None:
        located = in_one_step(located, diagnosis, cases[0].task, parts)
        verdicts = _verdicts(judging, cases, located, explanations, parts)
        located = _as_judged(located, explanations, verdicts, cases[0].task)
    story = Story(
        function=judging.function,
        cases=tuple(cases),
        parameters=judging.parameters,
        known=shown_mistakes(judging.probes),
        located=located,
        diagnosis=diagnosis,
        checks=tuple(verdicts),
        seen=seen,
        alias=alias_words(observed, cases, judging.function),
        measured=measured(judging.runner, judging.function, judging.probes, located, judging.names)
        if not diagnosis.matches
        else "",
    )
    score = sum(check.score for check in verdicts)
    return judging.report(
        status=FAILED,
        score=score,
        verdict=_headline(verdicts, exercise, located),
        checks=verdicts if exercise.parts else (),
        finding=_with_other_reasons(judging, story, observed),
        notes=_notes(judging, observed),
        evidence=_evidence(judging, answers, cases, located),
    )


def _counted(judging: Judging, found: Finding, observed: Answers, cases: Sequence[Case]) -> Report:
    """Tell that right iterations were made another number of times."""
    verdicts = counted_checks(cases[0], judging.exercise.parts, judging.parameters)
    return judging.report(
        status=FAILED,
        score=sum(check.score for check in verdicts),
        verdict=_headline(verdicts, judging.exercise, None),
        checks=verdicts,
        finding=found,
        notes=_notes(judging, observed),
    )


def _standing(judging: Judging, cases: Sequence[Case], parts: Sequence[Part]) -> list[Explanation]:
    runner, function = judging.runner, judging.function
    return standing(runner, function, judging.probes, cases, parts, judging.parameters)


def _evidence(
    judging: Judging, answers: Answers, cases: Sequence[Case], located: Located | None
) -> Evidence | None:
    found = evidence(answers, judging.names)
    return found if located is None else with_steps(found, cases, located.chosen)


def _earlier(
    explanations: Sequence[Explanation], cases: Sequence[Case], seen: Sequence[Watched]
) -> Located | None:
    """Return what leads to the value that is blamed, if a variable held what explains all."""
    found = earlier(explanations, cases)
    located = settled(found, cases, seen) if found else None
    return located if located is not None and located.lines else None


def _multiplied(
    explanations: Sequence[Explanation], cases: Sequence[Case], seen: Sequence[Watched]
) -> Located | None:
    """Return gradients that are multiplied, if a variable held them and no step before is wrong."""
    found = multiplied(cases)
    located = settled([*explanations, *found], cases, seen) if found else None
    return located if located is not None and located.lines else None


def _verdicts(
    judging: Judging,
    cases: Sequence[Case],
    located: Located,
    explanations: Sequence[Explanation],
    parts: Sequence[Part],
) -> list[Check]:
    """Return the verdicts by what variables held, if the numbers alone give the same points."""
    titles, first = judging.parameters, explanations[0]
    chosen = explained(cases, located.chosen, explanations)
    shown = checks(chosen, parts, titles, located.known)
    if located.chosen is first:
        return shown
    alone = checks(explained(cases, first, explanations), parts, titles)
    capped = [_capped(each, its) for each, its in zip(shown, alone, strict=True)]
    points = sum(each.score for each in alone)
    told = (each for each in (shown, capped) if sum(check.score for check in each) == points)
    return next(told, alone)


def _capped(check: Check, alone: Check) -> Check:
    """Return a verdict with no more points than the numbers alone give."""
    if check.score <= alone.score:
        return check
    return evolve(check, status=NOT_JUDGED, verdict=UNSHOWN, score=0.0)


def _as_judged(
    located: Located, explanations: Sequence[Explanation], verdicts: Sequence[Check], task: Task
) -> Located:
    """Return what is said where the verdicts are those of the numbers alone: all they allow."""
    first = next((each.key for each in verdicts if each.status == FAILED), "")
    frees = (located.free, *(each.free for each in located.others))
    named = {key for free in frees for key, _ in free.patterns}
    if located.lines or not first or first in named or "learning_rate" in named:
        return located
    return settled_by_numbers(explanations, task)


def _in_sound_helper(judging: Judging, located: Located) -> bool:
    """Say whether a line was named in a helper that works: what it was called with is wrong."""
    others = {line.function for line in located.lines} - {judging.function}
    return any(sound(judging.runner, name) for name in others)


def _with_other_reasons(judging: Judging, story: Story, observed: Answers) -> Finding:
    """Return the finding; where no known mistake fits, with what else was noticed."""
    found = finding(story)
    if story.diagnosis.matches:
        return found
    names, function = judging.names, judging.function
    same = unread(judging.runner, function, judging.probes, names)
    noticed = (
        read_outside(function, same, story.cases, names)
        or cut_values(story.cases, observed)
        or overwritten(observed, names, function)
    )
    if noticed is None:
        said = unread_words(function, same) if same else ""
        return evolve(found, measured=found.measured or said)
    return evolve(
        found,
        kind=noticed.kind,
        where=(*found.where, *noticed.where),
        look=noticed.look,
        idea=noticed.idea or found.idea,
        unknown=(),
        closing="",
    )


def _asked(judging: Judging) -> Answers:
    return Answers(judging.probes, tuple(() for _ in judging.probes))


def _seen(observed: Answers, function: str, *, inplace: bool) -> tuple[Watched, ...]:
    if observed.failures:
        return ()
    return tuple(
        watched(
            [each for each in results if not isinstance(each, Failure)], function, inplace=inplace
        )
        for results in observed.results
    )


def _whole(exercise: Exercise) -> Part:
    return Part(title=exercise.title, steps=("*",), points=exercise.points)


def _headline(verdicts: Sequence[Check], exercise: Exercise, located: Located | None) -> str:
    if not exercise.parts:
        return "wrong"
    if located is not None and two_ways(located.free):
        return "two wrong steps"
    return "one wrong step" if any(each.status == "failed" for each in verdicts) else "wrong"
