"""Leaves that a rewritten program may have besides the data: numbers that follow from the sizes.

Their keys say what they are: ``count[n]`` is how many examples there are, ``reversal[j]`` turns the
order of the first layer's neurons round. Each function returns the reference to put in an equation.
"""

from collections.abc import Callable, Mapping
from functools import cache

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.steps import Program, plain, primed


def count(letter: str) -> Ref:
    """Return how many places an index has.

    >>> count("n")
    Ref(key='count[n]', indices=())
    """
    return Ref(f"count[{letter}]")


def second(letter: str) -> Ref:
    """Return the mask that is 1 in the second place of an index and 0 elsewhere."""
    return Ref(f"second[{letter}]", (letter,))


def others(letter: str) -> Ref:
    """Return the mask that is 0 in the second place of an index and 1 elsewhere."""
    return Ref(f"others[{letter}]", (letter,))


def reversal(letter: str) -> Ref:
    """Return what picks the places of an index from the last to the first."""
    return Ref(f"reversal[{letter}]", (letter, primed(letter)))


def selection(letter: str, source: str) -> Ref:
    """Return what picks, for each place of an index, the place of another one with its number."""
    return Ref(f"selection[{letter},{source}]", (letter, source))


def reshaping(row: str, column: str) -> Ref:
    """Return what reads a matrix in the order of its numbers as if its sides were exchanged."""
    return Ref(f"reshaping[{row},{column}]", (row, column, primed(row), primed(column)))


def accumulated(key: str, indices: tuple[str, ...]) -> Ref:
    """Return what earlier iterations have added up; nothing at the start."""
    return Ref(f"accumulated_{key}", indices)


def _selection(shape: tuple[int, ...]) -> Array:
    return numpy.eye(shape[1])[numpy.arange(shape[0]) % shape[1]]


def _reshaping(shape: tuple[int, ...]) -> Array:
    rows, columns, *_ = shape
    whole = numpy.eye(rows * columns).reshape(columns, rows, rows, columns)
    return numpy.asarray(whole.transpose(1, 0, 2, 3))


def _second(shape: tuple[int, ...]) -> Array:
    return numpy.asarray(numpy.arange(shape[0]) == 1, dtype=float)


MADE: dict[str, Callable[[tuple[int, ...]], Array]] = {
    "second": _second,
    "others": lambda shape: 1.0 - _second(shape),
    "reversal": lambda shape: numpy.eye(shape[0])[::-1].copy(),
    "selection": _selection,
    "reshaping": _reshaping,
    "accumulated": numpy.zeros,
}
"""How the values are made from their shapes."""


@cache
def is_constant(key: str) -> bool:
    """Say whether a key is that of a leaf of this file.

    >>> is_constant("count[n]"), is_constant("W@1")
    (True, False)
    """
    return _kind(key) in (*MADE, "count")


def constants(program: Program, sizes: Mapping[str, int]) -> dict[str, Array]:
    """Return the values of a program's leaves that follow from the sizes alone.

    Parameters
    ----------
    program : Program
    sizes : mapping of str to int
        How many places each index letter has.

    Returns
    -------
    dict of key to ndarray
        Empty for a program that nobody has rewritten.
    """
    return {
        key: _value(key, tuple(sizes[plain(index)] for index in indices), sizes)
        for key, indices in program.leaves.items()
        if is_constant(key)
    }


def _value(key: str, shape: tuple[int, ...], sizes: Mapping[str, int]) -> Array:
    if _kind(key) == "count":
        return numpy.asarray(float(sizes[key.removeprefix("count[").removesuffix("]")]))
    return MADE[_kind(key)](shape)


def _kind(key: str) -> str:
    return key.partition("[")[0].partition("_")[0]
