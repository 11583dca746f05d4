"""A class run, from a folder of submissions to a folder of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from gdtrace._version import __version__
from gdtrace.classes.assignment import Assignment, identity
from gdtrace.classes.grader import order
from gdtrace.classes.graders import Executor
from gdtrace.classes.journal import journal
from gdtrace.classes.lock import locked
from gdtrace.classes.marking import Marking, mark_all
from gdtrace.classes.marks import Graded
from gdtrace.classes.outputs import write_outputs
from gdtrace.classes.overrides import counted, read_overrides
from gdtrace.classes.proof import proved
from gdtrace.classes.results import HandedIn, handed_in, results
from gdtrace.classes.work import Work
from gdtrace.errors import ClassRunError

if TYPE_CHECKING:
    from gdtrace.intake.records import Entry

AHEAD = 3
"""So many requests for each grader are under way: it never waits, and little is in memory."""


@frozen(kw_only=True)
class ClassRun:
    """What is to be marked, how, and where the results go.

    Parameters
    ----------
    entries : sequence of Entry
    assignment : Assignment
    isolation : str
        As in ``Sandbox.start``.
    out : Path
    resume : bool
        Whether to go on with the results that are there.
    again : bool
        Whether to mark what has a result once more. The first result counts; others are reported.
    executor : Executor
    report : callable
        Told how many submissions are done, and of how many.
    stopping : callable
        Whether to stop.
    formats : tuple of str
        In which each student's results are written as well.
    """

    entries: Sequence[Entry]
    assignment: Assignment
    isolation: str
    out: Path
    resume: bool
    again: bool = False
    executor: Executor
    report: Callable[[int, int], None] = lambda done, total: None
    stopping: Callable[[], bool] = lambda: False
    formats: tuple[str, ...] = ()


@frozen(kw_only=True)
class Outcome:
    """What every student got, manual marks included, and who got something else a second time."""

    graded: tuple[Graded, ...]
    unsteady: tuple[str, ...]


def run(asked: ClassRun) -> Outcome:
    """Mark a class and write its files; return what every student got.

    Raises
    ------
    OverridesError
        If a manual mark cannot be meant.
    ClassRunError
        If the folder of results is in use, or has other results in it.
    GraderError
        If nothing can be marked here, or the results cannot be written.
    Stopped
        If it was asked to stop.
    """
    _make(asked.out)
    own = {
        "gdtrace": __version__,
        "isolation": asked.isolation,
        **identity(asked.assignment),
    }
    students = [each.student for each in asked.entries]
    overrides = read_overrides(asked.out, students, asked.assignment)
    with locked(asked.out), journal(asked.out, own, resume=asked.resume) as kept:
        handed = handed_in(asked.entries, own)
        known = kept.works()
        missing = {
            each.key: each.sources
            for each in handed
            if each.key and (asked.again or each.key not in known)
        }
        blank: dict[str, Work] = {}
        if missing:
            with asked.executor(len(missing)) as graders:
                marking = Marking(
                    assignment=asked.assignment,
                    order=order(asked.assignment, asked.isolation),
                    submit=graders.submit,
                    most=AHEAD * graders.count,
                    report=asked.report,
                    stopping=asked.stopping,
                )
                blank = mark_all(proved(marking), kept, missing)
        unsteady = kept.unsteady()
        graded = results(handed, {**blank, **kept.works()}, unsteady, asked.assignment)
        problems = _problems(handed, blank)
        write_outputs(
            asked.out,
            graded,
            asked.assignment,
            problems,
            overrides=overrides,
            formats=asked.formats,
        )
    return Outcome(
        graded=tuple(counted(each, overrides) for each in graded),
        unsteady=tuple(each.entry.student for each in handed if each.key in unsteady),
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClassRunError(f"--out {folder}: cannot be made: {error.strerror}") from None


def _problems(handed: Sequence[HandedIn], blank: Mapping[str, Work]) -> list[str]:
    """Return what a programmer wants to see of every failure of gdtrace itself."""
    students: dict[str, list[str]] = {}
    for each in handed:
        if each.key in blank:
            students.setdefault(each.key, []).append(each.entry.student)
    return [
        f"{', '.join(names)}:\n{blank[key].trace or _said(blank[key])}"
        for key, names in students.items()
    ]


def _said(work: Work) -> str:
    return "\n".join(
        sentence
        for each in work.reports
        if each.score is None and each.finding is not None
        for sentence in (f"{each.exercise}: {' '.join(each.finding.where)}",)
    )
