"""Which lines are named: those that held the wrong value, and no other."""

import pytest
from graded import ROOT, judged

from gdtrace.grading.exercise_files import exercise, parse_exercise
from gdtrace.grading.judge import judge
from gdtrace.grading.judging import Origin
from gdtrace.grading.one_source import check_source
from gdtrace.grading.probes import probes
from gdtrace.sandbox.child import Child

STEP = """\
def forward(z):
    return 1 / (1 + 2.718281828459045 ** -z)

def helper(z):
    return forward(z) * (1 - forward(z))

def output_gradients(sig1, sig2, sop3, predicted, target):
    g1 = {g1}
    g2 = {g2}
    return [g1 * g2 * sig1, g1 * g2 * sig2]
"""


@pytest.mark.parametrize(
    ("g1", "g2", "lines"),
    [
        ("predicted - target", "helper(sop3)", [8]),
        ("2 * (predicted - target)", "helper(predicted)", [9]),
        ("2 * (predicted - target)", "predicted", [9]),
        ("2 * (predicted - target)\n    p = forward(sop3)", "p", [10]),
    ],
)
def test_the_line_of_the_wrong_value_is_named(g1, g2, lines):
    """In the function itself, not in a helper that works."""
    report = judged(STEP.format(g1=g1, g2=g2), "output-gradients")
    assert lines == [line.number for line in report.finding.lines]


@pytest.mark.parametrize("sign", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("    new = w + learning_rate*grad\n    return new\n", "new = w + learning_rate*grad"),
        ("    return w/None\n", "return w/None"),
        ("    return w +\n", "return w +"),
    ],
    ids=["wrong", "stops", "no Python"],
)
def test_only_what_ends_a_line_for_python_ends_one(sign, body, text):
    """Form feeds, and signs in a text that other programs take for an end."""
    source = f"A = '{sign}'\r\n\rdef update_w(w, grad, learning_rate):\n{body}"
    with Child.start() as child:
        found = check_source(child, source, "mine.py", exercises=[exercise("update-weight")])
    finding = found.failure or found.reports[0].finding
    assert [(4, text)] == [(line.number, line.text) for line in finding.lines]


def test_a_line_that_holds_a_right_value_is_not_named():
    """A number that is right elsewhere does not tell where it went wrong."""
    text = STEP.format(g1="2 * (predicted - target)", g2="1").replace(
        "g1 * g2 * sig1", "g1 * helper(sop3) * sop3"
    )
    report = judged(text, "output-gradients")
    assert not {line.number for line in report.finding.lines} & {8}


RECAP = """\
import numpy


def gradients(x, y, w, b):
    a = 1 / (1 + numpy.exp(-(numpy.dot(w, x) + b)))
    slope = a * (1 - a)
    delta = a - y * slope
    return delta * x, delta
"""


def test_the_table_and_the_text_name_the_same_step():
    """Variables cannot change points, so what the table blames is among what may be wrong."""
    report = judged(RECAP, "neuron-gradients")
    (first,) = [each for each in report.checks if each.status == "failed"]
    assert (first.symbol, first.key) == (report.finding.symbol, report.finding.key)
    assert report.finding.where[0].startswith(f"One value is wrong: {first.symbol}, or ∂C/∂a, or")


def delta_report(g1, g2):
    """Return the report on the exercise of the how-to, where one number is returned."""
    text = (ROOT / "docs" / "howto-write-an-exercise.md").read_text(encoding="utf-8")
    toml = text.partition("```toml\n# output-delta/exercise.toml\n")[2].partition("```")[0]
    asked = parse_exercise(toml, id="output-delta", folder=ROOT)
    source = (
        "def output_delta(sop3, target):\n"
        "    p = 1 / (1 + 2.718281828459045 ** -sop3)\n"
        f"    g1 = {g1}\n"
        f"    g2 = {g2}\n"
        "    return g1 * g2\n"
    )
    with Child.start() as child:
        child.load(source, "mine.py")
        return judge(asked, probes(asked, 0), child, "output_delta", Origin(file="mine.py"))


@pytest.mark.parametrize(
    ("g1", "g2", "line", "symbol"),
    [
        ("p - target", "p * (1 - p)", 3, "g1"),
        ("2 * (p - target)", "sop3 * (1 - sop3)", 4, "g2"),
    ],
)
def test_what_leads_to_the_only_returned_value_is_named(g1, g2, line, symbol):
    """The numbers alone blame the product; a variable shows that it is right. No points change."""
    report = delta_report(g1, g2)
    assert [line] == [each.number for each in report.finding.lines], str(report)
    assert [symbol] == [each.symbol for each in report.checks if each.status == "failed"]
    assert symbol == report.finding.symbol
    assert report.score == 0


