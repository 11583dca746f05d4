"""Submissions: reading a student's file as text. Nothing of it is run here."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from gdtrace.errors import SubmissionError
from gdtrace.grading.exercise_files import all_exercises
from gdtrace.grading.exercises import Exercise

MOST_BYTES = 256 * 1024
"""A submission is a short program; what is larger is something else."""


def read_source(path: str | PathLike[str]) -> str:
    """Return the text of a submission.

    Raises
    ------
    SubmissionError
        If it is not a Python file that can be read as text.
    """
    file = Path(path)
    try:
        data = file.read_bytes() if file.is_file() else None
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read: {error.strerror}") from None
    if data is None:
        what = "is a folder, not a file" if file.is_dir() else "there is no such file"
        raise SubmissionError(f"{path}: {what}")
    if len(data) > MOST_BYTES:
        raise SubmissionError(f"{path}: has {len(data)} bytes; at most {MOST_BYTES} are read")
    if b"\0" in data:
        raise SubmissionError(f"{path}: is no text: it has bytes that are 0")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(
            f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8 in your editor"
        ) from None


def functions_found(path: str | PathLike[str]) -> list[Exercise]:
    """Return the exercises that a file answers, without running it."""
    names = names_used(read_source(path))
    return [each for each in all_exercises() if each.function in names]


def names_used(source: str) -> dict[str, set[str]]:
    """Return for everything that a file defines which names it uses, itself or through others."""
    import ast

    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    uses: dict[str, set[str]] = {}
    for node in tree.body:
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            uses.setdefault(node.name, set()).update(names)
        for target in node.targets if isinstance(node, ast.Assign) else []:
            if isinstance(target, ast.Name):
                uses.setdefault(target.id, set()).update(names)
    for _ in uses:
        for own in uses.values():
            own.update(*(uses[each] for each in own & uses.keys()))
    return uses
