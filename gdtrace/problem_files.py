"""Problem files: TOML in and out, with every fault of a file in one error.

The keys of a file are the fields of the records in ``problems.py`` and ``networks.py``; a field
that is added there can be read, written and set from the command line.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from attrs import Attribute, evolve, fields, has

from gdtrace.errors import ProblemError, nearest, unknown
from gdtrace.fields import Fault, shown
from gdtrace.presets import PRESETS, WAY_OUT, preset
from gdtrace.problems import Display, Problem

if TYPE_CHECKING:
    from cattrs import Converter

Place = tuple[str | int, ...]
"""The keys and indices that lead to a value: ``("network", "layers", 0, "units")``."""


class _Refused(Exception):
    """The faults of one field, on their way through cattrs, which adds where the field is."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


def resolve_problem(name_or_path: str) -> Problem:
    """Return the problem that a command line names: a preset, or else a file.

    >>> resolve_problem("two-two-two").name
    'two-two-two'

    Raises
    ------
    GdtraceError
        If it is neither, with the nearest presets or files; if the file has faults, with all.
    """
    path = Path(name_or_path)
    if name_or_path in PRESETS:
        return preset(name_or_path)
    if path.suffix == ".toml" or path.name != name_or_path or path.is_file():
        return load_problem(path)
    raise unknown("problem", name_or_path, PRESETS, f"{WAY_OUT}; or give the path of a .toml file")


def load_problem(path: str | PathLike[str]) -> Problem:
    """Read a problem file; where it has no name, the file's own is taken.

    Raises
    ------
    ProblemError
        If the file cannot be read, is not TOML, or breaks rules: one line per fault.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ProblemError([_missing_file(path)]) from None
    except IsADirectoryError:
        raise ProblemError([f"{path}: is a directory; give a file in it"]) from None
    except UnicodeDecodeError as error:
        raise ProblemError(
            [f"{path}: not UTF-8, at byte {error.start}; save it as UTF-8"]
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProblemError([f"{path}: cannot be read: {reason}"]) from None
    problem = parse_problem(text, source=str(path))
    return problem if problem.name else evolve(problem, name=path.stem)


def _missing_file(path: Path) -> str:
    try:
        files = [each.name for each in path.parent.glob("*.toml")]
    except OSError:
        files = []
    close = [str(path.parent / name) for name in nearest(path.name, files)]
    close += nearest(path.stem, PRESETS)
    way_out = f"did you mean {' or '.join(close)}?" if close else WAY_OUT
    return f"no file {path}; {way_out}"


def parse_problem(text: str, *, source: str = "") -> Problem:
    """Return the problem that a TOML text describes; messages begin with ``source``.

    >>> parse_problem(to_toml(preset("two-two-two"))) == preset("two-two-two")
    True
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "brackets too deep" if isinstance(error, RecursionError) else error
        start = f"{source}: " if source else ""
        raise ProblemError([f"{start}not valid TOML: {reason}"]) from None
    return from_dict(data, source=source)


def to_toml(problem: Problem) -> str:
    """Return the problem as TOML; what is empty or as usual is left out.

    >>> print(to_toml(preset("single-weight"))[136:])
    [network]
    inputs = 1
    bias = false
    loss = "half_squared_error"
    <BLANKLINE>
    """
    import tomlkit

    return tomlkit.dumps(_tables_last(to_dict(problem)))


def _tables_last(table: dict[str, Any]) -> dict[str, Any]:
    # In TOML a value below a table's heading belongs to that table.
    sub = {key: value for key, value in table.items() if _is_table(value)}
    plain = {key: value for key, value in table.items() if key not in sub}
    return plain | {k: _tables_last(v) if isinstance(v, dict) else v for k, v in sub.items()}


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict) for each in value)
    )


def to_dict(problem: Problem) -> dict[str, Any]:
    """Return the problem as dicts, lists and plain values, as its TOML has them.

    >>> to_dict(preset("single-weight"))["training"]["initial"]
    {'weights': [[[0.8]]]}
    """
    data: dict[str, Any] = _plain(problem)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not has(type(value)):
        return value
    pairs = ((attribute, getattr(value, attribute.name)) for attribute in fields(type(value)))
    return {a.name: _plain(each) for a, each in pairs if _worth_writing(a, each)}


def _worth_writing(attribute: "Attribute[Any]", value: Any) -> bool:
    usual = {"display": Display(), "digits": attribute.default}
    empty = value is None or value == "" or value == ()
    return not empty and not (attribute.name in usual and value == usual[attribute.name])


def from_dict(data: Mapping[str, Any], *, source: str = "") -> Problem:
    """Return the problem that plain dicts and lists describe.

    Raises
    ------
    ProblemError
        One line per fault, in the order of the data; ``source`` heads them.
    """
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
    """Write where a value is.

    >>> spell(("network", "layers", 0, "units"))
    'network.layers[0].units'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")


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

    hooks = {a.name: override(struct_hook=_field_hook(a, converter)) for a in fields(kind)}
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
