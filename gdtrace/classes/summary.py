"""A class in a few lines: how many, how good, what they got wrong most, where the files are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gdtrace.classes.files import CLASS_PAGE, GRADEBOOK
from gdtrace.classes.gradebook import number
from gdtrace.classes.marks import Graded, Mark
from gdtrace.errors import count
from gdtrace.grading.misconceptions import MISCONCEPTIONS
from gdtrace.grading.report import ERROR, FAILED, NOT_RUN, PASSED

MOST_COMMON = 3

WORDS = {PASSED: "right", FAILED: "wrong", NOT_RUN: "could not be run", ERROR: "blank"}
"""What became of a mark, as the summary says it."""


def summary(graded: Sequence[Graded], folder: Path) -> str:
    """Return a page of a few lines about a class."""
    return "".join(f"{line}\n" for line in _lines(graded, folder))


def _lines(graded: Sequence[Graded], folder: Path) -> Iterator[str]:
    marks = [mark for each in graded for mark in each.marks]
    found = Counter(mark.status for mark in marks)
    said = ", ".join(f"{found[each]} {word}" for each, word in WORDS.items() if found[each])
    yield f"{count(len(graded), 'student')}, {count(len(marks), 'mark')}: {said}."
    totals = [each.score for each in graded if each.score is not None]
    if totals:
        mean = number(round(sum(totals) / len(totals), 2))
        yield f"{mean} of {number(graded[0].max_score)} points on average."
    blank = [each.student for each in graded if each.score is None]
    if blank:
        yield (
            f"Blank because gdtrace itself failed: {', '.join(blank)}. --resume tries them again; "
            f"{folder / 'problems.txt'} says more."
        )
    yield from _mistakes(marks)
    yield f"To look at: {folder / CLASS_PAGE}. The marks are in {folder / GRADEBOOK}."


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
