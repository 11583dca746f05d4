"""Exercises by name, and from the TOML files of instructors.

Read by the rules of the fields alone: a command for students does not wait for cattrs.
"""

from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, get_origin

from attrs import NOTHING, Attribute, fields_dict

from gdtrace.errors import GdtraceError, ProblemError, nearest, unknown
from gdtrace.fields import shown
from gdtrace.grading.exercise_rules import together_faults
from gdtrace.grading.exercises import Exercise, Origin
from gdtrace.presets import PRESETS, preset
from gdtrace.presets import WAY_OUT as PROBLEMS
from gdtrace.problem_files import load_problem
from gdtrace.problems import Problem
from gdtrace.structuring import Place, record_in, spell

FILE = "exercise.toml"
ORDER = "order.txt"
WAY_OUT = "'gdtrace exercises' lists them all"

_NOT_IN_FILES = ("id", "folder")


def shelf() -> Path:
    """Return the folder of the exercises that come with gdtrace.

    A wheel has them in the package; a checkout has them beside it.
    """
    package = Path(__file__).parents[1]
    inside = package / "exercises"
    return inside if inside.is_dir() else package.parent / "exercises"


def exercise_ids() -> list[str]:
    """Return the names of all exercises that come with gdtrace, in the order of the courses.

    >>> exercise_ids()[:2]
    ['sigmoid', 'error']
    """
    found = {path.parent.name for path in shelf().glob(f"*/{FILE}")}
    listed = (shelf() / ORDER).read_text(encoding="utf-8").split() if found else []
    return [each for each in listed if each in found] + sorted(found - {*listed})


def all_exercises() -> list[Exercise]:
    """Return all exercises that come with gdtrace."""
    return [load_exercise(shelf() / each) for each in exercise_ids()]


def exercise(id_or_path: str | PathLike[str]) -> Exercise:
    """Return an exercise that comes with gdtrace, or one of an instructor's own.

    >>> exercise("update-weight").call
    'update_w(w, grad, learning_rate)'

    Parameters
    ----------
    id_or_path : str or path
        Its name; or the folder of another one, or the TOML file in it.

    Raises
    ------
    UnknownNameError
        With the nearest names.
    ProblemError
        If the file cannot be read or has faults: one line per fault.
    """
    known = exercise_ids()
    if id_or_path in known:
        return load_exercise(shelf() / id_or_path)
    path = Path(id_or_path)
    if path.suffix == ".toml" or str(path) != path.name or path.is_dir():
        return load_exercise(path)
    raise unknown("exercise", str(id_or_path), known, WAY_OUT)


def load_exercise(path: str | PathLike[str]) -> Exercise:
    """Read the exercise in a folder, or in a TOML file; the folder's name is its name.

    Raises
    ------
    ProblemError
        If the file cannot be read, is not TOML, or breaks rules: one line per fault.
    """
    path = Path(path)
    file = path if path.suffix == ".toml" else path / FILE
    name = file.absolute().parent.name if file.name == FILE else file.stem
    return parse_exercise(_text(file), id=name, folder=file.parent, source=str(file))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ProblemError([_missing(file)]) from None
    except UnicodeDecodeError as error:
        raise ProblemError(
            [f"{file}: not UTF-8, at byte {error.start}; save it as UTF-8"]
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProblemError([f"{file}: cannot be read: {reason}"]) from None


def _missing(file: Path) -> str:
    close = nearest(file.absolute().parent.name if file.name == FILE else file.stem, exercise_ids())
    return f"no file {file}; " + (f"did you mean {' or '.join(close)}?" if close else WAY_OUT)


def parse_exercise(text: str, *, id: str, folder: Path, source: str = "") -> Exercise:
    """Return the exercise that a TOML text describes; ``source`` heads the faults.

    Raises
    ------
    ProblemError
        One line per fault.
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "brackets too deep" if isinstance(error, RecursionError) else error
        start = f"{source}: " if source else ""
        raise ProblemError([f"{start}not valid TOML: {reason}"]) from None
    faults: list[str] = []
    values = _values(Exercise, data, (), faults)
    faults += together_faults(values)
    faults += _problem_faults(values.get("problem"), folder)
    if faults:
        raise ProblemError(faults, source)
    return Exercise(**values, id=id, folder=folder)


def _values(kind: type, data: Any, place: Place, faults: list[str]) -> dict[str, Any]:
    """Return the fields of a record that are well or left out; add what is wrong with the rest."""
    if not isinstance(data, Mapping):
        faults.append(f"{spell(place)}: must be a table, got {shown(data)}")
        return {}
    known = {name: each for name, each in fields_dict(kind).items() if name not in _NOT_IN_FILES}
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
    values = _values(kind, data, place, found)
    faults += found
    return None if found else kind(**values)


def _problem_faults(origin: Origin | None, folder: Path) -> Iterator[str]:
    if origin is None:
        return
    try:
        _problem(origin.name, folder)
    except ProblemError as error:
        yield from (f"problem.name: {fault}" for fault in error.faults)
    except GdtraceError as error:
        yield f"problem.name: {error}"


def _problem(name: str, folder: Path) -> Problem:
    if name in PRESETS:
        return preset(name)
    if name.endswith(".toml"):
        return load_problem(folder / name)
    raise unknown("problem", name, PRESETS, f"{PROBLEMS}; or name a file beside {FILE}")


def base_problem(exercise: Exercise) -> Problem:
    """Return the problem whose network, loss, reduction and notation an exercise takes.

    >>> base_problem(exercise("train-step")).name
    'tutorial-3-2-1'
    """
    return _problem(exercise.problem.name, exercise.folder)
