"""What machines read of a report: one row for each part, with its points and what is said.

No format here. A row is passed or failed, or it is blank where the grader itself failed: nothing is
ever skipped. The points of the rows add up to those of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from attrs import frozen

from gdtrace.grading.report import (
    ERROR,
    FAILED,
    FOLLOWS,
    NOT_RUN,
    PASSED,
    RIGHT,
    Check,
    FileReport,
    Finding,
    Report,
)
from gdtrace.grading.report_page import (
    Block,
    finding_blocks,
    level,
    origin,
    page,
    points,
    shown_notes,
)
from gdtrace.grading.report_text import block_text
from gdtrace.grading.visible import cleaned

EARNED = (RIGHT, FOLLOWS)
"""Verdicts that keep their points; what follows an earlier mistake is right with it."""


@frozen(kw_only=True)
class Row:
    """One part of a report.

    Parameters
    ----------
    exercise, function, file : str
    title : str
        The part; of an exercise that has only one, the exercise.
    status : str
        ``passed``, ``failed``, ``not_run`` or ``error``.
    verdict : str
        The same in words.
    score : float or None
        None if the grader failed.
    max_score : float
    text : str
        What there is to read, in lines.
    line : int or None
        The first line of the submission that is named.
    """

    exercise: str
    function: str
    file: str
    title: str
    status: str
    verdict: str
    score: float | None
    max_score: float
    text: str
    line: int | None = None

    @property
    def name(self) -> str:
        """The exercise and the part, once if they are the same."""
        parts = dict.fromkeys(filter(None, [self.exercise, self.title]))
        return ": ".join(parts)


def rows(report: Report | FileReport) -> tuple[Row, ...]:
    """Return the rows of a function, or of all functions of a file."""
    report = cleaned(report)
    if isinstance(report, Report):
        return tuple(_function_rows(report, named=False))
    if report.reports:
        several = len(report.reports) > 1
        return tuple(row for each in report.reports for row in _function_rows(each, named=several))
    return (_failed_row(report),)


def headline(report: Report | FileReport) -> str:
    """Return the first line of the page: what it is about, the verdict and the points."""
    return page(report).title


def remarks(report: Report | FileReport) -> str:
    """Return what is said beside the parts: the verdict, notes, and what was run."""
    report = cleaned(report)
    notes = report.notes if isinstance(report, FileReport) else ()
    blocks = [block_text(Block("Note", (note,))) for note in notes]
    return "\n\n".join([page(report).title, *blocks, origin(report)])


def number(value: float | None) -> float | None:
    """Return points as JSON spells them: whole numbers without decimals, null for none.

    >>> number(2.0), number(2.5), number(float("nan")), number(None)
    (2, 2.5, None, None)
    """
    if value is None or not isfinite(value):
        return None
    return int(value) if value == int(value) else value


def of(score: float | None, most: float) -> str:
    """Spell points: ``2 of 4 points``."""
    return f"{points(score)} of {points(most)} points"


def path_of(row: Row, folder: str) -> str:
    """Return where the file of a row is, seen from where the submission's folder is."""
    return row.file if folder in ("", ".") else f"{folder}/{row.file}"


def _function_rows(report: Report, *, named: bool) -> Iterator[Row]:
    text = _text(report, report.function if named else "")
    if not report.checks or report.status in (NOT_RUN, ERROR):
        yield _whole(report, text)
        return
    told = next((each for each in report.checks if each.status == FAILED), report.checks[0])
    for check in report.checks:
        yield _part(report, check, text if check is told else "")


def _whole(report: Report, text: str) -> Row:
    return Row(
        exercise=report.exercise,
        function=report.function,
        file=report.file,
        title=report.exercise,
        status=report.status,
        verdict=report.verdict,
        score=None if report.status == ERROR else report.score,
        max_score=report.max_score,
        text=_joined(f"{report.verdict}, {of(report.score, report.max_score)}", text),
        line=_line(report.finding, report),
    )


def _part(report: Report, check: Check, text: str) -> Row:
    earned = check.status in EARNED
    return Row(
        exercise=report.exercise,
        function=report.function,
        file=report.file,
        title=check.title,
        status=PASSED if earned else FAILED,
        verdict=check.verdict,
        score=check.score,
        max_score=check.max_score,
        text=_joined(f"{check.verdict}, {of(check.score, check.max_score)}", text),
        line=_line(report.finding, report) if check.status == FAILED else None,
    )


def _failed_row(report: FileReport) -> Row:
    """Return the one row of a file in which nothing could be checked."""
    failure = report.failure
    text = _blocks(tuple(finding_blocks(failure, level(report)))) if failure else ""
    verdict = page(report).title.removeprefix(f"{report.file}: ")
    return Row(
        exercise="",
        function="",
        file=report.file,
        title=report.file,
        status=report.status,
        verdict=verdict,
        score=report.score,
        max_score=report.max_score,
        text=_joined(verdict, text),
        line=_line(failure, report),
    )


def _text(report: Report, function: str) -> str:
    """Return what the page says of a function, but for its table and its last lines."""
    found = report.finding
    blocks = [] if found is None else [*finding_blocks(found, level(report), function)]
    notes = [Block("Note", (note,)) for note in shown_notes(report)]
    return _joined("\n".join(report.summary), _blocks((*blocks, *notes)))


def _blocks(blocks: tuple[Block, ...]) -> str:
    return "\n".join(map(block_text, blocks))


def _joined(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _line(finding: Finding | None, report: Report | FileReport) -> int | None:
    if finding is None or not finding.lines or not level(report):
        return None
    return finding.lines[0].number
