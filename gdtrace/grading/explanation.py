"""Explanations: free values that give all the returned numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.free import Free
from gdtrace.grading.natural import alike
from gdtrace.grading.tasks import Changes
from gdtrace.steps import Key

GRADIENTS = {"grad_W", "grad_b", "dSOP_dW", "dSOP_db"}
"""What the deltas are multiplied into, and by what."""

POWERS = (1, 2, -1, -2)
"""What a given number may have got into a factor as."""


@frozen(eq=False, repr=False)
class Explanation:
    """Free values that give all the returned numbers: for each case their numbers.

    ``natural``: sets of inputs in which the step has the same operands have the same numbers.
    """

    free: Free
    numbers: tuple[Array, ...]
    natural: bool
    _known: dict[Any, bool] = field(factory=dict, init=False)

    def once(self, name: Any, make: Callable[[], bool]) -> bool:
        """Return what is known about the cases under this explanation; work it out the first time.

        ``name`` says what it is. An explanation is of one list of cases, always.
        """
        if name not in self._known:
            self._known[name] = make()
        return self._known[name]

    def changes(self, cases: Sequence[Case], number: int) -> Changes:
        """Return what puts the free values into the program of one case."""
        return self.free.changes(cases[number].task, self.numbers[number])


def has_own_factors(explanation: Explanation, cases: Sequence[Case]) -> bool:
    """Say whether gradients are multiplied by another number in each set of inputs.

    That is what a wrong factor before them does, such as the delta of a neuron. A slip in the
    gradients themselves has one number, or one in proportion to a number that is given.
    """
    roles = {Key(key).role for key, _ in explanation.free.patterns}
    gradients = explanation.free.scaled and roles <= GRADIENTS
    return gradients and not has_one_factor(explanation, cases)


def has_one_factor(explanation: Explanation, cases: Sequence[Case]) -> bool:
    """Say whether what multiplies some values is the same in all sets of inputs of a size.

    Or in proportion to a single number that is given, such as the learning rate.
    """
    given = [
        key
        for key in cases[0].given
        if all(case.given[key].size == len(case.given[key]) for case in cases)
    ]
    with numpy.errstate(all="ignore"):
        return any(
            all(
                _one_for_all(numbers / case.given[key].reshape(-1, 1) ** power if key else numbers)
                for numbers, case in zip(explanation.numbers, cases, strict=True)
            )
            for key in ("", *given)
            for power in POWERS
        )


def _one_for_all(factors: Array) -> bool:
    return alike(factors, numpy.broadcast_to(factors[0], factors.shape))
