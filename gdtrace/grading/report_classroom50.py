"""Reports as Classroom 50's result.json, whose points are whole numbers.

It has no room for what is said about a test; that goes into a page of its own, as Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import floor, isfinite
from typing import Any

from gdtrace.errors import OptionError
from gdtrace.grading.report import ERROR, PASSED, FileReport, Report
from gdtrace.grading.report_rows import Row, rows

SCHEMA = "classroom50/result/v1"

VARIABLES = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "owner": "USERNAME",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
"""The variable of the environment that each field comes from."""

KINDS = ("individual", "group")

LONGEST = 200
"""Names of tests that say why something could not be run are cut to so many letters."""

Object = dict[str, Any]


def check_environment(environment: Mapping[str, str]) -> None:
    """Refuse an environment that lacks what has to go into the result."""
    missing = [name for name in VARIABLES.values() if not environment.get(name)]
    if missing:
        raise OptionError(
            f"--format classroom50 needs {', '.join(missing)} in the environment: Classroom 50 "
            "sets them when it runs the autograder. Elsewhere, take another format"
        )
    kind = environment.get("ASSIGNMENT_TYPE") or KINDS[0]
    if kind not in KINDS:
        raise OptionError(f"ASSIGNMENT_TYPE={kind}: must be {' or '.join(KINDS)}")


def render(report: Report | FileReport, *, environment: Mapping[str, str], now: str) -> str:
    """Return a report as result.json; its scores are null if the grader failed.

    Parameters
    ----------
    report : Report or FileReport
    environment : mapping
        With the variables that Classroom 50 sets.
    now : str
        The time, as in ``2026-09-01T08:00:00Z``.
    """
    check_environment(environment)
    every = rows(report)
    most, scores = _points(every, report.status == ERROR)
    made = {
        "schema": SCHEMA,
        "assignment_type": environment.get("ASSIGNMENT_TYPE") or KINDS[0],
        **{field: environment[name] for field, name in VARIABLES.items()},
        "datetime": now,
        "score": None if None in scores else sum(each for each in scores if each is not None),
        "max-score": sum(most),
        "tests": [
            _test(row, score, cap) for row, score, cap in zip(every, scores, most, strict=True)
        ],
    }
    return json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _points(every: Sequence[Row], failed: bool) -> tuple[list[int], Sequence[int | None]]:
    """Return the points that there are and those that were got, in whole numbers."""
    most = whole([row.max_score for row in every])
    if failed:
        return most, [None] * len(every)
    scores = [row.score for row in every]
    full = all(row.score == row.max_score for row in every)
    # Rounding must not make full marks of less.
    return most, whole(scores, most, at_most=sum(most) if full else max(sum(most) - 1, 0))


def whole(
    values: Sequence[float | None],
    caps: Sequence[int] | None = None,
    *,
    at_most: int | None = None,
) -> list[int]:
    """Return points as whole numbers with the rounded sum, by largest remainders.

    >>> whole([7.5, 2, 0.5]), whole([7.5, 0, 0.5], [8, 2, 0])
    ([8, 2, 0], [8, 0, 0])

    Parameters
    ----------
    values : sequence of float
    caps : sequence of int
        None of them becomes larger than this.
    at_most : int
        Nor does their sum.
    """
    found = [0.0 if each is None or not isfinite(each) else max(each, 0.0) for each in values]
    caps = [floor(each) + 1 for each in found] if caps is None else caps
    total = floor(sum(found) + 0.5)
    total = total if at_most is None else min(total, at_most)
    made = [min(floor(each), cap) for each, cap in zip(found, caps, strict=True)]
    for place in sorted(range(len(found)), key=lambda place: made[place] - found[place]):
        if sum(made) < total and made[place] < caps[place] and found[place] > 0:
            made[place] += 1
    return made


def _test(row: Row, score: int | None, most: int) -> Object:
    return {
        "test-name": _name(row),
        "passed": row.status == PASSED,
        "score": score,
        "max-score": most,
    }


def _name(row: Row) -> str:
    if row.status in (PASSED, "failed"):
        return row.name
    said = f"{row.name}: {' '.join(row.text.split())}"
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 4]} ..."
