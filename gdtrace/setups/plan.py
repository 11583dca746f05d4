"""What a set-up is made for: exercises with their points, and the options of ``gdtrace check``."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path

from attrs import field, frozen

from gdtrace._version import __version__
from gdtrace.classes.assignment import Assigned, load_assignment
from gdtrace.classes.one import assignment_of
from gdtrace.errors import OptionError
from gdtrace.grading.exercise_files import all_exercises, exercise, exercise_ids
from gdtrace.grading.exercises import Exercise

ASSIGNMENT = "assignment.toml"
"""What the file of an assignment is called in a set-up."""

OWN = "exercises"
"""The folder of a set-up for exercises that do not come with gdtrace."""


@frozen
class Option:
    """An option of ``gdtrace check``; ``copied`` says that its value is a file of the set-up."""

    name: str
    value: str
    copied: bool = False


@frozen(kw_only=True)
class Plan:
    """What a set-up is made for.

    Parameters
    ----------
    exercises : tuple of Assigned
        With their points.
    options : tuple of Option
        With which ``gdtrace check`` checks them.
    copies : dict of str to str
        Texts that go with it, by their names: exercises of one's own, an assignment.
    secret : bool
        Whether there is a secret among them.
    hints : int
        How much students are told.
    """

    exercises: tuple[Assigned, ...]
    options: tuple[Option, ...]
    copies: dict[str, str] = field(factory=dict)
    secret: bool = False
    hints: int = 1

    @property
    def requirement(self) -> str:
        """What pip is to install: the very version that made the set-up."""
        return f"gdtrace=={__version__}"

    def shell(self, here: str) -> str:
        """Return the options for a shell, in which the set-up is in the folder ``here``."""
        return " ".join(f"{each.name} {_spelled(each, here)}" for each in self.options)


def _spelled(option: Option, here: str) -> str:
    if option.copied and here:
        # A variable of the shell, such as $source, is to be filled in by the shell.
        return f'"{here}/{option.value}"'
    return shlex.quote(option.value)


def plan_of(ids: Sequence[str], *, hints: int = 1) -> Plan:
    """Return the plan for some exercises; without any, for all that come with gdtrace.

    >>> plan_of(["error"]).shell("")
    '--exercise error --hints 1'
    """
    chosen = [exercise(each) for each in dict.fromkeys(ids)] if ids else all_exercises()
    own = [each for each in chosen if each.id not in exercise_ids()]
    copies = {name: text for each in own for name, text in _copied(each, f"{OWN}/{each.id}")}
    options = [
        Option("--exercise", f"{OWN}/{each.id}" if each in own else each.id, each in own)
        for each in chosen
    ]
    return Plan(
        exercises=assignment_of(chosen).exercises,
        options=(*options, Option("--hints", str(hints))),
        copies=copies,
        hints=hints,
    )


def plan_for(path: str | PathLike[str]) -> Plan:
    """Return the plan for an assignment: its exercises, points, inputs and hints."""
    file = Path(path)
    assignment = load_assignment(file)
    copies = {ASSIGNMENT: file.read_text(encoding="utf-8")}
    for each in assignment.exercises:
        if each.id not in exercise_ids():
            copies |= dict(_copied(each.exercise, _below(each.exercise, file.parent)))
    return Plan(
        exercises=assignment.exercises,
        options=(Option("--assignment", ASSIGNMENT, True),),
        copies=copies,
        secret=bool(assignment.secret),
        hints=assignment.hints,
    )


def _below(own: Exercise, folder: Path) -> str:
    """Return the way to an exercise from the folder of its assignment."""
    try:
        return own.folder.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise OptionError(
            f"{own.folder}: a set-up takes the exercises below the folder of the assignment, "
            f"{folder.resolve()}; move it there"
        ) from None


def _copied(own: Exercise, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of an exercise of one's own, by their names in the set-up."""
    for path in sorted(own.folder.iterdir()):
        if path.is_file() and path.suffix in (".toml", ".md", ".py"):
            yield f"{name}/{path.name}", path.read_text(encoding="utf-8")
