"""Variations: what a function returns when one argument at a time is another."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.answers import Runner
from gdtrace.grading.bindings import Binding
from gdtrace.grading.evaluation import Values, picked
from gdtrace.grading.probes import Probe
from gdtrace.grading.returned import Misfit, read
from gdtrace.grading.tasks import Given, Task
from gdtrace.sandbox.claims import Returned


@frozen(eq=False, repr=False)
class Variations:
    """A function, and the first set of inputs with one argument after the other changed.

    It is asked when somebody wants to know, and only once.
    """

    runner: Runner
    function: str
    probe: Probe

    @cached_property
    def given(self) -> list[Values]:
        """The set of inputs itself, then one for each argument."""
        return varied(self.probe)

    @cached_property
    def arguments(self) -> list[list[Any]]:
        """The same as the function is given it."""
        task = self.probe.task
        return [
            [task.argument(each, given, 0) for each in task.arguments.values()]
            for given in self.given
        ]

    @cached_property
    def numbers(self) -> list[Array | None]:
        """The numbers that the function returns for each; None where it returns none."""
        results = self.runner.calls(self.function, self.arguments)
        return [_numbers(self.probe.task, each) for each in results]


def _numbers(task: Task, result: object) -> Array | None:
    if not isinstance(result, Returned):
        return None
    numbers = read(task.form, result.value, equivalent=task.exercise.equivalent_shapes)
    return None if isinstance(numbers, Misfit) else numbers


def varied(probe: Probe) -> list[Values]:
    """Return one set of inputs, then one for each argument in which only that is another."""
    base, other = picked(probe.given, [0]), picked(probe.given, [len(probe.expected) - 1])
    found = []
    for given in probe.task.arguments.values():
        changed = {key: numpy.array(value) for key, value in base.items()}
        for binding in bindings(given):
            where: Any = (slice(None), *binding.index)
            new = other[binding.key][where]
            same = new == changed[binding.key][where]
            changed[binding.key][where] = numpy.where(same, new * 1.1 + 0.1, new)
        found.append(changed)
    return [_consistent(probe.task, probe.completed(each)) for each in (base, *found)]


def _consistent(task: Task, given: Values) -> Values:
    """Work out again what is given too though it follows, such as a prediction from its sum."""
    made = dict(given)
    for step in task.whole.steps:
        if step.key in given and step.needs <= given.keys():
            made[step.key] = task.evaluation.value(step, made, 1)
    return made


def bindings(given: Given) -> list[Binding]:
    """Return what an argument is bound to: nothing, one value, or one for each layer."""
    if isinstance(given, str):
        return []
    return given if isinstance(given, list) else [given]
