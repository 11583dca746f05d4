"""What a field of a record may hold: converters that never raise, and rules that say why not.

A rule is a function of the value that gives faults; it hangs on the field, so that a record on
construction and the reader of problem files check the very same thing.
"""

import math
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from numbers import Real
from typing import Any

from attrs import fields

from gdtrace.errors import ProblemError, unknown

Fault = tuple[str, str]
"""Where inside a field ("" or "[0][2]"), and which rule its value breaks."""

Rule = Callable[[Any], Iterator[Fault]]


def checked(check: Rule) -> dict[str, Rule]:
    """Make the metadata of a field: its rule is checked on construction and by the file reader."""
    return {"rule": check}


def field_faults(record: Any, path: str) -> Iterator[str]:
    """Give one message per broken rule of a record's fields, in the order of the fields."""
    for attribute in fields(type(record)):
        for place, message in attribute.metadata["rule"](getattr(record, attribute.name)):
            yield f"{path}{attribute.name}{place}: {message}"


def raise_faults(*groups: Iterator[str]) -> None:
    """Raise the faults of the first group that has any; a later one may build on the earlier."""
    for group in groups:
        found = list(group)
        if found:
            raise ProblemError(found)


def shown(value: Any) -> str:
    """Spell a refused value as it was written, shortened where it is long.

    >>> shown(-1.0), shown("2"), shown([0.5] * 99)
    ('-1', "'2'", '[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0....')
    """
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}" if abs(value) < 1e15 else f"{value}"
    try:
        text = repr(value)
    except ValueError:
        # Python refuses to spell whole numbers of several thousand digits.
        return "a number of thousands of digits"
    return text if len(text) <= 60 else f"{text[:59]}..."


def as_whole(value: Any) -> Any:
    """Return a whole number of any library as an int; anything else as it is, for the rule."""
    if isinstance(value, bool):
        return value
    try:
        return operator.index(value)
    except TypeError:
        return value


def as_tuple(value: Any) -> Any:
    """Return a list as a tuple; a text or a single value as it is, for the rule."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


def whole(least: int, most: int | None = None) -> Rule:
    """Make the rule of a whole number within bounds."""
    bounds = f"at least {least}" if most is None else f"from {least} to {most}"

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            # Not shown(): of 1000.0 the point is what is wrong with it.
            spelled = repr(value) if isinstance(value, float) else shown(value)
            yield "", f"must be a whole number, got {spelled}"
        elif value < least or (most is not None and value > most):
            yield "", f"must be {bounds}, got {shown(value)}"

    return check


def flag(value: Any) -> Iterator[Fault]:
    """Check a yes or no."""
    if not isinstance(value, bool):
        yield "", f"must be true or false, got {shown(value)}"


def text(value: Any) -> Iterator[Fault]:
    """Check a text."""
    if not isinstance(value, str):
        yield "", f"must be a text in quotes, got {shown(value)}"


def choice(kind: str, names: Collection[str], *, blank: bool = False) -> Rule:
    """Make the rule of a name out of a few; ``blank`` allows "" as well."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield "", f"must be one of {', '.join(names)}, got {shown(value)}"
        elif value not in names and not (blank and value == ""):
            yield "", str(unknown(kind, value, names))

    return check


def all_of(kind: type) -> Rule:
    """Make the rule of a tuple of records."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, tuple):
            yield "", f"must be a list of {kind.__name__}, got {shown(value)}"
            return
        for i, each in enumerate(value):
            if not isinstance(each, kind):
                yield f"[{i}]", f"must be of type {kind.__name__}, got {shown(each)}"

    return check


def as_numbers(value: Any) -> Any:
    """Copy numbers, however nested, as floats in tuples; anything else stays, for the rule."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return value
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return tuple(as_numbers(each) for each in value)
    return value


def number(value: Any) -> Iterator[Fault]:
    """Check a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield "", f"must be a number, got {shown(value)}"
        return
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    if not finite:
        yield "", f"must be a finite number, got {shown(value)}"


def positive(value: Any) -> Iterator[Fault]:
    """Check a finite number above 0."""
    faults = list(number(value))
    yield from faults
    if not faults and value <= 0:
        yield "", f"must be > 0, got {shown(value)}"


def list_of(each: Rule, what: str) -> Rule:
    """Make the rule of a list from the rule of its elements."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, tuple | list):
            yield "", f"must be a list of {what}, got {shown(value)}"
            return
        for i, element in enumerate(value):
            for place, message in each(element):
                yield f"[{i}]{place}", message

    return check


vector = list_of(number, "numbers")
names = list_of(text, "names")
_rows = list_of(vector, "rows of numbers")


def matrix(value: Any) -> Iterator[Fault]:
    """Check rows of numbers that are all as long as the first."""
    faults = list(_rows(value))
    yield from faults
    if not faults:
        for i, row in enumerate(value):
            if len(row) != len(value[0]):
                yield f"[{i}]", f"must be as long as the first row, {len(value[0])}, got {len(row)}"


def is_vector(value: Any) -> bool:
    """Tell numbers in a row from rows of numbers."""
    return isinstance(value, tuple | list) and not any(isinstance(v, tuple | list) for v in value)


def examples(value: Any) -> Iterator[Fault]:
    """Check rows of numbers, or numbers in a row; there has to be one."""
    if isinstance(value, tuple | list) and not value:
        yield "", "must have at least one example, got none"
    else:
        yield from vector(value) if is_vector(value) else matrix(value)


def optional(check: Rule) -> Rule:
    """Make the rule of a field that may be left out."""
    return lambda value: iter(()) if value is None else check(value)


def is_a(kind: type) -> Rule:
    """Make the rule of a field that holds a record."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, kind):
            yield "", f"must be of type {kind.__name__}, got {shown(value)}"

    return check
