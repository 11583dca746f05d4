"""Numbers that are made up: what a program never works out gives no points, however they look.

A step that only carries on with made-up numbers is there and keeps its points: a gradient is the
delta times the input, whatever the delta is.
"""

import pytest
from graded import judged

SIGMOID = "    s = lambda z: 1 / (1 + numpy.exp(-z))\n"
HIDDEN = f"{SIGMOID}    a = numpy.array([s(w1 @ x), s(w2 @ x)])\n"

MADE_UP = {
    # a and δ are in none of these, but dw is db times x.
    "gradients(x, y, w, b)": [
        ("neuron-gradients", "    return 0.1 * x, 0.1\n", [0, 0, 1]),
        ("neuron-gradients", "    return 0.01 * y * x, 0.01 * y\n", [0, 0, 1]),
        ("neuron-gradients", "    return 0.05 * (b - y) * x, 0.05 * (b - y)\n", [0, 0, 1]),
        (
            "neuron-gradients",
            "    d = 0.02 * numpy.sin(x.sum() + w.sum() + b)\n    return d * x, d\n",
            [0, 0, 1],
        ),
        ("neuron-gradients", "    return x + w, b\n", [0, 0, 0]),
        ("neuron-gradients", "    return x, y\n", [0, 0, 0]),
        ("neuron-gradients", "    return w * 0 + 1, 1.0\n", [0, 0, 0]),
    ],
    # The mean over the examples and the update are there.
    "epoch(xs, ys, w, b, eta)": [
        (
            "neuron-epoch",
            "    d = 0.1 * numpy.cos(numpy.arange(len(xs)) + 1)\n"
            "    return w - eta * (xs.T @ d) / len(xs), b - eta * d.mean()\n",
            [0, 0, 2, 1],
        ),
        (
            "neuron-epoch",
            "    return w - eta * 0.1 * xs.mean(axis=0), b - eta * 0.1\n",
            [0, 0, 2, 1],
        ),
        ("neuron-epoch", "    return 0.9 * w, 0.9 * b\n", [0, 0, 0, 0]),
        (
            "neuron-epoch",
            "    return w - eta * xs.sum(axis=0), b - eta * ys.sum()\n",
            [0, 0, 0, 0],
        ),
    ],
    # The outputs are given; each gradient has its own in it.
    "output_gradients(sig1, sig2, sop3, predicted, target)": [
        ("output-gradients", "    return 0.1 * sig1, 0.1 * sig2\n", [0, 2]),
        (
            "output-gradients",
            "    d = numpy.cos(9 * target + sop3)\n    return d * sig1, d * sig2\n",
            [0, 2],
        ),
        ("output-gradients", "    return 0.1, 0.2\n", [0, 0]),
        ("output-gradients", "    return sig1 + sop3, sig2 + target\n", [0, 0]),
    ],
    "hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target)": [
        ("hidden-gradients", "    return 0.1 * x, 0.2 * x\n", [0, 0, 0]),
        ("hidden-gradients", "    return x * 0 + 1, x * 0 + 1\n", [0, 0, 0]),
    ],
    "train_step(x, t, w1, w2, w3, lr)": [
        (
            "train-step",
            "    return w1 - lr * 0.1 * x, w2 - lr * 0.2 * x, w3 - lr * numpy.array([0.3, 0.1])\n",
            [0, 0, 0, 0, 0, 0],
        ),
        # Both hidden neurons show, in the gradients of w3; all but g1 and g2 is there.
        (
            "train-step",
            f"{HIDDEN}"
            "    h = 0.1 * w3 * a * (1 - a)\n"
            "    return w1 - lr * h[0] * x, w2 - lr * h[1] * x, w3 - lr * 0.1 * a\n",
            [2, 0, 2, 1, 1, 2],
        ),
    ],
    "train(x, t, w1, w2, w3, lr, iterations)": [
        (
            "train",
            "    return [0.5] * iterations, 0.9 * w1, 0.9 * w2, 0.9 * w3\n",
            [0, 0, 0, 0, 0, 0],
        ),
    ],
    # Only the update is there.
    "optimize(w, b, X, Y, num_iterations, learning_rate)": [
        (
            "optimize",
            "    for _ in range(num_iterations):\n"
            "        w = w - learning_rate * X @ Y.T / Y.size\n"
            "        b = b - learning_rate * Y.mean()\n"
            '    return {"w": w, "b": b}\n',
            [0, 0, 0, 1],
        ),
    ],
    "propagate(w, b, X, Y)": [
        (
            "propagate",
            '    return {"dw": X @ Y.T / Y.size, "db": Y.mean()}, 0.5\n',
            [0, 0, 0, 0, 0],
        ),
    ],
    # W41 and X1 are what g3 and g5 are.
    "chain_factors(x, t, w1, w2, w3)": [
        ("chain-factors", "    return t, 0.1, w3[0], w1[0], x[0]\n", [0, 0, 0, 1, 0, 1]),
    ],
    "forward(x, w1, w2, w3)": [
        ("forward-pass", "    return w1 @ x, w2 @ x, 0.5, 0.5, w3.sum(), 0.5\n", [1, 0, 0]),
    ],
    "backprop(x, target, weights)": [
        ("backprop", "    return [0.1 * w for w in weights]\n", [0, 0, 0, 0]),
    ],
}


