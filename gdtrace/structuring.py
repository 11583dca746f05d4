"""Plain dicts and lists to a problem, by cattrs, with all faults found and each at its place.

The keys are the fields of the records in ``problems.py`` and ``networks.py``; a field that is
added there can be read, written and set from the command line.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from attrs import Attribute, fields, has

from gdtrace.errors import ProblemError, unknown
from gdtrace.fields import Fault, shown
from gdtrace.problems import Problem

if TYPE_CHECKING:
    from cattrs import Converter

Place = tuple[str | int, ...]
"""The keys and indices that lead to a value: ``("network", "layers", 0, "units")``."""


class _Refused(Exception):
    """The faults of one field, on their way through cattrs, which adds where the field is."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


def structure_problem(data: Any, *, source: str = "") -> Problem:
    """Return the problem that plain data describe, or raise one error with all their faults."""
    from cattrs import BaseValidationError

    try:
        return _converter().structure(data, Problem)
    except _Refused as refused:
        faults = [f"the problem {message}" for _, message in refused.faults]
    except BaseValidationError as group:
        found = sorted(_group_faults(group, ()), key=lambda each: _position(each[0], data))
        faults = [message for _, message in found]
    raise ProblemError(faults, source)


def _group_faults(error: Exception, place: Place) -> Iterator[tuple[Place, str]]:
    """Give the faults in an error of cattrs, each with the place it was met at."""
    from cattrs import AttributeValidationNote, BaseValidationError, IterableValidationNote
    from cattrs.errors import ForbiddenExtraKeysError

    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            place = (*place, note.name)
        elif isinstance(note, IterableValidationNote):
            place = (*place, note.index)
    if isinstance(error, BaseValidationError):
        for each in error.exceptions:
            yield from _group_faults(each, place)
    elif isinstance(error, ForbiddenExtraKeysError):
        names = [attribute.name for attribute in fields(error.cl)]
        for key in error.extra_fields:
            yield (*place, key), f"{spell((*place, key))}: {unknown('field', key, names)}"
    elif isinstance(error, ProblemError):
        yield from ((place, message) for message in error.faults)
    elif isinstance(error, _Refused):
        yield from ((place, f"{spell(place)}{at}: {why}") for at, why in error.faults)
    elif isinstance(error, KeyError):
        yield place, f"{spell(place)}: is missing"
    else:
        raise error


def spell(place: Place) -> str:
    """Write where a value is; a key that is no plain word stands in quotes.

    >>> spell(("network", "layers", 0, "units")), spell(("data", "x y"))
    ('network.layers[0].units', 'data."x y"')
    """
    return "".join(map(_spell_part, place)).removeprefix(".")


def _spell_part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"[\w-]+", part) else f".{json.dumps(part)}"


def _position(place: Place, data: Any) -> tuple[int, ...]:
    """Return how far down in the data a place is; what is missing comes last in its table."""
    positions = []
    for part in place:
        if isinstance(part, int):
            positions.append(part)
            data = data[part]
        else:
            positions.append([*data].index(part) if part in data else len(data))
            data = data.get(part)
    return tuple(positions)


@cache
def _converter() -> "Converter":
    from cattrs import Converter

    converter = Converter()
    converter.register_structure_hook_factory(has, lambda kind: _record_hook(kind, converter))
    return converter


def _record_hook(kind: Any, converter: "Converter") -> Callable[[Any, Any], Any]:
    from cattrs.gen import make_dict_structure_fn, override

    hooks: dict[str, Any] = {
        a.name: override(struct_hook=_field_hook(a, converter)) for a in fields(kind)
    }
    structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **hooks)

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _Refused(("", f"must be a table, got {shown(value)}"))
        return structure(value, kind)

    return hook


def _field_hook(attribute: "Attribute[Any]", converter: "Converter") -> Callable[[Any, Any], Any]:
    """Check a field by its own rule, so that one bad field does not hide the others."""

    def plain(value: Any, _: Any) -> Any:
        faults = tuple(attribute.metadata["rule"](value))
        if faults:
            raise _Refused(*faults)
        return value

    def records(value: Any, kind: Any) -> Any:
        if get_args(kind)[-1:] == (...,) and not isinstance(value, list | tuple):
            raise _Refused(("", f"must be a list of tables, got {shown(value)}"))
        return converter.structure(value, kind)

    return records if record_in(attribute.type) else plain


def record_in(annotation: Any) -> type | None:
    """Return the record that a field of this type holds, one or many of, if it holds any."""
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and has(kind)), None)
