"""Checking: one function, or all functions of a file that answer exercises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from attrs import evolve

from gdtrace.errors import NotAFunctionError, OptionError
from gdtrace.grading.answers import Runner
from gdtrace.grading.exercise_files import all_exercises, exercise
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.judge import Origin, judge
from gdtrace.grading.not_run import load_finding, missed, not_run
from gdtrace.grading.probes import probes
from gdtrace.grading.report import FileReport, Report
from gdtrace.grading.submissions import names_used, read_source
from gdtrace.grading.whole_file import Sets, judged_file, stopped_notes
from gdtrace.sandbox.claims import Failure, Loaded

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
        origin = Origin(file=name, seed=_seed(seed), hints=_level(hints))
        return judge(asked, probes(asked, seed), runner, name, origin)


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


def _seed(seed: object) -> int:
    if not isinstance(seed, int) or seed < 0:
        raise OptionError(f"seed must be a whole number from 0 on, got {seed!r}")
    return seed


def _level(hints: int) -> int:
    if hints not in (0, 1, 2, 3):
        raise OptionError(f"hints must be 0, 1, 2 or 3, got {hints!r}")
    return hints


def check_file(
    path: str | PathLike[str],
    *,
    exercise_id: str | PathLike[str] = "",
    seed: int = 0,
    hints: int = 1,
) -> Report | FileReport:
    """Check the functions of a file, in a process of its own.

    Parameters
    ----------
    path : path
        A Python file.
    exercise_id : str or path
        Check only the function of this exercise; by default those of all exercises.
    seed, hints : int
        As in ``check``.

    Returns
    -------
    Report or FileReport
        A report for one exercise; a file's report with one for each function that answers one.

    Raises
    ------
    SubmissionError
        If the file cannot be read.
    """
    from gdtrace.sandbox.child import Child

    with Child.start() as child:
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
    """Check the functions of a file in a process that is there already, as ``check_file`` does."""
    source = read_source(path)
    if not exercise_id:
        return check_source(
            child, source, Path(path).name, exercises=all_exercises(), seed=seed, hints=hints
        )
    asked = exercise(exercise_id)
    origin = _origin(source, Path(path).name, seed, hints)
    sets = _sets([asked], source, origin)
    loaded = child.load(source, origin.file)
    if isinstance(loaded, Failure):
        return not_run(asked, origin, child, load_finding(loaded))
    return _single(asked, child, loaded, origin, sets)


class Loading(Runner, Protocol):
    """A runner that takes a source."""

    def load(self, source: str, name: str) -> Loaded | Failure:
        """Run a source; return its functions, or why it could not be run."""


def check_source(
    child: Loading,
    source: str,
    name: str,
    *,
    exercises: Sequence[Exercise],
    every: bool = False,
    seed: int = 0,
    hints: int = 1,
) -> FileReport:
    """Check the functions of a source in a process that is there already.

    Parameters
    ----------
    child : Loading
        A process that has loaded nothing yet.
    source, name : str
        The text of the file, and what it is called.
    exercises : sequence of Exercise
        Those whose functions are looked for.
    every : bool
        Whether there is to be a report for each of the exercises, in their order. One whose
        function is missing has no points. Otherwise only those that were found are reported.
    seed, hints : int
        As in ``check``.
    """
    origin = _origin(source, name, seed, hints)
    sets = _sets(exercises, source, origin)
    loaded = child.load(source, name)
    if isinstance(loaded, Failure):
        return _unloadable(loaded, origin, child, exercises if every else ())
    found = judged_file(exercises, child, loaded, origin, sets, names_used(source))
    return _with_missing(found, exercises, child, loaded, origin) if every else found


def _origin(source: str, name: str, seed: int, hints: int) -> Origin:
    return Origin(
        file=name,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        seed=_seed(seed),
        hints=_level(hints),
    )


def _sets(exercises: Sequence[Exercise], source: str, origin: Origin) -> Sets:
    """Work out what is right, before anything of the submission runs."""
    return {each.id: probes(each, origin.seed) for each in exercises if each.function in source}


def _with_missing(
    report: FileReport,
    exercises: Sequence[Exercise],
    runner: Runner,
    loaded: Loaded,
    origin: Origin,
) -> FileReport:
    """Add a report for every function that is not there."""
    found = {each.exercise: each for each in report.reports}
    reports = [found.get(each.id) or missed(each, runner, loaded, origin) for each in exercises]
    # A file with no function of the exercises has reports now that say so.
    return evolve(report, reports=tuple(reports), failure=None)


def _unloadable(
    failure: Failure, origin: Origin, runner: Runner, exercises: Sequence[Exercise]
) -> FileReport:
    found = load_finding(failure)
    return FileReport(
        file=origin.file,
        sha256=origin.sha256,
        seed=origin.seed,
        isolation=runner.isolation,
        reports=tuple(not_run(each, origin, runner, found) for each in exercises),
        hints=origin.hints,
        failure=found,
    )


def _single(asked: Exercise, runner: Runner, loaded: Loaded, origin: Origin, sets: Sets) -> Report:
    if asked.function not in loaded.functions:
        return missed(asked, runner, loaded, origin)
    own = sets.get(asked.id) or probes(asked, origin.seed)
    found = judge(asked, own, runner, asked.function, origin)
    return evolve(found, notes=(*found.notes, *stopped_notes(loaded)))
