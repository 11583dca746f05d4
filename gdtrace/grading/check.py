"""Checking: one function of this session, or all functions of a submission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from attrs import evolve

from gdtrace.errors import NotAFunctionError, SubmissionError
from gdtrace.grading.exercise_files import all_exercises, exercise
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.judge import judge
from gdtrace.grading.judging import Origin
from gdtrace.grading.one_source import check_source, level_of, seed_of
from gdtrace.grading.probes import probes
from gdtrace.grading.report import FileReport, Report
from gdtrace.intake.reading import submission

if TYPE_CHECKING:
    from gdtrace.sandbox.child import Child


def check(
    exercise_id: str | PathLike[str], function: Callable[..., Any], *, seed: int = 0, hints: int = 1
) -> Report:
    """Check a function of this session against an exercise.

    >>> def update_w(w, grad, learning_rate):
    ...     return w - learning_rate*grad
    >>> check("update-weight", update_w).verdict
    'right'

    Parameters
    ----------
    exercise_id : str or path
        An id of ``gdtrace exercises``, or the folder of an exercise of your own.
    function : callable
        The function itself, without parentheses.
    seed : int
        Another seed gives other sets of inputs, as hard as these.
    hints : int
        0 verdicts only, 1 where, 2 an experiment, 3 the likely mistake and the idea.

    Returns
    -------
    Report
        ``str(report)`` is the page. The function runs in this session, so it is for learning, not
        for marks (isolation L0).

    Raises
    ------
    NotAFunctionError
        If the result of a call is passed instead of the function, or a class. It is a TypeError.
    """
    from gdtrace.sandbox.inline import Inline

    if callable(exercise_id):
        raise NotAFunctionError('the exercise comes first: check("update-weight", update_w)')
    asked = exercise(exercise_id)
    if not _is_function(function):
        raise NotAFunctionError(_not_a_function(asked, function))
    name = _name(function, asked)
    with Inline({name: function}) as runner:
        origin = Origin(file=name, seed=seed_of(seed), hints=level_of(hints))
        report = judge(asked, probes(asked, seed), runner, name, origin)
    # A session is a student's: the right numbers stay out of what is handed back.
    return evolve(report, evidence=None)


def _is_function(value: object) -> bool:
    return callable(value) and not isinstance(value, type)


def _name(function: Callable[..., Any], asked: Exercise) -> str:
    """Return what the function is called; one without a name is called as the exercise says."""
    name = getattr(function, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else asked.function


def _not_a_function(asked: Exercise, value: object) -> str:
    if isinstance(value, type):
        return (
            f"check takes a function, got the class {value.__name__}; for a method of it write "
            f'check("{asked.id}", {value.__name__}(...).{asked.function})'
        )
    return (
        f"check takes the function itself, got {type(value).__name__}: write "
        f'check("{asked.id}", {asked.function}), without parentheses behind {asked.function}'
    )


def check_file(
    path: str | PathLike[str],
    *,
    exercise_id: str | PathLike[str] = "",
    seed: int = 0,
    hints: int = 1,
    isolation: str = "auto",
) -> Report | FileReport:
    """Check the functions of a file, in a process of its own.

    Parameters
    ----------
    path : path
        A Python file, a notebook, or a zip archive of one of them.
    exercise_id : str or path
        Check only the function of this exercise; by default those of all exercises.
    seed, hints : int
        As in ``check``.
    isolation : str
        How far the file is kept apart: ``auto`` is the best that the machine offers;
        ``require:L2`` is that, or an error.

    Returns
    -------
    Report or FileReport
        A report for one exercise; a file's report with one for each function that answers one.

    Raises
    ------
    SubmissionError
        If it cannot be read.
    IsolationError
        If the machine does not offer what is required.
    """
    from gdtrace.sandbox.child import Child

    with Child.start(isolation) as child:
        # The process gets ready while the file and the exercises are read.
        return check_in(child, path, exercise_id=exercise_id, seed=seed, hints=hints)


def check_in(
    child: Child,
    path: str | PathLike[str],
    *,
    exercise_id: str | PathLike[str] = "",
    seed: int = 0,
    hints: int = 1,
) -> Report | FileReport:
    """Check a file in a process that is there already, as ``check_file`` does."""
    if not exercise_id:
        return check_all_in(child, path, all_exercises(), seed=seed, hints=hints)
    asked = [exercise(exercise_id)]
    whole = check_all_in(child, path, asked, every=True, seed=seed, hints=hints)
    (only,) = whole.reports
    return evolve(only, notes=(*only.notes, *whole.notes))


def check_all_in(
    child: Child,
    path: str | PathLike[str],
    exercises: Sequence[Exercise],
    *,
    every: bool = False,
    seed: int = 0,
    hints: int = 1,
) -> FileReport:
    """Check a file for exercises; with ``every`` there is a report for each of them."""
    read = submission(path)
    if len(read.files) > 1:
        raise SubmissionError(
            f"{path}: holds {len(read.files)} files; gdtrace check takes them together"
        )
    (file,) = read.files
    options: dict[str, Any] = {"every": every, "seed": seed, "hints": hints}
    whole = check_source(child, file.source, file.name, exercises=exercises, **options)
    return evolve(whole, notes=(*read.notes, *whole.notes))
