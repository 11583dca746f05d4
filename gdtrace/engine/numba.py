"""The lines of the scalar engine compiled to machine code, for runs of millions of iterations.

It needs the package numba (the extra ``fast``). Where Python's functions give up, compiled ones go
on with inf or NaN, as numpy does.
"""

import math
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Block, Columns
from gdtrace.engine.scalar import Name, arrays, constants, hand_on, lines, values
from gdtrace.errors import EngineError


def is_installed() -> bool:
    """Say whether the package numba is there; it is not imported."""
    return find_spec("numba") is not None


def source(columns: Columns, name: Name) -> str:
    """Return the source of a function that runs iterations and fills their rows."""
    given = [name(ref) for key in constants(columns) for ref in columns.places(key)]
    learned = [name(ref) for key in columns.parameters for ref in columns.places(key)]
    stored = [name(ref) for each in columns.stored for ref in columns.places(each)]
    body = [
        *lines(columns, name),
        *(f"row[{place}] = {variable}" for place, variable in enumerate(stored)),
        *hand_on(columns, name),
    ]
    start = [
        *(f"{variable} = given[{place}]" for place, variable in enumerate(given)),
        *(f"{variable} = parameters[{place}]" for place, variable in enumerate(learned)),
    ]
    end = [f"parameters[{place}] = {variable}" for place, variable in enumerate(learned)]
    return "\n".join(
        [
            "def run(rows, given, parameters):",
            *(f"    {line}" for line in start),
            "    for iteration in range(len(rows)):",
            "        row = rows[iteration]",
            *(f"        {line}" for line in body),
            *(f"    {line}" for line in end),
            "",
        ]
    )


def engine(columns: Columns, name: Name) -> Block:
    """Return what runs a block of iterations into its rows; it is compiled here, for seconds."""
    if not is_installed():
        raise EngineError(
            "the numba engine needs the package numba; install it with: "
            'python -m pip install "gdtrace[fast]"'
        )
    from numba import njit

    namespace: dict[str, Any] = {**vars(math)}
    exec(compile(source(columns, name), "<numba engine>", "exec"), namespace)
    signature = "void(float64[:, ::1], float64[::1], float64[::1])"
    function: Callable[..., None] = njit(signature, error_model="numpy")(namespace["run"])

    def run(leaves: Mapping[str, Array], rows: Array) -> dict[str, Array]:
        parameters = numpy.array(values(leaves, columns.parameters), dtype=float)
        function(rows, numpy.array(values(leaves, constants(columns)), dtype=float), parameters)
        return dict(leaves) | arrays(columns, parameters)

    return run
