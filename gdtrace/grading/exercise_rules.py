"""What the fields of an exercise may hold, and what has to hold between them.

Nothing here knows the equations: whether ``W@1[:,1]`` is a value of the problem is seen later.
"""

import keyword
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gdtrace.errors import unknown
from gdtrace.fields import (
    Fault,
    Rule,
    as_whole,
    list_of,
    number,
    positive,
    shown,
    text,
    vector,
    whole,
)
from gdtrace.structuring import spell

Layout = str | tuple["Layout", ...] | Mapping[str, "Layout"]
"""Which value, in a text such as ``W@1[:,1]``; or several, in a list or under names."""

ACCEPTS = ("tuple", "dict", "first")
"""How returned values may be put together: in order, under names, or at the head of a tuple."""

ALL_LAYERS = "@*"
"""What stands in a binding for every layer: one value per layer, in a list."""


def as_layout(value: Any) -> Any:
    """Copy lists as tuples and tables as dicts, however nested; anything else stays."""
    if isinstance(value, Mapping):
        return {name: as_layout(each) for name, each in value.items()}
    return tuple(map(as_layout, value)) if isinstance(value, list | tuple) else value


def filled(value: Any) -> Iterator[Fault]:
    """Check a text that says something."""
    if not isinstance(value, str):
        yield from text(value)
    elif not value.strip():
        yield "", "must not be empty"


def name(value: Any) -> Iterator[Fault]:
    """Check a name that Python takes."""
    if not isinstance(value, str):
        yield from text(value)
    elif not is_name(value):
        yield "", f"must be a name in Python, got {shown(value)}"


def is_name(value: str) -> bool:
    """Say whether a parameter or function may have this name."""
    return value.isidentifier() and not keyword.iskeyword(value)


def layout(value: Any) -> Iterator[Fault]:
    """Check a text, a list or a table of what a function is given or returns."""
    if isinstance(value, str) and ALL_LAYERS in value:
        yield "", f"must stand in a list, one value per layer: [{shown(value)}]"
    elif isinstance(value, str):
        yield from filled(value)
    elif not isinstance(value, list | tuple | Mapping):
        yield "", f"must be a text in quotes, a list or a table, got {shown(value)}"
    elif not value:
        yield "", "must name at least one value, got none"
    else:
        yield from _within(value)


def _within(value: Any) -> Iterator[Fault]:
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, each in pairs:
        in_list = isinstance(key, int) and isinstance(each, str)
        for place, message in (filled if in_list else layout)(each):
            yield (f"[{key}]" if isinstance(key, int) else _below(key)) + place, message


def _below(name: str) -> str:
    return f".{spell((name,))}"


