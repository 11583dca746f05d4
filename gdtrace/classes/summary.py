"""A class in a few lines: how many, how good, what they got wrong most, where the files are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gdtrace.classes.files import CLASS_PAGE, GRADEBOOK, PROBLEMS
from gdtrace.classes.marks import Mark
from gdtrace.classes.run import Outcome
from gdtrace.errors import MOST_LISTED, count
from gdtrace.grading.misconceptions import MISCONCEPTIONS
from gdtrace.grading.report import ERROR, FAILED, MISSING, NOT_RUN, PASSED
from gdtrace.grading.report_page import points

MOST_COMMON = 3

STATUS = {PASSED: "right", FAILED: "wrong", NOT_RUN: "could not be run", ERROR: "blank"}
WORDS = ("right", "wrong", MISSING, "could not be run", "blank")
"""What became of a mark, in the order of the summary."""


def summary(outcome: Outcome, folder: Path) -> str:
    """Return a page of a few lines about a class."""
    return "".join(f"{line}\n" for line in _lines(outcome, folder))


def _lines(outcome: Outcome, folder: Path) -> Iterator[str]:
    graded = outcome.graded
    marks = [mark for each in graded for mark in each.marks]
    found = Counter(map(_became, marks))
    said = ", ".join(f"{found[word]} {word}" for word in WORDS if found[word])
    yield f"{count(len(graded), 'student')}, {count(len(marks), 'mark')}: {said}."
    scores = {each.student: each.score for each in graded}
    known = [each for each in scores.values() if each is not None]
    if known:
        mean, most = round(sum(known) / len(known), 2), graded[0].max_score
        yield f"{points(mean)} of {points(most)} points on average."
    blank = [student for student, score in scores.items() if score is None]
    if blank:
        yield (
            f"Blank, because gdtrace itself failed: {_names(blank)}. --resume tries them again; "
            f"{folder / PROBLEMS} says more."
        )
    if outcome.unsteady:
        names = _names(outcome.unsteady)
        yield f"Marked again, other marks came out; the first ones count: {names}."
    yield from _mistakes(marks)
    yield f"To look at: {folder / CLASS_PAGE}. The marks are in {folder / GRADEBOOK}."


def _became(mark: Mark) -> str:
    if mark.report.finding is not None and mark.report.finding.kind == "missing":
        return MISSING
    return STATUS[mark.status]


def _names(students: Sequence[str]) -> str:
    more = len(students) - MOST_LISTED
    return ", ".join(students[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _mistakes(marks: Sequence[Mark]) -> Iterator[str]:
    found = Counter(
        each for mark in marks if mark.misconception for each in mark.misconception.split(" + ")
    )
    if not found:
        return
    # By number, then by name: the same class gives the same page.
    common = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_COMMON]
    yield "Most common mistakes:"
    for name, often in common:
        known = MISCONCEPTIONS.get(name)
        yield f"  {often} x {name}" + (f": {known.title}" if known is not None else "")
