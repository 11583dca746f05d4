"""Natural solutions: free numbers that are a function of what the step reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.expr import references
from gdtrace.grading.cases import Case
from gdtrace.grading.free import Free
from gdtrace.grading.right_values import Right

ALIKE = 1e-5
"""Two sets of inputs have the same value of something if it differs by no more, relatively."""


def natural(
    free: Free, cases: Sequence[Case], rights: Sequence[Right], answers: Sequence[list[Array]]
) -> tuple[list[Array], bool]:
    """Choose among several solutions, and say whether they are a function of the operands.

    Where two sets of inputs have the same operands for the step, they have the same number.
    """
    operands, numbers = list[Array](), list[list[Array]]()
    answers = [*map(_distinct, answers)]
    for case, right, solutions in zip(cases, rights, answers, strict=True):
        operands += _operands(free, case, right, solutions[0])
        numbers += [[each[row] for each in solutions] for row in range(len(solutions[0]))]
    is_natural = True
    for one, other in _same(operands):
        shared = [each for each in numbers[one] if any(alike(each, its) for its in numbers[other])]
        if shared:
            numbers[one] = numbers[other] = shared
        else:
            is_natural = False
    picked = iter(numbers)
    chosen = [numpy.stack([next(picked)[0] for _ in solutions[0]]) for solutions in answers]
    return chosen, is_natural


def _distinct(solutions: Sequence[Array]) -> list[Array]:
    """Return solutions without those that differ from an earlier one by rounding only."""
    found: list[Array] = []
    for each in solutions:
        if not any(alike(each, known) for known in found):
            found.append(each)
    return found


def _same(operands: Sequence[Array]) -> Iterator[tuple[int, int]]:
    """Yield every two sets of inputs with the same operands."""
    by_shape: dict[tuple[int, ...], list[int]] = {}
    for place, each in enumerate(operands):
        by_shape.setdefault(each.shape, []).append(place)
    for places in by_shape.values():
        rows = numpy.array([operands[place] for place in places])
        near = ALIKE * numpy.abs(rows) + 1e-12
        with numpy.errstate(invalid="ignore", over="ignore"):
            same = (numpy.abs(rows[:, None] - rows) <= near).all(axis=2)
        for one, other in numpy.argwhere(numpy.triu(same, 1)).tolist():
            yield places[one], places[other]


def _operands(free: Free, case: Case, right: Right, numbers: Array) -> Iterator[Array]:
    """Yield what the steps of the free values read, for each set of inputs."""
    made = case.task.rounds(right.program, case.given, free.changes(case.task, numbers))[0]
    keys: dict[str, None] = {}
    for key, _ in free.patterns:
        step = right.program.by_key.get(key)
        keys |= dict.fromkeys([ref.key for ref in references(step.expr)] if step else [key])
    for row in range(len(numbers)):
        source = case.given if free.key in case.given else made
        yield numpy.concatenate([numpy.ravel(source[key][row]) for key in keys] + [numpy.zeros(1)])


def alike(one: Array, other: Array) -> bool:
    """Say whether numbers are the same but for rounding; those of other shapes are not compared."""
    if one.shape != other.shape:
        return True
    with numpy.errstate(invalid="ignore", over="ignore"):
        return bool((numpy.abs(one - other) <= ALIKE * numpy.abs(other) + 1e-12).all())
