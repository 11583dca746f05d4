"""Engines: Program -> values. An engine runs one block of iterations into the rows of a buffer.

``interpret`` is the reference. ``scalar`` and ``array`` are generated from the same equations.
"""

from collections.abc import Callable, Mapping

import numpy
from numpy.typing import NDArray

from gdtrace.engine import array, interpret, scalar
from gdtrace.engine.columns import Columns
from gdtrace.errors import EngineError, unknown
from gdtrace.expr import Ref

Array = NDArray[numpy.float64]
ENGINES = ("interpret", "scalar", "array")
BLOCK = 8192
"""Iterations that are run in one go."""


def choose(columns: Columns, engine: str = "auto") -> str:
    """Return the engine that runs a program: the one asked for, else the one that suits it."""
    if engine == "auto":
        return "scalar" if columns.width <= scalar.MOST_VALUES else "array"
    if engine not in ENGINES:
        raise unknown("engine", engine, ["auto", *ENGINES])
    if engine == "scalar" and columns.width > 10 * scalar.MOST_VALUES:
        raise EngineError(
            f"the scalar engine takes at most {10 * scalar.MOST_VALUES} values in an iteration, "
            f"this problem has {columns.width}; use the engine array"
        )
    return engine


def run(
    columns: Columns,
    leaves: Mapping[str, Array],
    iterations: int,
    engine: str,
    name: Callable[[Ref], str],
) -> tuple[Array, dict[str, Array]]:
    """Run gradient descent and keep every distinct value.

    Returns
    -------
    rows : ndarray, shape (iterations, columns.width)
    after : dict of key to ndarray
        The leaves after the last update.
    """
    rows = _buffer(iterations, columns.width)
    step = _prepared(columns, engine, name)
    state = dict(leaves)
    for start in range(0, iterations, BLOCK):
        state = step(state, rows, range(start, min(start + BLOCK, iterations)))
    return rows, state


def _buffer(iterations: int, width: int) -> Array:
    try:
        return numpy.empty((iterations, width))
    except (MemoryError, ValueError, OverflowError):
        size = iterations * width * 8 / 2**30
        raise EngineError(
            f"recording {iterations} iterations needs {size:,.0f} GiB of memory; run fewer"
        ) from None


def _prepared(
    columns: Columns, engine: str, name: Callable[[Ref], str]
) -> Callable[[Mapping[str, Array], Array, range], dict[str, Array]]:
    if engine == "scalar":
        return scalar.engine(columns, name)
    if engine == "array":
        return array.engine(columns)
    return lambda leaves, rows, block: interpret.run(columns, leaves, rows, block)
