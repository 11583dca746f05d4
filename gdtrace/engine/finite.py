"""Whether the values of a block are finite numbers; where they first are not."""

from collections.abc import Mapping
from math import prod

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Columns
from gdtrace.engine.recorded import Recorded

LARGE = 1e100
"""Products of three smaller numbers are still far from overflowing."""

WIDE = 1000
"""From so many columns on it is faster to leave some out than to go through all in one piece."""


def looks_finite(columns: Columns, rows: Array, after: Mapping[str, Array]) -> bool:
    """Say whether surely all values are finite, those that are not stored as well.

    A parameter that has become infinite or NaN stays so, and a gradient makes its parameter so:
    the parameters after the block speak for both.
    """
    if columns.width < WIDE or not columns.complete:
        size = numpy.vdot(rows, rows)
    else:
        first, last = _forward_and_backward(columns)
        size = numpy.einsum("ij,ij->", rows[:, first:last], rows[:, first:last])
    # Written so that a NaN is not finite.
    return bool(size < LARGE**2) and all(
        bool(numpy.vdot(after[key], after[key]) < LARGE**2) for key in columns.parameters
    )


def _forward_and_backward(columns: Columns) -> tuple[int, int]:
    """Return where the columns between the parameters and the gradients are."""
    first = sum(prod(columns.shape(key)) for key in columns.parameters)
    last = columns.width
    for ref in reversed(columns.stored):
        if ref.key in columns.program.carry or columns.program.by_key[ref.key].part != "gradient":
            break
        last = columns.starts[ref]
    return first, last


def first_not_finite(recorded: Recorded, after: Mapping[str, Array]) -> int | None:
    """Return the first row with a NaN or an infinity, in a column or one step away from them.

    What the last update makes belongs to the last row.
    """
    columns = recorded.columns
    bad = numpy.zeros(len(recorded.rows), dtype=bool)
    for key in (*columns.parameters, *columns.results):
        values = recorded.key(key)
        bad |= ~numpy.isfinite(values).all(axis=tuple(range(1, values.ndim)))
    bad[-1] |= not all(numpy.isfinite(after[key]).all() for key in columns.parameters)
    return int(bad.argmax()) if bad.any() else None
