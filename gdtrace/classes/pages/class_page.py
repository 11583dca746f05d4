"""The page about a class: one web page that needs nothing else, to look at and to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gdtrace.classes.pages.class_style import CLASS
from gdtrace.classes.pages.elements import (
    cell,
    heading,
    names,
    paragraph,
    row_head,
    scrolled,
    table,
)
from gdtrace.classes.pages.lecture import lecture_parts
from gdtrace.classes.pages.overview import WORDS, Cell, Overview, Reason, Student
from gdtrace.errors import count
from gdtrace.grading.report import FAILED, MISSING, PASSED
from gdtrace.grading.report_page import points
from gdtrace.render.html import in_ascii
from gdtrace.render.mathml import words
from gdtrace.render.page_style import PAGE, PART

BLANK_NOTE = (
    "gdtrace or its sandbox failed here, which is no fault of the student. There is no mark, in "
    "the gradebook neither: grade again with --resume, or give a mark by hand in overrides.csv."
)

PARTS = {
    "blank": "No mark yet",
    "marks": "Students and exercises",
    "mistakes": "Known mistakes",
    "steps": "First wrong steps",
    "not-run": "Could not be run",
    "by-hand": "Marked by hand",
    "slowest": "The slowest",
    "lecture": "For the next lecture",
}
"""The parts of the page, in their order; one without anything to say is left out."""


def class_page(found: Overview) -> str:
    """Return the page about a class."""
    title = found.assignment.title or "Class"
    parts = {name: list(lines) for name, lines in _parts(found).items()}
    parts = {name: parts[name] for name in PARTS if parts[name]}
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{words(title)}</title>",
        f"<style>{PAGE}{PART}{CLASS}</style>",
        "</head>",
        "<body>",
        '<main class="gdtrace">',
        heading(1, title),
        *map(paragraph, _summary(found)),
        '<nav aria-label="Parts of this page">\n<ul>',
        *(f'<li><a href="#{name}">{words(PARTS[name])}</a></li>' for name in parts),
        "</ul>\n</nav>",
    ]
    for name, part in parts.items():
        lines += [f'<section aria-labelledby="{name}">', heading(2, PARTS[name], name), *part]
        lines.append("</section>")
    return in_ascii("\n".join([*lines, "</main>", "</body>", "</html>"]) + "\n")


def _parts(found: Overview) -> dict[str, Iterator[str]]:
    return {
        "blank": _blank(found.blank),
        "marks": _marks(found),
        "mistakes": _mistakes(found),
        "steps": _steps(found),
        "not-run": _not_run(found.not_run),
        "by-hand": _by_hand(found),
        "slowest": _slowest(found),
        "lecture": lecture_parts(found),
    }


def _summary(found: Overview) -> Iterator[str]:
    students, columns = count(len(found.students), "student"), len(found.columns)
    most = points(found.assignment.max_score)
    yield f"{students}, {count(columns, 'exercise')}, {most} points."
    counts = Counter(cell.word for student in found.students for cell in student.cells)
    # In the order of the words, whoever comes first: the same class gives the same page.
    said = [f"{counts[word]} {word}" for word in (*WORDS.values(), MISSING) if counts[word]]
    if said:
        yield f"Of {count(sum(counts.values()), 'mark')}: {', '.join(said)}."
    if found.blank:
        without = {student for each in found.blank for student in each.exercises}
        yield f"{count(len(without), 'student')} without a mark yet."


def _blank(reasons: Sequence[Reason]) -> Iterator[str]:
    if reasons:
        yield paragraph(BLANK_NOTE)
        yield from _reasons("Blank, and why", reasons)


def _not_run(reasons: Sequence[Reason]) -> Iterator[str]:
    if reasons:
        yield from _reasons("Counted with 0 points, and why", reasons)


def _reasons(caption: str, reasons: Sequence[Reason]) -> Iterator[str]:
    rows = (
        cell(str(len(each.exercises)), "points")
        + cell(each.why)
        + cell(_with_exercises(each), "who")
        for each in reasons
    )
    yield from _scrolling("counts rows", caption, ("students", "why", "who"), rows)


def _with_exercises(reason: Reason) -> str:
    """Name everybody: these are the ones to look after."""
    return ", ".join(
        f"{student} ({', '.join(exercises)})" for student, exercises in reason.exercises.items()
    )


def _marks(found: Overview) -> Iterator[str]:
    heads = ["student", f"points of {points(found.assignment.max_score)}"]
    heads += [f"{each.id} ({points(each.points)})" for each in found.columns]
    caption = (
        "Points in every exercise, and what became of it: right; wrong, with the first wrong step; "
        "not run; missing, where no file defines the function; or blank, where gdtrace failed."
    )
    lines = table("marks", caption, heads, map(_student, found.students), _means(found))
    yield from scrolled("Students and exercises", lines, "wide")


def _student(student: Student) -> str:
    score = "blank" if student.score is None else points(student.score)
    cells = "".join(map(_cell, student.cells))
    return f"{row_head(student.name)}{cell(score, 'points')}{cells}"


def _cell(own: Cell) -> str:
    kinds = f"{own.status} hand" if own.manual else own.status
    score = "" if own.score is None else f"<b>{points(own.score)}</b> "
    return f'<td class="{kinds}">{score}{words(_word(own))}</td>'


def _word(own: Cell) -> str:
    """Say what became of a mark, and of one given by hand what gdtrace gave."""
    word = own.word
    if own.status == FAILED and own.first_wrong:
        word = f"{word}: {own.first_wrong}"
    if own.manual is None:
        return word
    given = word if own.automatic is None else f"{points(own.automatic)} {word}"
    return f"by hand, not {given}"


def _means(found: Overview) -> str:
    totals = [each.score for each in found.students if each.score is not None]
    mean = _rounded(sum(totals) / len(totals)) if totals else ""
    cells = "".join(
        f"<td><b>{'' if each.mean is None else _rounded(each.mean)}</b> "
        f"{each.counts[PASSED]} right</td>"
        for each in found.columns
    )
    return f"{row_head('mean')}{cell(mean, 'points')}{cells}"


def _rounded(score: float) -> str:
    return f"{score:.2f}".rstrip("0").rstrip(".")


def _mistakes(found: Overview) -> Iterator[str]:
    if not found.mistakes:
        return
    rows = (
        cell(str(len(each.students)), "points")
        + cell(each.title)
        + cell(each.id)
        + cell(", ".join(f"{id} ({number})" for id, number in each.exercises.items()))
        + cell(names(each.students), "who")
        for each in found.mistakes
    )
    heads = ("students", "mistake", "name", "exercises", "who")
    caption = (
        "A mistake is named where it gives all the numbers that a function returned. "
        "gdtrace misconceptions NAME says more about one."
    )
    yield from _scrolling("counts rows", caption, heads, rows)


def _steps(found: Overview) -> Iterator[str]:
    if not found.steps:
        return
    rows = (
        cell(str(len(each.students)), "points")
        + cell(each.exercise)
        + cell(each.symbol)
        + cell(str(each.unknown or ""), "points")
        + cell(names(each.students), "who")
        for each in found.steps
    )
    heads = ("students", "exercise", "first wrong step", "reason unknown", "who")
    caption = "The step at which a function goes wrong first, whatever the reason."
    yield from _scrolling("counts rows", caption, heads, rows)


def _by_hand(found: Overview) -> Iterator[str]:
    if not found.manual:
        return
    rows = (
        row_head(given.student)
        + cell(given.exercise)
        + cell(points(given.score), "points")
        + cell("blank" if automatic is None else points(automatic), "points")
        + cell(given.reason)
        for given, automatic in found.manual
    )
    heads = ("student", "exercise", "by hand", "by gdtrace", "reason")
    caption = "Marks from overrides.csv. They count instead of those of gdtrace."
    yield from _scrolling("counts rows", caption, heads, rows)


def _slowest(found: Overview) -> Iterator[str]:
    if not found.slowest:
        return
    rows = (
        row_head(student) + cell(f"{seconds:.2g} s", "points") for student, seconds in found.slowest
    )
    caption = "How long marking took. This differs from run to run; everything else does not."
    yield from _scrolling("counts rows", caption, ("student", "time"), rows)


def _scrolling(kind: str, caption: str, heads: Sequence[str], rows: Iterator[str]) -> Iterator[str]:
    yield from scrolled(caption, table(kind, caption, heads, rows))
