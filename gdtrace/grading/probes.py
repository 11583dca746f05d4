"""Probes: the sets of inputs on which functions are compared, with what is right and what is not.

They are worked out once for an exercise and a seed, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.call_shapes import Call, calls_of
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.exercise_files import base_problem
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.known import Mistake, Wrong
from gdtrace.grading.tables import Table, kept
from gdtrace.grading.tasks import Task, tasks
from gdtrace.sandbox.claims import Encoded, encoded


@frozen(eq=False, repr=False)
class Probe:
    """The sets of inputs of one task: what is given, what is right, and what mistakes give.

    Attributes
    ----------
    given : dict of key to array
        What the function is given, an axis for the sets in front.
    expected : array, shape (sets, returned numbers)
    variants : tuple of Mistake
        The known mistakes that show in the exercise.
    mistaken : tuple of array
        The numbers that each of them gives, like ``expected``.
    calls : tuple of Call
    source : str
        Everything that the sets depend on; empty if that is not known, and nothing can be kept.
    completed : callable
        Adds to other inputs what is given besides, and follows from them.
    rights : dict
        What was worked out of them for hypotheses, kept for the next function.
    """

    task: Task
    given: Values
    expected: Array
    variants: tuple[Mistake, ...]
    mistaken: tuple[Array, ...]
    calls: tuple[Call, ...]
    source: str
    completed: Callable[[Values], Values] = lambda given: given
    rights: dict[Any, Any] = field(factory=dict, init=False)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The known mistakes that give other numbers than the right ones."""
        if not self.mistaken:
            return frozenset()
        wrong = numpy.array(self.mistaken)
        shows = differs(wrong, self.expected, self.task.exercise.tolerance).any(axis=(1, 2))
        return frozenset(self.variants[place].id for place in numpy.flatnonzero(shows))

    @cached_property
    def sent(self) -> tuple[Encoded, ...]:
        """The arguments of every call as they are sent."""
        return tuple(encoded(self.arguments(call)) for call in self.calls)

    def arguments(self, call: Call) -> list[Any]:
        """Return what one call passes to the student's function, in order."""
        if self.task.exercise.elementwise:
            return [self._elements(each, call) for each in self.task.arguments.values()]
        return [
            self.task.argument(each, self.given, call.sets[0])
            for each in self.task.arguments.values()
        ]

    def _elements(self, given: Any, call: Call) -> Any:
        taken = given.take(self.given)[list(call.sets)]
        if call.shape == () or given.key == "learning_rate":
            return float(taken[0])
        return numpy.array(taken).reshape(call.shape)


def probes(exercise: Exercise, seed: int) -> list[Probe]:
    """Choose the sets of inputs of an exercise; the same for the same seed.

    Raises
    ------
    ExerciseError
        If no inputs could be found in which no neuron is saturated.
    """
    found = tasks(exercise)
    wrong = [Wrong(task.program) for task in found]
    source = f"{exercise!r}\n{base_problem(exercise)!r}\n{seed}"

    def made() -> Table:
        from gdtrace.grading.probe_table import probe_table

        return probe_table(found, wrong, seed)

    table = kept(source, made)
    return [
        _probe(task, its, place, table, source)
        for place, (task, its) in enumerate(zip(found, wrong, strict=True))
    ]


def _probe(task: Task, wrong: Wrong, number: int, table: Table, source: str) -> Probe:
    prefix = f"{number}/given/"
    given = {key.removeprefix(prefix): table[key] for key in table if key.startswith(prefix)}
    expected = table[f"{number}/expected"]
    names, layers = table[f"{number}/names"].tolist(), table[f"{number}/layers"].tolist()
    off = [(*each,) if each[0] >= 0 else None for each in table[f"{number}/decimals"].tolist()]
    return Probe(
        task=task,
        given=given,
        expected=expected,
        variants=tuple(
            Mistake(name, layer, wrong, its)
            for name, layer, its in zip(names, layers, off, strict=True)
        ),
        mistaken=tuple(table[f"{number}/mistaken"]),
        calls=calls_of(task, len(expected)),
        source=source,
    )
