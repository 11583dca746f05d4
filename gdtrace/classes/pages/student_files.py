"""The files about one student: a page to hand out, and all that is known, for teaching staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from gdtrace._version import __version__
from gdtrace.classes.assignment import Assignment
from gdtrace.classes.files import folder_name, write_whole
from gdtrace.classes.marks import Graded, Mark
from gdtrace.classes.overrides import NONE, Override, Overrides, final_score, override_of, total
from gdtrace.grading.report import ERROR, NOT_RUN, PASSED
from gdtrace.grading.report_json import for_staff, number, written
from gdtrace.grading.report_markdown import body, inline, lines, table
from gdtrace.grading.report_page import page, points
from gdtrace.grading.visible import visible
from gdtrace.grading.wording import listed

SCHEMA = "gdtrace/student/v1"

NAME = "report.json"

BLANK = (
    "There is no mark yet: gdtrace could not do its work. That is no fault of yours; ask whoever "
    "marks the class."
)


def write_student(
    out: Path, graded: Graded, assignment: Assignment, *, overrides: Overrides = NONE
) -> None:
    """Write ``report.md``, to hand out, and ``report.json``, for staff, into a student's folder.

    Parameters
    ----------
    out : Path
        Where the results of the class run go.
    graded : Graded
    assignment : Assignment
        Says how much the page to hand out tells.
    overrides : mapping
        Manual marks.
    """
    folder = out / folder_name(graded.student)
    write_whole(folder / NAME, student_json(graded, overrides))
    write_whole(folder / "report.md", student_markdown(graded, assignment, overrides))


def student_json(graded: Graded, overrides: Overrides) -> str:
    """Return all that is known of a student's work, the right numbers too."""
    made = {
        "schema": SCHEMA,
        "gdtrace": __version__,
        "student": graded.student,
        "submission": {"name": graded.file, "sha256": graded.sha256 or None},
        "score": number(total(graded, overrides)),
        "max_score": number(graded.max_score),
        "notes": list(map(visible, graded.notes)),
        "marks": [_mark(each, overrides) for each in graded.marks],
    }
    return written(made)


def _mark(mark: Mark, overrides: Overrides) -> dict[str, Any]:
    given = override_of(mark, overrides)
    return {
        "exercise": mark.exercise,
        "status": mark.status,
        "score": number(final_score(mark, overrides)),
        "max_score": number(mark.max_score),
        "automatic_score": number(mark.score),
        "reason": None if given is None else given.reason,
        "report": for_staff(mark.report),
    }


def student_markdown(graded: Graded, assignment: Assignment, overrides: Overrides) -> str:
    """Return the page to hand out: it tells as much as the assignment's level of hints."""
    return "\n\n".join(_parts(graded, assignment, overrides)) + "\n"


def _parts(graded: Graded, assignment: Assignment, overrides: Overrides) -> Iterator[str]:
    title = f"{assignment.title}: " if assignment.title else ""
    most = points(graded.max_score)
    score = total(graded, overrides)
    said = "no mark yet" if score is None else f"{points(score)} of {most} points"
    yield f"# {inline(visible(f'{title}{graded.student}, {said}'))}"
    if graded.notes:
        yield lines([visible(each) for each in graded.notes])
    yield table(
        ("exercise", "function", "verdict", "points"),
        [_row(each, override_of(each, overrides)) for each in graded.marks],
    )
    yield from _sections(graded.marks, assignment.hints, overrides)
    yield lines([_footer(graded)])


def _row(mark: Mark, given: Override | None) -> tuple[str, ...]:
    score = mark.score if given is None else given.score
    said = "blank" if score is None else f"{points(score)} of {points(mark.max_score)}"
    verdict = visible(mark.report.verdict)
    return (
        mark.exercise,
        visible(mark.report.function),
        f"{verdict}, marked by hand" if given else verdict,
        said,
    )


def _sections(marks: Sequence[Mark], hints: int, overrides: Overrides) -> Iterator[str]:
    done: list[Mark] = []
    for each in marks:
        given = override_of(each, overrides)
        if not _is_worth_a_section(each, given) or (each in done and given is None):
            continue
        alike = [other for other in marks if other is each or _same(each, other)]
        done += alike
        yield from _section(each, alike, hints, given)


def _is_worth_a_section(mark: Mark, given: Override | None) -> bool:
    """Say whether there is more to tell than the row of the table does."""
    return mark.status != PASSED or bool(mark.report.notes) or given is not None


def _same(mark: Mark, other: Mark) -> bool:
    """Say whether two exercises could not be run for the same reason: the whole file."""
    finding = mark.report.finding
    return (
        finding is not None
        and mark.status in (NOT_RUN, ERROR)
        and (mark.status, finding) == (other.status, other.report.finding)
    )


def _section(
    mark: Mark, alike: Sequence[Mark], hints: int, given: Override | None
) -> Iterator[str]:
    """Yield what is said about one exercise, and about others for which it is the same."""
    report = evolve(mark.report, hints=hints, evidence=None)
    names = listed([each.exercise for each in alike])
    yield f"## {inline(visible(f'{names}: {report.verdict}'))}"
    if given is not None:
        yield lines([_by_hand(mark, given)])
    elif mark.status == ERROR:
        yield lines([BLANK])
    if mark.status != ERROR:
        yield from body(page(report))


def _by_hand(mark: Mark, given: Override) -> str:
    most = points(mark.max_score)
    counted = "no mark" if mark.score is None else f"{points(mark.score)}"
    return (
        f"Marked by hand: {points(given.score)} of {most} points, instead of {counted}. "
        f"{visible(given.reason)}"
    )


def _footer(graded: Graded) -> str:
    levels = sorted({each.isolation for each in graded.marks if each.isolation})
    how = f"run apart from the answers (isolation {', '.join(levels)})" if levels else "not run"
    return ", ".join(filter(None, [visible(graded.file), how]))
