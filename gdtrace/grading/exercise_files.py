"""Exercises by name, and from the TOML files of instructors.

Read by the rules of the fields alone: a command for students does not wait for cattrs.
"""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from gdtrace.errors import GdtraceError, ProblemError, nearest, unknown
from gdtrace.grading.exercise_rules import together_faults
from gdtrace.grading.exercises import Exercise, Origin
from gdtrace.presets import PRESETS, preset
from gdtrace.presets import WAY_OUT as PROBLEMS
from gdtrace.problem_files import load_problem
from gdtrace.problems import Problem
from gdtrace.toml_files import parse, read_text, record_values

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
    return parse_exercise(read_text(file, _missing), id=name, folder=file.parent, source=str(file))


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
    data = parse(text, source)
    faults: list[str] = []
    values = record_values(Exercise, data, (), faults, not_in_files=_NOT_IN_FILES)
    faults += together_faults(values)
    faults += _problem_faults(values.get("problem"), folder)
    if faults:
        raise ProblemError(faults, source)
    return Exercise(**values, id=id, folder=folder)


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
