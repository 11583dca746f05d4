import pytest

from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.one_source import check_source
from gdtrace.sandbox.child import Child

RIGHT = "def update_w(w, grad, learning_rate):\n    return w - learning_rate*grad\n"
EXERCISES = [exercise("update-weight"), exercise("error")]


def checked(source, **options):
    """Return the report on a source."""
    with Child.start() as child:
        return check_source(child, source, "mine.py", exercises=EXERCISES, **options)


def marks(report):
    """Return what every function got."""
    return [(each.exercise, each.status, each.score) for each in report.reports]


def test_only_functions_that_are_there_are_reported():
    """A file need not answer all exercises."""
    assert [("update-weight", "passed", 1)] == marks(checked(RIGHT))


def test_every_exercise_is_reported_where_that_is_asked_for():
    """A function that is missing is no wrong one: it could not be run, and has no points."""
    report = checked(RIGHT, every=True)
    assert [("update-weight", "passed", 1), ("error", "not_run", 0)] == marks(report)
    assert ("missing", 1) == (report.reports[1].finding.kind, report.score)


@pytest.mark.parametrize(
    ("source", "kind"), [("def f(:\n", "syntax"), ("x = 1\n", "missing"), ("", "missing")]
)
def test_a_file_without_any_of_the_functions_gets_no_points_everywhere(source, kind):
    """Each exercise says why there is nothing to judge."""
    report = checked(source, every=True)
    assert [("update-weight", "not_run", 0), ("error", "not_run", 0)] == marks(report)
    assert [kind, kind] == [each.finding.kind for each in report.reports]
    assert 0 == report.score


def test_functions_of_other_exercises_are_not_looked_at():
    """Only assigned exercises are marked."""
    report = checked(RIGHT + "def sigmoid(z):\n    while True: pass\n", every=True)
    assert "passed" == report.reports[0].status
