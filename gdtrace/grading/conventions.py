"""Conventions: other ways of writing the same thing, which an exercise may declare as right."""

from __future__ import annotations

from collections.abc import Sequence

from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.probes import Probe


def accepted(
    exercise: Exercise, probes: Sequence[Probe], cases: Sequence[Case]
) -> Misconception | None:
    """Return the declared convention that gives all the returned numbers, if one does."""
    for name in exercise.conventions:
        if all(_gives(name, probe, case) for probe, case in zip(probes, cases, strict=True)):
            from gdtrace.grading.misconceptions import misconception

            return misconception(name)
    return None


def _gives(name: str, probe: Probe, case: Case) -> bool:
    return any(
        not differs(case.returned, wrong, probe.task.exercise.tolerance).any()
        for variant, wrong in zip(probe.variants, probe.mistaken, strict=True)
        if variant.misconception.id == name
    )
