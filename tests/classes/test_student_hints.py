"""Pages for students give nothing away: no right number, no ratio to it, no corrected line."""

import re

import pytest
from attrs import evolve
from graded import INDEX, checked, prepared
from some_marks import ASSIGNMENT

from gdtrace.classes.marks import Graded, mark
from gdtrace.classes.overrides import NONE
from gdtrace.classes.pages.student_files import student_markdown
from gdtrace.grading.worked_step import worked_step
from gdtrace.sections import Formula

LONG = re.compile(r"-?\d+\.\d{4,}(?:e-?\d+)?")
"""A number that nobody writes as an example."""

UNWORKABLE = ("endless", "training_at", "tutorial_script")
WRONG = [
    pytest.param(name, id, id=name)
    for place, (name, entry) in enumerate(INDEX["wrong"].items())
    for id in entry["exercises"][:1]
    if place % 15 == 0 and not any(word in name for word in UNWORKABLE)
]


def pages(report):
    """Return the pages to hand out, on every level of hints."""
    student = Graded(student="ada", file="mine.py", marks=(mark("ada", report),))
    return [
        student_markdown(student, evolve(ASSIGNMENT, hints=hints), NONE) for hints in (0, 1, 2, 3)
    ]


def without_code(page):
    """Leave out the student's own lines, and signs that lay the page out."""
    return re.sub(r"`+[^`]*`+|\\", "", page)


def equations(report):
    """Return the right-hand sides by which the wrong step should have been worked out."""
    sections = worked_step(prepared(report.exercise)[0], report.evidence)
    rows = sections[0].rows if sections else ()
    cells = [row.right for row in rows if isinstance(getattr(row, "right", None), Formula)]
    # A bare symbol, such as W41, is a word of every hint; a longer one is a formula.
    return [text for text in map(str, cells) if re.search(r"[*/+]", text)]


@pytest.mark.parametrize(("name", "id"), WRONG)
def test_no_page_gives_the_answer_away(name, id):
    """On no level, with every known mistake and with those that nobody knows."""
    report = checked("wrong", name, id)
    if report.evidence is None:
        pytest.skip("nothing was compared")
    right = {float(each.expected) for each in (*report.evidence.numbers, *report.evidence.steps)}
    given = " ".join(each.text for each in report.evidence.arguments)
    for page in map(without_code, pages(report)):
        numbers = [float(each) for each in LONG.findall(page)]
        assert [] == [each for each in numbers if any(abs(each - one) < 1e-4 for one in right)]
        assert [] == [each for each in LONG.findall(given) if each in page]
        plain = page.replace(" ", "").casefold()
        assert [] == [
            each for each in equations(report) if each.replace(" ", "").casefold() in plain
        ]


def test_the_test_would_see_an_answer():
    """Of a page with the right number or the right line on it."""
    report = checked("wrong", "screen_4.py", "train-step")
    assert ["2*(Predicted - Target)"] == equations(report)[:1]
    right = report.evidence.steps[0].expected
    leak = evolve(report, finding=evolve(report.finding, where=(f"It should be {right}.",)))
    assert right in without_code(pages(leak)[1])
    assert right in LONG.findall(without_code(pages(leak)[1]))
