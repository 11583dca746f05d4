"""Writes what a class run leaves behind: every file whole, or as it was before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.gradebook import gradebook, timings
from gdtrace.classes.marks import Graded
from gdtrace.errors import GraderError

GRADEBOOK = "gradebook.csv"
TIMINGS = "timings.csv"
PROBLEMS = "problems.txt"


def write_outputs(
    folder: Path, graded: Sequence[Graded], assignment: Assignment, problems: Sequence[str]
) -> list[Path]:
    """Write the files of a class, and return those that a lecturer wants to open first.

    Parameters
    ----------
    problems : sequence of str
        What went wrong with gdtrace itself, for whoever mends it.

    Raises
    ------
    GraderError
        If a file cannot be written. What is in the journal is kept.
    """
    try:
        write_whole(folder / GRADEBOOK, gradebook(graded))
        write_whole(folder / TIMINGS, timings(graded))
        _write_problems(folder / PROBLEMS, problems)
    except OSError as error:
        raise GraderError(
            f"{error.filename or folder}: cannot be written: {error.strerror}. All marks are in "
            "the journal: mend that, then add --resume"
        ) from None
    return [folder / GRADEBOOK]


def _write_problems(file: Path, problems: Sequence[str]) -> None:
    if problems:
        write_whole(file, "\n\n".join(problems) + "\n")
    else:
        file.unlink(missing_ok=True)


def write_whole(file: Path, text: str) -> None:
    """Write a file under another name first: nobody ever finds half of it."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
