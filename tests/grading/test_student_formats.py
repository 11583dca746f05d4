import pytest
from attrs import evolve
from foreign import gradescope, junit, points_of, text_of
from test_report_formats import ERROR, NOT_RUN, RIGHT, WRONG

from gdtrace.classes.marks import Graded, mark
from gdtrace.classes.student_formats import SUFFIXES, student_page, student_report
from gdtrace.grading.report_formats import RENDERERS


def graded(*reports):
    """Return what became of a student with these reports."""
    marks = tuple(mark("ada", each) for each in reports)
    return Graded(student="ada", file="mine.py", marks=marks, notes=("A note.",))


@pytest.mark.parametrize("reports", [(RIGHT, WRONG), (RIGHT, NOT_RUN), (WRONG, ERROR), (NOT_RUN,)])
def test_a_student_has_the_same_points_in_every_format(reports):
    """Those of the gradebook; none if one of the marks is blank."""
    student = graded(*reports)
    report = student_report(student)
    assert (student.score, student.max_score) == (report.score, report.max_score)
    assert student.score == gradescope(report).get("score")
    assert (student.score, student.max_score) == points_of(junit(report))


def test_every_format_but_that_of_classroom50_can_be_written():
    """Each has an ending of its own, and its text is that of the command."""
    assert set(RENDERERS) - {"classroom50"} == set(SUFFIXES)
    assert len(SUFFIXES) == len(set(SUFFIXES.values()))
    for form in SUFFIXES:
        expected = text_of(student_report(graded(RIGHT)), form, folder="")
        assert expected == student_page(graded(RIGHT), form)


def test_a_student_is_as_far_apart_as_the_least_of_the_reports():
    """What was not run was not apart at all, and says nothing."""
    reports = [evolve(RIGHT, isolation=level) for level in ("L2", "", "L1")]
    assert "L1" == student_report(graded(*reports)).isolation
    assert "" == student_report(graded(evolve(NOT_RUN, isolation=""))).isolation
