"""How far mistakes are off with the tutorial's numbers: it may look like rounding, and is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy
from attrs import evolve

from gdtrace.engine.arrays import Array
from gdtrace.grading.evaluation import Places
from gdtrace.grading.exercise_files import base_problem
from gdtrace.grading.known import Mistake
from gdtrace.grading.tasks import Task
from gdtrace.leaves import leaves

RATES = (0.001, 0.5)
"""The learning rates of the tutorials."""

NOT_OFF = (-1, 0, 0)


def decimals_off(task: Task, known: Sequence[Mistake]) -> Places:
    """Return where each mistake shows first, and how far it is off, with the tutorial's numbers.

    Returns
    -------
    array, shape (mistakes, 3)
        Which returned value is the first new parameter that is off, or -1 if none is, and in which
        decimal it is at each of the two learning rates.
    """
    given = [_given(task, rate) for rate in RATES]
    rows = [NOT_OFF for _ in known]
    if all(given):
        right = [task.run(task.program, own) for own in given]
        rows = [_first(task, *_errors(task, each, given, right)) for each in known]
    return numpy.array(rows, dtype=numpy.intp).reshape(-1, 3)


def _given(task: Task, rate: float) -> Mapping[str, Array]:
    """Return what the function would be given in the tutorial; nothing if it is of no tutorial."""
    problem = base_problem(task.exercise)
    if not problem.name.startswith("tutorial") or problem.network.sizes != task.network.sizes:
        return {}
    training = evolve(problem.training, learning_rate=rate)
    found = {key: value[None] for key, value in leaves(evolve(problem, training=training)).items()}
    wanted = task.program.leaves
    return {key: found[key] for key in wanted} if found.keys() >= wanted.keys() else {}


def _errors(
    task: Task, mistake: Mistake, given: Sequence[Mapping[str, Array]], right: Sequence[Array]
) -> list[Array]:
    made = (task.run(mistake.program, own) for own in given)
    return [own - its for own, its in zip(made, right, strict=True)]


def _first(task: Task, small: Array, large: Array) -> tuple[int, int, int]:
    start = 0
    for place, value in enumerate(task.returned):
        end = start + value.count
        least = float(numpy.abs(small[0, start:end]).max(initial=0.0))
        most = float(numpy.abs(large[0, start:end]).max(initial=0.0))
        if value.binding.key.startswith("new_") and least and most:
            return place, decimal(least), decimal(most)
        start = end
    return NOT_OFF


def decimal(difference: float) -> int:
    """Return the decimal in which two numbers differ, when both are rounded to it.

    >>> decimal(8.2e-9), decimal(0.002)
    (8, 3)
    """
    return max(1, math.ceil(-math.log10(2 * difference))) if math.isfinite(difference) else 1
