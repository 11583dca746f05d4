"""Certificates: whether an exercise's sets of inputs can tell every known mistake from the right.

And which mistakes they cannot tell from each other, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.choosing import CLEAR
from gdtrace.grading.comparing import differs, separation
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.known import Mistake, Wrong, mistakes
from gdtrace.grading.misconceptions import misconception
from gdtrace.grading.probes import Probe, probes

OTHER_SEEDS = (1, 2)
"""How much is added to the seed for further sets of inputs, to see what is alike on all."""

ALWAYS = "the same numbers for any inputs"
PRODUCT = "only both steps together can be seen in what is returned"
HERE = "the same numbers for these inputs only"


@frozen
class Alike:
    """Mistakes that give the same numbers, and why."""

    ids: tuple[str, ...]
    why: str


@frozen(kw_only=True)
class Certificate:
    """What an exercise's sets of inputs can show.

    Parameters
    ----------
    exercise : str
    seed : int
    known : tuple of str
        The known mistakes that can be made in the exercise and change what is returned.
    undetected : tuple of str
        Those that these sets of inputs do not show clearly.
    silent : tuple of str
        Those that can be made but change nothing of what is returned.
    alike : tuple of Alike
        Mistakes that these sets of inputs cannot tell apart.
    smallest : float
        The smallest separation of a mistake from the right numbers, in tolerances.
    weakest : str
        The mistake that has it.
    """

    exercise: str
    seed: int
    known: tuple[str, ...]
    undetected: tuple[str, ...]
    silent: tuple[str, ...]
    alike: tuple[Alike, ...]
    smallest: float
    weakest: str

    @property
    def holds(self) -> bool:
        """Whether every known mistake shows."""
        return not self.undetected


def certify(exercise: Exercise, seed: int = 0) -> Certificate:
    """Return what the sets of inputs of an exercise can show.

    >>> from gdtrace.grading.exercise_files import exercise
    >>> certify(exercise("update-weight")).undetected
    ()

    Parameters
    ----------
    exercise : Exercise
    seed : int

    Returns
    -------
    Certificate
    """
    for name in exercise.conventions:
        # An id that nobody knows is refused.
        misconception(name)
    own = probes(exercise, seed)
    apart = _separations(own)
    weakest = min(apart, key=lambda each: apart[each], default="")
    return Certificate(
        exercise=exercise.id,
        seed=seed,
        known=tuple(apart),
        undetected=tuple(each for each, size in apart.items() if not size > CLEAR),
        silent=tuple(_silent(own, apart)),
        alike=tuple(_alike(exercise, own, seed)),
        smallest=apart.get(weakest, numpy.inf),
        weakest=weakest,
    )


def _separations(own: Sequence[Probe]) -> dict[str, float]:
    found: dict[str, float] = {}
    for probe in own:
        tolerance = probe.task.exercise.tolerance
        for mistake, wrong in zip(probe.variants, probe.mistaken, strict=True):
            size = float(separation(wrong, probe.expected, tolerance).max())
            found[mistake.id] = max(size, found.get(mistake.id, 0.0))
    return found


def _silent(own: Sequence[Probe], known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the mistakes that can be made, but give the right numbers all the same."""
    made = dict.fromkeys(
        mistake.id for probe in own for mistake in mistakes(Wrong(probe.task.program))
    )
    yield from (each for each in made if each not in known)


def _alike(exercise: Exercise, own: Sequence[Probe], seed: int) -> Iterator[Alike]:
    groups = _groups(own)
    others = [_groups(probes(exercise, seed + each)) for each in OTHER_SEEDS] if groups else []
    known = {mistake.id: mistake for probe in own for mistake in probe.variants}
    for group in groups:
        always = all(any(set(group) <= set(each) for each in other) for other in others)
        yield Alike(group, _why([known[each] for each in group]) if always else HERE)


def _why(group: Sequence[Mistake]) -> str:
    steps = {misconception(each.name).step for each in group}
    return ALWAYS if len(steps) == 1 else PRODUCT


def _groups(own: Sequence[Probe]) -> list[tuple[str, ...]]:
    """Return the mistakes that give the same numbers in all tasks, two or more together."""
    numbers = [
        {each.id: wrong for each, wrong in zip(probe.variants, probe.mistaken, strict=True)}
        for probe in own
    ]
    together: dict[str, set[str]] = {each: {each} for of in numbers for each in of}
    for one, other in combinations(list(together), 2):
        if together[one] is not together[other] and _same(own, numbers, one, other):
            merged = together[one] | together[other]
            for each in merged:
                together[each] = merged
    order = list(together)
    unique = {id(group): group for group in together.values()}
    return [tuple(sorted(each, key=order.index)) for each in unique.values() if len(each) > 1]


def _same(
    own: Sequence[Probe], numbers: Sequence[Mapping[str, Array]], one: str, other: str
) -> bool:
    return not any(
        differs(
            of.get(one, probe.expected),
            of.get(other, probe.expected),
            probe.task.exercise.tolerance,
        ).any()
        for probe, of in zip(own, numbers, strict=True)
    )
