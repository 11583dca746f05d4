"""Which files of a submission are taken, and which of them defines a function."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from gdtrace.intake.places import FILE, FOLDER, LINK, Found
from gdtrace.intake.records import SourceFile, Submission
from gdtrace.intake.texts import looks_like_latin, tree_of

SOURCES = (".py", ".ipynb")
SKIPPED_FOLDERS = {"__pycache__", "__macosx", "node_modules", "site-packages", "venv", "env"}
RUNNERS = {"conftest.py", "setup.py", "sitecustomize.py", "usercustomize.py", "noxfile.py"}
"""Files that tools run by themselves. Nothing runs them here, so they are left out."""

OURS = {"numpy", "gdtrace", "harness", "matplotlib", "submission"}
"""Beside Python's own, names of modules that no file of a submission can take."""

LISTS = (
    *(".csv", ".tsv", ".json", ".toml", ".yaml", ".yml", ".xml", ".ini", ".cfg", ".log", ".db"),
    *(".url", ".lnk", ".bak", ".tmp", ".part"),
)
"""Endings of what lecturers, platforms and systems put beside the files of a class."""

LONGEST_NAME = 200


def is_source(name: str) -> bool:
    """Say whether a name is that of a Python file or a notebook."""
    return name.lower().endswith(SOURCES)


def ending(name: str) -> str:
    """Return the ending of a file's name in small letters: ``.py``, ``.ipynb``."""
    return f".{name.lower().rpartition('.')[2]}"


def is_archive(name: str) -> bool:
    """Say whether a name is that of a zip archive."""
    return name.lower().endswith(".zip")


def may_be_handed_in(name: str) -> bool:
    """Say whether a file that cannot be read may be all that a student has handed in.

    >>> may_be_handed_in("noa.docx"), may_be_handed_in("roster.csv"), may_be_handed_in("README.md")
    (True, False, False)
    """
    small = name.lower()
    return "." in small and not small.startswith("readme") and not small.endswith(LISTS)


def is_hidden(name: str) -> bool:
    """Say whether a name is meant for programs, not for people."""
    return name.startswith((".", "~$")) or name.lower() in SKIPPED_FOLDERS


def is_left_alone(found: Found) -> bool:
    """Say whether an entry is so usual that nothing is said of it."""
    return is_hidden(found.name) or not (found.kind == FOLDER or is_source(found.name))


def fault_of(found: Found) -> str:
    """Return why an entry that looks like a source cannot be taken; "" if it can."""
    name = found.name
    if found.kind == LINK:
        return "is a link; links are not followed"
    if found.kind not in (FILE, FOLDER):
        return "is not a file"
    return "" if found.kind == FOLDER else name_fault(name)


def name_fault(name: str) -> str:
    """Return what is wrong with the name of a file; "" if nothing is."""
    if len(name) > LONGEST_NAME:
        return f"has a name of {len(name)} letters; at most {LONGEST_NAME} are read"
    if not name.isprintable() or "\\" in name:
        return "has signs in its name that no name should have"
    if any(looks_like_latin(word) for word in re.findall(r"\w+", name)):
        return "has a letter in its name that only looks like a Latin one"
    if name in RUNNERS:
        return "is never run here"
    return ""


def importable(name: str) -> bool:
    """Say whether other files of the submission can import a file by its name.

    >>> importable("helpers.py"), importable("random.py"), importable("numpy.py")
    (True, False, False)
    """
    module = name.rpartition("/")[2].removesuffix(".py")
    return module.isidentifier() and module not in OURS | sys.stdlib_module_names


def file_for(submission: Submission, function_name: str) -> SourceFile | None:
    r"""Return which of a submission's files defines a function; None if none does.

    The nearest to the top wins, then the first by name. A file that is not Python counts by how it
    looks, so that its fault is said where the function is asked for.

    >>> own = SourceFile("mine.py", "def error(target, predicted):\n    return 0\n")
    >>> file_for(Submission("mine.py", (own,)), "error").name
    'mine.py'
    """
    own = (each for each in submission.files if function_name in each.source)
    return next((each for each in own if function_name in defined(each.source)), None)


def defined(source: str) -> set[str]:
    """Return the names that a source defines outside of all functions and classes."""
    tree = tree_of(source)
    if tree is None:
        return set(re.findall(r"^[ \t]*(?:async +)?def +(\w+)", source, re.MULTILINE))
    return set(_names(tree.body))


def _names(body: list[ast.stmt]) -> Iterator[str]:
    # One after the other, not by recursion: a long chain of elif is nested deeply.
    waiting = body[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While):
            parts = [getattr(node, part, []) for part in ("body", "orelse", "finalbody")]
            parts += [handler.body for handler in getattr(node, "handlers", [])]
            waiting.extend(each for part in reversed(parts) for each in reversed(part))
