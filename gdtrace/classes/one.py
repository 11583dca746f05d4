"""One submission marked as in a class: a folder, an archive, a notebook, or for an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

from attrs import evolve

from gdtrace.classes.assignment import Assigned, Assignment
from gdtrace.classes.results import HandedIn, results
from gdtrace.classes.student_formats import student_report
from gdtrace.classes.work import Work, worked
from gdtrace.classes.work import failed as failed_report
from gdtrace.grading.exercise_files import all_exercises
from gdtrace.grading.not_checked import OURS
from gdtrace.grading.report import FileReport, Finding
from gdtrace.intake.choosing import file_for
from gdtrace.intake.reading import submission
from gdtrace.intake.records import Entry, Submission

if TYPE_CHECKING:
    from gdtrace.grading.exercises import Exercise
    from gdtrace.sandbox.sandbox import Sandbox

ONE = "one"
"""The only key there is."""


def assignment_of(exercises: Sequence[Exercise], *, hints: int = 1) -> Assignment:
    """Return an assignment of some exercises, for the points that they have."""
    assigned = tuple(Assigned(exercise=each, points=each.points) for each in exercises)
    return Assignment(exercises=assigned, hints=hints)


def check_submission(
    sandbox: Sandbox, path: str | PathLike[str], assignment: Assignment
) -> FileReport:
    """Check what one student hands in: a Python file, a notebook, a folder or a zip archive.

    Parameters
    ----------
    sandbox : Sandbox
        Where it runs.
    path : path
    assignment : Assignment
        One without exercises stands for all those whose functions are found.

    Raises
    ------
    SubmissionError
        If it cannot be read.
    """
    own = submission(path)
    if not assignment.exercises:
        assignment = evolve(assignment, exercises=_found(own))
    if not assignment.exercises:
        return _nothing(own, assignment)
    return _report(own, worked(sandbox, assignment, own.files), assignment)


def not_read(name: str, why: str, assignment: Assignment) -> FileReport:
    """Return the report about a submission that cannot be read: no points."""
    if not assignment.exercises:
        finding = Finding(kind="unreadable", where=(f"{why}.",))
        return FileReport(file=name, isolation="", hints=assignment.hints, failure=finding)
    (graded,) = results([HandedIn(Entry("", None, why))], {}, set(), assignment)
    return student_report(evolve(graded, file=name))


def failed(name: str, what: str, assignment: Assignment) -> FileReport:
    """Return the report about a submission that gdtrace itself failed with: no score at all."""
    reports = tuple(
        evolve(failed_report(each, what), file=name, hints=assignment.hints)
        for each in assignment.exercises
    )
    finding = Finding(kind="error", where=(f"gdtrace failed with {what}.", OURS))
    return FileReport(
        file=name, isolation="", reports=reports, hints=assignment.hints, failure=finding
    )


def _found(own: Submission) -> tuple[Assigned, ...]:
    found = [each for each in all_exercises() if file_for(own, each.function)]
    return assignment_of(found).exercises


def _nothing(own: Submission, assignment: Assignment) -> FileReport:
    names = ", ".join(each.name for each in own.files)
    finding = Finding(
        kind="missing",
        where=(f"No function of an exercise is in {names}; gdtrace exercises lists them.",),
    )
    return FileReport(
        file=own.name, isolation="", notes=own.notes, hints=assignment.hints, failure=finding
    )


def _report(own: Submission, work: Work, assignment: Assignment) -> FileReport:
    handed = HandedIn(Entry("", own), own.files, ONE)
    (graded,) = results([handed], {ONE: work}, set(), assignment)
    return student_report(graded)
