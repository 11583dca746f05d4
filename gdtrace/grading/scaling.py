"""Points: what an exercise is worth somewhere else than in its own file."""

from __future__ import annotations

from attrs import evolve

from gdtrace.grading.report import Report

DIGITS = 6
"""Points are rounded to so many decimals."""


def scaled(report: Report, points: float) -> Report:
    """Return a report with so many points in all; each of its parts has its share.

    >>> half = Report(
    ...     exercise="a", function="f", file="a.py", status="failed", score=2.0, max_score=4.0,
    ...     verdict="wrong",
    ... )
    >>> scaled(half, 10).score
    5.0
    """
    most = report.max_score
    if points == most:
        return report

    def share(score: float) -> float:
        return points if score == most else round(score * points / most, DIGITS)

    checks = tuple(
        evolve(each, score=share(each.score), max_score=share(each.max_score))
        for each in report.checks
    )
    score = None if report.score is None else share(report.score)
    return evolve(report, checks=checks, score=score, max_score=points)
