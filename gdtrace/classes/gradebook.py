"""The gradebook of a class: a row for every student and exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from gdtrace.classes.marks import Graded, Mark
from gdtrace.classes.overrides import NONE, Overrides, final_score
from gdtrace.grading.visible import visible

COLUMNS = (
    "student",
    "exercise",
    "score",
    "max_score",
    "status",
    "first_wrong",
    "misconception",
    "isolation",
)

WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The wide forms of = + - @, which some spreadsheets take for the narrow ones."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r", *WIDE)
"""A cell that starts with one of these is run by a spreadsheet."""

QUOTE = "'"
"""A cell that starts with this is text."""


def gradebook(graded: Iterable[Graded], *, overrides: Overrides = NONE) -> str:
    """Return the gradebook as CSV, in the order of the students; a blank score is an empty cell.

    ``overrides`` are manual marks: their scores are written instead of the automatic ones.
    """
    everybody = sorted(graded, key=lambda each: each.student)
    return table(COLUMNS, (_row(each, overrides) for one in everybody for each in one.marks))


def timings(graded: Iterable[Graded]) -> str:
    """Return how long each submission took to mark, as CSV; the same sources took it once."""
    return table(("student", "seconds"), ((one.student, f"{one.seconds:.3f}") for one in graded))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return rows as CSV that no spreadsheet runs: a text that looks like a formula is quoted."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return file.getvalue()


def _row(mark: Mark, overrides: Overrides) -> tuple[str | float | None, ...]:
    return (
        mark.student,
        mark.exercise,
        final_score(mark, overrides),
        mark.max_score,
        mark.status,
        mark.first_wrong,
        mark.misconception,
        mark.isolation,
    )


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"{QUOTE}{visible(value)}" if _is_formula(value) else visible(value)
    return number(value)


def unquoted(cell: str) -> str:
    """Return the text of a cell, without the sign that keeps spreadsheets from running it.

    >>> unquoted("'=1"), unquoted("''=1"), unquoted("'ada")
    ('=1', "'=1", "'ada")
    """
    return cell[1:] if cell.startswith(QUOTE) and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    # What begins with the quote itself gets another one: no two texts may give one cell.
    return text.lstrip(QUOTE).startswith(FORMULAS)


def number(value: float) -> str:
    """Return points as a spreadsheet reads them.

    >>> number(10.0), number(6.666667), number(0)
    ('10', '6.666667', '0')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")
