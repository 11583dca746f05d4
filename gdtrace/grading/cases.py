"""Cases: the numbers that a function returned, beside the right ones."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Mask, Values
from gdtrace.grading.tasks import Task


@frozen(eq=False, repr=False)
class Case:
    """What a function returned for the sets of inputs of one task.

    ``calls`` are the sets of inputs of every call, ``rights`` what was worked out for hypotheses:
    it depends on the task and on what is given only, and is shared by all functions.
    """

    task: Task
    given: Values
    expected: Array
    returned: Array
    calls: tuple[tuple[int, ...], ...]
    rights: dict[Any, Any] = field(factory=dict)

    @cached_property
    def wrong(self) -> Mask:
        """Which returned numbers are wrong in some set of inputs."""
        tolerance = self.task.exercise.tolerance
        return numpy.asarray(differs(self.returned, self.expected, tolerance).any(axis=0))
