"""Diagnosing: which known mistake, else which two together, give all the returned numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.errors import ProgramError
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.known import Mistake
from gdtrace.grading.probes import Probe
from gdtrace.grading.rewriting import Unchecked
from gdtrace.grading.tables import Table, kept
from gdtrace.grading.tasks import Task
from gdtrace.steps import Key, Program, Step


@frozen(eq=False, repr=False)
class Diagnosis:
    """Mistakes that give all numbers; each is one variant, or two together.

    ``pairs``: whether two together were tried.
    """

    matches: tuple[tuple[Mistake, ...], ...]
    pairs: bool = True


def diagnose(probes: Sequence[Probe], cases: Sequence[Case]) -> Diagnosis:
    """Return the known mistakes that give all the returned numbers, else the pairs that do."""
    singles = _singles(probes, cases)
    if singles or not probes[0].source:
        return Diagnosis(tuple((each,) for each in singles), pairs=False)
    return Diagnosis(tuple(_pairs(probes, cases)))


def _singles(probes: Sequence[Probe], cases: Sequence[Case]) -> list[Mistake]:
    """Return the mistakes that give all numbers; one that a size lacks changes nothing there."""
    numbers = [
        {each.id: wrong for each, wrong in zip(probe.variants, probe.mistaken, strict=True)}
        for probe in probes
    ]
    known: dict[str, Mistake] = {}
    for probe in probes:
        for each in probe.variants:
            # Of the first size, which is the tutorial's.
            known.setdefault(each.id, each)
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
    for place, one in enumerate(whole):
        made = task.rounds(one.program, given)
        for other in whole[place + 1 :]:
            if one.misconception.id == other.misconception.id and not (one.layer and other.layer):
                continue
            program = _merged(task.program, one, other, changes[one.id], changes[other.id])
            if program is not None:
                pairs.append((one, other))
                numbers.append(_numbers(task, program, given, one.program, made))
    return pairs, numpy.array(numbers)


def _numbers(
    task: Task, program: Program, given: Values, other: Program, made: Sequence[Values]
) -> Array:
    """Return the numbers of a program; what another one starts with as well is not made again."""
    if task.iterations > 1:
        return task.run(program, given)
    both = zip(program.steps, other.steps, strict=False)
    start = next((place for place, (own, its) in enumerate(both) if own is not its), 0)
    return task.run(Unchecked(program.leaves, program.steps[start:], {}, program.style), made[0])


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
    if first.keys() & second.keys():
        return _on_top(one, first, other, second) or _on_top(other, second, one, first)
    # The order of the one that moved steps; a step of the other is made where the right one was.
    moved = list(one.program.by_key) != list(program.by_key)
    order = one.program if moved else other.program
    changed = {**first, **second}
    steps = tuple(changed.get(step.key, step) for step in order.steps)
    leaves = {**one.program.leaves, **other.program.leaves}
    if not _in_order(steps, leaves):
        return None
    return Unchecked(leaves, steps, {**one.program.carry, **other.program.carry}, program.style)


def _on_top(
    one: Mistake, first: dict[str, Step], other: Mistake, second: dict[str, Step]
) -> Program | None:
    """Make a mistake in what another has made of the program; None if one of them is lost."""
    try:
        program = other.misconception.rewrite(one.program, other.layer)
    except ProgramError:
        return None
    if program is None or _lost(one, first, second, program):
        return None
    return None if _lost(other, second, first, program) else program


def _lost(
    mistake: Mistake, changed: dict[str, Step], others: dict[str, Step], program: Program
) -> bool:
    """Say whether a mistake shows nowhere in a program, or nowhere in one of its layers.

    Where it shows in fewer layers only, that is the pair with the mistake in those.
    """
    hidden = {key for key in changed.keys() & others if program.by_key[key] == others[key]}
    layers = {Key(key).layer if mistake.misconception.layered else 0 for key in changed}
    return any(
        all(key in hidden for key in changed if layer in (0, Key(key).layer)) for layer in layers
    )


def _in_order(steps: Sequence[Step], leaves: dict[str, tuple[str, ...]]) -> bool:
    made = set(leaves)
    for step in steps:
        if not made.issuperset(ref.key for ref in step.reads):
            return False
        made.add(step.key)
    return True
