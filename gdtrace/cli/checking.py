"""Checks what was named on the command line: there is a report in every case."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve, frozen

from gdtrace.errors import ExerciseError, GdtraceError, OptionError, ProblemError, SubmissionError

if TYPE_CHECKING:
    from gdtrace.classes.assignment import Assignment
    from gdtrace.grading.report import FileReport, Report
    from gdtrace.sandbox.child import Child

LEVEL = 1
"""How much is said if nothing else is asked for."""


@frozen(eq=False, repr=False)
class Wanted:
    """What is to be checked, as the options say."""

    exercise_ids: tuple[str, ...] = ()
    assignment: str = ""
    seed: int | None = None
    hints: int | None = None
    isolation: str = "auto"

    @property
    def level(self) -> int:
        """How much is to be said."""
        return LEVEL if self.hints is None else self.hints


def checked(path: Path, wanted: Wanted) -> Report | FileReport:
    """Return the report; where nothing could be checked, one that says why."""
    from gdtrace.sandbox.process import ONE_THREAD

    # The grader multiplies small matrices, and the submission's process needs a core.
    os.environ.update({**ONE_THREAD, **os.environ})
    with _uncollected():
        if path.suffix == ".py" and path.is_file() and not wanted.assignment:
            return _file(path, wanted)
        return _submission(path, _assignment(wanted), wanted.isolation)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: a check is over before any matters, and looking takes a while."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _file(path: Path, wanted: Wanted) -> Report | FileReport:
    from gdtrace.sandbox.child import Child

    ids, seed, hints = wanted.exercise_ids, wanted.seed or 0, wanted.level
    try:
        with Child.start(wanted.isolation) as child:
            # The process gets ready while this one imports what the grader needs.
            report = _functions(child, path, ids, seed, hints)
            _say_what_is_missing(child.isolation, child.missing)
            return report
    except SubmissionError as error:
        from gdtrace.grading.not_checked import unreadable

        return unreadable(path.name, str(error), exercise_id=ids, seed=seed, hints=hints)
    except Exception as error:
        from gdtrace.grading.not_checked import grader_failed

        _raise_if_usage(ids, error)
        _say_that_gdtrace_failed()
        return grader_failed(path.name, error, exercise_id=ids, seed=seed, hints=hints)


def _functions(
    child: Child, path: Path, ids: tuple[str, ...], seed: int, hints: int
) -> Report | FileReport:
    from gdtrace.grading.check import check_all_in, check_in
    from gdtrace.grading.exercise_files import exercise

    if len(ids) < 2:
        return check_in(child, path, exercise_id="".join(ids), seed=seed, hints=hints)
    asked = [exercise(each) for each in dict.fromkeys(ids)]
    return check_all_in(child, path, asked, every=True, seed=seed, hints=hints)


def _raise_if_usage(ids: tuple[str, ...], error: Exception) -> None:
    """Raise again what is wrong with an exercise that was named: the user can mend that."""
    from gdtrace.grading.exercise_files import exercise

    if isinstance(error, ExerciseError):
        raise error
    if isinstance(error, GdtraceError):
        for each in ids:
            exercise(each)


def _say_that_gdtrace_failed() -> None:
    click.echo("Error: gdtrace itself failed; the result says why.", err=True)


def _say_what_is_missing(level: str, missing: str) -> None:
    if missing:
        click.echo(f"Note: isolation {level} only: {missing}.", err=True)


def _assignment(wanted: Wanted) -> Assignment:
    """Return the assignment that was named, or one of the exercises that were."""
    from gdtrace.classes.assignment import load_assignment
    from gdtrace.classes.one import assignment_of
    from gdtrace.grading.exercise_files import exercise

    if wanted.assignment and wanted.exercise_ids:
        raise click.UsageError("--assignment names the exercises; leave out --exercise")
    if wanted.seed is not None:
        raise click.UsageError(
            "--seed goes with a .py file alone; an assignment's secret chooses the sets of inputs"
        )
    if not wanted.assignment:
        asked = [exercise(each) for each in dict.fromkeys(wanted.exercise_ids)]
        return assignment_of(asked, hints=wanted.level)
    loaded = load_assignment(wanted.assignment)
    return loaded if wanted.hints is None else evolve(loaded, hints=wanted.hints)


def _submission(path: Path, assignment: Assignment, isolation: str) -> Report | FileReport:
    from gdtrace.classes.one import check_submission, failed, not_read
    from gdtrace.grading.not_checked import what_failed
    from gdtrace.grading.report import ERROR
    from gdtrace.sandbox.sandbox import Sandbox

    name = path.absolute().name
    try:
        with Sandbox.start(isolation, children="few") as sandbox:
            report = check_submission(sandbox, path, assignment)
            _say_what_is_missing(sandbox.level, sandbox.missing)
    except SubmissionError as error:
        return not_read(name, str(error), assignment)
    except (ExerciseError, OptionError, ProblemError):
        raise
    except Exception as error:
        report = failed(name, what_failed(error), assignment)
    if report.status == ERROR:
        _say_that_gdtrace_failed()
    return report
