"""What a contestant is given: the numbers of a problem in arrays, and what it hands back."""

from collections.abc import Callable
from typing import Any

import numpy
from attrs import frozen
from numpy.typing import NDArray

from gdtrace.problems import Problem, initial_parameters

Array = NDArray[numpy.float64]
Parameters = dict[str, Array]

SLOPES = {"squared_error": 2.0, "half_squared_error": 1.0}
"""The factor in front of the difference in the slope of an error."""


@frozen(eq=False)
class Outcome:
    """The parameters after the last update, and what was recorded on the way.

    The record is handed back so that nothing is freed while the clock runs. ``compiling`` is the
    CPU time in seconds that the run spent on compiling, where that is part of it.
    """

    parameters: Parameters
    record: Any = None
    compiling: float = 0.0


Run = Callable[[], Outcome]


@frozen(eq=False)
class Given:
    """The numbers of a problem: sigmoid neurons, the squared error or half of it."""

    x: Array
    target: Array
    rate: float
    slope: float
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return len(self.x)


def given(problem: Problem) -> Given:
    """Return the numbers of a problem in arrays of their own."""
    parameters = initial_parameters(problem)
    layers = range(1, len(problem.network.layers) + 1)
    return Given(
        x=numpy.array(problem.data.x, dtype=float),
        target=numpy.array(problem.data.target, dtype=float),
        rate=problem.training.learning_rate,
        slope=SLOPES[problem.network.loss],
        weights=tuple(parameters[f"W@{layer}"] for layer in layers),
        biases=tuple(parameters[f"b@{layer}"] for layer in layers if problem.network.bias),
    )


def named(weights: Any, biases: Any = ()) -> Parameters:
    """Return parameters by their keys in gdtrace, W@1 and b@1 the first layer's."""
    return {
        **{f"W@{layer}": numpy.asarray(values) for layer, values in enumerate(weights, 1)},
        **{f"b@{layer}": numpy.asarray(values) for layer, values in enumerate(biases, 1)},
    }
