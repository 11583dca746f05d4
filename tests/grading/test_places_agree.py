"""The table, the place and the likely mistake speak of the same wrong step."""

import pytest
from graded import judged

STEP = """\
import numpy

def s(z):
    return 1 / (1 + numpy.exp(-z))

def train_step(x, t, a, b, c, lr):
"""

UPDATED = """\
    h1 = s(x @ a)
    h2 = s(x @ b)
    p = s(h1 * c[0] + h2 * c[1])
    d = 2 * (p - t) * p * (1 - p)
    {update}
    a = a - lr * d * c[0] * h1 * (1 - h1) * x
    b = b - lr * d * c[1] * h2 * (1 - h2) * x
    return a, b, c
"""

IN_PLACE = "c[0] = c[0] - lr * d * h1\n    c[1] = c[1] - lr * d * h2"
ANEW = "c = c - lr * d * numpy.array([h1, h2])"


@pytest.mark.parametrize("update", [IN_PLACE, ANEW, "c -= lr * d * numpy.array([h1, h2])\n    #"])
def test_what_held_the_right_weights_and_was_changed_rules_nothing_out(update):
    """The copy was right when it was made; what reads it later reads something else."""
    report = judged(f"{STEP}    c = c.copy()\n{UPDATED.format(update=update)}", "train-step")
    assert "g3 of both hidden neurons, or" in report.finding.where[0]
    assert "one wrong step" == report.verdict
    assert ["g3", "g3"] == [each.symbol for each in report.checks if each.symbol]


TWO = """\
    h1, h2 = s(x @ a), s(x @ b)
    p = s(h1 * c[0] + h2 * c[1])
    g1 = {g1}
    g2 = {g2}
    e1 = {e1}
    e2 = {e2}
    k1 = {k1}
    k2 = {k2}
    d = g1 * g2
    return a - lr * d * e1 * k1 * x, b - lr * d * e2 * k2 * x, c - lr * d * numpy.array([h1, h2])
"""

FACTORS = {
    "g1": "2 * (p - t)",
    "g2": "p * (1 - p)",
    "e1": "c[0]",
    "e2": "c[1]",
    "k1": "h1 * (1 - h1)",
    "k2": "h2 * (1 - h2)",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"g1": "2 * (t - p)", "k1": "1 - h1**2", "k2": "1 - h2**2"},
        {"g1": "2 * (t - p)", "k1": "h1**2", "k2": "h2**2"},
        {"g1": "p - t", "e1": "c[1]", "e2": "c[0]"},
        {"g2": "1 - p * p", "e1": "c[0] + c[1]", "e2": "c[0] - c[1]"},
    ],
)
def test_two_wrong_factors_are_named_where_the_others_are_seen_to_be_right(changes):
    """The output neuron's slope is right in its line, so that not all slopes are wrong."""
    report = judged(STEP + TWO.format(**{**FACTORS, **changes}), "train-step")
    expected = [f"{name} = {text}" for name, text in changes.items()]
    assert expected == [line.text.strip() for line in report.finding.lines]
    assert 6 == report.score


def test_two_wrong_factors_are_among_the_alternatives_where_nothing_is_seen():
    """Slopes of both layers explain the numbers as well; the true set is as small."""
    source = TWO.replace("    g1 = {g1}\n    g2 = {g2}\n", "").replace("g1 * g2", "{g1} * {g2}")
    source = source.replace("    k1 = {k1}\n    k2 = {k2}\n", "")
    source = source.replace("k1 *", "({k1}) *").replace("k2 *", "({k2}) *")
    changes = {"g1": "2 * (t - p)", "k1": "1 - h1**2", "k2": "1 - h2**2"}
    report = judged(STEP + source.format(**{**FACTORS, **changes}), "train-step")
    assert "g1 and g4 of both hidden neurons" in report.finding.where[0]


def test_one_known_mistake_is_one_wrong_step_in_the_table_too():
    """The outputs in place of the inputs: two values explain it also, and are not named."""
    source = (
        f"{STEP}    h1, h2 = s(x @ a), s(x @ b)\n"
        "    p = s(h1 * c[0] + h2 * c[1])\n"
        "    d = 2 * (p - t) * p * (1 - p)\n"
        "    new_a = a - lr * d * c[0] * h1 * (1 - h1) * h1\n"
        "    new_b = b - lr * d * c[1] * h2 * (1 - h2) * h2\n"
        "    return new_a, new_b, c - lr * d * numpy.array([h1, h2])\n"
    )
    report = judged(source, "train-step")
    assert "one wrong step" == report.verdict
    assert ("g5 is wrong. Everything before it is right.",) == report.finding.where
    assert ["g5", "g5"] == [each.symbol for each in report.checks if each.symbol]
    assert "dSOP_dW@1" == report.finding.key
    assert 8 == report.score


def test_only_what_is_right_in_every_set_of_inputs_is_called_right():
    """Sums of the first three inputs are right where there are no more."""
    source = (
        f"{STEP}    s1 = x[0] * a[0] + x[1] * a[1] + x[2] * a[2]\n"
        "    s2 = x[0] * b[0] + x[1] * b[1] + x[2] * b[2]\n"
        "    h1, h2 = s(s1), s(s2)\n"
        "    p = s(h1 * c[0] + h2 * c[1])\n"
        "    d = 2 * (p - t) * p * (1 - p)\n"
        "    new_a = a - lr * d * c[0] * h1 * (1 - h1) * x\n"
        "    new_b = b - lr * d * c[1] * h2 * (1 - h2) * x\n"
        "    return new_a, new_b, c - lr * d * numpy.array([h1, h2])\n"
    )
    report = judged(source, "train-step")
    assert 2 == len(report.finding.lines)
    assert "are right" not in " ".join(report.finding.where)
