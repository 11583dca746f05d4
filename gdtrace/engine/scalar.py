"""Straight-line Python generated from the equations: the engine of small networks.

The lines are printed by the one printer of formulas. One iteration is a sequence of assignments to
local floats, whose distinct values are packed into the iteration's row.
"""

import math
import struct
from collections.abc import Callable, Iterator, Mapping

import numpy
from numpy.typing import NDArray

from gdtrace.engine import interpret
from gdtrace.engine.columns import Columns
from gdtrace.expr import Ref
from gdtrace.formula import PYTHON, spell

Array = NDArray[numpy.float64]
Name = Callable[[Ref], str]

MOST_VALUES = 400
"""With more values than this in an iteration, arrays are faster than single floats."""


def lines(columns: Columns, name: Name) -> Iterator[str]:
    """Yield one assignment for every distinct value of an iteration, the new parameters last."""
    for key in (*columns.results, *columns.program.carry.values()):
        for ref in columns.places(key):
            yield line(columns, ref, name)


def line(columns: Columns, ref: Ref, name: Name) -> str:
    """Return the assignment that makes one value."""
    return f"{name(ref)} = {spell(columns.views.source(ref), name, PYTHON)}"


def source(columns: Columns, name: Name) -> str:
    """Return the source of a function that runs iterations and packs their rows."""
    given = _names(columns, _given(columns), name)
    parameters = _names(columns, columns.parameters, name)
    stored = _names(columns, tuple(columns.starts), name)
    handed_on = [
        f"{name(old)} = {name(Ref(columns.program.carry[old.key], old.indices))}"
        for key in columns.parameters
        for old in columns.places(key)
    ]
    body = "\n            ".join(
        [
            *lines(columns, name),
            f"pack_into(rows, offset, {', '.join(stored)})",
            f"offset += {8 * columns.width}",
            *handed_on,
        ]
    )
    return f"""\
def run(rows, start, stop, given, parameters):
    ({_listed(given)}) = given
    ({_listed(parameters)}) = parameters
    offset = start*{8 * columns.width}
    iteration = start
    try:
        for iteration in range(start, stop):
            {body}
    except (OverflowError, ValueError, ZeroDivisionError):
        return iteration, ({_listed(parameters)})
    return stop, ({_listed(parameters)})
"""


def compiled(columns: Columns, name: Name) -> Callable[..., tuple[int, tuple[float, ...]]]:
    """Compile the generated source."""
    packer = struct.Struct(f"={columns.width}d")
    namespace: dict[str, object] = {**vars(math), "pack_into": packer.pack_into}
    exec(compile(source(columns, name), "<scalar engine>", "exec"), namespace)
    function: Callable[..., tuple[int, tuple[float, ...]]] = namespace["run"]  # type: ignore[assignment]
    return function


def engine(columns: Columns, name: Name) -> Callable[..., dict[str, Array]]:
    """Return what runs a block of iterations into the rows."""
    function = compiled(columns, name)

    def run(leaves: Mapping[str, Array], rows: Array, block: range) -> dict[str, Array]:
        given = _values(leaves, _given(columns))
        buffer = rows.data.cast("B")
        state, reached = dict(leaves), block.start
        while reached < block.stop:
            parameters = _values(state, columns.parameters)
            reached, parameters = function(buffer, reached, block.stop, given, parameters)
            state |= _arrays(columns, parameters)
            if reached < block.stop:
                # A function of the math module gave up where numpy goes on with inf or NaN.
                state = interpret.run(columns, state, rows, range(reached, reached + 1))
                reached += 1
        return state

    return run


def _given(columns: Columns) -> tuple[str, ...]:
    return tuple(key for key in columns.program.leaves if key not in columns.program.carry)


def _names(columns: Columns, keys: tuple[str, ...], name: Name) -> list[str]:
    return [name(ref) for key in keys for ref in columns.places(key)]


def _listed(names: list[str]) -> str:
    return "".join(f"{name}, " for name in names)


def _values(leaves: Mapping[str, Array], keys: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(value for key in keys for value in numpy.ravel(leaves[key]).tolist())


def _arrays(columns: Columns, parameters: tuple[float, ...]) -> dict[str, Array]:
    flat = numpy.array(parameters, dtype=float)
    return {key: flat[columns.slot(key)].reshape(columns.shape(key)) for key in columns.parameters}
