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


@pytest.mark.parametrize("starting", [True, False])
def test_the_search_begins_while_the_process_starts(starting, monkeypatch):
    """Only then: afterwards a right function would wait for it."""
    begun = []
    monkeypatch.setattr(Child, "is_starting", lambda _: starting)
    monkeypatch.setattr("gdtrace.grading.wrong.prepare", begun.append)
    assert [("update-weight", "passed", 1)] == marks(checked(RIGHT))
    assert starting == bool(begun)


def test_what_fails_beforehand_harms_no_right_function(monkeypatch):
    """It is done for wrong functions, which may be none."""

    def failing(_):
        raise ArithmeticError

    monkeypatch.setattr(Child, "is_starting", lambda _: True)
    monkeypatch.setattr("gdtrace.grading.wrong.prepare", failing)
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


CALLS_A_WRONG_ONE = """\
import numpy


def error_predicted_deriv(predicted, target):
    return predicted - target


def output_gradients(sig1, sig2, sop3, predicted, target):
    sig3 = 1 / (1 + numpy.exp(-sop3))
    delta = error_predicted_deriv(predicted, target) * sig3 * (1 - sig3)
    return numpy.array([delta * sig1, delta * sig2])
"""

CALL_EACH_OTHER = """\
def error(predicted, target):
    return predicted if predicted == 0 else error_predicted_deriv(predicted, target)


def error_predicted_deriv(predicted, target):
    return predicted if predicted != 0 else error(predicted, target)
"""


def in_order(source, *names):
    """Return the marks for exercises that are asked for in an order, sorted by name."""
    with Child.start() as child:
        found = check_source(child, source, "mine.py", exercises=[exercise(each) for each in names])
    return sorted((each.exercise, each.status, each.score, each.verdict) for each in found.reports)


@pytest.mark.parametrize("source", [CALLS_A_WRONG_ONE, CALL_EACH_OTHER])
def test_the_order_of_the_exercises_changes_no_marks(source):
    """A function is judged with its wrong helper, whichever of the two is asked for first."""
    names = ("error", "error-derivative", "output-gradients")
    assert in_order(source, *names) == in_order(source, *reversed(names))


def test_a_function_is_right_with_a_helper_that_is_asked_for_later():
    """What follows from another mistake loses no points."""
    found = in_order(CALLS_A_WRONG_ONE, "output-gradients", "error-derivative")
    assert ("error-derivative", "failed", 0) == found[0][:3]
    assert ("passed", "right with your error_predicted_deriv") == (found[1][1], found[1][3])


def test_a_function_that_never_ends_costs_no_other_its_points():
    """Wherever it stands in the file, and however many exercises there are."""
    source = f"def error(predicted, target):\n    while True: pass\n\n\n{RIGHT}"
    exercises = [exercise("error"), exercise("update-weight")]
    with Child.start(call_limit=0.5) as child:
        report = check_source(child, source, "mine.py", exercises=exercises)
    assert [("error", "not_run", 0), ("update-weight", "passed", 1)] == marks(report)
