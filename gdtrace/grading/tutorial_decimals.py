"""How far a mistake is off with the tutorial's numbers: it may look like rounding, and is none."""

from __future__ import annotations

import math

import numpy
from attrs import evolve, frozen

from gdtrace.engine.columns import Array
from gdtrace.grading.exercise_files import base_problem
from gdtrace.grading.known import Mistake
from gdtrace.grading.tasks import Task
from gdtrace.leaves import leaves

RATES = (0.001, 0.5)


@frozen
class Off:
    """The first returned value that is off, and in which decimal at the two learning rates."""

    name: str
    small: int
    large: int


def decimals_off(task: Task, variant: Mistake) -> Off | None:
    """Return how far the first wrong new parameter is off with the numbers of the tutorial."""
    problem = base_problem(task.exercise)
    if not problem.name.startswith("tutorial") or problem.network.sizes != task.network.sizes:
        return None
    found = []
    for rate in RATES:
        training = evolve(problem.training, learning_rate=rate)
        given = {
            key: value[None] for key, value in leaves(evolve(problem, training=training)).items()
        }
        if not given.keys() >= task.program.leaves.keys():
            return None
        own = {key: given[key] for key in task.program.leaves}
        found.append(task.run(variant.program, own) - task.run(task.program, own))
    return _first(task, found[0], found[1])


def _first(task: Task, small: Array, large: Array) -> Off | None:
    start = 0
    for value in task.returned:
        end = start + value.count
        least = float(numpy.abs(small[0, start:end]).max())
        most = float(numpy.abs(large[0, start:end]).max())
        if value.binding.key.startswith("new_") and least > 0:
            return Off(value.name, decimal(least), decimal(most))
        start = end
    return None


def decimal(difference: float) -> int:
    """Return the decimal in which two numbers differ, when both are rounded to it.

    >>> decimal(8.2e-9), decimal(0.002)
    (8, 3)
    """
    return max(1, math.ceil(-math.log10(2 * difference))) if math.isfinite(difference) else 1
