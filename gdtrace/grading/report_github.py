"""Reports for GitHub Actions: annotations at lines of the submission, and the page in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from gdtrace.grading.report import ERROR, FAILED, NOT_RUN, PASSED, FileReport, Report
from gdtrace.grading.report_page import points
from gdtrace.grading.report_rows import Row, headline, path_of, rows
from gdtrace.grading.report_text import render as page_text
from gdtrace.grading.visible import cleaned

MOST = 10
"""GitHub shows no more annotations of a step than this."""

LONGEST = 4000
"""An annotation is cut to so many letters."""

FIRST = (ERROR, NOT_RUN, FAILED)
"""What is annotated first."""

SUMMARY = 1_000_000
"""So many bytes fit into the summary of a step, with room to spare."""


def render(report: Report | FileReport, *, folder: str = "") -> str:
    """Return workflow commands that annotate what is wrong, and the page about the report.

    Parameters
    ----------
    report : Report or FileReport
    folder : str
        Where the submission is in the repository.
    """
    report = cleaned(report)
    page = page_text(report)
    token = _token(page)
    annotations = [*_annotations(rows(report), folder)]
    # A submission's text cannot be a command: GitHub obeys none until it reads the token again.
    return "\n".join([*annotations, f"::stop-commands::{token}", page + f"::{token}::\n"])


def summary(report: Report | FileReport) -> str:
    """Return the page for the summary of a step."""
    from gdtrace.grading.report_markdown import render as markdown

    text = markdown(report)
    if len(text.encode("utf-8", "replace")) <= SUMMARY:
        return text
    return f"{headline(report)}\n\nThe page is too long for this summary; the log has it.\n"


def outputs(report: Report | FileReport) -> str:
    """Return the lines for the outputs of a step; no score if the grader failed."""
    score = "" if report.score is None else points(report.score)
    return f"status={report.status}\nscore={score}\nmax-score={points(report.max_score)}\n"


def _annotations(every: Sequence[Row], folder: str) -> Iterator[str]:
    wrong = [row for row in every if row.status != PASSED]
    # The first wrong step comes first; parts that are only wrong because of it come last.
    wrong.sort(key=lambda row: (FIRST.index(row.status), row.line is None))
    for row in wrong[:MOST]:
        place = f",line={row.line},endLine={row.line}" if row.line else ""
        yield (
            f"::error file={_property(path_of(row, folder))}{place},title={_property(row.name)}::"
            f"{_message(_cut(row.text))}"
        )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _token(page: str) -> str:
    # Nobody can write a text that contains its own hash.
    return f"gdtrace-{hashlib.sha256(page.encode('utf-8', 'replace')).hexdigest()[:32]}"
