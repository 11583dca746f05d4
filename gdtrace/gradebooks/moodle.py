"""Moodle: a file with an identifier, a grade and feedback for its import of grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gdtrace.classes.gradebook import number, table
from gdtrace.gradebooks.ours import Result, Total
from gdtrace.grading.report_page import points
from gdtrace.intake.people import moodle_number

COLUMNS = ("identifier", "grade", "feedback")

BLANK = "not marked yet"


def filled(totals: Sequence[Total]) -> str:
    """Return the file; a student without a score has an empty grade, never 0."""
    return table(COLUMNS, map(_row, totals))


def _row(total: Total) -> tuple[str | float | None, ...]:
    return identifier(total.student), total.score, feedback(total.results)


def identifier(student: str) -> str:
    """Return how Moodle calls a student: in its own folders, by a number.

    >>> identifier("Ada Lovelace_1234_assignsubmission_file"), identifier("ada")
    ('Participant 1234', 'ada')
    """
    number = moodle_number(student)
    return f"Participant {number}" if number else student


def feedback(results: Iterable[Result]) -> str:
    """Say how many points each exercise has, and which step is wrong first."""
    return "; ".join(map(_said, results))


def _said(result: Result) -> str:
    if result.score is None:
        return f"{result.exercise}: {BLANK}"
    first = f", first wrong: {result.first_wrong}" if result.first_wrong else ""
    return f"{result.exercise}: {number(result.score)} of {points(result.max_score)}{first}"
