"""Calls: how sets of inputs are handed to a function, one by one or several in an array."""

from __future__ import annotations

import numpy
from attrs import frozen

from gdtrace.grading.returned import Form, shaped
from gdtrace.grading.tasks import Task

ELEMENT_SHAPES = ((), (), (3,), (2, 3))
"""The shapes in which a function that works element by element is called."""


@frozen(eq=False, repr=False)
class Call:
    """One call of the student's function: its sets of inputs, and the shape they are laid in."""

    sets: tuple[int, ...]
    shape: tuple[int, ...]
    form: Form


def calls_of(task: Task, count: int) -> tuple[Call, ...]:
    """Return the calls for so many sets of inputs, the shapes of elements and extremes besides."""
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
