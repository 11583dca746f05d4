"""Wrong values that hang on the learning rate, the target or an already-updated weight."""

import pytest
from graded import judged

RIGHT = {
    "s1": "numpy.sum(x * a)",
    "s2": "numpy.sum(x * b)",
    "h1": "sigmoid(s1)",
    "h2": "sigmoid(s2)",
    "s3": "c[0] * h1 + c[1] * h2",
    "p": "sigmoid(s3)",
    "g1": "2 * (p - t)",
    "g2": "p * (1 - p)",
    "d": "g1 * g2",
    "o1": "h1",
    "o2": "h2",
    "e1": "c[0]",
    "e2": "c[1]",
    "k1": "h1 * (1 - h1)",
    "k2": "h2 * (1 - h2)",
    "x1": "x",
    "x2": "x",
    "grad_a": "d * e1 * k1 * x1",
    "grad_b": "d * e2 * k2 * x2",
    "grad_c": "d * numpy.array([o1, o2])",
}
"""A line for every value of one step: sums, outputs, and the factors of the three gradients."""

STEP = (
    "import numpy\n\n\n"
    "def sigmoid(z):\n    return 1 / (1 + numpy.exp(-z))\n\n\n"
    "def train_step(x, t, a, b, c, lr):\n"
)

ONCE = [
    ("g1", "2 * (p - t) - lr", 8),
    ("g1", "2 * (p - lr * t)", 8),
    ("g1", "2 * (p - t) + lr * h1", 8),
    ("g1", "p - t + lr", 8),
    ("g2", "p * (1 - p) - lr", 8),
    ("g2", "p * (1 - lr * p)", 8),
    ("g2", "p * (1 - p) + lr * t", 8),
    ("g2", "p * (1 - t)", 8),
    ("o1", "h1 - lr", 8),
    ("o1", "h1 * lr", 8),
    ("o1", "h1 - lr * d", 8),
    ("o1", "h1 + lr * t", 8),
    ("o2", "h2 * (1 - lr)", 8),
    ("e1", "c[0] - lr * 0.1", 9),
    ("e1", "c[0] - lr * d", 9),
    ("e1", "c[0] - lr * h1 * d * 0.5", 9),
    ("e1", "c[0] - h1 * d", 9),
    ("e1", "c[0] * lr", 9),
    ("e2", "c[1] - lr", 9),
    ("e2", "c[1] - lr * h1 * d", 9),
    ("k1", "h1 * (1 - lr * h1)", 9),
    ("k1", "h1 * (1 - h1) - lr", 9),
    ("k1", "h1 * (1 - h1) + lr * d", 9),
    ("k2", "h2 * (1 - lr * h2)", 9),
    ("k2", "h2 * (1 - h2) * (1 + lr)", 9),
    ("s1", "numpy.sum(x * a) - lr", 8),
    ("s2", "numpy.sum(x * b) + lr * t", 8),
    ("s3", "c[0] * h1 + c[1] * h2 * lr", 8),
    ("h1", "sigmoid(s1 * lr)", 8),
    ("p", "sigmoid(s3) - lr / 10", 8),
    ("grad_a", "d * e1 * k1 * x1 * lr", 9),
    ("grad_a", "d * e1 * k1 * x1 - lr", 9),
    ("grad_b", "d * e2 * k2 * x2 - lr * x", 9),
    ("grad_c", "d * numpy.array([o1, o2]) - lr", 8),
    ("grad_c", "d * numpy.array([o1, o2]) + lr * c", 8),
]
"""A value, what stands in its line, and the points that are left."""


def step(changes):
    """Return the source of a train_step in which some values are others."""
    lines = [f"    {name} = {text}\n" for name, text in {**RIGHT, **changes}.items()]
    return f"{STEP}{''.join(lines)}    return a - lr * grad_a, b - lr * grad_b, c - lr * grad_c\n"


@pytest.mark.parametrize(("name", "text", "points"), ONCE)
def test_one_wrong_value_costs_its_points_and_its_line_is_named(name, text, points):
    """Whatever it is made of: it is one number for each set of inputs."""
    report = judged(step({name: text}), "train-step")
    assert points == report.score
    assert [f"{name} = {text}"] == [line.text.strip() for line in report.finding.lines]


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"e1": "c[0] - lr * d", "e2": "c[1] - lr * d"}, 8),
        ({"k1": "h1 * (1 - lr * h1)", "k2": "h2 * (1 - lr * h2)"}, 8),
        ({"o1": "h1 - lr", "o2": "h2 - lr"}, 8),
        ({"s1": "numpy.sum(x * a) - lr", "s2": "numpy.sum(x * b) - lr"}, 8),
        ({"g1": "p - t", "e1": "c[0] - lr * d * 0.5"}, 7),
        ({"g1": "p - t", "k2": "h2 * (1 - lr * h2)"}, 7),
    ],
)
def test_two_wrong_values_cost_their_points_and_both_lines_are_named(changes, points):
    """Also where only one of them holds the learning rate."""
    report = judged(step(changes), "train-step")
    assert points == report.score
    expected = [f"{name} = {text}" for name, text in changes.items()]
    assert expected == [line.text.strip() for line in report.finding.lines]