@pytest.mark.parametrize(
    ("head", "id", "body", "points"),
    [(head, *each) for head, programs in MADE_UP.items() for each in programs],
)
def test_what_was_never_worked_out_has_no_points(head, id, body, points):
    """Constants, copies, sums of inputs, and formulas that only look like work."""
    report = judged(f"import numpy\n\n\ndef {head}:\n{body}", id)
    # Where nothing explains the numbers there is no table.
    own = [each.score for each in report.checks] or [0] * len(points)
    assert points == own
    assert sum(points) == report.score


KEPT = [
    # 3 for ½ times 2: the free number is one multiple of the right one.
    (
        "neuron-gradients",
        "gradients(x, y, w, b)",
        f"{SIGMOID}    a = s(w @ x + b)\n    d = 3 * (a - y) * a * (1 - a)\n    return d * x, d\n",
        [1, 0, 1],
    ),
    # A formula of the output and the target, which shows the output.
    (
        "neuron-gradients",
        "gradients(x, y, w, b)",
        f"{SIGMOID}    a = s(w @ x + b)\n    d = (a - 2 * y) * a * (1 - a)\n    return d * x, d\n",
        [1, 0, 1],
    ),
    # A slope mixed up with another neuron's: on no list, and no formula of its own operands.
    (
        "train-step",
        "train_step(x, t, w1, w2, w3, lr)",
        f"{HIDDEN}"
        "    p = s(w3 @ a)\n"
        "    d = 2 * (p - t) * p * (1 - a[0])\n"
        "    h = d * w3 * a * (1 - a)\n"
        "    return w1 - lr * h[0] * x, w2 - lr * h[1] * x, w3 - lr * d * a\n",
        [2, 0, 2, 1, 1, 2],
    ),
    # The learning rate twice, as if in the gradients: what comes before these shows.
    (
        "neuron-epoch",
        "epoch(xs, ys, w, b, eta)",
        f"{SIGMOID}    a = s(xs @ w + b)\n    d = (a - ys) * a * (1 - a)\n"
        "    return w - eta**2 * d @ xs / len(xs), b - eta**2 * d.mean()\n",
        [1, 2, 0, 1],
    ),
]


@pytest.mark.parametrize(("id", "head", "body", "points"), KEPT)
def test_one_wrong_step_leaves_the_points_of_the_others(id, head, body, points):
    """What the returned numbers do show counts, whatever the wrong step is."""
    report = judged(f"import numpy\n\n\ndef {head}:\n{body}", id)
    assert points == [each.score for each in report.checks]


OUTPUT = "def output_gradients(sig1, sig2, sop3, predicted, target):\n"


@pytest.mark.parametrize(
    "body",
    [
        "    return 0.1 * sig1, 0.1 * sig2\n",
        "    d = 2 * (predicted - target) * predicted * (1 - target)\n"
        "    return d * sig1, d * sig2\n",
    ],
)
def test_another_factor_in_each_set_is_a_wrong_delta(body):
    """And not wrong gradients, before which everything would be right."""
    report = judged(f"{OUTPUT}{body}", "output-gradients")
    (where,) = report.finding.where
    assert where.startswith("One value is wrong: g1, or g2.")
    assert [0, 2] == [each.score for each in report.checks]


@pytest.mark.parametrize("other", ["target", "sig1"])
def test_a_factor_that_hangs_on_another_value_is_found_in_its_line(other):
    """Even if no other number of its own operands gives all that was returned."""
    source = (
        f"{OUTPUT}"
        "    g1 = 2 * (predicted - target)\n"
        f"    g2 = predicted * (1 - {other})\n"
        "    return g1 * g2 * sig1, g1 * g2 * sig2\n"
    )
    report = judged(source, "output-gradients")
    assert [3] == [line.number for line in report.finding.lines]
    assert "FIRST WRONG STEP: g2" == report.checks[0].verdict
    assert f"When only {other} changes" in report.finding.measured


def test_a_slope_may_be_worked_out_from_the_prediction_that_is_given():
    """Then a change of the sum alone changes nothing, and says nothing against a wrong g1."""
    source = (
        f"{OUTPUT}"
        "    g1 = 3 * (predicted - target)\n"
        "    g2 = predicted * (1 - predicted)\n"
        "    return g1 * g2 * sig1, g1 * g2 * sig2\n"
    )
    report = judged(source, "output-gradients")
    assert [2] == [line.number for line in report.finding.lines]
    assert "FIRST WRONG STEP: g1" == report.checks[0].verdict
