"""Diagnosing: which known mistake, else which two together, give all the returned numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy
from attrs import frozen

from gdtrace.engine.columns import Array
from gdtrace.errors import ProgramError
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.known import Mistake
from gdtrace.grading.probes import Probe
from gdtrace.grading.rewriting import Unchecked
from gdtrace.grading.solving import Case
from gdtrace.grading.tables import Table, kept
from gdtrace.grading.tasks import Task
from gdtrace.steps import Key, Program, Step

COMPOSED = ("new_W", "new_b", "grad_W", "grad_b")
"""Where one mistake may be made on top of another in the same equation."""


@frozen(eq=False)
class Diagnosis:
    """Mistakes that give all numbers; each is one variant, or two together."""

    matches: tuple[tuple[Mistake, ...], ...]


def diagnose(probes: Sequence[Probe], cases: Sequence[Case]) -> Diagnosis:
    """Return the known mistakes that give all the returned numbers, else the pairs that do."""
    singles = _singles(probes, cases)
    if singles:
        return Diagnosis(tuple((each,) for each in singles))
    return Diagnosis(tuple(_pairs(probes, cases)))


def _singles(probes: Sequence[Probe], cases: Sequence[Case]) -> list[Mistake]:
    """Return the mistakes that give all numbers; one that a size lacks changes nothing there."""
    numbers = [
        {each.id: wrong for each, wrong in zip(probe.variants, probe.mistaken, strict=True)}
        for probe in probes
    ]
    known = {each.id: each for probe in probes for each in probe.variants}
    return [
        variant
        for name, variant in known.items()
        if all(
            _equal(own.get(name, probe.expected), case)
            for own, probe, case in zip(numbers, probes, cases, strict=True)
        )
    ]


def _equal(numbers: Array, case: Case) -> bool:
    tolerance = case.task.exercise.tolerance
    return not differs(case.returned, numbers, tolerance).any()


def _pairs(probes: Sequence[Probe], cases: Sequence[Case]) -> Iterator[tuple[Mistake, Mistake]]:
    smallest = min(range(len(probes)), key=lambda each: probes[each].expected.size)
    for one, other in matching_pairs(probes[smallest], cases[smallest].returned):
        if all(
            _equal(numbers, case)
            for probe, case in zip(probes, cases, strict=True)
            if (numbers := pair_numbers(probe, one, other)) is not None
        ):
            yield one, other


def matching_pairs(probe: Probe, returned: Array) -> list[tuple[Mistake, Mistake]]:
    """Return the pairs of mistakes that give the numbers in one task."""
    table = kept(f"{probe.source}\npairs of {probe.task.network.sizes}", lambda: _pair_table(probe))
    numbers = table["numbers"]
    if not len(numbers):
        return []
    equal = ~differs(returned, numbers, probe.task.exercise.tolerance).any(axis=(1, 2))
    pairs = table["pairs"][equal].tolist()
    return [(probe.variants[one], probe.variants[other]) for one, other in pairs]


def _pair_table(probe: Probe) -> Table:
    places = {each.id: place for place, each in enumerate(probe.variants)}
    pairs, numbers = all_pairs(probe.task, probe.given, probe.variants)
    return {
        "pairs": numpy.array([[places[each.id] for each in pair] for pair in pairs], dtype=int),
        "numbers": numbers,
    }


def pair_numbers(probe: Probe, one: Mistake, other: Mistake) -> Array | None:
    """Return the numbers that two mistakes together give; None if they cannot meet."""
    program = composed(probe.task.program, _own(probe, one), _own(probe, other))
    return None if program is None else probe.task.run(program, probe.given)


def _own(probe: Probe, variant: Mistake) -> Mistake:
    return next((each for each in probe.variants if each.id == variant.id), variant)


def all_pairs(
    task: Task, given: Values, known: Sequence[Mistake]
) -> tuple[list[tuple[Mistake, Mistake]], Array]:
    """Return all pairs of mistakes that can be made together, and the numbers that they give.

    Returns
    -------
    pairs : list of two variants
    numbers : array, shape (pairs, sets, returned numbers)
    """
    pairs, numbers = [], []
    whole = [each for each in known if not each.misconception.driver]
    changes = {each.id: _changes(task.program, each.program) for each in whole}
    for one, other in combinations(whole, 2):
        if one.misconception.id == other.misconception.id and not (one.layer and other.layer):
            continue
        program = _merged(task.program, one, other, changes[one.id], changes[other.id])
        if program is not None:
            pairs.append((one, other))
            numbers.append(task.run(program, given))
    return pairs, numpy.array(numbers)


def composed(program: Program, one: Mistake, other: Mistake) -> Program | None:
    """Return the program with both mistakes; None if they exclude each other."""
    if one.misconception.driver or other.misconception.driver:
        return None
    first, second = _changes(program, one.program), _changes(program, other.program)
    return _merged(program, one, other, first, second)


def _changes(right: Program, wrong: Program) -> dict[str, Step]:
    own = {id(step) for step in right.steps}
    return {
        step.key: step
        for step in wrong.steps
        if id(step) not in own and step != right.by_key.get(step.key)
    }


def _merged(
    program: Program,
    one: Mistake,
    other: Mistake,
    first: dict[str, Step],
    second: dict[str, Step],
) -> Program | None:
    shared = first.keys() & second.keys()
    alone = len(program.steps) == 1
    if not alone and any(Key(key).role not in COMPOSED for key in shared):
        return None
    if shared:
        return _on_top(one, other) or (_on_top(other, one) if alone else None)
    # The order of the one that moved steps; a step of the other is made where the right one was.
    moved = list(one.program.by_key) != list(program.by_key)
    order = one.program if moved else other.program
    changed = {**first, **second}
    steps = tuple(changed.get(step.key, step) for step in order.steps)
    leaves = {**one.program.leaves, **other.program.leaves}
    if not _in_order(steps, leaves):
        return None
    return Unchecked(leaves, steps, {**one.program.carry, **other.program.carry}, program.style)


def _on_top(one: Mistake, other: Mistake) -> Program | None:
    try:
        return other.misconception.rewrite(one.program, other.layer)
    except ProgramError:
        return None


def _in_order(steps: Sequence[Step], leaves: dict[str, tuple[str, ...]]) -> bool:
    made = set(leaves)
    for step in steps:
        if not made.issuperset(ref.key for ref in step.reads):
            return False
        made.add(step.key)
    return True
