"""Right steps taken in another way: another number of iterations, or every step rounded."""

import pytest
from graded import judged, prepared

from gdtrace.grading.cases import Case
from gdtrace.grading.other_ways import rounded_steps

OPTIMIZE = """\
import numpy


def optimize(w, b, X, Y, num_iterations, learning_rate):
    for each in range({times}):
        A = 1 / (1 + numpy.exp(-(numpy.dot(w.T, X) + b)))
        dz = {dz}
        w = w - learning_rate * numpy.dot(X, dz.T) / X.shape[1]
        b = b - learning_rate * dz.mean()
    return {{"w": w, "b": b}}
"""


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ("num_iterations - 1", "One iteration too few"),
        ("1, num_iterations", "One iteration too few"),
        ("num_iterations + 1", "One iteration too many"),
        ("1", "Only one iteration"),
    ],
)
def test_right_iterations_made_another_number_of_times(times, words):
    """What an iteration does keeps its points; the update is made too often or not often enough."""
    report = judged(OPTIMIZE.format(times=times, dz="A - Y"), "optimize", hints=3)
    assert "iterations" == report.finding.kind
    assert [1, 2, 2, 0] == [check.score for check in report.checks]
    assert report.finding.likely[0].startswith(words)
    assert "certain" not in str(report)
    assert words not in str(judged(OPTIMIZE.format(times=times, dz="A - Y"), "optimize", hints=2))


def test_wrong_iterations_are_not_called_right():
    """With another slip in them the number of iterations alone explains nothing."""
    report = judged(OPTIMIZE.format(times="num_iterations - 1", dz="A - 0.7 * Y"), "optimize")
    assert "iterations" != report.finding.kind


FORWARD = """\
import math


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def forward(x, w1, w2, w3):
    sop1 = round(float(sum(w1 * x)), {0})
    sop2 = round(float(sum(w2 * x)), {0})
    sig1 = round(sigmoid(sop1), {0})
    sig2 = round(sigmoid(sop2), {0})
    sop3 = round({1}, {0})
    return sop1, sop2, sig1, sig2, sop3, round(sigmoid(sop3), {0})
"""
SUM = "w3[0] * sig1 + w3[1] * sig2"


@pytest.mark.parametrize("decimals", [2, 4, 6])
def test_rounding_every_step_is_noticed(decimals):
    """The rounded values go into the next steps, so that more than the last digit is off."""
    report = judged(FORWARD.format(decimals, SUM), "forward-pass")
    assert "rounded" == report.finding.kind
    assert (f"Every step is right, but rounded to {decimals} decimals.",) == report.finding.where
    assert 0 == report.score


@pytest.mark.parametrize("sop3", ["w3[0] * sig2 + w3[1] * sig1", "0.0"])
def test_wrong_steps_are_not_called_rounded(sop3):
    """A wrong formula stays one if it is rounded too."""
    assert "rounded" != judged(FORWARD.format(4, sop3), "forward-pass").finding.kind


def test_zeros_are_not_called_rounded():
    """Rounded to one decimal all gradients are zeros here, but zeros may come from anywhere."""
    _, sets = prepared("hidden-gradients")
    cases = [Case(each.task, each.given, each.expected, 0 * each.expected, ()) for each in sets]
    assert rounded_steps(cases) is None
