"""The table of an exercise and a seed: the sets of inputs, the right numbers, and the mistaken.

It is worked out once, and kept; ``probes`` reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

from gdtrace.grading.bindings import Binding
from gdtrace.grading.call_shapes import ELEMENT_SHAPES, calls_of
from gdtrace.grading.choosing import chosen_sets, drawn, outputs
from gdtrace.grading.drawing import BUNDLE
from gdtrace.grading.evaluation import Values, picked
from gdtrace.grading.known import Wrong
from gdtrace.grading.tables import Table
from gdtrace.grading.tasks import Task
from gdtrace.grading.tutorial_decimals import decimals_off

SETS = 6
"""How many sets of inputs an exercise has, over all sizes of its network."""


def probe_table(found: Sequence[Task], wrong: Sequence[Wrong], seed: int) -> Table:
    """Work the sets of inputs out, for all tasks and the wrong programs of each."""
    each = max(2, SETS // len(found))
    counts = [sum(len(call.sets) for call in calls_of(task, each)) for task in found]
    drawings = [
        drawn(task, its, seed, -(-count // BUNDLE))
        for task, its, count in zip(found, wrong, counts, strict=True)
    ]
    # A mistake counts where it shows in a network of some size.
    showing = {
        mistake.id
        for own in drawings
        for place, mistake in enumerate(own.known)
        if own.shows(place)
    }
    table: dict[str, NDArray[Any]] = {}
    for number, (own, count) in enumerate(zip(drawings, counts, strict=True)):
        places = [place for place, each_one in enumerate(own.known) if each_one.id in showing]
        sets = chosen_sets(own, places, -(-count // BUNDLE))[:count]
        given = _laid_out(own.task, picked(own.given, sets))
        known = [own.known[place] for place in places]
        right, mistaken = outputs(own.task, given, known)
        table |= {f"{number}/given/{key}": value for key, value in given.items()}
        table[f"{number}/expected"] = right
        table[f"{number}/mistaken"] = numpy.array(mistaken).reshape(-1, *right.shape)
        table[f"{number}/names"] = numpy.array([mistake.name for mistake in known], dtype=str)
        table[f"{number}/decimals"] = decimals_off(own.task, known)
        table[f"{number}/layers"] = numpy.array([mistake.layer for mistake in known], dtype=int)
    return table


def _laid_out(task: Task, given: Values) -> Values:
    """Give every call with an array one learning rate, and put the extremes in."""
    if not task.exercise.elementwise:
        return given
    given = {key: numpy.array(value) for key, value in given.items()}
    rates = task.exercise.learning_rates
    calls = calls_of(task, 0)
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
