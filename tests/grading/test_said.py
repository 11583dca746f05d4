"""What is said about a wrong step: each thing by one name, each line once."""

import pytest
from graded import judged

from gdtrace.grading.check import check_file

STEP = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def train_step(x, target, w1, w2, w3, lr):
    s1 = x @ w1; s2 = x @ w2
    h1, h2 = sigmoid(s1), sigmoid(s2)
    p = sigmoid(h1 * w3[0] + h2 * w3[1])
    g1 = 2 * (p - target)
    g2 = p * (1 - p)
    new1 = w1 - lr * g1 * g2 * w3[0] * h1 * (1 - h1) * x
    new2 = w2 - lr * g1 * g2 * w3[1] * h2 * (1 - h2) * x
    new3 = w3 - lr * g1 * g2 * numpy.array([h1, h2])
    return new1, new2, new3
"""

BACKPROP = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def backprop(x, target, weights):
    values = [x]
    for w in weights:
        values.append(sigmoid(values[-1] @ w))
    d = 2 * (values[-1] - target) * values[-1] * (1 - values[-1])
    found = []
    for number in range(len(weights) - 1, -1, -1):
        found.insert(0, numpy.outer(values[number], d))
        d = (weights[number] @ d) * values[number] * (1 - values[number])
    return found
"""


def test_a_factor_of_weights_is_not_called_that_of_neurons():
    """g3 of a weight is an output; g3 of a hidden neuron is a weight."""
    report = judged(STEP.replace("[h1, h2]", "[s1, s2]"), "train-step")
    assert report.finding.where[0].startswith("One value is wrong: g3 of W41 and W42, or")
    report = judged(
        STEP.replace("w3[0] * h1 * (1", "h1 * (1").replace("w3[1] * h2", "h2"), "train-step"
    )
    assert "g3 of both hidden neurons" in report.finding.where[0]


def test_a_factor_has_one_number_on_a_page():
    """Of hidden layers in networks of several depths it is that of the hidden layer."""
    source = BACKPROP.replace("values[number] * (1 - values[number])", "values[number]")
    report = judged(source, "backprop")
    (first,) = [each for each in report.checks if each.status == "failed"]
    assert ("g4", "g4") == (first.symbol, report.finding.symbol)
    assert report.finding.key == first.key
    assert "g2" not in report.finding.idea


def test_a_product_follows_its_factor():
    """A delta is wrong where the derivative of the error is."""
    report = judged(BACKPROP.replace("2 * (values[-1]", "(values[-1]"), "backprop")
    assert ["right", "FIRST WRONG STEP: g1", "right with your g1", "right with your g1"] == [
        each.verdict for each in report.checks
    ]


def test_a_sum_over_paths_may_be_what_is_wrong():
    """The slopes may be right where the paths were averaged: the numbers cannot tell."""
    report = judged(BACKPROP.replace("@ d)", "@ d) / len(d)"), "backprop")
    (where,) = report.finding.where
    assert where.startswith("One value is wrong: g4 of all hidden neurons, or ∂Error/∂Activ1,")


def test_a_line_is_named_once():
    """However many statements it has."""
    source = STEP.replace("x @ w1", "numpy.mean(x * w1)").replace("x @ w2", "numpy.mean(x * w2)")
    report = judged(source, "train-step")
    assert [9] == [each.number for each in report.finding.lines]
    assert report.finding.compare.endswith("What does line 9 give?")


@pytest.mark.parametrize(("name", "meant"), [("main", False), ("training", True)])
def test_a_near_name_begins_alike(name, meant, tmp_path):
    """That main is a little like train says nothing."""
    file = tmp_path / "mine.py"
    file.write_text(f"def {name}(x):\n    return x\n", encoding="utf-8")
    report = check_file(file)
    assert ("looks for train" in str(report)) is meant
