import functools

import numpy
import pytest
from levels import BEST

import gdtrace


def update_w(w, grad, learning_rate):
    """Go against the gradient."""
    return w - learning_rate * grad


def uphill(w, grad, learning_rate):
    """Go the wrong way."""
    return w + learning_rate * grad


def with_factor(w, grad, learning_rate, factor):
    """Go against the gradient, so many times as far."""
    return w - factor * learning_rate * grad


# ruff: noqa: D102
class Optimizer:
    """The same in the forms that a class has."""

    def update_w(self, w, grad, learning_rate):
        return w - learning_rate * grad

    @staticmethod
    def static(w, grad, learning_rate):
        return w - learning_rate * grad

    @classmethod
    def of_class(cls, w, grad, learning_rate):
        return w - learning_rate * grad

    def __call__(self, w, grad, learning_rate):
        return w - learning_rate * grad


def test_the_text_of_a_report_is_the_page():
    """From Python the page is the one of the command, with the function in the file's place."""
    assert [
        "update-weight: wrong, 0 of 1 points",
        "",
        f"Where    line {uphill.__code__.co_firstlineno + 2}:  return w + learning_rate * grad",
        "         This should be the new w, and is not.",
        "",
        "To see what to compare, add hints=2",
        "uphill, 11 sets of inputs from seed 0, run in this session, so not for marks "
        "(isolation L0)",
    ] == str(gdtrace.check("update-weight", uphill)).splitlines()


@pytest.mark.parametrize(
    "function",
    [
        update_w,
        lambda w, grad, rate: w - rate * grad,
        Optimizer().update_w,
        Optimizer.static,
        Optimizer.of_class,
        Optimizer(),
        functools.partial(with_factor, factor=1),
        functools.partial(update_w),
        numpy.vectorize(update_w),
    ],
    ids=repr,
)
def test_everything_that_can_be_called_is_checked(function):
    """Methods, lambdas, objects, and what functools and numpy make of functions."""
    report = gdtrace.check("update-weight", function)
    assert (1, "L0", "passed") == (report.score, report.isolation, report.status)
    assert report.function.isidentifier()


@pytest.mark.parametrize(
    "function", [uphill, functools.partial(with_factor, factor=2), lambda w, g, r: w], ids=repr
)
def test_what_is_wrong_is_wrong_in_every_form(function):
    """The same without a line of its own."""
    report = gdtrace.check("update-weight", function)
    assert (0, "failed") == (report.score, report.status)
    assert report.finding is not None


@pytest.mark.parametrize(
    ("exercise", "function", "message"),
    [
        (
            "update-weight",
            update_w(1, 2, 3),
            r'^check takes the function itself, got int: write check\("update-weight", update_w\), '
            r"without parentheses behind update_w$",
        ),
        ("update-weight", None, "got NoneType"),
        ("update-weight", "update_w", "got str"),
        (
            "update-weight",
            Optimizer,
            r"got the class Optimizer; for a method of it write "
            r'check\("update-weight", Optimizer\(\.\.\.\)\.update_w\)$',
        ),
        (update_w, "update-weight", r"^the exercise comes first: check"),
    ],
)
def test_what_is_no_function_is_refused(exercise, function, message):
    """A TypeError that says what to write; it is one of gdtrace's own errors, too."""
    with pytest.raises(TypeError, match=message) as caught:
        gdtrace.check(exercise, function)
    assert isinstance(caught.value, gdtrace.GdtraceError)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hints": 7}, r"^hints must be 0, 1, 2 or 3, got 7$"),
        ({"seed": -1}, r"^seed must be a whole number from 0 on, got -1$"),
        ({"seed": 1.5}, r"^seed must be a whole number from 0 on, got 1\.5$"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    """As on the command line."""
    with pytest.raises(ValueError, match=message):
        gdtrace.check("update-weight", update_w, **options)


def test_a_notebook_shows_tables_and_a_terminal_the_page():
    """Both have the words of the report."""
    report = gdtrace.check("update-weight", uphill)
    assert report._repr_markdown_().startswith("# update-weight: wrong, 0 of 1 points\n\n**Where**")
    printed = []
    report._repr_pretty_(type("Printer", (), {"text": printed.append}), False)
    assert [str(report)] == printed


def test_long_lines_of_a_submission_are_cut_on_the_page():
    """No line of a page is wider than 100 columns."""

    def long(w, grad, rate):
        return w + rate * grad * 1.0 * 1.0 * 1.0 * 1.0 * 1.0 * 1.0 * 1.0 * 1.0 * 1.0 * 1.0

    page = str(gdtrace.check("update-weight", long))
    assert max(map(len, page.splitlines())) <= 100
    assert " 1.0 ...\n" in page.replace("* ...", "...")


def test_a_file_with_a_long_name_has_a_page_like_any_other(tmp_path):
    """Its last line is broken where it gets too wide."""
    path = tmp_path / "the_step_that_i_have_written_for_the_second_sheet.py"
    path.write_text("def update_w(w, g, r):\n    return w\n", encoding="utf-8")
    lines = str(gdtrace.check_file(path)).splitlines()
    assert max(map(len, lines)) <= 100
    assert f"run apart from the answers (isolation {BEST})" in " ".join(lines[-2:])


def test_a_file_is_checked_from_python_too(tmp_path):
    """It gives a report for one exercise, a file's report for all; a missing file is an error."""
    path = tmp_path / "mine.py"
    path.write_text("def update_w(w, g, r):\n    return w - r*g\n", encoding="utf-8")
    one = gdtrace.check_file(path, exercise_id="update-weight")
    whole = gdtrace.check_file(path)
    assert (gdtrace.Report, gdtrace.FileReport) == (type(one), type(whole))
    assert (BEST, (1, 1)) == (one.isolation, (whole.score, whole.max_score))
    with pytest.raises(gdtrace.GdtraceError, match=r"no\.py: there is no such file"):
        gdtrace.check_file(tmp_path / "no.py")
