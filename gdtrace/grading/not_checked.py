"""Reports about files that could not be checked, so that there is a result in every case."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from gdtrace.errors import GdtraceError, IsolationError
from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.report import ERROR, NOT_RUN, FileReport, Finding, Report, not_run_words

Asked = str | PathLike[str] | tuple[str, ...]
"""The exercise that was asked for, several of them, or none."""

OURS = (
    "This is a fault of gdtrace, not of your file. Please report it, with your file and this page."
)


def unreadable(
    file: str, why: str, *, exercise_id: Asked = "", seed: int = 0, hints: int = 1
) -> Report | FileReport:
    """Return the report about a file that cannot be read: no points.

    >>> print(unreadable("mine.py", "mine.py: is not UTF-8").status)
    not_run
    """
    found = Finding(kind="unreadable", where=(f"{why}.",))
    return _report(file, found, exercise_id, seed, hints)


def grader_failed(
    file: str,
    error: BaseException,
    *,
    exercise_id: Asked = "",
    seed: int = 0,
    hints: int = 1,
) -> Report | FileReport:
    """Return the report about a file that gdtrace itself failed with: no score at all.

    >>> print(grader_failed("mine.py", ZeroDivisionError("division by zero")).score)
    None
    """
    where: tuple[str, ...] = (f"gdtrace failed with {what_failed(error)}.", OURS)
    if isinstance(error, IsolationError):
        where = (f"Nothing was run: {error}.",)
    return _report(file, Finding(kind="error", where=where), exercise_id, seed, hints)


def what_failed(error: BaseException) -> str:
    """Return an exception in a few words: its type, its message, and where it was raised."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    at = f" in {Path(step.tb_frame.f_code.co_filename).name}, line {step.tb_lineno}" if step else ""
    message = f": {error}" if str(error) else ""
    return f"{type(error).__name__}{at}{message}"


def _report(
    file: str, found: Finding, exercise_id: Asked, seed: int, hints: int
) -> Report | FileReport:
    asked = tuple(exercise_id) if isinstance(exercise_id, tuple) else (exercise_id,)
    reports = [_about(each, file, found, seed, hints) for each in asked if each]
    known = tuple(each for each in reports if each is not None)
    if len(asked) == 1 and known:
        return known[0]
    return FileReport(file=file, seed=seed, isolation="", hints=hints, reports=known, failure=found)


def _about(
    exercise_id: str | PathLike[str], file: str, found: Finding, seed: int, hints: int
) -> Report | None:
    """Return the report about one exercise that was asked for, if there is such an exercise."""
    try:
        most = exercise(exercise_id).points
    except GdtraceError:
        return None
    failed = found.kind == "error"
    return Report(
        exercise=str(exercise_id),
        function="",
        file=file,
        seed=seed,
        isolation="",
        hints=hints,
        status=ERROR if failed else NOT_RUN,
        score=None if failed else 0.0,
        max_score=most,
        verdict=not_run_words(found.kind),
        finding=found,
    )
