"""The answer, for teaching staff: the student's numbers beside the right ones, worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite

from gdtrace.grading.evidence import Compared, Evidence
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.report import FileReport, Report
from gdtrace.grading.visible import cleaned
from gdtrace.grading.worked_step import worked_step
from gdtrace.sections import Document, Row, Section

SCHEMA = "gdtrace/answer/v1"

Exercises = Callable[[str], Exercise | None]
"""Finds an exercise by its name; None where it is not to be found."""

NOT_FOUND = (
    "For the worked derivation the exercise itself is needed, which does not come with gdtrace: "
    "add --exercise FOLDER, the folder of the exercise {}."
)


def answer_document(report: Report | FileReport, exercises: Exercises) -> Document | None:
    """Return the right numbers of everything that is wrong in a report; None if nothing is.

    Parameters
    ----------
    report : Report or FileReport
    exercises : callable
        Finds exercises by their names, for the derivations.
    """
    every = report.reports if isinstance(report, FileReport) else (report,)
    pages = [
        (
            Section(title=f"The answer for {each.function}"),
            *answer_sections(each.evidence, each.function, each.exercise, exercises),
        )
        for each in map(cleaned, every)
        if each.evidence is not None
    ]
    if not pages:
        return None
    return Document(
        schema=SCHEMA,
        problem=report.file,
        notation="",
        pages=tuple(pages),
        iterations=(),
        warnings=(),
    )


def answer_sections(
    evidence: Evidence, function: str, id: str, exercises: Exercises
) -> Iterator[Section]:
    """Yield the set of inputs, the numbers, and how the first wrong step is worked out."""
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
    exercise = exercises(id)
    if exercise is None:
        yield Section(notes=[NOT_FOUND.format(id)])
    else:
        yield from worked_step(exercise, evidence)


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
