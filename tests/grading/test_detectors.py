"""What can be noticed about values, whatever was computed."""

import pytest
from graded import judged

STEP = "def update_w(w, grad, learning_rate):\n    {}\n"
RIGHT = "w - learning_rate * grad"


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (f"print({RIGHT})", "type", "Line 2 prints; use return"),
        (f"return str({RIGHT})", "type", "of type str"),
        (f"return lambda: {RIGHT}", "type", "returns a function"),
        ("raise NotImplementedError", "exception", "is not written yet"),
        ("return w - rate * grad", "exception", "NameError: name 'rate' is not defined"),
        (f"import numpy; return numpy.round({RIGHT}, 3)", "rounded", "right to 3 decimals"),
        (f"import numpy; return numpy.trunc({RIGHT})", "integer", "decimals were cut off"),
        ("return w - 0.3 * grad", "global", "whatever learning_rate is"),
        ("return grad - learning_rate * w", "swapped", "if w and grad change places"),
        (f"import random; return {RIGHT} + random.random()", "nondeterminism", "Called twice"),
        (f"return ({RIGHT}) * float('nan')", "not_finite", "NaN"),
    ],
)
def test_what_a_value_is_not(body, kind, words):
    """The kind of the finding, and what a student reads."""
    report = judged(STEP.format(body), "update-weight")
    assert kind == report.finding.kind, str(report)
    assert words in " ".join(str(report).split())
    assert report.score == 0


GRADIENTS = """\
import numpy


def output_gradients(sig1, sig2, sop3, predicted, target):
    g1 = {}
    sig3 = 1 / (1 + numpy.exp(-sop3))
    g2 = sig3 * (1 - sig3)
    return numpy.array([sig1, sig2]) * g2 * g1
"""


@pytest.mark.parametrize(
    ("g1", "kind", "says"),
    [
        ("3 * predicted", "unknown", "Measured Your output_gradients gives the same numbers"),
        ("predicted ** 2", "unknown", "Likely Not known."),
        ("2 * (predicted - 0.25)", "global", "Does it read a name from outside"),
    ],
)
def test_a_name_from_outside_has_one_value(g1, kind, says):
    """A wrong formula may have no need of an argument; that is measured, and explains nothing."""
    report = judged(GRADIENTS.format(g1), "output-gradients")
    assert kind == report.finding.kind, str(report)
    text = " ".join(str(report).split())
    assert says in text
    assert ("read a name from outside" in text) == (kind == "global")
    assert "whatever target is" in text


def test_the_call_is_shown_where_the_parameters_do_not_fit():
    """How many parameters there are, and how the function is called."""
    report = judged("def update_w(w, grad):\n    return w\n", "update-weight")
    assert report.finding.kind == "signature"
    assert "update_w(w, grad, learning_rate)" in str(report)


def test_an_array_that_is_handed_back_is_noted():
    """Right numbers in the caller's own array: a note, and no points lost."""
    import numpy

    from gdtrace.grading.check import check

    def sigmoid_sop_deriv(sop):
        return 1 / (1 + numpy.exp(-sop)) * (1 - 1 / (1 + numpy.exp(-sop)))

    def in_place(sop):
        if isinstance(sop, numpy.ndarray):
            sop[...] = sigmoid_sop_deriv(sop)
            return sop
        return sigmoid_sop_deriv(sop)

    report = check("sigmoid-derivative", in_place)
    assert (1, 1) == (report.score, len(report.notes))
    assert "also changes the sop of whoever called in_place" in report.notes[0]


def test_a_view_of_an_argument_is_noted():
    """Nothing was changed, but both names are of one array."""
    from gdtrace.grading.changed import changed_arguments
    from gdtrace.sandbox.claims import Alias, Returned

    class One:
        """Answers with one view of an argument."""

        returned = (Returned(value=0.0, aliased=(Alias((), 1),)),)

    (note,) = changed_arguments(One(), ["w", "x"], "f")
    assert note.startswith("f returns the very array that it was given as x")


ZEROS = {
    "sigmoid-derivative": "def sigmoid_sop_deriv(sop):\n    return 0 * sop\n",
    "output-gradients": "def output_gradients(*given):\n    return numpy.zeros(2)\n",
    "hidden-gradients": "def hidden_gradients(x, *given):\n    return 0 * x, 0.0 * x\n",
    "neuron-gradients": "def gradients(x, y, w, b):\n    return 0 * x, 0.0\n",
    "backprop": "def backprop(x, target, weights):\n    return [0 * w for w in weights]\n",
    "chain-factors": "def chain_factors(x, target, w1, w2, w3):\n"
    "    o = 1 / (1 + numpy.exp(-sum(w * (1 / (1 + numpy.exp(-x @ v))) "
    "for w, v in zip(w3, (w1, w2)))))\n"
    "    return 2 * (o - target), 0.0, w3[0], 0.0, x[0]\n",
}


@pytest.mark.parametrize("id", ZEROS)
def test_zeros_are_no_rounded_numbers(id):
    """Zeros are right to 0 decimals wherever the right numbers are small: that says nothing."""
    report = judged(f"import numpy\n{ZEROS[id]}", id)
    assert report.finding.kind not in ("rounded", "integer"), str(report)


def test_a_threshold_is_no_rounded_sigmoid():
    """Zero and one alone are what a wrong function returns as well."""
    report = judged("def sigmoid(sop):\n    return 1.0 * (sop > 0)\n", "sigmoid")
    assert report.finding.kind != "rounded", str(report)


def test_few_decimals_are_rounded_numbers():
    """Two decimals are enough where they leave several different numbers."""
    body = "    s = 1 / (1 + numpy.exp(-sop))\n    return numpy.round(s * (1 - s), 2)\n"
    source = f"import numpy\ndef sigmoid_sop_deriv(sop):\n{body}"
    report = judged(source, "sigmoid-derivative")
    assert report.finding.kind == "rounded"
    assert "right to 2 decimals" in " ".join(str(report).split())
