"""Formulas: a step that is worked out in another way, the same in every iteration and layer.

Where values change from iteration to iteration, more of them would be free than are returned. Here
nothing is free: a formula is one term, or two that are added, and explains the numbers or does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, Mask, Places, Values, at, picked, stacked
from gdtrace.grading.free import Free
from gdtrace.grading.right_values import Right, right_values
from gdtrace.grading.tasks import Changes
from gdtrace.grading.terms import BEFORE, PARAMETERS, RIGHT, Terms, known_too, terms
from gdtrace.steps import Key

SIGNS = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, -2.0), (-1.0, 2.0))
"""How two terms may be added."""

SAME = RIGHT, 1.0
"""The formula that changes nothing."""

Formula = tuple[tuple[str, float], ...]
"""Terms, each with its factor."""

Found = tuple[Free, list[Array]]
"""What is wrong, and its numbers in each case."""


def explaining_formulas(frees: Sequence[Free], cases: Sequence[Case]) -> list[Found]:
    """Return the frees of which some formula explains all the numbers; only the shortest ones."""
    possible = [free for free in frees if _one_step(free, cases)]
    for formulas in (_single, _double):
        with numpy.errstate(all="ignore"):
            found = [each for free in possible for each in _explaining(free, cases, formulas)]
        if found:
            return [
                (free, numbers)
                for free, numbers in found
                if not any(_within(other, free) for other, _ in found)
            ]
    return []


def _within(one: Free, other: Free) -> bool:
    """Say whether the second frees all that the first does, and more."""
    return {*one.patterns} < {*other.patterns} and not one.layers


def _one_step(free: Free, cases: Sequence[Case]) -> bool:
    """Say whether it is about one kind of step, of all neurons or of one."""
    roles = {PARAMETERS.get(Key(key).role, Key(key).role) for key, _ in free.patterns}
    program = cases[0].task.program
    steps = all(key in program.by_key for key, _ in free.patterns)
    units = all(place is None for _, places in free.patterns for place in places[:-1])
    every = not (free.scaled or free.steady or free.handed_on)
    return len(roles) == 1 and steps and units and every


def _explaining(
    free: Free, cases: Sequence[Case], forms: Callable[[Terms], list[Formula]]
) -> list[Found]:
    tried = next((case for case in cases if case.wrong.any()), cases[0])
    program = right_values(tried, free).program
    found: Terms = {}
    for key in free.masks(tried.task):
        found |= terms(tried.task, program, program.by_key[Key(key)])
    for formula in _fitting(free, tried, _fitting_at_first(free, tried, forms(found))):
        numbers = [_numbers(free, case, formula) for case in cases]
        if all(each is not None for each in numbers):
            return [(free, [each for each in numbers if each is not None])]
    return []


def _fitting_at_first(free: Free, case: Case, formulas: list[Formula]) -> list[Formula]:
    """Return the formulas that fit what is returned for the first two iterations, if anything."""
    task = case.task
    columns = [
        (number, place, ref)
        for place, (number, ref) in enumerate(task.observed)
        if number < min(2, task.iterations - 1)
    ]
    if not columns or not formulas:
        return formulas
    right = right_values(case, free)
    changes = _changes(free, case, right, formulas)
    step = right.program.by_key[Key(free.key)]
    given = stacked(picked(case.given, [0]), len(formulas))

    def once(number: int) -> Mapping[str, Change]:
        # The second prediction shows what came before it.
        return {} if number and step.part != "forward" else changes(number)

    rounds = task.rounds(right.program, given, once, most=2)
    made = numpy.stack([at(rounds[number][ref.key], ref) for number, _, ref in columns], axis=1)
    returned = case.returned[0, [place for _, place, _ in columns]]
    return _without(formulas, differs(made, returned, task.exercise.tolerance))


def _fitting(free: Free, case: Case, formulas: list[Formula]) -> list[Formula]:
    """Return the formulas that fit all numbers for one set of inputs."""
    if not formulas:
        return []
    right = right_values(case, free)
    given = stacked(picked(case.given, [0]), len(formulas))
    made = case.task.run(right.program, given, _changes(free, case, right, formulas))
    return _without(formulas, differs(made, case.returned[0], case.task.exercise.tolerance))


def _without(formulas: list[Formula], wrong: Mask) -> list[Formula]:
    fits = numpy.flatnonzero(~wrong.any(axis=1))
    return [formulas[place] for place in fits.tolist()]


def _single(found: Terms) -> list[Formula]:
    return [((name, sign),) for name in found for sign in (1.0, -1.0) if (name, sign) != SAME]


def _double(found: Terms) -> list[Formula]:
    return [
        tuple(zip(pair, signs, strict=True))
        for pair in combinations([name for name, term in found.items() if term.simple], 2)
        for signs in SIGNS
    ]


def _numbers(free: Free, case: Case, formula: Formula) -> Array | None:
    """Return the free numbers that a formula gives, if they explain what was returned."""
    right = right_values(case, free)
    rounds = case.task.rounds(right.program, case.given, _changes(free, case, right, [formula]))
    made = case.task.collected(rounds)
    if differs(made, case.returned, case.task.exercise.tolerance).any():
        return None
    return free.start(case.task, rounds)


def _changes(free: Free, case: Case, right: Right, formulas: Sequence[Formula]) -> Changes:
    """Return the change that works the free values out by formulas, one for each block of rows."""
    before: dict[str, Array] = {}
    masks = free.masks(case.task)
    uses = _uses(formulas)

    def change(key: str) -> Change:
        step = right.program.by_key[Key(key)]
        found = terms(case.task, right.program, step)

        def work_out(value: Array, values: Mapping[str, Array]) -> Array:
            own = {**values, key: value, BEFORE: before.get(key, numpy.zeros_like(value))}
            own = known_too(case.task, right.program, step, own)
            made = _added(uses, found, own, value, len(formulas))
            before[key] = numpy.where(masks[key], made, value)
            return before[key]

        return work_out

    return lambda _: {key: change(key) for key in masks}


Uses = dict[str, tuple[Places, Array]]
"""By the name of a term: which formulas have it, and with which factors."""


def _uses(formulas: Sequence[Formula]) -> Uses:
    found: dict[str, list[tuple[int, float]]] = {}
    for place, formula in enumerate(formulas):
        for name, factor in formula:
            found.setdefault(name, []).append((place, factor))
    return {
        name: (numpy.array([place for place, _ in own]), numpy.array([each for _, each in own]))
        for name, own in found.items()
    }


def _added(uses: Uses, found: Terms, values: Values, value: Array, count: int) -> Array:
    """Add the terms of every formula up; where a layer lacks one, the value stays."""
    made = numpy.zeros((count, len(value) // count, *value.shape[1:]))
    for name, (blocks, factors) in uses.items():
        if name in found:
            own = {key: _of_blocks(values[key], blocks, count) for key in found[name].needs}
            term = found[name].work_out(own).reshape(len(blocks), *made.shape[1:])
            made[blocks] += factors.reshape(-1, *[1] * value.ndim) * term
    for name, (blocks, _) in uses.items():
        if name not in found:
            made[blocks] = value.reshape(made.shape)[blocks]
    return made.reshape(value.shape)


def _of_blocks(value: Array, blocks: Places, count: int) -> Array:
    rows = value.reshape(count, -1, *value.shape[1:])[blocks]
    return rows.reshape(-1, *value.shape[1:])
