"""Points: what an exercise is worth somewhere else than in its own file."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from attrs import evolve

from gdtrace.grading.report import Check, Report

DECIMALS = 2
"""Points have so many decimals at most, as in the gradebooks that they go to."""


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
    shares = hundredths([points * each.max_score / most for each in report.checks])
    checks = tuple(
        evolve(each, score=_part(each, share), max_score=share)
        for each, share in zip(report.checks, shares, strict=True)
    )
    score = report.score
    if score is not None:
        added = sum(each.score for each in report.checks) == score
        exact = sum(each.score for each in checks) if added else points * score / most
        score = points if report.score == most else round(exact, DECIMALS)
    return evolve(report, checks=checks, score=score, max_score=points)


def _part(check: Check, share: float) -> float:
    """Return the points of a part: all of its share, or so much of it as it had before."""
    if check.score == check.max_score:
        return share
    return round(share * check.score / check.max_score, DECIMALS)


def hundredths(values: Sequence[float]) -> list[float]:
    """Return values with two decimals whose sum is the rounded sum: largest remainders go up.

    >>> hundredths([1.554, 4.662, 1.554])
    [1.56, 4.66, 1.55]
    """
    unit = 10**DECIMALS
    made = [floor(each * unit) for each in values]
    missing = round(sum(values) * unit) - sum(made)
    by_remainder = sorted(range(len(made)), key=lambda place: made[place] - values[place] * unit)
    for place in by_remainder[:missing]:
        made[place] += 1
    return [each / unit for each in made]
