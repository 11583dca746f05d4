"""What ``gdtrace replay`` shows: every wrong verdict with its set of inputs and its derivation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite

from gdtrace.classes.replay import HINTS, Replayed, StudentReport
from gdtrace.grading.evidence import Compared, Evidence
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.report import ERROR
from gdtrace.grading.report_page import points
from gdtrace.grading.worked_step import worked_step
from gdtrace.sections import Document, Row, Section

SCHEMA = "gdtrace/replay/v1"

Exercises = Callable[[str], Exercise | None]
"""Finds an exercise by its name; None where it is not to be found."""

NOT_FOUND = (
    "For the worked derivation the exercise itself is needed, which does not come with gdtrace: "
    "add --exercise FOLDER, the folder of the exercise {}."
)

NO_NUMBERS = "Nothing was compared, so there are no numbers to show."


def replay_document(
    report: StudentReport, marks: Sequence[Replayed], exercises: Exercises
) -> Document:
    """Return the pages about some marks of a student.

    Parameters
    ----------
    report : StudentReport
    marks : sequence of Replayed
        Those to be shown, each on a page of its own.
    exercises : callable
        Finds exercises for the derivations.
    """
    pages = [tuple(_page(report, each, exercises)) for each in marks]
    return Document(
        schema=SCHEMA,
        problem=report.student,
        notation="",
        pages=tuple(pages) or ((_nothing_wrong(report),),),
        iterations=(),
        warnings=(),
    )


def _nothing_wrong(report: StudentReport) -> Section:
    return Section(
        title=f"{report.student}: nothing is wrong",
        notes=["To see what was said about one exercise all the same, add --exercise ID."],
    )


def _page(report: StudentReport, mark: Replayed, exercises: Exercises) -> Iterator[Section]:
    counted = "blank" if mark.score is None else points(mark.score)
    title = f"{report.student}, {mark.exercise}: {mark.verdict}, {counted} of "
    yield Section(title=f"{title}{points(mark.max_score)} points", notes=list(_notes(mark)))
    if mark.checks:
        rows = [Row(each) for each in mark.checks]
        yield Section(title="Verdicts", columns=("step", "verdict", "points"), rows=rows)
    yield from _hints(mark)
    if mark.evidence is None:
        yield Section(title="Numbers", notes=[NO_NUMBERS])
        return
    yield from _evidence(mark.evidence, mark.function)
    exercise = exercises(mark.exercise)
    if exercise is None:
        yield Section(notes=[NOT_FOUND.format(mark.exercise)])
    else:
        yield from worked_step(exercise, mark.evidence)


def _notes(mark: Replayed) -> Iterator[str]:
    yield mark.origin
    if mark.reason:
        given = "no mark" if mark.status == ERROR else points(mark.automatic)
        yield f"Marked by hand, instead of {given}: {mark.reason}"


def _hints(mark: Replayed) -> Iterator[Section]:
    """Yield what all levels of hints say, with the lines of the submission."""
    for name, text in zip(HINTS, mark.hints, strict=False):
        lines = [*(mark.lines if name == HINTS[0] else ()), *text.split("\n")]
        if any(lines):
            yield Section(title=name, notes=[line for line in lines if line])


def _evidence(evidence: Evidence, function: str) -> Iterator[Section]:
    yield Section(
        title=f"What {function} was called with: {evidence.sets}",
        columns=("argument", "value"),
        rows=[Row([each.name, each.text]) for each in evidence.arguments],
    )
    said = [f"It returned {evidence.returned}."] if evidence.returned else []
    yield _beside("What it returned, and what is right", "returned", evidence.numbers, said)
    # Of a function that is one step, the numbers say it all.
    if evidence.steps and evidence.steps != tuple(each for each in evidence.numbers if each.wrong):
        said = ["The student's value is the one that gives all the numbers that were returned."]
        yield _beside("The first wrong step", "student's", evidence.steps, said)


def _beside(title: str, own: str, numbers: Sequence[Compared], notes: Sequence[str]) -> Section:
    several = len({each.iteration for each in numbers}) > 1
    columns = ("value", *(["iteration"] if several else []), own, "right", "ratio", "")
    rows = [Row(_cells(each, several)) for each in numbers]
    return Section(title=title, columns=columns, rows=rows, notes=notes)


def _cells(each: Compared, several: bool) -> list[str]:
    iteration = [str(each.iteration)] if several else []
    mark = "wrong" if each.wrong else ""
    return [each.symbol, *iteration, each.returned, each.expected, _ratio(each), mark]


def _ratio(each: Compared) -> str:
    """Return by how much a number is off; nothing where that says nothing."""
    if not (each.wrong and each.returned):
        return ""
    right, own = float(each.expected), float(each.returned)
    if right == 0 or not isfinite(own):
        return ""
    return f"{own / right:.6g}"
