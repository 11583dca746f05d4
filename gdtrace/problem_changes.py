"""Problems changed field by field: from the command line, or by keyword."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, fields

from gdtrace.errors import ProblemError, count, nearest, unknown
from gdtrace.networks import Layer
from gdtrace.problem_files import from_dict, resolve_problem, to_dict
from gdtrace.problems import Problem
from gdtrace.structuring import Place, record_in, spell


def problem(name: str, *, seed: int | None = None, **changes: object) -> Problem:
    """Return a problem by its name or file, with another seed or other values of some fields.

    >>> problem("tutorial-3-2-1", seed=7, learning_rate=0.5).training.learning_rate
    0.5

    Raises
    ------
    GdtraceError
        If there is no such problem or field, or a value breaks a rule.
    """
    found = resolve_problem(name)
    if seed is not None:
        found = with_seed(found, seed)
    data = to_dict(found)
    for field, value in changes.items():
        _put(data, field, value.tolist() if hasattr(value, "tolist") else value)
    return from_dict(data)


def with_seed(problem: Problem, seed: int) -> Problem:
    """Return the problem with initial parameters drawn from a seed, whatever they were.

    >>> with_seed(problem("single-weight"), 3).training.seed
    3
    """
    return evolve(problem, training=evolve(problem.training, seed=seed, initial=None))


def change(problem: Problem, changes: Mapping[str, str]) -> Problem:
    """Return the problem with some fields changed, each given as a path and the text of a value.

    A path is as in error messages, and may leave out what goes without saying. A seed takes the
    place of initial parameters, and they that of a seed.

    >>> changed = change(problem("two-two-two"), {"learning_rate": "0.1", "layers[0].units": "3",
    ...     "seed": "7"})
    >>> changed.training.learning_rate, changed.network.sizes
    (0.1, (2, 3, 2))

    Raises
    ------
    GdtraceError
        If a path is of no field or of several, or if the values do not make a problem.
    """
    data = to_dict(problem)
    for path, text in changes.items():
        _put(data, path, _value(text))
    return from_dict(data)


def _value(text: str) -> Any:
    """Read a TOML value, a decimal such as .5 too; anything else is a text without quotes."""
    text = text.strip()
    if re.fullmatch(r"[+-]?(\d+\.|\.\d+)(e[+-]?\d+)?", text, re.ASCII | re.IGNORECASE):
        return float(text)
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if list(table) == ["value"] else text


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    """Put a value where a path leads, into tables that are made where they were left out."""
    place, indices = _find(path, data)
    if place == ("training", "seed"):
        data["training"].pop("initial", None)
    elif place[:2] == ("training", "initial"):
        data["training"].pop("seed", None)
    table: Any = data
    for part in place[:-1]:
        table = table[part] if isinstance(part, int) else table.setdefault(part, {})
    key = place[-1]
    for index in indices:
        table, key = _elements(table, key, place, index), index
        place = (*place, index)
    table[key] = value


def _elements(table: Any, key: str | int, place: Place, index: int) -> list[Any]:
    """Return the list at a place, if it has an element of this index."""
    path = spell(place)
    if isinstance(key, str) and key not in table:
        raise ProblemError(
            [f"{path}: must be given as a whole where it was left out, got [{index}]"]
        )
    found = table[key]
    if not isinstance(found, list):
        raise ProblemError([f"{path}: must be a list to have an element [{index}], got {found}"])
    if index >= len(found):
        size = count(len(found), "element")
        raise ProblemError([f"{path}: has {size}, counted from 0, got [{index}]"])
    return found


def _find(path: str, data: dict[str, Any]) -> tuple[Place, tuple[int, ...]]:
    """Return the field that a path stands for, and the indices into its value."""
    parts: Place = tuple(
        int(part) if part.isdecimal() else part for part in re.findall(r"[^.\[\]]+", path)
    )
    named = len(parts)
    while named and isinstance(parts[named - 1], int):
        named -= 1
    field, indices = parts[:named], tuple(part for part in parts[named:] if isinstance(part, int))
    places = list(_places(Problem, _count_layers(data["network"]["layers"])))
    found = [place for place in places if field and place[-named:] == field]
    if len(found) > 1:
        choices = ", ".join(map(spell, found))
        raise ProblemError([f"{path}: must say which of {len(found)} fields it means: {choices}"])
    if not found:
        raise unknown("field", path, _similar(path, field, places))
    return found[0], indices


def _similar(path: str, field: Place, places: list[Place]) -> list[str]:
    """Return the names to choose from: bare ones for a bare one, else paths that end alike."""
    bare = {place[-1]: place for place in places}
    if not any(mark in path for mark in ".["):
        return [str(name) for name in bare]
    close = nearest(str(field[-1]), map(str, bare)) if field else []
    return [spell(place) for place in places if place[-1] in (close or bare)]


def _count_layers(layers: Any) -> int:
    # An earlier change may have put anything here; only tables have fields.
    tables = isinstance(layers, list) and all(isinstance(each, dict) for each in layers)
    return len(layers) if tables else 0


def _places(kind: type, layers: int, at: Place = ()) -> Iterator[Place]:
    """Give the place of every field of a problem whose network has so many layers."""
    for attribute in fields(kind):
        place, record = (*at, attribute.name), record_in(attribute.type)
        if record is None or record is Layer:
            yield place
        if record is Layer:
            for i in range(layers):
                yield from _places(Layer, layers, (*place, i))
        elif record:
            yield from _places(record, layers, place)
