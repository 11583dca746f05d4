"""Assignments: which exercises a class is marked in, for how many points, on which inputs.

The records mirror ``ASSIGNMENT.toml`` and check themselves.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from gdtrace.errors import GdtraceError, ProblemError, count, nearest
from gdtrace.fields import (
    Fault,
    all_of,
    as_tuple,
    checked,
    is_a,
    optional,
    positive,
    shown,
    text,
    whole,
)
from gdtrace.grading.exercise_files import base_problem, exercise, exercise_ids
from gdtrace.grading.exercise_rules import filled, fraction
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.one_source import sets_of
from gdtrace.grading.scaling import DECIMALS
from gdtrace.grading.whole_file import Sets
from gdtrace.toml_files import parse, read_text, record_values

SHORTEST = 8
"""A secret with fewer letters can be found by trying."""

PUBLISHED = 0
"""The seed of ``gdtrace check``, whose sets of inputs every student can see."""


def secret(value: Any) -> Iterator[Fault]:
    """Check a text that nobody guesses, or none."""
    if not isinstance(value, str):
        yield from text(value)
    elif value and len(value) < SHORTEST:
        letters = count(len(value), "letter")
        yield "", f"must have at least {SHORTEST} letters, so that nobody guesses it, got {letters}"


def countable(value: Any) -> Iterator[Fault]:
    """Check points: a number above 0 with two decimals at most, as gradebooks have them."""
    faults = list(positive(value))
    yield from faults
    if not faults and round(value, DECIMALS) != value:
        yield "", f"must have {DECIMALS} decimals at most, got {shown(value)}"


@frozen(kw_only=True)
class Asked:
    """One exercise of an assignment, as its file has it.

    Parameters
    ----------
    id : str
        An id of ``gdtrace exercises``; or the folder of an exercise of your own, or the TOML file
        in it, seen from the assignment's folder.
    points : float or None
        What it is worth here; None: what the exercise itself says.
    tolerance : float or None
        How far a returned number may be off, as a part of the right one.
    """

    id: str = field(metadata=checked(filled))
    points: float | None = field(default=None, metadata=checked(optional(countable)))
    tolerance: float | None = field(default=None, metadata=checked(optional(fraction)))


@frozen(kw_only=True)
class Limits:
    """How many seconds a submission may take.

    Parameters
    ----------
    case : float
        For one call of a function.
    load : float
        For running the file.
    submission : float
        For all together.
    """

    case: float = field(default=5.0, metadata=checked(positive))
    load: float = field(default=10.0, metadata=checked(positive))
    submission: float = field(default=60.0, metadata=checked(positive))


@frozen(kw_only=True)
class _File:
    """What stands in the file of an assignment."""

    exercises: tuple[Asked, ...] = field(converter=as_tuple, metadata=checked(all_of(Asked)))
    title: str = field(default="", metadata=checked(text))
    secret: str = field(default="", metadata=checked(secret))
    version: int = field(default=1, metadata=checked(whole(1)))
    hints: int = field(default=1, metadata=checked(whole(0, 3)))
    tolerance: float | None = field(default=None, metadata=checked(optional(fraction)))
    limits: Limits = field(default=Limits(), metadata=checked(is_a(Limits)))


@frozen(kw_only=True)
class Assigned:
    """One exercise of an assignment: the exercise, with the tolerance and the points it has here.

    The exercise keeps its own points: they are scaled when the work is done.
    """

    exercise: Exercise
    points: float

    @property
    def id(self) -> str:
        """The name of the exercise."""
        return self.exercise.id


@frozen(kw_only=True)
class Assignment:
    """What a class is marked in.

    Parameters
    ----------
    exercises : tuple of Assigned
    title : str
    secret : str
        Decides which sets of inputs are taken; empty: those of ``gdtrace check``.
    version : int
        Another version has other sets of inputs.
    hints : int
        How much the students' pages say, as in ``check``.
    limits : Limits
    text, folder : str, Path
        The text of its file, and the folder from which paths in it are seen.
    """

    exercises: tuple[Assigned, ...]
    title: str = ""
    secret: str = field(default="", repr=False)
    version: int = 1
    hints: int = 1
    limits: Limits = Limits()
    text: str = field(default="", repr=False)
    folder: Path = Path()

    @property
    def seed(self) -> int:
        """The seed of the sets of inputs: nobody can tell it without the secret."""
        if not self.secret:
            return PUBLISHED
        said = "\n".join(["gdtrace assignment", str(self.version), *self.ids])
        digest = hmac.new(self.secret.encode(), said.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:16], "big")

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the exercises, in their order."""
        return tuple(each.id for each in self.exercises)

    @cached_property
    def sets(self) -> Sets:
        """The sets of inputs of all exercises, with all that is right: worked out once."""
        return sets_of([each.exercise for each in self.exercises], self.seed)

    @property
    def max_score(self) -> float:
        """The points of all exercises."""
        return sum(each.points for each in self.exercises)


