"""One student's results in every format of ``gdtrace check``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gdtrace.classes.marks import Graded
from gdtrace.grading.report import FileReport
from gdtrace.grading.report_formats import rendered

SUFFIXES = {
    "text": ".txt",
    "json": ".json",
    "markdown": ".md",
    "junit": ".xml",
    "gradescope": ".gradescope.json",
    "github": ".github.txt",
}
"""How the file of each format ends. Classroom 50 is not among them: it marks one student a run."""


def student_report(graded: Graded) -> FileReport:
    """Return the report on all that a student has handed in, with the points of the assignment.

    What students are to read: nothing in it that only teachers may see is shown by any format.
    """
    reports = tuple(each.report for each in graded.marks)
    first = next(iter(reports), None)
    return FileReport(
        file=graded.file or graded.student,
        sha256=graded.sha256,
        seed=first.seed if first else 0,
        isolation=_weakest([each.isolation for each in reports]),
        reports=reports,
        notes=graded.notes,
        sets=next((each.sets for each in reports if each.sets), ""),
        hints=first.hints if first else 1,
    )


def student_page(graded: Graded, form: str, **told: Any) -> str:
    """Return a student's results in a format.

    >>> print(student_page(Graded(student="ada", file="a.py", marks=()), "text"))
    a.py: right, 0 of 0 points
    <BLANKLINE>
    a.py, nothing was run
    <BLANKLINE>
    """
    return rendered(form, **told)(student_report(graded), False)


def _weakest(levels: Sequence[str]) -> str:
    """Return the level that all of them reach; nothing if nothing was run."""
    return min(filter(None, levels), default="")
