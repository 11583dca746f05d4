"""Empty explanations: a factor of zero, or weights that never move. Anything could stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import at
from gdtrace.grading.free import Free
from gdtrace.grading.right_values import Right
from gdtrace.steps import Key

NOTHING = 1e-6
"""A factor or a step that is so much smaller than the right one is none."""


def nothing_moves(
    free: Free, cases: Sequence[Case], rights: Sequence[Right], numbers: Sequence[Array]
) -> bool:
    """Say whether a factor would be zero, or every weight behind it was returned as it was given.

    Then anything could stand there: that explains nothing.
    """
    if Key(free.key).role.startswith("new_"):
        return False
    step = cases[0].task.program.by_key.get(free.key)
    asked = moved = False
    for case, right, own in zip(cases, rights, numbers, strict=True):
        start = free.start(case.task, right.rounds)
        zero = (numpy.abs(own) <= NOTHING * numpy.abs(start)).all(axis=0)
        if zero.any() and (step is None or step.part != "forward"):
            return True
        if step is not None and step.part == "forward" and _no_error(free, case, right, own):
            return True
        for moves in () if moved else _moves(free, case, right, start):
            asked, moved = True, moves
            if moved:
                break
    return asked and not moved


def _no_error(free: Free, case: Case, right: Right, own: Array) -> bool:
    """Say whether some example's prediction would be its target in all sets of inputs.

    Then nothing comes from this example, whatever its other values are.
    """
    made = case.task.rounds(right.program, case.given, free.changes(case.task, own))
    return any(
        bool((numpy.abs(mine[key]) <= NOTHING * numpy.abs(due[key])).all(axis=0).any())
        for mine, due in zip(made, right.rounds, strict=True)
        for key in ("dError_dPredicted", f"delta@{len(case.task.network.layers)}")
        if key in mine and key in right.program.by_key
    )


def _moves(free: Free, case: Case, right: Right, start: Array) -> Iterator[bool]:
    """Say of each returned parameter that hangs on the free value whether it has moved."""
    changes = free.changes(case.task, start * 1.5 + 0.1)
    changed = case.task.run(right.program, case.given, changes)
    hangs = numpy.asarray(differs(changed, case.expected, 1e-12).any(axis=0))
    for place, (_, ref) in enumerate(case.task.observed):
        old = ref.key.removeprefix("new_")
        if hangs[place] and old != ref.key and old in case.given:
            before = at(case.given[old], Ref(old, ref.indices))
            step = numpy.abs(case.returned[:, place] - before)
            due = numpy.abs(case.expected[:, place] - before)
            yield bool((step > NOTHING * due).any())
