"""Reports as Gradescope's results.json. What students see is plain text, so nothing is markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from gdtrace._version import __version__
from gdtrace.grading.report import ERROR, PASSED, FileReport, Finding, Report
from gdtrace.grading.report_json import WHOLE
from gdtrace.grading.report_page import level
from gdtrace.grading.report_rows import Row, number, remarks, rows
from gdtrace.grading.visible import cleaned

Object = dict[str, Any]


def render(report: Report | FileReport) -> str:
    """Return a report as results.json; without any score if the grader failed."""
    report = cleaned(report)
    made = {
        **_score("score", report.score, report.status),
        "output": remarks(report),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(row, place, report.status) for place, row in _numbered(report)],
        "extra_data": _extra(report),
    }
    return json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _numbered(report: Report | FileReport) -> Iterator[tuple[str, Row]]:
    """Yield each row with its number: 2.1 is the first part of the second exercise."""
    for place, (_, own) in enumerate(groupby(rows(report), lambda row: row.exercise), 1):
        parts = list(own)
        for part, row in enumerate(parts, 1):
            yield (f"{place}.{part}" if len(parts) > 1 else str(place)), row


def _test(row: Row, place: str, status: str) -> Object:
    return {
        **_score("score", row.score, status),
        "max_score": number(row.max_score),
        "status": "passed" if row.status == PASSED else "failed",
        "name": row.name,
        "name_format": "text",
        "number": place,
        "output": row.text,
        "output_format": "text",
        "visibility": "visible",
    }


def _score(name: str, score: float | None, status: str) -> Object:
    # Gradescope adds up the scores of tests where there is none for the whole. One of them is
    # enough for a total, so there is none anywhere if the grader failed.
    return {} if status == ERROR or number(score) is None else {name: number(score)}


def _extra(report: Report | FileReport) -> Object:
    """Return what is for instructors: Gradescope does not show it to students."""
    reports = [report] if isinstance(report, Report) else list(report.reports)
    return {
        "gdtrace": __version__,
        "status": report.status,
        "max_score": number(report.max_score),
        "submission": report.file,
        "sha256": report.sha256,
        "seed": report.seed,
        "isolation": report.isolation,
        "exercises": [_exercise(each, each.finding) for each in reports],
    }


def _exercise(report: Report, finding: Finding | None) -> Object:
    # The file itself may get into the hands of students: a name gives the mistake away.
    ids = finding.ids if finding and level(report) >= WHOLE else ()
    return {
        "exercise": report.exercise,
        "status": report.status,
        "first_wrong": finding.symbol if finding else "",
        "misconception": " + ".join(ids),
    }