NEURON_BY_NEURON = """
    h1, h2 = sigmoid(numpy.sum(x * a)), sigmoid(numpy.sum(x * b))
    p = sigmoid(c[0] * h1 + c[1] * h2)
    g1 = 2 * (p - t)
    g2 = p * (1 - p)
    g3 = c[0]
    g4 = h1 * (1 - h1)
    a = a - lr * x * g4 * g3 * g2 * g1
    c = c - lr * numpy.array([h1, h2]) * g2 * g1
    g3 = c[1]
    g4 = h2 * (1 - h2)
    b = b - lr * x * g4 * g3 * g2 * g1
    return a, b, c
"""


def test_an_already_updated_weight_in_one_neuron_is_its_g3():
    """The output weights are updated between the two hidden neurons."""
    report = judged(STEP + NEURON_BY_NEURON[1:], "train-step")
    assert 9 == report.score
    assert ["g3 = c[1]"] == [line.text.strip() for line in report.finding.lines]


@pytest.mark.parametrize("own", ["c[0] - lr * d * h1", "c[0] - lr", "c[0] - d", "c[0] * lr"])
def test_where_no_line_shows_it_the_true_value_is_among_the_alternatives(own):
    """In one long product nothing tells g3 from g4, nor from the gradients."""
    source = step({"new_a": f"a - lr * d * ({own}) * h1 * (1 - h1) * x"})
    unused = ("o1", "e1", "k1", "x1", "grad_a")
    lines = [each for each in source.splitlines() if each.split(" = ")[0].strip() not in unused]
    source = "\n".join(lines).replace("a - lr * grad_a", "new_a").replace("[o1,", "[h1,")
    report = judged(source, "train-step")
    assert 9 == report.score
    assert "g3 of hidden neuron 1, or g4 of hidden neuron 1" in report.finding.where[0]


HIDDEN_GRADIENTS = """
    d = 2 * (p - t) * p * (1 - p)
    e1, e2 = {e}
    k1, k2 = {k}
    return d * e1 * k1 * x, d * e2 * k2 * x
"""


@pytest.mark.parametrize(
    ("e", "k", "points", "lines"),
    [
        ("c[0] - 0.1 * d, c[1]", "f(s1), f(s2)", 4, ["e1, e2 = c[0] - 0.1 * d, c[1]"]),
        ("c[0] - 0.1, c[1] - 0.1", "f(s1), f(s2)", 0, ["e1, e2 = c[0] - 0.1, c[1] - 0.1"]),
        ("c", "s(s1) * s(-s2), s(s2) * s(-s1)", 0, ["k1, k2 = s(s1) * s(-s2), s(s2) * s(-s1)"]),
    ],
)
def test_arguments_that_follow_from_others_are_changed_together(e, k, points, lines):
    """A slope may be worked out from the prediction: its sum does not change alone.

    What is wrong in both neurons by no formula hides g1 and g2, which are in no other number.
    """
    source = (
        "import numpy\n\n\ndef s(z):\n    return 1 / (1 + numpy.exp(-z))\n\n\n"
        "def f(z):\n    return s(z) * s(-z)\n\n\n"
        f"def hidden_gradients(x, c, s1, s2, s3, p, t):{HIDDEN_GRADIENTS.format(e=e, k=k)}"
    )
    report = judged(source, "hidden-gradients")
    assert points == report.score
    assert lines == list(dict.fromkeys(line.text.strip() for line in report.finding.lines))


@pytest.mark.parametrize(
    ("name", "text", "points"),
    [("g1", "p - t + lr", 8), ("e1", "c[0] - lr * d", 9), ("k2", "h2 * (1 - lr * h2)", 9)],
)
def test_the_same_slip_in_every_iteration_costs_the_same(name, text, points):
    """The exercise train repeats the step."""
    lines = step({name: text}).partition("lr):\n")[2].partition("    return")[0].splitlines()
    source = (
        f"{STEP.replace('train_step', 'train').replace('lr)', 'lr, times)')}"
        "    found = []\n    for _ in range(times):\n"
        + "".join(f"    {line}\n" for line in lines)
        + "        found.append(p)\n"
        "        a, b, c = a - lr * grad_a, b - lr * grad_b, c - lr * grad_c\n"
        "    return found, a, b, c\n"
    )
    report = judged(source, "train")
    assert points == report.score
    assert [f"{name} = {text}"] == [line.text.strip() for line in report.finding.lines]


HIDDEN = "1 / (1 + numpy.exp(-numpy.array([w1 @ x, w2 @ x])))"


@pytest.mark.parametrize(
    ("returned", "id", "arguments"),
    [
        ("x, x", "hidden-gradients", "x, w, s1, s2, s3, p, t"),
        ("x * w[0], x * w[1]", "hidden-gradients", "x, w, s1, s2, s3, p, t"),
        ("x * t, x * p", "hidden-gradients", "x, w, s1, s2, s3, p, t"),
        ("w1 - lr * x, w2 - lr * x, w3 - lr", "train-step", "x, t, w1, w2, w3, lr"),
        ("w1 + x, w2 + x, w3 + t", "train-step", "x, t, w1, w2, w3, lr"),
        (f"w1 + x, w2 + x, w3 + {HIDDEN}", "train-step", "x, t, w1, w2, w3, lr"),
        (f"w1 - lr * x, w2 - lr * x, w3 - lr * {HIDDEN}", "train-step", "x, t, w1, w2, w3, lr"),
    ],
)
def test_numbers_that_would_fit_any_argument_show_nothing(returned, id, arguments):
    """What was never worked out is not right because the free values make up for it."""
    name = id.replace("-", "_")
    source = f"import numpy\n\n\ndef {name}({arguments}):\n    return {returned}\n"
    report = judged(source, id)
    assert 0 == report.score
