"""Before a class is marked: right programs have to be right on this machine, here and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from gdtrace.classes.marking import Marking, works
from gdtrace.classes.work import Work
from gdtrace.errors import GraderError
from gdtrace.grading.report import PASSED
from gdtrace.intake.records import SourceFile


def proved(marking: Marking) -> Marking:
    """Mark right programs as if students had handed them in.

    Returns
    -------
    Marking
        The same, kept apart exactly as well as they were: all students alike.

    Raises
    ------
    GraderError
        If one of them does not get all points: then no mark would be worth anything.
    """
    levels = set[str]()
    for style, work in works(marking, submissions(marking)):
        demand_right(work, style)
        levels |= {each.isolation for each in work.reports}
    return evolve(marking, order=evolve(marking.order, isolation=max(levels)))


def submissions(marking: Marking) -> Mapping[str, Sequence[SourceFile]]:
    """Return a submission for every style, right in all exercises of the assignment."""
    from gdtrace.grading.right_programs import right_programs

    try:
        programs = right_programs([each.exercise for each in marking.assignment.exercises])
    except ValueError as error:
        raise GraderError(
            f"no right program can be written for this assignment: {error}. Nothing was marked: "
            "without one nobody knows whether marks are right"
        ) from error
    return {style: [SourceFile(f"{style}.py", text)] for style, text in programs.items()}


def demand_right(work: Work, style: str) -> None:
    """Raise an error if a right program did not get all points."""
    for each in work.reports:
        if each.status != PASSED or each.score != each.max_score:
            where = " ".join(each.finding.where) if each.finding is not None else ""
            raise GraderError(
                f"{each.exercise}: a program that is right (written with {style}) was marked "
                f"{each.verdict!r}. {where} Nothing was marked. This is a fault of gdtrace or of "
                "this machine, not of any submission"
            )
