"""Straight-line Python generated from the equations: the engine of small networks.

The lines are printed by the one printer of formulas. One iteration is a sequence of assignments to
local floats, whose stored values are packed into the iteration's row.
"""

import math
import struct
from collections.abc import Callable, Iterator, Mapping

import numpy

from gdtrace.engine import interpret
from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Block, Columns
from gdtrace.expr import Ref
from gdtrace.formula import FLOATS, PYTHON, Dialect, spell

Name = Callable[[Ref], str]


def lines(columns: Columns, name: Name) -> Iterator[str]:
    """Yield an assignment for every value that is needed, the new parameters last."""
    for key in columns.needed:
        for ref in columns.places(key):
            yield line(columns, ref, name, FLOATS)


def line(columns: Columns, ref: Ref, name: Name, dialect: Dialect = PYTHON) -> str:
    """Return the assignment that makes one value."""
    return f"{name(ref)} = {spell(columns.views.source(ref), name, dialect)}"


def hand_on(columns: Columns, name: Name) -> Iterator[str]:
    """Yield the assignments that make the new parameters those of the next iteration."""
    for old, new in columns.program.carry.items():
        for ref in columns.places(old):
            yield f"{name(ref)} = {name(Ref(new, ref.indices))}"


def source(columns: Columns, name: Name) -> str:
    """Return the source of a function that runs iterations and packs their rows.

    It counts in bytes, since that is what packing needs. Where a function of the module math gives
    up, it returns how far it came.
    """
    given = listed(columns, constants(columns), name)
    parameters = listed(columns, columns.parameters, name)
    stored = [name(ref) for each in columns.stored for ref in columns.places(each)]
    packed = [f"pack_into(rows, reached, {', '.join(stored)})"] if stored else []
    body = "\n            ".join([*lines(columns, name), *packed, *hand_on(columns, name)])
    return f"""\
def run(rows, reached, end, given, parameters):
    ({given}) = given
    ({parameters}) = parameters
    try:
        for reached in range(reached, end, {_stride(columns)}):
            {body or "pass"}
    except (OverflowError, ValueError, ZeroDivisionError):
        return reached, ({parameters})
    return end, ({parameters})
"""


def engine(columns: Columns, name: Name) -> Block:
    """Return what runs a block of iterations into its rows."""
    packer = struct.Struct(f"={columns.width}d")
    namespace: dict[str, object] = {**vars(math), "pack_into": packer.pack_into}
    exec(compile(source(columns, name), "<scalar engine>", "exec"), namespace)
    function: Callable[..., tuple[int, tuple[float, ...]]] = namespace["run"]  # type: ignore[assignment]
    reference = interpret.engine(columns)
    stride = _stride(columns)

    def run(leaves: Mapping[str, Array], rows: Array) -> dict[str, Array]:
        given = values(leaves, constants(columns))
        buffer = rows.data.cast("B") if columns.width else None
        state, reached, end = dict(leaves), 0, len(rows) * stride
        while reached < end:
            parameters = values(state, columns.parameters)
            reached, parameters = function(buffer, reached, end, given, parameters)
            state |= arrays(columns, numpy.array(parameters, dtype=float))
            if reached < end:
                # A function of the module math gave up where numpy goes on with inf or NaN.
                row = reached // stride
                state = reference(state, rows[row : row + 1])
                reached += stride
        return state

    return run


def constants(columns: Columns) -> tuple[str, ...]:
    """Return the keys of the leaves that no update changes."""
    return tuple(key for key in columns.program.leaves if key not in columns.program.carry)


def listed(columns: Columns, keys: tuple[str, ...], name: Name) -> str:
    """List the variables of some keys as a tuple to unpack."""
    return "".join(f"{name(ref)}, " for key in keys for ref in columns.places(key))


def values(leaves: Mapping[str, Array], keys: tuple[str, ...]) -> tuple[float, ...]:
    """Return the values of some keys, in the order of their variables."""
    return tuple(value for key in keys for value in numpy.ravel(leaves[key]).tolist())


def arrays(columns: Columns, flat: Array) -> dict[str, Array]:
    """Return the parameters in arrays of their own, from their values in a row."""
    found, start = {}, 0
    for key in columns.parameters:
        shape = columns.shape(key)
        end = start + math.prod(shape)
        found[key] = flat[start:end].reshape(shape)
        start = end
    return found


def _stride(columns: Columns) -> int:
    return 8 * columns.width or 1
