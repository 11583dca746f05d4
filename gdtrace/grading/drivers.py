"""Other ways to run iterations and examples: what goes wrong there changes no equation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.expr import Mean
from gdtrace.grading.evaluation import Change, Evaluation, Values
from gdtrace.grading.tasks import Task
from gdtrace.steps import EXAMPLES, Key, Program

Driver = Callable[[Task, Program, Mapping[str, Array]], list[Values]]


def wrong_numbers(task: Task, program: Program, driver: str, given: Mapping[str, Array]) -> Array:
    """Return the numbers of a program run in another way: shape (sets, returned numbers)."""
    if not driver:
        return task.run(program, given)
    with numpy.errstate(all="ignore"):
        return task.collected(DRIVERS[driver](task, program, given))


def _online(task: Task, program: Program, given: Mapping[str, Array]) -> list[Values]:
    return _example_by_example(task, program, given, lambda: lambda gradient, _: gradient)


def _online_cumulative(task: Task, program: Program, given: Mapping[str, Array]) -> list[Values]:
    def adding() -> Change:
        total: list[Array] = []

        def add(gradient: Array, _: Mapping[str, Array]) -> Array:
            total.append(gradient)
            so_far: Array = sum(total[1:], start=total[0]) / task.sizes[EXAMPLES]
            return so_far

        return add

    return _example_by_example(task, program, given, adding)


def _example_by_example(
    task: Task,
    program: Program,
    given: Mapping[str, Array],
    gradient_change: Callable[[], Change],
) -> list[Values]:
    one = Evaluation({**task.sizes, EXAMPLES: 1})
    gradients = [key for key in program.by_key if Key(key).role in ("grad_W", "grad_b")]
    start, rounds = dict(given), list[Values]()
    for _ in range(task.iterations):
        changes = {key: gradient_change() for key in gradients}
        made = []
        for example in range(task.sizes[EXAMPLES]):
            only = {key: _example(program, key, value, example) for key, value in start.items()}
            made.append(one.values(program, only, changes))
            start |= {old: made[-1][new] for old, new in program.carry.items()}
        rounds.append(_together(program, made))
    return rounds


def _example(program: Program, key: str, value: Array, example: int) -> Array:
    if EXAMPLES not in program.indices(key):
        return value
    axis = 1 + program.indices(key).index(EXAMPLES)
    return numpy.take(value, [example], axis=axis)


def _together(program: Program, made: list[Values]) -> Values:
    """Return the values of all examples as if they had been worked out at once."""
    found = {}
    for key, last in made[-1].items():
        indices = program.indices(key)
        if EXAMPLES in indices:
            axis = 1 + indices.index(EXAMPLES)
            found[key] = numpy.concatenate([each[key] for each in made], axis=axis)
        elif Key(key).role == "Cost":
            found[key] = _cost(program, key, [each[key] for each in made])
        else:
            found[key] = last
    return found


def _cost(program: Program, key: str, costs: list[Array]) -> Array:
    """Return the cost of all examples; it is taken over them, not that of the last one."""
    total: Array = sum(costs[1:], start=costs[0])
    return total / len(costs) if isinstance(program.by_key[key].expr, Mean) else total


def _prediction_after_update(
    task: Task, program: Program, given: Mapping[str, Array]
) -> list[Values]:
    rounds, start = list[Values](), dict(given)
    for _ in range(task.iterations + 1):
        rounds.append(task.evaluation.values(program, start, {}))
        start |= {old: rounds[-1][new] for old, new in program.carry.items()}
    forward = {step.key for step in program.steps if step.part == "forward"}
    return [
        {key: (later if key in forward else now)[key] for key in now}
        for now, later in pairwise(rounds)
    ]


DRIVERS: dict[str, Driver] = {
    "online": _online,
    "online-cumulative": _online_cumulative,
    "prediction-after-update": _prediction_after_update,
}
"""By the names that misconceptions call them."""
