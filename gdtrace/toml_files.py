"""TOML files that describe records: read as text, parsed, checked by the rules of the fields.

Nothing here waits for cattrs. Every fault is found, each with the place it is at.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, get_origin

from attrs import NOTHING, Attribute, fields_dict

from gdtrace.errors import ProblemError, unknown
from gdtrace.fields import shown
from gdtrace.structuring import Place, record_in, spell


def read_text(file: Path, missing: Callable[[Path], str]) -> str:
    """Return the text of a file; ``missing`` says what to do where there is none.

    Raises
    ------
    ProblemError
        If it cannot be read.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ProblemError([missing(file)]) from None
    except IsADirectoryError:
        raise ProblemError([f"{file}: is a directory; give a file in it"]) from None
    except UnicodeDecodeError as error:
        raise ProblemError(
            [f"{file}: not UTF-8, at byte {error.start}; save it as UTF-8"]
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProblemError([f"{file}: cannot be read: {reason}"]) from None


def parse(text: str, source: str = "") -> dict[str, Any]:
    """Return the tables of a TOML text; a message begins with ``source``.

    Raises
    ------
    ProblemError
        If it is not TOML.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "brackets too deep" if isinstance(error, RecursionError) else error
        start = f"{source}: " if source else ""
        raise ProblemError([f"{start}not valid TOML: {reason}"]) from None


def record_values(
    kind: type,
    data: Any,
    place: Place,
    faults: list[str],
    *,
    not_in_files: Collection[str] = (),
) -> dict[str, Any]:
    """Return the fields of a record that are well or left out; add what is wrong with the rest."""
    if not isinstance(data, Mapping):
        faults.append(f"{spell(place)}: must be a table, got {shown(data)}")
        return {}
    known = {name: each for name, each in fields_dict(kind).items() if name not in not_in_files}
    values: dict[str, Any] = {}
    for name, given in data.items():
        at = (*place, name)
        if name in known:
            values |= _field(known[name], given, at, faults)
        else:
            faults.append(f"{spell(at)}: {unknown('field', name, known)}")
    left_out = [each for name, each in known.items() if name not in data]
    faults += [f"{spell((*place, a.name))}: is missing" for a in left_out if a.default is NOTHING]
    return {a.name: a.default for a in left_out if _has_plain_default(a)} | values


def _has_plain_default(attribute: "Attribute[Any]") -> bool:
    # Others, such as the one that depends on another field, are made with the record.
    return attribute.default is not NOTHING and not hasattr(attribute.default, "takes_self")


def _field(
    attribute: "Attribute[Any]", given: Any, place: Place, faults: list[str]
) -> dict[str, Any]:
    """Return the field by its name if it is well, else nothing; add what is wrong with it."""
    found: list[str] = []
    kind = record_in(attribute.type)
    value = given
    if kind is None:
        rule = attribute.metadata["rule"]
        found += [f"{spell(place)}{at}: {message}" for at, message in rule(given)]
    elif get_origin(attribute.type) is not tuple:
        value = _record(kind, given, place, found)
    elif isinstance(given, list):
        value = [_record(kind, each, (*place, i), found) for i, each in enumerate(given)]
    else:
        found.append(f"{spell(place)}: must be a list of tables, got {shown(given)}")
    faults += found
    return {} if found else {attribute.name: value}


def _record(kind: type, data: Any, place: Place, faults: list[str]) -> Any:
    """Return the record that a table describes, or None; add what is wrong with it."""
    found: list[str] = []
    values = record_values(kind, data, place, found)
    faults += found
    return None if found else kind(**values)