def _named(value: Any, rule: Rule, what: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield "", f"must be a table, a name and {what} in each line, got {shown(value)}"
        return
    for key, each in value.items():
        if not is_name(key):
            yield _below(key), "must be called by a name in Python"
        for place, message in rule(each):
            yield _below(key) + place, message


def argument(value: Any) -> Iterator[Fault]:
    """Check a text, or a list of texts, of what a parameter is given."""
    if isinstance(value, Mapping):
        yield "", f"must be a text in quotes or a list, got {shown(value)}"
    else:
        yield from layout(value)


def arguments(value: Any) -> Iterator[Fault]:
    """Check a table of parameters in the order of the call; there has to be one."""
    if isinstance(value, Mapping) and not value:
        yield "", "must have at least one argument, got none"
    yield from _named(value, argument, "what it is given")


def extremes(value: Any) -> Iterator[Fault]:
    """Check a table of numbers for single parameters."""
    yield from _named(value, vector, "a list of numbers")


def as_counts(value: Any) -> Any:
    """Return a whole number as an int, and several as a tuple of them."""
    return tuple(map(as_whole, value)) if isinstance(value, list | tuple) else as_whole(value)


def counts(value: Any) -> Iterator[Fault]:
    """Check a whole number above 0, or one for each of the sizes."""
    if isinstance(value, tuple | list):
        yield from list_of(whole(1), "whole numbers")(value)
        if not value:
            yield "", "must have a number for each of the sizes, got none"
    else:
        yield from whole(1)(value)


def sizes(value: Any) -> Iterator[Fault]:
    """Check lists of the number of inputs and of the units of every layer."""
    yield from list_of(list_of(whole(1), "whole numbers"), "lists of whole numbers")(value)
    if isinstance(value, tuple | list):
        for i, each in enumerate(value):
            if isinstance(each, tuple | list) and len(each) < 2:
                yield f"[{i}]", f"must have the inputs and at least one layer, got {shown(each)}"


def steps(value: Any) -> Iterator[Fault]:
    """Check keys of equations; there has to be one."""
    yield from _some(list_of(filled, "keys of equations"), "key", value)


def rates(value: Any) -> Iterator[Fault]:
    """Check learning rates; there has to be one."""
    yield from _some(list_of(positive, "numbers"), "number", value)


def _some(rule: Rule, noun: str, value: Any) -> Iterator[Fault]:
    if isinstance(value, list | tuple) and not value:
        yield "", f"must have at least one {noun}, got none"
    else:
        yield from rule(value)


def fraction(value: Any) -> Iterator[Fault]:
    """Check a number between 0 and 1."""
    faults = list(number(value))
    yield from faults
    if not faults and not 0 < value < 1:
        yield "", f"must be between 0 and 1, got {shown(value)}"


Values = Mapping[str, Any]
"""The fields of an exercise by their names; those at fault may be missing."""


def _points_add_up(values: Values) -> Iterator[str]:
    total = sum(part.points for part in values["parts"])
    if values["parts"] and not math.isclose(total, values["points"]):
        yield f"parts: must have {values['points']:g} points together, got {total:g}"


def _titles_differ(values: Values) -> Iterator[str]:
    titles = [part.title for part in values["parts"]]
    for i, title in enumerate(titles):
        if title in titles[:i]:
            earlier = titles.index(title)
            yield f"parts[{i}].title: must not be that of parts[{earlier}], got {title!r}"


def _titles_name_arguments(values: Values) -> Iterator[str]:
    for i, part in enumerate(values["parts"]):
        for placeholder in re.findall(r"\{(.*?)\}", part.title):
            if placeholder not in values["arguments"]:
                reason = unknown("argument", placeholder, values["arguments"])
                yield f"parts[{i}].title: {reason}"


def _extremes_are_of_arguments(values: Values) -> Iterator[str]:
    if values["extremes"] and not values["elementwise"]:
        yield "extremes: must be left out unless elementwise = true"
    for argument in values["extremes"]:
        if argument not in values["arguments"]:
            reason = unknown("argument", argument, values["arguments"])
            yield f"extremes.{argument}: {reason}"


def _names_are_accepted_under_names(values: Values) -> Iterator[str]:
    named = isinstance(values["returns"], Mapping)
    if named and not values["accepts"]:
        yield "accepts: must have at least one way where returns is a table, got none"
    if not named and {"tuple", "dict"} & {*values["accepts"]}:
        yield "accepts: must have no tuple and no dict unless returns is a table"


_TOGETHER: dict[tuple[str, ...], Callable[[Values], Iterator[str]]] = {
    ("points", "parts"): _points_add_up,
    ("parts",): _titles_differ,
    ("parts", "arguments"): _titles_name_arguments,
    ("extremes", "elementwise", "arguments"): _extremes_are_of_arguments,
    ("returns", "accepts"): _names_are_accepted_under_names,
}
"""What has to hold between fields, by the fields that it is about."""


def together_faults(values: Values) -> Iterator[str]:
    """Give one message for whatever does not fit together among the fields that are there."""
    for needed, check in _TOGETHER.items():
        if values.keys() >= {*needed}:
            yield from check(values)
