"""When two numbers are the same: to the exercise's tolerance, with a small floor."""

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.grading.evaluation import Mask

FLOOR = 1e-3
"""Numbers below this are compared as if they were as large."""


def allowed(expected: Array, tolerance: float) -> Array:
    """Return how far a number may be from the expected one."""
    allowance: Array = tolerance * numpy.maximum(numpy.abs(expected), FLOOR)
    return allowance


def differs(given: Array, expected: Array, tolerance: float) -> Mask:
    """Say which numbers differ; NaN and infinity are the same as themselves only."""
    with numpy.errstate(invalid="ignore", over="ignore"):
        close = numpy.abs(given - expected) <= allowed(expected, tolerance)
    same = (given == expected) | (numpy.isnan(given) & numpy.isnan(expected))
    result: Mask = ~(close & numpy.isfinite(expected) | same)
    return result


def separation(given: Array, expected: Array, tolerance: float) -> Array:
    """Return by how many tolerances the numbers differ at most, over the last axis.

    Infinite where one is a number and the other is none.
    """
    with numpy.errstate(invalid="ignore", over="ignore"):
        apart = numpy.abs(given - expected) / allowed(expected, tolerance)
    both_odd = (given == expected) | (numpy.isnan(given) & numpy.isnan(expected))
    apart = numpy.where(both_odd, 0.0, apart)
    largest: Array = numpy.where(numpy.isnan(apart), numpy.inf, apart).max(axis=-1)
    return largest
