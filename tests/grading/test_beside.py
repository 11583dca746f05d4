"""A slip beside a wrong helper: the rest is judged with the helper, and the slip alone costs."""

import pytest

from gdtrace.grading.check import check_file

FILE = """\
import numpy


def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))


def error_predicted_deriv(predicted, target):
    return {error}


def sigmoid_sop_deriv(sop):
    return {slope}


def hidden_gradients(x, w3, sop1, sop2, sop3, predicted, target):
    g1 = error_predicted_deriv(predicted, target)
    g2 = sigmoid_sop_deriv(sop3)
    first = x * sigmoid_sop_deriv(sop1) * w3[0] * g2 * g1
    return first, x * sigmoid_sop_deriv(sop2) * {weight} * g2 * g1


def train_step(x, target, w1, w2, w3, learning_rate):
    sop1, sop2 = numpy.sum(w1 * x), numpy.sum(w2 * x)
    sig1, sig2 = sigmoid(sop1), sigmoid(sop2)
    sop3 = w3[0] * sig1 + w3[1] * sig2
    predicted = sigmoid(sop3)
    delta = error_predicted_deriv(predicted, target) * sigmoid_sop_deriv(sop3)
    new_w1 = w1 - learning_rate * x * sigmoid_sop_deriv(sop1) * w3[0] * delta
    new_w2 = w2 - learning_rate * x * sigmoid_sop_deriv(sop2) * {weight} * delta
    return new_w1, new_w2, w3 - learning_rate * numpy.array([sig1, sig2]) * delta
"""
RIGHT = {
    "error": "2 * (predicted - target)",
    "slope": "sigmoid(sop) * (1.0 - sigmoid(sop))",
    "weight": "w3[1]",
}
HELPERS = {
    "sigmoid_sop_deriv": {"slope": "sop * (1 - sop)"},
    "error_predicted_deriv": {"error": "target - predicted"},
}
SLIPS = {"known": {"weight": "w3[0]"}, "unknown": {"weight": "w3[1] * 0.7"}}


def reports(tmp_path, **changed):
    """Return the reports on a file by the names of their exercises."""
    file = tmp_path / "mine.py"
    file.write_text(FILE.format(**{**RIGHT, **changed}))
    return {each.exercise: each for each in check_file(file, hints=3).reports}


@pytest.mark.parametrize("exercise", ["hidden-gradients", "train-step"])
@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("helper", HELPERS)
def test_the_slip_alone_costs_points(helper, slip, exercise, tmp_path):
    """With a wrong helper it costs what it costs without one."""
    alone = reports(tmp_path, **SLIPS[slip])[exercise]
    both = reports(tmp_path, **SLIPS[slip], **HELPERS[helper])[exercise]
    assert alone.score == both.score < alone.max_score
    failed = [[each.title for each in own.checks if not each.score] for own in (alone, both)]
    assert failed[0] == failed[1]


@pytest.mark.parametrize("helper", HELPERS)
def test_what_a_helper_made_wrong_is_not_called_right(helper, tmp_path):
    """It is right with the helper, and the mistake that is named is the slip."""
    found = reports(tmp_path, **SLIPS["known"], **HELPERS[helper])["hidden-gradients"]
    assert f"right with your {helper}" == found.checks[0].verdict
    assert f"right with your {helper}" == found.checks[1].verdict
    assert ("first-weight-for-every-neuron",) == found.finding.ids
    assert f"hidden_gradients was judged with your {helper}, which is wrong as well." in found.notes


def test_a_slip_on_no_list_is_not_known(tmp_path):
    """Only single mistakes are tried beside a helper, and no more is said."""
    found = reports(tmp_path, **SLIPS["unknown"], **HELPERS["sigmoid_sop_deriv"])["train-step"]
    assert () == found.finding.ids
    assert found.finding.unknown[0].endswith("known mistakes gives your numbers.")


@pytest.mark.parametrize("helper", HELPERS)
def test_a_helper_that_takes_no_notice_hides_what_it_is_given(helper, tmp_path):
    """Points are for what the numbers show, with a slip as without one."""
    constant = dict.fromkeys(HELPERS[helper], "0.25")
    found = reports(tmp_path, **SLIPS["known"], **constant)["hidden-gradients"]
    assert 0 == found.checks[0].score
