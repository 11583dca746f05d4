"""What is wrong beside wrong helpers: the numbers of these are given, the rest is judged.

A helper's numbers are those for right values. So only what is wrong behind its calls is found, or
beside them; where something before them is wrong, they are other numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from attrs import evolve, frozen

from gdtrace.grading.cases import Case
from gdtrace.grading.choosing import outputs
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, Values, at
from gdtrace.grading.exercises import Part
from gdtrace.grading.free import two_ways
from gdtrace.grading.helped import Helped
from gdtrace.grading.helpers import Helper, NoAnswer
from gdtrace.grading.known import Mistake, Wrong, mistakes
from gdtrace.grading.locate import locate
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import FOLLOWS, NOT_JUDGED, RIGHT, Check
from gdtrace.grading.right_values import slopes_by_output
from gdtrace.grading.tasks import Task, between
from gdtrace.grading.verdicts import UNSHOWN
from gdtrace.grading.wording import listed
from gdtrace.steps import Program


@frozen(eq=False)
class Beside:
    """Sets of inputs in which the numbers of helpers are given, and what was returned for them.

    ``helped`` are the helpers with which all returned numbers are right but for the slip.
    """

    helped: Helped
    probes: tuple[Probe, ...]
    cases: tuple[Case, ...]

    def checks(self, verdicts: Sequence[Check], parts: Sequence[Part]) -> list[Check]:
        """Return the verdicts in which a part follows the helpers, or is hidden by them."""
        shown = self.helped.shown(parts)
        return [
            self._check(check, part, shows)
            for check, part, shows in zip(verdicts, parts, shown, strict=True)
        ]

    def _check(self, check: Check, part: Part, shows: bool) -> Check:
        if not check.score:
            return check
        if not shows or not self.cases[0].task.places(part.steps):
            return evolve(check, status=NOT_JUDGED, verdict=UNSHOWN, score=0.0)
        if check.status == RIGHT and self._moved(part):
            names = listed(self.helped.names)
            return evolve(check, status=FOLLOWS, verdict=f"right with your {names}")
        return check

    def _moved(self, part: Part) -> bool:
        """Say whether values of a part are others with the helpers."""
        return any(
            differs(
                at(own[ref.key], ref), at(right[ref.key], ref), case.task.exercise.tolerance
            ).any()
            for case, old in zip(self.cases, self.helped.cases, strict=True)
            for own in case.task.rounds(case.task.program, case.given)
            for right in old.task.rounds(old.task.program, old.given)
            for ref in case.task.places(part.steps)
        )


def beside(
    probes: Sequence[Probe], cases: Sequence[Case], helpers: Sequence[Helper]
) -> Beside | None:
    """Return what is to be judged with the numbers of helpers; None if one slip does not do."""
    task = probes[0].task
    own = tuple(each for each in helpers if _makes_some(each, task))
    if not own or task.iterations > 1 or task.exercise.elementwise:
        return None
    for change in (lambda program: program, slopes_by_output):
        programs = tuple(change(probe.task.program) for probe in probes)
        given = [_given(*each, own) for each in zip(probes, programs, strict=True)]
        returned = tuple(_case(*each) for each in zip(given, cases, strict=True))
        for found in locate(returned):
            slips = tuple(found.changes(returned, place) for place in range(len(returned)))
            helped = Helped(own, programs, tuple(probes), tuple(cases), slips)
            if found.natural and not two_ways(found.free) and helped.gives:
                known = tuple(_with_mistakes(*each) for each in zip(given, probes, strict=True))
                return Beside(helped, known, returned)
    return None


def _makes_some(helper: Helper, task: Task) -> bool:
    return helper.exercise.id != task.exercise.id and bool(helper.operands(task))


def _case(probe: Probe, case: Case) -> Case:
    return Case(probe.task, probe.given, probe.expected, case.returned, case.calls)


def _given(probe: Probe, program: Program, helpers: Sequence[Helper]) -> Probe:
    """Return the sets of inputs in which the numbers of helpers are given as well."""
    keys = [key for each in helpers for key, _ in each.operands(probe.task)]
    returned = {value.binding.key for value in probe.task.returned}
    smaller = between(program, {*probe.task.program.leaves, *keys}, returned)
    task = evolve(probe.task, program=smaller)

    def completed(given: Values) -> Values:
        changes: dict[str, Change] = {}
        for each in helpers:
            changes |= each.changes(probe.task)
        own = {key: value for key, value in given.items() if key not in keys}
        try:
            made = probe.task.rounds(program, own, lambda _: changes)[0]
        except NoAnswer:
            none = probe.task.rounds(program, own)[0]
            made = {key: numpy.full_like(none[key], numpy.nan) for key in keys}
        return {**own, **{key: made[key] for key in keys}}

    given = completed(probe.given)
    return Probe(
        task=task,
        given=given,
        expected=task.run(task.program, given),
        variants=(),
        mistaken=(),
        calls=probe.calls,
        source="",
        completed=completed,
    )


def _with_mistakes(probe: Probe, whole: Probe) -> Probe:
    """Return sets of inputs with the known mistakes that are left for what is not given."""
    program = probe.task.program
    name = "mistakes", *program.steps
    if name not in whole.rights:
        whole.rights[name] = tuple(mistakes(Wrong(program)))
    known: tuple[Mistake, ...] = whole.rights[name]
    _, wrong = outputs(probe.task, probe.given, known)
    return evolve(probe, variants=known, mistaken=tuple(wrong))
