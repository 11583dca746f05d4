"""Writes what a class run leaves behind: every file whole, or as it was before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.files import CLASS_PAGE, GRADEBOOK, PROBLEMS, TIMINGS, settle, write_whole
from gdtrace.classes.gradebook import gradebook, timings
from gdtrace.classes.marks import Graded
from gdtrace.classes.overrides import NONE, Overrides
from gdtrace.classes.pages import write_class, write_student
from gdtrace.classes.student_formats import write_formats
from gdtrace.errors import GraderError


def write_outputs(
    folder: Path,
    graded: Sequence[Graded],
    assignment: Assignment,
    problems: Sequence[str],
    *,
    overrides: Overrides = NONE,
    formats: Sequence[str] = (),
) -> list[Path]:
    """Write the files of a class, and return those that a lecturer wants to open first.

    Parameters
    ----------
    problems : sequence of str
        What went wrong with gdtrace itself, for whoever mends it.
    overrides : mapping
        Manual marks.
    formats : sequence of str
        In which each student's results are written as well.

    Raises
    ------
    GraderError
        If a file cannot be written. What is in the journal is kept.
    """
    try:
        write_whole(folder / GRADEBOOK, gradebook(graded, overrides=overrides))
        write_whole(folder / TIMINGS, timings(graded))
        _write_problems(folder / PROBLEMS, problems)
        for each in graded:
            write_student(folder, each, assignment, overrides=overrides)
            write_formats(folder, each, formats, overrides=overrides)
        write_class(folder, graded, assignment, overrides=overrides)
        settle()
    except OSError as error:
        raise GraderError(
            f"{error.filename or folder}: cannot be written: {error.strerror}. All marks are in "
            "the journal: mend that, then add --resume"
        ) from None
    return [folder / CLASS_PAGE, folder / GRADEBOOK]


def _write_problems(file: Path, problems: Sequence[str]) -> None:
    if problems:
        write_whole(file, "\n\n".join(problems) + "\n")
    else:
        file.unlink(missing_ok=True)
