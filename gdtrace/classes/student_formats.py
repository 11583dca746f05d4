"""One student's results in the formats of ``gdtrace check``: what students may read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from gdtrace.classes.files import folder_name, write_whole
from gdtrace.classes.marks import Graded, Mark
from gdtrace.classes.overrides import NONE, Override, Overrides, override_of
from gdtrace.errors import OptionError, unknown
from gdtrace.grading.report import ERROR, FAILED, PASSED, FileReport, Report
from gdtrace.grading.report_formats import RENDERERS, rendered

FILES = {
    "text": "result.txt",
    "json": "result.json",
    "markdown": "result.md",
    "junit": "result.xml",
    "gradescope": "gradescope.json",
    "github": "github.txt",
}
"""The file of each format in a student's folder."""


def check_format(form: str) -> None:
    """Refuse what is no format, or none for a class."""
    if form not in RENDERERS:
        raise unknown("format", form, FILES)
    if form not in FILES:
        raise OptionError(
            f"--format {form}: is for one student alone; gdtrace check --assignment writes it"
        )


def write_formats(
    out: Path, graded: Graded, formats: Sequence[str], *, overrides: Overrides = NONE
) -> None:
    """Write a student's results in some formats into the student's folder."""
    for form in formats:
        text = student_page(graded, form, overrides=overrides)
        write_whole(out / folder_name(graded.student) / FILES[form], text)


def student_report(graded: Graded, *, overrides: Overrides = NONE) -> FileReport:
    """Return the report on all that a student has handed in, with the points of the assignment.

    Manual marks count. Nothing that only teachers may see is shown by any format.
    """
    reports = tuple(_counted(each, override_of(each, overrides)) for each in graded.marks)
    first = next(iter(reports), None)
    given = [override_of(each, overrides) for each in graded.marks]
    by_hand = [f"{each.exercise} was marked by hand: {each.reason}" for each in given if each]
    return FileReport(
        file=graded.file or graded.student,
        sha256=graded.sha256,
        seed=first.seed if first else 0,
        isolation=_weakest([each.isolation for each in reports]),
        reports=reports,
        notes=(*graded.notes, *by_hand),
        sets=next((each.sets for each in reports if each.sets), ""),
        hints=first.hints if first else 1,
    )


def student_page(graded: Graded, form: str, *, overrides: Overrides = NONE, **told: Any) -> str:
    """Return a student's results in a format.

    >>> print(student_page(Graded(student="ada", file="a.py", marks=()), "text"))
    a.py: right, 0 of 0 points
    <BLANKLINE>
    a.py, nothing was run
    <BLANKLINE>
    """
    return rendered(form, **told)(student_report(graded, overrides=overrides), False)


def _counted(mark: Mark, given: Override | None) -> Report:
    """Return the report with the score that counts; one by hand is not split into parts."""
    if given is None:
        return mark.report
    report = mark.report
    right = given.score >= mark.max_score
    return evolve(
        report,
        status=PASSED if right else FAILED,
        score=given.score,
        verdict="marked by hand",
        checks=(),
        summary=(f"Marked by hand: {given.reason}",),
        finding=None if right or report.status == ERROR else report.finding,
    )


def _weakest(levels: Sequence[str]) -> str:
    """Return the level that all of them reach; nothing if nothing was run."""
    return min(filter(None, levels), default="")
