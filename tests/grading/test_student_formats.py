import pytest
from attrs import evolve
from foreign import gradescope, junit, points_of, text_of
from test_report_formats import ERROR, NOT_RUN, RIGHT, WRONG

from gdtrace.classes.marks import Graded, mark
from gdtrace.classes.overrides import Override, total
from gdtrace.classes.student_formats import (
    FILES,
    check_format,
    student_page,
    student_report,
    write_formats,
)
from gdtrace.errors import OptionError, UnknownNameError
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


def test_every_format_but_that_of_classroom50_can_be_written(tmp_path):
    """Each has a file of its own in the student's folder, beside those that are always there."""
    assert set(RENDERERS) - {"classroom50"} == set(FILES)
    write_formats(tmp_path, graded(RIGHT), [*FILES])
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "ada").iterdir()}
    expected = {
        name: text_of(student_report(graded(RIGHT)), form, folder="")
        for form, name in FILES.items()
    }
    assert expected == written
    assert not {"report.md", "report.json"} & set(written)
    assert student_page(graded(RIGHT), "text") == written["result.txt"]


def test_formats_that_are_none_for_a_class_are_refused():
    """Before anything is marked."""
    with pytest.raises(OptionError, match="gdtrace check --assignment writes it"):
        check_format("classroom50")
    with pytest.raises(UnknownNameError, match="did you mean junit"):
        check_format("juint")


@pytest.mark.parametrize("score", [0.0, 9.0, 14.0])
@pytest.mark.parametrize("report", [WRONG, NOT_RUN, ERROR])
def test_manual_marks_count_in_every_format(report, score):
    """The total is that of the gradebook, and the reason is told."""
    given = Override(student="ada", exercise=report.exercise, score=score, reason="a good idea")
    overrides = {("ada", report.exercise): given}
    student = graded(RIGHT, report)
    made = student_report(student, overrides=overrides)
    assert 1 + score == total(student, overrides) == made.score
    assert 1 + score == gradescope(made)["score"]
    assert 1 + score == sum(each["score"] for each in gradescope(made)["tests"])
    assert (1 + score, 15) == points_of(junit(made))
    for form in FILES:
        assert "train-step was marked by hand: a good idea" in student_page(
            student, form, overrides=overrides
        ).replace("\\", "")


def test_a_student_is_as_far_apart_as_the_least_of_the_reports():
    """What was not run was not apart at all, and says nothing."""
    reports = [evolve(RIGHT, isolation=level) for level in ("L2", "", "L1")]
    assert "L1" == student_report(graded(*reports)).isolation
    assert "" == student_report(graded(evolve(NOT_RUN, isolation=""))).isolation
