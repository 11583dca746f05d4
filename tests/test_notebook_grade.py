"""Cells that give points: the number that nbgrader reads, and nothing on standard error."""

import sys
import warnings

import pytest

from gdtrace.errors import GraderError, OptionError, UnknownNameError
from gdtrace.notebook import grade


def right(w, grad, learning_rate):
    """Return the new weight."""
    return w - learning_rate * grad


def wrong(w, grad, learning_rate):
    """Return a weight that climbs."""
    return w + learning_rate * grad


def loud(w, grad, learning_rate):
    """Return the new weight, with all that a function can write on the way."""
    import logging

    import numpy as np

    warnings.warn("loud", stacklevel=1)
    print("loud", file=sys.stderr)
    logging.getLogger().error("loud")
    np.float64(1) / np.float64(0)
    return w - learning_rate * grad


def crashing(w, grad, learning_rate):
    """Stop."""
    raise ValueError("no")


class Loud:
    """Something that can be called, and writes whenever it is looked at."""

    @property
    def __name__(self):
        """Write before anything is called."""
        print("loud", file=sys.stderr)
        return "update_w"

    def __call__(self, w, grad, learning_rate):
        """Return the new weight."""
        return w - learning_rate * grad


@pytest.mark.parametrize(
    ("function", "points", "expected"),
    [
        (right, None, 1.0),
        (right, 5, 5.0),
        (right, 0.1, 0.1),
        (wrong, 5, 0.0),
        (loud, 5, 5.0),
        (Loud(), 5, 5.0),
        (crashing, 5, 0.0),
        (0.5, 5, 0.0),
        (int, 5, 0.0),
    ],
)
def test_a_cell_ends_with_its_points_and_writes_nothing_to_standard_error(
    function, points, expected, capfd
):
    """Nbgrader takes the number, and would give nothing for a single letter of a warning."""
    score = grade("update-weight", function, points)
    printed = capfd.readouterr()
    assert (expected, float, "") == (score, type(score), printed.err)
    assert printed.out


def test_parts_of_an_exercise_give_parts_of_the_points(capsys):
    """Half of the exercise's points are half of the cell's, and the report shows these."""

    def output_gradients(sig1, sig2, sop3, predicted, target):
        g1 = 2 * (predicted - target)
        g2 = sop3 * (1 - sop3)
        return sig1 * g2 * g1, sig2 * g2 * g1

    assert 5.0 == grade("output-gradients", output_gradients, points=10)
    page = capsys.readouterr().out
    assert "output-gradients: one wrong step, 5 of 10 points" in page
    assert "0 of 5" in page
    assert 2.0 == grade("output-gradients", output_gradients)


def test_a_grader_that_failed_gives_no_number(monkeypatch, capsys):
    """0 would be wrong, so the cell stops, and its report says that it is our fault."""
    from attrs import evolve

    from gdtrace.grading import check as module

    real = module.check

    def broken(*arguments, **options):
        report = real(*arguments, **options)
        return evolve(report, status="error", score=None, verdict="the grader failed")

    monkeypatch.setattr(module, "check", broken)
    with pytest.raises(GraderError, match="this cell has no score"):
        grade("update-weight", right)
    assert "the grader failed, - of 1 points" in capsys.readouterr().out


@pytest.mark.parametrize("points", [0, -1, float("nan"), float("inf")])
def test_a_cell_has_points(points):
    """What the teacher got wrong is not the student's fault."""
    with pytest.raises(OptionError, match="points must be larger than 0"):
        grade("update-weight", right, points)
    with pytest.raises(UnknownNameError, match="update-weight"):
        grade("update-weihgt", right)


def test_hints_and_sets_of_inputs_can_be_chosen(capsys):
    """As in check."""
    grade("update-weight", wrong, hints=3, seed=7)
    page = capsys.readouterr().out
    assert "Idea" in page
    assert "from seed 7" in page
