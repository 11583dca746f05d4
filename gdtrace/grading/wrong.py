"""One wrong function: what is said about it, and which parts of it keep their points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from gdtrace.grading.answers import Answers, ask
from gdtrace.grading.cases import Case
from gdtrace.grading.changed import changed_notes
from gdtrace.grading.conventions import accepted
from gdtrace.grading.detectors import (
    VALUE_DETECTORS,
    cut_values,
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
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import two_ways
from gdtrace.grading.judging import Judging
from gdtrace.grading.lines import Watched, watched
from gdtrace.grading.locate import begin, locate, multiplied
from gdtrace.grading.measured import measured, read_outside, unread, unread_words
from gdtrace.grading.other_ways import another_count, counted_checks, rounded_steps
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import (
    FAILED,
    FOLLOWS,
    NOT_JUDGED,
    PASSED,
    Check,
    Finding,
    Report,
)
from gdtrace.grading.sets import right_summary, shown_mistakes
from gdtrace.grading.settling import (
    Located,
    in_one_step,
    settled,
    settled_by_mistake,
    settled_by_numbers,
)
from gdtrace.grading.standing import standing
from gdtrace.grading.story import Story, finding
from gdtrace.grading.tasks import Task
from gdtrace.grading.variations import Variations
from gdtrace.grading.verdicts import UNSHOWN, checks, explained
from gdtrace.grading.watching import alias_words
from gdtrace.grading.wording import listed
from gdtrace.sandbox.claims import Failure

if TYPE_CHECKING:
    from gdtrace.grading.beside import Beside
    from gdtrace.grading.helped import Helped


def prepare(probes: Sequence[Probe]) -> None:
    """Do beforehand what judging a wrong function begins with."""
    begin([Case(p.task, p.given, p.expected, p.expected, (), p.rights) for p in probes])


def wrong(judging: Judging, answers: Answers, cases: list[Case]) -> Report:
    """Return the report on a function that returned numbers, some of which are wrong."""
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
    if helpers:
        from gdtrace.grading.helped import with_helpers

        helped = with_helpers(judging.probes, cases, helpers)
        if helped is not None:
            return _helped(judging, helped)
    for detector in VALUE_DETECTORS:
        found = detector(cases, answers)
        if found is not None:
            return judging.stopped(found, "wrong")
    # Looked at while it runs; what it returns now should be the same.
    observed = judging.observed()
    again = observed
    if observed.failures:
        again = ask(judging.runner, judging.function, judging.probes)
    found = nondeterministic(again, cases)
    if found is not None:
        return judging.stopped(found, "wrong")
    if helpers:
        from gdtrace.grading.beside import beside

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
    asked = Variations(judging.runner, judging.function, judging.probes[0])
    explanations = locate(cases) if certain else standing(asked, cases, parts, judging.parameters)
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
        measured="" if diagnosis.matches else measured(asked, located, judging.names),
    )
    score = sum(check.score for check in verdicts)
    return judging.report(
        status=FAILED,
        score=score,
        verdict=_headline(verdicts, exercise, located),
        checks=verdicts if exercise.parts else (),
        finding=_with_other_reasons(judging, story, observed, asked),
        notes=changed_notes(judging, observed),
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
        notes=changed_notes(judging, observed),
    )


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
    if not others:
        return False
    from gdtrace.grading.helpers import sound

    return any(sound(judging.runner, name) for name in others)


def _with_other_reasons(
    judging: Judging, story: Story, observed: Answers, asked: Variations
) -> Finding:
    """Return the finding; where no known mistake fits, with what else was noticed."""
    found = finding(story)
    if story.diagnosis.matches:
        return found
    names, function = judging.names, judging.function
    same = unread(asked, names)
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
