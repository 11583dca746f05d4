"""Reports as JSON. What a level hides on the page is hidden here as well."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from attrs import asdict, evolve

from gdtrace._version import __version__
from gdtrace.grading.report import Check, FileReport, Finding, Report
from gdtrace.grading.report_page import level, shown_notes
from gdtrace.grading.visible import cleaned

REPORT = "gdtrace/report/v1"
FILE_REPORT = "gdtrace/file-report/v1"

WHOLE = 3
"""The level of hints that hides nothing."""

Object = dict[str, Any]


def render(report: Report | FileReport) -> str:
    """Return a report as JSON."""
    report = cleaned(report)
    return written(_report(report) if isinstance(report, Report) else _file_report(report))


def written(made: Object) -> str:
    """Return plain data as JSON, in lines."""
    # Numbers that JSON cannot spell are no points; a fault here must not be a broken file.
    return json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def for_staff(report: Report) -> Object:
    """Return a report with all that is known, the right numbers too: for teaching staff alone."""
    report = cleaned(evolve(report, hints=WHOLE))
    made = _report(report)
    if report.evidence is not None:
        for finding in made["findings"]:
            finding["evidence"] |= asdict(report.evidence)
    return made


def _report(report: Report) -> Object:
    hints = level(report)
    findings = [_finding(report.finding, hints)] if report.finding is not None and hints else []
    return {
        "schema": REPORT,
        "gdtrace": __version__,
        "exercise": report.exercise,
        "function": report.function,
        **_origin(report),
        "verdict": report.verdict,
        "checks": [_check(each, bool(findings)) for each in report.checks],
        "findings": findings,
        "summary": list(report.summary),
        "notes": list(shown_notes(report)),
        "sets": report.sets,
    }


def _file_report(report: FileReport) -> Object:
    failure = report.failure
    return {
        "schema": FILE_REPORT,
        "gdtrace": __version__,
        **_origin(report),
        "findings": [] if failure is None else [_finding(failure, level(report))],
        "notes": list(report.notes),
        "reports": [_report(each) for each in report.reports],
    }


def _origin(report: Report | FileReport) -> Object:
    return {
        "submission": {"name": report.file, "sha256": report.sha256 or None},
        "seed": report.seed,
        "isolation": report.isolation or None,
        "hints": report.hints,
        "status": report.status,
        "score": number(report.score),
        "max_score": number(report.max_score),
    }


def number(value: float | None) -> float | None:
    """Return points as JSON has them: whole ones without decimals, none where there are none."""
    if value is None or not isfinite(value):
        return None
    return int(value) if value == int(value) else value


def _check(check: Check, told: bool) -> Object:
    first = told and check.status == "failed"
    return {
        "symbol": check.symbol or None,
        "key": check.key or None,
        "title": check.title,
        "status": check.status,
        "verdict": check.verdict,
        "score": number(check.score),
        "max_score": number(check.max_score),
        # The place of the finding in the list of findings.
        "finding": 0 if first else None,
    }


def _finding(finding: Finding, hints: int) -> Object:
    whole = hints >= WHOLE
    lines = [{"line": each.number, "text": each.text} for each in finding.lines]
    return {
        "kind": finding.kind,
        "id": " + ".join(finding.ids) if whole and finding.ids else None,
        "symbol": finding.symbol or None,
        "key": finding.key or None,
        "line": finding.lines[0].number if finding.lines else None,
        "title": finding.likely[0] if whole and finding.likely else None,
        "hint": _hints(finding, hints),
        "evidence": {
            "lines": lines,
            "known": not finding.unknown,
            "explains": list(finding.likely[1:]) if whole else [],
            "measured": finding.measured if whole else "",
        },
        "ambiguous_with": list(finding.ambiguous_with) if whole else [],
    }


def _hints(finding: Finding, hints: int) -> list[str | None]:
    """Return what each level adds; nothing for the levels that were not asked for."""
    look = "" if finding.lines else finding.look
    levels = [
        _joined(*finding.where, look, *finding.unknown),
        finding.compare,
        _joined(*finding.likely, finding.idea, finding.closing),
    ]
    return [text or None if place < hints else None for place, text in enumerate(levels)]


def _joined(*sentences: str) -> str:
    return "\n".join(filter(None, sentences))
