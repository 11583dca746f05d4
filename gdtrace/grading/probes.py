"""Probes: the sets of inputs on which functions are compared, with what is right and what is not.

They are worked out once for an exercise and a seed, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.columns import Array
from gdtrace.grading.bindings import Binding
from gdtrace.grading.choosing import chosen_sets, drawn, outputs
from gdtrace.grading.comparing import differs
from gdtrace.grading.drawing import BUNDLE
from gdtrace.grading.evaluation import Values, picked
from gdtrace.grading.exercise_files import base_problem
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.known import Mistake, Wrong
from gdtrace.grading.returned import Form, shaped
from gdtrace.grading.tables import Table, kept
from gdtrace.grading.tasks import Task, tasks
from gdtrace.sandbox.claims import Encoded, encoded

SETS = 6
"""How many sets of inputs an exercise has, over all sizes of its network."""

ELEMENT_SHAPES = ((), (), (3,), (2, 3))
"""The shapes in which a function that works element by element is called."""


@frozen
class Call:
    """One call of the student's function: its sets of inputs, and the shape they are laid in."""

    sets: tuple[int, ...]
    shape: tuple[int, ...]
    form: Form


@frozen(eq=False)
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
    rights: dict[Any, Any] = field(factory=dict, init=False, repr=False)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The known mistakes that give other numbers than the right ones."""
        tolerance = self.task.exercise.tolerance
        return frozenset(
            variant.id
            for variant, wrong in zip(self.variants, self.mistaken, strict=True)
            if differs(wrong, self.expected, tolerance).any()
        )

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
    source = f"{exercise!r}\n{base_problem(exercise)!r}\n{seed}"
    table = kept(source, lambda: _table(found, seed))
    return [_probe(task, place, table, source) for place, task in enumerate(found)]


def _calls(task: Task, count: int) -> tuple[Call, ...]:
    if not task.exercise.elementwise:
        return tuple(Call((each,), (), task.form) for each in range(count))
    calls, start = list[Call](), 0
    for shape in ELEMENT_SHAPES:
        size = int(numpy.prod(shape, dtype=int))
        calls.append(Call(tuple(range(start, start + size)), shape, shaped(task.form, shape)))
        start += size
    for numbers in task.exercise.extremes.values():
        calls += [Call((start + place,), (), task.form) for place in range(len(numbers))]
        start += len(numbers)
    return tuple(calls)


def _table(found: Sequence[Task], seed: int) -> Table:
    """Work the sets of inputs out, for all tasks."""
    each = max(2, SETS // len(found))
    counts = [sum(len(call.sets) for call in _calls(task, each)) for task in found]
    drawings = [
        drawn(task, seed, -(-count // BUNDLE)) for task, count in zip(found, counts, strict=True)
    ]
    # A mistake counts where it shows in a network of some size.
    showing = {
        mistake.id
        for own in drawings
        for place, mistake in enumerate(own.known)
        if own.shows(place)
    }
    table: dict[str, Array] = {}
    for number, (own, count) in enumerate(zip(drawings, counts, strict=True)):
        places = [place for place, each_one in enumerate(own.known) if each_one.id in showing]
        sets = chosen_sets(own, places, -(-count // BUNDLE))[:count]
        given = _laid_out(own.task, picked(own.given, sets))
        known = [own.known[place] for place in places]
        right, wrong = outputs(own.task, given, known)
        table |= {f"{number}/given/{key}": value for key, value in given.items()}
        table[f"{number}/expected"] = right
        table[f"{number}/mistaken"] = numpy.array(wrong).reshape(-1, *right.shape)
        table[f"{number}/names"] = numpy.array([mistake.name for mistake in known], dtype=str)
        table[f"{number}/layers"] = numpy.array([mistake.layer for mistake in known], dtype=int)
    return table


def _laid_out(task: Task, given: Values) -> Values:
    """Give every call with an array one learning rate, and put the extremes in."""
    if not task.exercise.elementwise:
        return given
    given = {key: numpy.array(value) for key, value in given.items()}
    rates = task.exercise.learning_rates
    calls = _calls(task, 0)
    for number, call in enumerate(calls):
        if "learning_rate" in given:
            given["learning_rate"][list(call.sets)] = rates[number % len(rates)]
    extremes = iter(calls[len(ELEMENT_SHAPES) :])
    for name, numbers in task.exercise.extremes.items():
        argument = task.arguments[name]
        assert isinstance(argument, Binding)
        for extreme in numbers:
            given[argument.key][list(next(extremes).sets)] = extreme
    return given


def _probe(task: Task, number: int, table: Table, source: str) -> Probe:
    prefix = f"{number}/given/"
    given = {key.removeprefix(prefix): table[key] for key in table if key.startswith(prefix)}
    expected = table[f"{number}/expected"]
    wrong = Wrong(task.program)
    names, layers = table[f"{number}/names"], table[f"{number}/layers"]
    return Probe(
        task=task,
        given=given,
        expected=expected,
        variants=tuple(
            Mistake(str(name), int(layer), wrong) for name, layer in zip(names, layers, strict=True)
        ),
        mistaken=tuple(table[f"{number}/mistaken"]),
        calls=_calls(task, len(expected)),
        source=source,
    )
