"""What an iteration starts from: a problem's data, learning rate and first parameters as arrays."""

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.problems import Problem, initial_parameters


def leaves(problem: Problem) -> dict[str, Array]:
    """Return what the first iteration starts from."""
    return {
        "X": numpy.array(problem.data.x, dtype=float),
        "Target": numpy.array(problem.data.target, dtype=float),
        "learning_rate": numpy.array(problem.training.learning_rate),
        **initial_parameters(problem),
    }
