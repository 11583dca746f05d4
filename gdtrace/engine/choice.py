"""Which engine suits a program, and which programs an engine takes. The figures are measured."""

from math import prod

from gdtrace.engine import ENGINES, numba
from gdtrace.engine.columns import Columns
from gdtrace.errors import EngineError, unknown
from gdtrace.expr import Binary, Call, Expr, Neg, Reduction, children

STEP = 90
"""One step over arrays takes as long as so many operations on single numbers."""

LOADING, COMPILING = 100_000_000, 2_400_000
"""numba is loaded in the time of so many operations of the scalar engine; each value of an
iteration takes so many more to compile. Both figures are doubled: machines differ."""

MOST_UNROLLED = 4000
"""With more values than this, a line for each takes longer to compile than to run."""

MOST_COMPILED = 500
"""With about so many values, compiling a line for each to machine code takes ten seconds, and the
time grows faster than their number."""


def suitable(columns: Columns, iterations: int) -> str:
    """Return the engine that is done first with so many iterations, compiling included.

    Parameters
    ----------
    columns : Columns
        Every distinct value.
    iterations : int
    """
    single = operations(columns)
    worth_compiling = single * iterations > LOADING + COMPILING * columns.width
    if columns.width <= MOST_COMPILED and worth_compiling and numba.is_installed():
        return "numba"
    unrolled = single <= STEP * len(columns.needed) and columns.width <= MOST_UNROLLED
    return "scalar" if unrolled else "array"


def operations(columns: Columns) -> int:
    """Return how many operations on single numbers an iteration takes, storing included."""
    views = columns.views
    return sum(
        prod(columns.shape(key)) * (1 + _operations(columns, views.vectorised(key)))
        for key in columns.needed
    )


def _operations(columns: Columns, expr: Expr) -> int:
    inside = sum(_operations(columns, child) for child in children(expr))
    match expr:
        case Reduction(index):
            return columns.sizes[index] * (inside + 1)
        case Call():
            return inside + 2
        case Binary() | Neg():
            return inside + 1
        case _:
            return 0


def check(columns: Columns, engine: str) -> None:
    """Raise EngineError unless there is such an engine and it takes the program."""
    if engine not in ENGINES:
        raise unknown("engine", str(engine), ["auto", *ENGINES])
    most = {"scalar": MOST_UNROLLED, "numba": MOST_COMPILED}.get(engine, columns.width)
    if columns.width > most:
        raise EngineError(
            f"the {engine} engine takes at most {most} values in an iteration, "
            f"this problem has {columns.width}; use the engine array"
        )
