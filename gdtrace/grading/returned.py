"""What a function is to return: a number, an array, a tuple or dict of them; and reading it back.

Reading never compares: it says whether a value has the asked form, and gives its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy
from attrs import evolve, frozen

from gdtrace.engine.arrays import Array
from gdtrace.errors import MOST_LISTED
from gdtrace.grading.bindings import Binding

TUPLE, DICT, FIRST = "tuple", "dict", "first"


@frozen(eq=False, repr=False)
class Value:
    """One number or array that is returned; ``sets`` many times its places in every iteration."""

    name: str
    binding: Binding
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return int(numpy.prod(self.shape, dtype=int))


@frozen(eq=False, repr=False)
class Group:
    """Several values together, under their names; ``accepts`` says as what."""

    name: str
    items: tuple[Value | Group, ...]
    accepts: tuple[str, ...]


Form = Value | Group


@frozen(eq=False, repr=False)
class Misfit:
    """A returned value that has not the asked form: where, what came, what is asked for."""

    kind: str
    name: str
    given: str
    wanted: str


def values(form: Form) -> Iterator[Value]:
    """Yield every number or array of a form, in the order in which it is returned."""
    if isinstance(form, Value):
        yield form
    else:
        for item in form.items:
            yield from values(item)


def shaped(form: Form, shape: tuple[int, ...]) -> Form:
    """Return the form of a function that works element by element, for arguments of a shape."""
    if isinstance(form, Value):
        return evolve(form, shape=shape)
    return evolve(form, items=tuple(shaped(item, shape) for item in form.items))


def read(form: Form, given: Any, *, equivalent: bool) -> Array | Misfit:
    """Return the numbers of a returned value in their order, or why it has not the asked form.

    Parameters
    ----------
    form : Form
    given : object
        Plain Python values and numpy arrays.
    equivalent : bool
        Whether axes of size 1 may be more or fewer than asked for.
    """
    found: list[Array] = []
    misfit = _read(form, given, equivalent, found)
    return misfit or numpy.concatenate(found)


def _read(form: Form, given: Any, equivalent: bool, found: list[Array]) -> Misfit | None:
    if isinstance(form, Value):
        numbers = _numbers(form, given, equivalent)
        if isinstance(numbers, Misfit):
            return numbers
        found.append(numbers)
        return None
    items = _items(form, given)
    if isinstance(items, Misfit):
        return items
    for number, (item, each) in enumerate(zip(form.items, items, strict=True), 1):
        misfit = _read(item, each, equivalent, found)
        if misfit:
            return evolve(misfit, name=misfit.name or f"value {number} of {len(form.items)}")
    return None


def _items(form: Group, given: Any) -> Sequence[Any] | Misfit:
    if FIRST in form.accepts and isinstance(given, tuple) and given:
        inner = evolve(form, accepts=tuple(each for each in form.accepts if each != FIRST))
        return _items(inner, given[0])
    if DICT in form.accepts and isinstance(given, Mapping):
        missing = [item.name for item in form.items if item.name not in given]
        if not missing:
            return [given[item.name] for item in form.items]
        some = [*map(str, given)][:MOST_LISTED]
        more = ", ..." if len(given) > MOST_LISTED else ""
        has = f"a dict with the names {', '.join(some) or '(none)'}{more}"
        return Misfit("shape", form.name, has, wanted(form))
    if TUPLE in form.accepts and _sequence_of(given, len(form.items)):
        return list(given)
    return Misfit("shape", form.name, described(given), wanted(form))


def _sequence_of(given: Any, count: int) -> bool:
    if isinstance(given, numpy.ndarray):
        return given.ndim > 0 and len(given) == count
    return isinstance(given, tuple | list) and len(given) == count


def _numbers(form: Value, given: Any, equivalent: bool) -> Array | Misfit:
    array = _array(given)
    if array is None:
        return Misfit("type", form.name, described(given), wanted(form))
    if array.shape == form.shape or (form.shape == () and array.shape == (1,)):
        return array.ravel()
    if equivalent and _squeezed(array.shape) == _squeezed(form.shape):
        return array.ravel()
    return Misfit("shape", form.name, described(given), wanted(form))


def _array(given: Any) -> Array | None:
    """Return real numbers as an array; None for anything else, flags and texts among them."""
    if isinstance(given, numpy.ndarray) and given.dtype.kind in "fiu":
        return numpy.asarray(given, dtype=float)
    if isinstance(given, bool) or given is None:
        return None
    if isinstance(given, list | tuple):
        parts = [_array(each) for each in given]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts) or len({part.shape for part in whole}) > 1:
            return None
        return numpy.array(whole, dtype=float)
    if isinstance(given, int | float):
        return numpy.array(_as_float(given))
    if isinstance(given, numpy.generic) and given.dtype.kind in "fiu":
        return numpy.asarray(given, dtype=float)
    return None


def _as_float(given: int | float) -> float:
    try:
        return float(given)
    except OverflowError:
        return float("inf")


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def wanted(form: Form) -> str:
    """Say in words what is asked for."""
    if isinstance(form, Value):
        return _shape_words(form.shape)
    names = ", ".join(item.name for item in form.items if item.name)
    count = len(form.items)
    said = []
    if TUPLE in form.accepts:
        said.append(f"{count} values" + (f" ({names})" if names else ""))
    if DICT in form.accepts:
        said.append(f"a dict with the names {names}")
    return " or ".join(said)


def described(given: Any) -> str:
    """Say in words what came instead."""
    array = _array(given)
    if isinstance(given, tuple) and (array is None or array.ndim > 1 or len(given) > 1):
        return f"{len(given)} values in a tuple"
    if array is not None:
        return _shape_words(array.shape, "a list of " if isinstance(given, list) else "")
    if given is None:
        return "None"
    if isinstance(given, numpy.ndarray):
        return f"an array with elements of type {given.dtype}"
    if isinstance(given, list | tuple):
        return f"a {type(given).__name__} of {len(given)} values that are not all numbers"
    if getattr(given, "dtype", ""):
        return f"an array with elements of type {given.dtype}"
    name = getattr(given, "type", type(given).__name__)
    return f"a value of type {name}"


def _shape_words(shape: tuple[int, ...], listed: str = "") -> str:
    if shape == ():
        return "one number"
    if len(shape) == 1:
        return f"{listed}{shape[0]} number{'s' * (shape[0] != 1)}" + (
            "" if listed else f" (shape ({shape[0]},))"
        )
    sizes = ", ".join(map(str, shape))
    return f"an array of shape ({sizes})"