def load_assignment(path: str | PathLike[str]) -> Assignment:
    """Read the file of an assignment.

    Raises
    ------
    ProblemError
        If the file cannot be read, is not TOML, or breaks rules: one line per fault.
    """
    file = Path(path)
    return parse_assignment(read_text(file, _missing), folder=file.parent, source=str(file))


def _missing(file: Path) -> str:
    try:
        there = [each.name for each in file.parent.glob("*.toml")]
    except OSError:
        there = []
    close = nearest(file.name, there, limit=1)
    way_out = 'write one with exercises = [{id = "update-weight", points = 10}]'
    return f"no file {file}; " + (f"did you mean {file.with_name(close[0])}?" if close else way_out)


def parse_assignment(given: str, *, folder: Path, source: str = "") -> Assignment:
    """Return the assignment that a TOML text describes; ``source`` heads the faults.

    >>> parse_assignment('exercises = [{id = "error", points = 5}]', folder=Path()).max_score
    5

    Raises
    ------
    ProblemError
        One line per fault.
    """
    faults: list[str] = []
    values = record_values(_File, parse(given, source), (), faults)
    asked = values.pop("exercises", ())
    if asked == [] and not faults:
        faults.append("exercises: must have at least one exercise, got none")
    tolerance = values.pop("tolerance", None)
    found = [_assigned(each, place, folder, tolerance, faults) for place, each in enumerate(asked)]
    faults += _clashes(found)
    if faults:
        raise ProblemError(faults, source)
    exercises = tuple(each for each in found if each is not None)
    return Assignment(exercises=exercises, **values, text=given, folder=folder)


def _assigned(
    asked: Asked | None, place: int, folder: Path, tolerance: float | None, faults: list[str]
) -> Assigned | None:
    from gdtrace.grading.tasks import tasks

    if asked is None:
        return None
    try:
        own = _exercise(asked.id, folder)
        # What does not fit its equations is found before anything is marked.
        tasks(own)
    except ProblemError as error:
        faults += [f"exercises[{place}].id: {asked.id}: {fault}" for fault in error.faults]
        return None
    except GdtraceError as error:
        faults.append(f"exercises[{place}].id: {error}")
        return None
    chosen = asked.tolerance or tolerance
    if chosen is not None:
        own = evolve(own, tolerance=chosen)
    return Assigned(exercise=own, points=own.points if asked.points is None else asked.points)


def _exercise(id: str, folder: Path) -> Exercise:
    """Return an exercise by its name, or by its path from the folder of the assignment."""
    is_path = id.endswith(".toml") or Path(id).name != id or (folder / id).is_dir()
    return exercise(folder / id if is_path and id not in exercise_ids() else id)


def _clashes(found: list[Assigned | None]) -> Iterator[str]:
    """Give one message for every exercise that cannot be told from an earlier one."""
    ids: dict[str, int] = {}
    functions: dict[str, int] = {}
    for place, each in enumerate(found):
        if each is None:
            continue
        same, function = ids.setdefault(each.id, place), each.exercise.function
        if same != place:
            yield f"exercises[{place}].id: must not be that of exercises[{same}], got {each.id!r}"
            continue
        same = functions.setdefault(function, place)
        if same != place:
            yield (
                f"exercises[{place}].id: {each.id} looks for the function {function}, as "
                f"exercises[{same}] does; a submission cannot answer both"
            )


def identity(assignment: Assignment) -> Mapping[str, Any]:
    """Return everything of an assignment that marks depend on, by what a lecturer calls it."""
    return {
        "version": assignment.version,
        "secret": assignment.seed,
        "hints": assignment.hints,
        "limits": [assignment.limits.case, assignment.limits.load, assignment.limits.submission],
        "exercises": [
            [each.id, each.points, digest(each.exercise)] for each in assignment.exercises
        ],
    }


def digest(exercise: Exercise) -> str:
    """Return what changes whenever the exercise or its problem does, wherever its folder is."""
    said = f"{evolve(exercise, folder=Path())!r}\n{base_problem(exercise)!r}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
