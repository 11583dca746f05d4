"""Evaluation of a program on many sets of inputs at once: every value has an axis for the sets.

A rewritten program shares most of its steps with the right one; each step is compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy
from attrs import field, frozen
from numpy.typing import NDArray

from gdtrace.engine.arrays import Array
from gdtrace.engine.interpret import Evaluator, compiled
from gdtrace.expr import Ref
from gdtrace.steps import Program, Step

SETS = "set"
"""The index of the sets of inputs, in front of all others."""

Values = dict[str, Array]

Mask = NDArray[numpy.bool_]
"""Which of some numbers are meant."""

Places = NDArray[numpy.intp]
"""Whole numbers that pick places out of an array."""

Change = Callable[[Array, Mapping[str, Array]], Array]
"""Takes the value just made for a key, and all before it; returns the value to go on with."""


MOST_STEPS = 10_000
"""So many steps are kept compiled."""

_Compiled = tuple[Step, Evaluator, tuple[int, ...]]
"""A step, kept so that no other one takes its place, what evaluates it, and the shape of that."""


@frozen(eq=False, repr=False)
class Evaluation:
    """Evaluates programs over the same sizes.

    Parameters
    ----------
    sizes : mapping of index letter to int
    """

    sizes: Mapping[str, int]
    _compiled: dict[int, _Compiled] = field(factory=dict, init=False)

    def values(
        self, program: Program, leaves: Mapping[str, Array], changes: Mapping[str, Change]
    ) -> Values:
        """Return all values of one iteration, the leaves among them.

        ``changes`` are made to the value of a key as soon as it is there, and everything after
        goes on with the changed value: follow-through.
        """
        values = dict(leaves)
        for key in changes.keys() & leaves.keys():
            values[key] = changes[key](values[key], values)
        sets = len(next(iter(values.values())))
        for step in program.steps:
            value = self.value(step, values, sets)
            change = changes.get(step.key)
            values[step.key] = change(value, values) if change else value
        return values

    def value(self, step: Step, values: Mapping[str, Array], sets: int) -> Array:
        """Return what one step makes of values."""
        _, evaluator, shape = self._evaluator(step)
        value = evaluator(values)
        whole = (sets, *shape)
        return value if value.shape == whole else numpy.broadcast_to(value, whole)

    def size(self, index: str) -> int:
        """Return how many places an index has; a primed one has those of its letter."""
        return self.sizes[index.rstrip("'")]

    def _evaluator(self, step: Step) -> _Compiled:
        known = self._compiled.get(id(step))
        if known is None:
            if len(self._compiled) > MOST_STEPS:
                # Each wrong function may need programs of its own; a class has thousands.
                self._compiled.clear()
            shape = tuple(map(self.size, step.indices))
            known = step, compiled(step.expr, (SETS, *step.indices), (SETS,)), shape
            self._compiled[id(step)] = known
        return known


def at(value: Array, ref: Ref) -> Array:
    """Return the number at one place, for every set of inputs."""
    index: Any = (slice(None), *ref.indices)
    chosen: Array = value[index]
    return chosen


def stacked(leaves: Mapping[str, Array], times: int) -> Values:
    """Return the sets of inputs, so many times after each other."""
    return {key: numpy.concatenate([value] * times) for key, value in leaves.items()}


def picked(leaves: Mapping[str, Array], sets: Sequence[int]) -> Values:
    """Return some of the sets of inputs."""
    return {key: value[list(sets)] for key, value in leaves.items()}
