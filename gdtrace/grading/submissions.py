"""Submissions: what the texts of a submission say of themselves. Nothing of it is run here."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import cached_property
from os import PathLike

from attrs import frozen

from gdtrace.grading.exercise_files import all_exercises
from gdtrace.grading.exercises import Exercise
from gdtrace.intake.choosing import file_for, importable
from gdtrace.intake.reading import submission
from gdtrace.intake.records import SourceFile, Submission
from gdtrace.intake.texts import tree_of

Siblings = dict[str, tuple[str, str]]
"""Files of a submission by the names they are imported by: name of the file, and source."""


def functions_found(path: str | PathLike[str]) -> list[Exercise]:
    """Return the exercises that a submission answers, without running it."""
    read = submission(path)
    return [each for each in all_exercises() if file_for(read, each.function)]


def siblings(read: Submission, file: SourceFile) -> Siblings:
    """Return the other files of a submission that a file may import.

    >>> files = tuple(SourceFile(name, "") for name in ("mine.py", "own.py", "re.py"))
    >>> siblings(Submission("work", files), files[0])
    {'own': ('own.py', '')}
    """
    found: Siblings = {}
    for each in read.files:
        if each is not file and each.name.endswith(".py") and importable(each.name):
            module = each.name.rpartition("/")[2].removesuffix(".py")
            found.setdefault(module, (each.name, each.source))
    return found


@frozen(eq=False, repr=False)
class Text:
    """What the text of a file says of its functions, worked out when it is asked for.

    ``wanted`` are the functions that it may be asked about.
    """

    source: str
    wanted: tuple[str, ...]

    @cached_property
    def uses(self) -> Mapping[str, set[str]]:
        """The names that each of the functions uses, itself or through others."""
        return names_used(self.source, self.wanted)

    @cached_property
    def forgets(self) -> bool:
        """Whether none of its functions can remember anything from call to call."""
        from gdtrace.grading.memoryless import forgets

        tree = tree_of(self.source)
        return tree is not None and forgets(tree)


def names_used(source: str, wanted: Iterable[str]) -> dict[str, set[str]]:
    r"""Return for functions that a file defines which names they use, themselves or through others.

    >>> names_used("def a():\n    b()\n\ndef b():\n    c()\n", ["a"])["a"] == {"b", "c"}
    True
    """
    tree = tree_of(source)
    direct: dict[str, set[str]] = {}
    for node in [] if tree is None else tree.body:
        for name in _defined(node):
            direct.setdefault(name, set()).update(_named(node))
    return {name: _reached(name, direct) for name in wanted if name in direct}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [each.id for each in targets if isinstance(each, ast.Name)]


def _named(node: ast.AST) -> set[str]:
    # What ast.walk does, in a third of the time: a class has thousands of files.
    found, waiting = set[str](), [node]
    while waiting:
        each = waiting.pop()
        if type(each) is ast.Name:
            found.add(each.id)
            continue
        for part in each.__dict__.values():
            if isinstance(part, ast.AST):
                waiting.append(part)
            elif type(part) is list:
                waiting += [one for one in part if isinstance(one, ast.AST)]
    return found


def _reached(name: str, direct: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        new = direct.get(waiting.pop(), set()) - reached
        reached |= new
        waiting.extend(new)
    return reached
