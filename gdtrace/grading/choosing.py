"""Chooses sets of inputs among candidates, so that known mistakes show and can be told apart.

Those bundles are taken whose smallest separation, of any mistake from the right program and of any
two mistakes from each other, is the largest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.errors import ExerciseError
from gdtrace.grading.comparing import differs, separation
from gdtrace.grading.drawing import BUNDLE, BUNDLES, candidates
from gdtrace.grading.drivers import wrong_numbers
from gdtrace.grading.evaluation import Values, picked
from gdtrace.grading.known import Mistake, Wrong, mistakes
from gdtrace.grading.tasks import Task

MOST_COMPARED = 16
"""How many bundles the sets are chosen from."""

CLEAR = 1e3
"""A mistake is detected if it moves some number by more than this many tolerances."""

ROUNDING = 1e-12
"""A mistake that moves no number by more than this, relatively, has no effect at all."""


@frozen(eq=False, repr=False)
class Drawn:
    """Candidates of one task, with the right numbers and those of every mistake."""

    task: Task
    given: Values
    right: Array
    known: tuple[Mistake, ...]
    wrong: tuple[Array, ...]

    def shows(self, place: int) -> bool:
        """Say whether a mistake moves some number, to another number, in some set."""
        numbers = numpy.isfinite(self.wrong[place]) & numpy.isfinite(self.right)
        wrong, right = self.wrong[place][numbers], self.right[numbers]
        return bool(differs(wrong, right, ROUNDING).any())


def drawn(task: Task, wrong: Wrong, seed: int, bundles: int) -> Drawn:
    """Draw candidates, and run every known mistake on them.

    Raises
    ------
    ExerciseError
        If too few inputs are found in which no neuron is saturated.
    """
    given = candidates(task, seed)
    usable = len(next(iter(given.values()))) // BUNDLE
    if usable < bundles:
        raise ExerciseError(
            f"{task.exercise.id}: only {usable} of {BUNDLES} bundles of inputs that were drawn "
            "keep every neuron unsaturated; take a smaller network"
        )
    given = picked(given, range(BUNDLE * min(usable, max(MOST_COMPARED, bundles))))
    known = tuple(mistakes(wrong))
    right, mistaken = outputs(task, given, known)
    return Drawn(task, given, right, known, tuple(mistaken))


def outputs(task: Task, given: Values, known: Sequence[Mistake]) -> tuple[Array, list[Array]]:
    """Return the right numbers, and those that every mistake gives."""
    right = task.run(task.program, given)
    return right, [
        wrong_numbers(task, each.program, each.misconception.driver, given) for each in known
    ]


def chosen_sets(found: Drawn, places: Sequence[int], bundles: int) -> list[int]:
    """Return the sets of the bundles that show best the mistakes at some places."""
    wrong = [found.wrong[place] for place in places]
    shown = _separations(found.right, wrong, found.task.exercise.tolerance)
    return [BUNDLE * bundle + place for bundle in _best(shown, bundles) for place in range(BUNDLE)]


def _best(shown: Array, count: int) -> list[int]:
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
    if not len(wrong):
        return numpy.zeros((0, len(right) // BUNDLE))
    every = numpy.array(wrong)
    found = [separation(every, right, tolerance)]
    found += [
        separation(every[place + 1 :], every[place], tolerance) for place in range(len(every))
    ]
    rows = numpy.concatenate(found)
    table = rows.reshape(len(rows), -1, BUNDLE).max(axis=2)
    table = table[table.max(axis=1) > CLEAR]
    with numpy.errstate(divide="ignore"):
        logarithms: Array = numpy.clip(numpy.log10(table), -3.0, 9.0)
    return logarithms
