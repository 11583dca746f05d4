"""Probes: the sets of inputs on which functions are compared, chosen so that mistakes show.

Out of many candidates those are taken whose smallest separation, of any known mistake from the
right program and of any two mistakes from each other, is the largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.columns import Array
from gdtrace.errors import ExerciseError
from gdtrace.grading.bindings import Binding
from gdtrace.grading.comparing import separation
from gdtrace.grading.drivers import wrong_numbers
from gdtrace.grading.drawing import BUNDLE, BUNDLES, candidates
from gdtrace.grading.evaluation import Values, picked
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.misconceptions import Variant, variants
from gdtrace.grading.returned import Form, shaped
from gdtrace.grading.tasks import Task, tasks

SETS = 6
"""How many sets of inputs an exercise has, over all sizes of its network."""

MOST_COMPARED = 16
"""How many bundles the sets are chosen from."""

ELEMENT_SHAPES = ((), (), (3,), (2, 3))
"""The shapes in which a function that works element by element is called."""

CLEAR = 1e3
"""A mistake shows if it moves some number by more than this many tolerances."""


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
    mistaken : list of array
        The same for every variant.
    calls : tuple of Call
    """

    task: Task
    given: Values
    expected: Array
    variants: tuple[Variant, ...]
    mistaken: tuple[Array, ...]
    calls: tuple[Call, ...]
    _pairs: list[Any] = field(factory=list, init=False)

    def pairs(self) -> tuple[list[tuple[Variant, Variant]], Array]:
        """Return all pairs of mistakes, and their numbers: shape (pairs, sets, numbers)."""
        if not self._pairs:
            from gdtrace.grading.diagnose import all_pairs

            self._pairs.append(all_pairs(self.task, self.given, self.variants))
        found: tuple[list[tuple[Variant, Variant]], Array] = self._pairs[0]
        return found

    def arguments(self, call: Call) -> list[Any]:
        """Return what one call passes to the student's function, in order."""
        return [
            self._elements(given, call)
            if self.task.exercise.elementwise
            else self.task.argument(given, self.given, call.sets[0])
            for given in self.task.arguments.values()
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
    each = max(2, SETS // len(found))
    return [_probe(task, seed, each) for task in found]


def _probe(task: Task, seed: int, count: int) -> Probe:
    drawn = candidates(task, seed)
    calls = _element_calls(task) if task.exercise.elementwise else _single_calls(task, count)
    count = 1 + max(row for call in calls for row in call.sets)
    bundles = -(-count // BUNDLE)
    usable = len(next(iter(drawn.values()))) // BUNDLE
    if usable < bundles:
        raise ExerciseError(
            f"{task.exercise.id}: only {usable} of {BUNDLES} bundles of inputs that were drawn "
            "keep every neuron unsaturated; take a smaller network"
        )
    drawn = picked(drawn, range(BUNDLE * min(usable, max(MOST_COMPARED, bundles))))
    known = tuple(variants(task.program))
    right, wrong = _outputs(task, drawn, known)
    shown = _separations(right, wrong, task.exercise.tolerance)
    chosen = [BUNDLE * bundle + place for bundle in _chosen(shown, bundles) for place in range(3)]
    given = picked(drawn, chosen[:count])
    if task.exercise.elementwise:
        given, calls = _laid_out(task, given, calls)
    right, wrong = _outputs(task, given, known)
    return Probe(task, given, right, known, tuple(wrong), calls)


def _outputs(task: Task, given: Values, known: Sequence[Variant]) -> tuple[Array, list[Array]]:
    right = task.run(task.program, given)
    return right, [wrong_numbers(task, each, given) for each in known]


def _single_calls(task: Task, count: int) -> tuple[Call, ...]:
    return tuple(Call((each,), (), task.form) for each in range(count))


def _element_calls(task: Task) -> tuple[Call, ...]:
    """Lay sets of inputs out in calls with numbers, a vector and a matrix."""
    calls, start = [], 0
    for shape in ELEMENT_SHAPES:
        count = int(numpy.prod(shape, dtype=int))
        calls.append(Call(tuple(range(start, start + count)), shape, shaped(task.form, shape)))
        start += count
    return tuple(calls)


def _laid_out(
    task: Task, given: Values, calls: tuple[Call, ...]
) -> tuple[Values, tuple[Call, ...]]:
    """Give every call one learning rate, and add the extremes one by one."""
    given = {key: value.copy() for key, value in given.items()}
    rates = task.exercise.learning_rates
    if "learning_rate" in given:
        for number, call in enumerate(calls):
            given["learning_rate"][list(call.sets)] = rates[number % len(rates)]
    for name, numbers in task.exercise.extremes.items():
        argument = task.arguments[name]
        assert isinstance(argument, Binding)
        for number in numbers:
            given = {key: numpy.concatenate([value, value[:1]]) for key, value in given.items()}
            last = len(given[argument.key]) - 1
            given[argument.key][last] = number
            calls += (Call((last,), (), task.form),)
    return given, calls


def _chosen(shown: Array, count: int) -> list[int]:
    """Take bundles one after the other, each the best addition to those before."""
    best = numpy.full(len(shown), -numpy.inf)
    chosen: list[int] = []
    for _ in range(count):
        free = [each for each in range(shown.shape[1]) if each not in chosen]
        gained = numpy.maximum(best[:, None], shown[:, free])
        # The least separated decides; equal ones are told apart by how well the others are.
        score = gained.min(axis=0, initial=9.0) + 1e-3 * gained.sum(axis=0) / max(1, len(shown))
        pick = free[int(numpy.argmax(score))]
        best = numpy.maximum(best, shown[:, pick])
        chosen.append(pick)
    return chosen


def _separations(right: Array, wrong: Sequence[Array], tolerance: float) -> Array:
    """Return a row for each mistake and each two mistakes: log10 of the separation per bundle."""
    rows = [separation(each, right, tolerance) for each in wrong]
    rows += [separation(one, other, tolerance) for one, other in combinations(wrong, 2)]
    table = numpy.array(rows).reshape(len(rows), -1, BUNDLE).max(axis=2)
    table = table[table.max(axis=1, initial=0.0) > CLEAR]
    with numpy.errstate(divide="ignore"):
        logarithms: Array = numpy.clip(numpy.log10(table), -3, 9)
    return logarithms if len(table) else numpy.zeros((0, len(right) // BUNDLE))
