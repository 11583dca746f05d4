"""What ``gdtrace replay`` shows: every wrong verdict with its set of inputs and its derivation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gdtrace.classes.replay import HINTS, Replayed, StudentReport
from gdtrace.grading.answer_page import Exercises, answer_sections
from gdtrace.grading.report import ERROR
from gdtrace.grading.report_page import points
from gdtrace.sections import Document, Row, Section

SCHEMA = "gdtrace/replay/v1"

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
    yield from answer_sections(mark.evidence, mark.function, mark.exercise, exercises)


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