BLOCKS = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def train_step(x, t, w1, w2, w3, lr):
    h1, h2 = sigmoid(x @ w1), sigmoid(x @ w2)
    p = sigmoid(h1 * w3[0] + h2 * w3[1])
    g1 = 2 * (p - t)
    g2 = p * (1 - p)
    g3 = w3[0]
    g4 = h1 * (1 - h1)
    new1 = w1 - lr * x * g4 * g3 * g2 * g1
    g3 = w3[1]
    g4 = h2 * (1 - h2)
    new2 = w2 - lr * x * g4 * g3 * g2 * g1
    return new1, new2, w3 - lr * numpy.array([h1, h2]) * g2 * g1
"""


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("g3 = w3[1]", "g3 = w3[0]", [16]),
        ("g4 = h2 * (1 - h2)", "g4 = h1 * (1 - h1)", [17]),
        ("g3 = w3[0]", "g3 = w3[1]", [13]),
        ("g4 * g3 * g2 * g1\n    g3", "g4 * w3[1] * g2 * g1\n    g3", []),
    ],
)
def test_a_copied_line_is_named_by_what_is_made_of_it(old, new, lines):
    """Its number is right for the other neuron; what is worked out from it is not."""
    report = judged(BLOCKS.replace(old, new), "train-step")
    assert lines == [each.number for each in report.finding.lines], str(report)


UPDATED = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def train_step(x, t, w1, w2, w3, lr):
    h1, h2 = sigmoid(x @ w1), sigmoid(x @ w2)
    p = sigmoid(h1 * w3[0] + h2 * w3[1])
    d = 2 * (p - t) * p * (1 - p)
    new3 = w3 - lr * d * numpy.array([h1, h2])
    new1 = w1 - lr * d * new3[0] * h1 * (1 - h1) * x
    new2 = w2 - lr * d * new3[1] * h2 * (1 - h2) * x
    return new1, new2, new3
"""

FORWARD = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def forward(x, w1, w2, w3):
    s1, s2 = x @ w1, x @ w2
    h1 = sigmoid(s1)
    h2 = sigmoid(s1)
    s3 = h1 * w3[0] + h2 * w3[1]
    return s1, s2, h1, h2, s3, sigmoid(s3)
"""


@pytest.mark.parametrize(("source", "id"), [(UPDATED, "train-step"), (FORWARD, "forward-pass")])
def test_a_right_line_is_not_blamed_for_its_use(source, id):
    """The new weights are right, and too early; of two equal outputs one is right."""
    assert judged(source, id).finding.lines == ()


def test_a_variable_that_both_neurons_use_is_not_blamed():
    """Something right is made of it."""
    source = BLOCKS.replace("    g3 = w3[0]\n", "").replace("    g3 = w3[1]\n", "")
    source = source.replace("    g4 = h1", "    g3 = w3[0]\n    g4 = h1")
    report = judged(source, "train-step")
    assert report.finding.lines == ()
    assert "g3 of hidden neuron 2" in report.finding.where[0]


ALL_FACTORS = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def chain_factors(x, t, a, b, c):
    h1, h2 = sigmoid(x @ a), sigmoid(x @ b)
    p = sigmoid(h1 * c[0] + h2 * c[1])
    return 2 * (p - t), p * (1 - p), {g3}, {g4}, {g5}
"""


def test_values_that_were_returned_are_certain():
    """Nothing else may be wrong, and no line of its own is asked for."""
    source = ALL_FACTORS.format(g3="c[0]", g4="h2 * (1 - h2)", g5="x[1]")
    report = judged(source, "chain-factors")
    assert report.finding.where == ("Two values are wrong: g4 of hidden neuron 1; and g5.",)


def test_the_smaller_set_of_values_is_named():
    """One factor of one neuron, not besides it that of both."""
    source = ALL_FACTORS.format(g3="h1", g4="h1 * (1 - h1)", g5="x[0]")
    (where,) = judged(source, "chain-factors").finding.where
    assert where.startswith("g3 of hidden neuron 1 is wrong")


def test_of_two_mistakes_a_variable_rules_out_what_is_right():
    """g2 and g4 have lines of their own, and held what is right."""
    source = BLOCKS.replace("2 * (p - t)", "p - t").replace("    g3 = w3[1]\n", "")
    source = source.replace("g4 * g3", "g4 * w3[0]").replace("    g3 = w3[0]\n", "")
    (where,) = judged(source, "train-step").finding.where
    assert where.startswith("g1 and g3 of hidden neuron 2 are wrong: they should be")


def test_no_line_is_asked_for_where_there_is_one():
    """The output and delta have lines; the derivative of the error has none."""
    (where,) = judged(RECAP, "neuron-gradients").finding.where
    assert where.endswith("Give ∂C/∂a a line of its own and check again.")
