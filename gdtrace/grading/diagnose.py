"""Diagnosing: which known mistake, else which two together, give all the returned numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.known import Mistake
from gdtrace.grading.pairs import all_pairs, composed
from gdtrace.grading.probes import Probe
from gdtrace.grading.tables import Table, kept


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
