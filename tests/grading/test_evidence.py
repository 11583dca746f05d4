"""Evidence: the set of inputs that shows a function to be wrong, for teaching staff alone."""

import numpy
import pytest
from attrs import evolve
from foreign import ENVIRONMENT
from graded import judged, prepared

from gdtrace.grading.check import check
from gdtrace.grading.evidence_taken import literal
from gdtrace.grading.report_formats import RENDERERS, rendered

STEP = """
import numpy

def s(z):
    return 1 / (1 + numpy.exp(-z))

def train_step(inputs, t, w1, w2, w3, lr):
    a, b = s(w1 @ inputs), s(w2 @ inputs)
    p = s(w3[0] * a + w3[1] * b)
    g1 = p - t
    g2 = p * (1 - p)
    n1 = w1 - lr * g1 * g2 * w3[0] * a * (1 - a) * inputs
    n2 = w2 - lr * g1 * g2 * w3[1] * b * (1 - b) * inputs
    return n1, n2, w3 - lr * g1 * g2 * numpy.array([a, b])
"""


@pytest.fixture(scope="module")
def taken():
    """Return the evidence against a step without its factor 2."""
    return judged(STEP, "train-step").evidence


def test_arguments_are_those_of_the_call_under_the_students_names(taken):
    """So that they can be typed in again."""
    _, (probe, *_) = prepared("train-step")
    given = probe.arguments(probe.calls[taken.row])
    assert ["inputs", "t", "w1", "w2", "w3", "lr"] == [each.name for each in taken.arguments]
    for each, value in zip(taken.arguments, given, strict=True):
        assert numpy.array_equal(eval(each.text), value)


def test_numbers_are_the_students_beside_the_right_ones(taken):
    """Every returned number of the set of inputs, to its last digit."""
    _, (probe, *_) = prepared("train-step")
    assert [float(each.expected) for each in taken.numbers] == probe.expected[0].tolist()
    assert ["new W11", "new W21", "new W31"] == [each.symbol for each in taken.numbers[:3]]
    room = {}
    exec(STEP, room)
    own = room["train_step"](*probe.arguments(probe.calls[0]))
    assert [float(each.returned) for each in taken.numbers] == numpy.concatenate(own).tolist()
    assert all(each.wrong for each in taken.numbers)


def test_the_first_wrong_step_has_the_value_that_gives_all_numbers(taken):
    """Half the right slope of the error, where the factor 2 is missing."""
    (step,) = taken.steps
    assert ("dError_dPredicted", (0, 0)) == (step.key, step.place)
    assert float(step.expected) == pytest.approx(2 * float(step.returned), rel=1e-9)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 1 / 0", "nothing"),
        ("print(w)", "None"),
        ("return 'a'", "a value of type str"),
        ("return numpy.ones(7) if numpy.ndim(w) else w", "7 numbers (shape (7,))"),
    ],
)
def test_what_is_no_number_is_said_in_words(body, words):
    """The right numbers stand beside it, and there are none of the student's."""
    source = f"import numpy\ndef update_w(w, grad, learning_rate):\n    {body}\n"
    found = judged(source, "update-weight").evidence
    assert words == found.returned
    assert {("", True)} == {(each.returned, each.wrong) for each in found.numbers}


def test_a_later_call_without_numbers_is_shown_before_an_earlier_wrong_one():
    """The report is about the form that does not fit."""
    source = "def update_w(w, g, lr):\n    return None if getattr(w, 'ndim', 0) else 0.0\n"
    found = judged(source, "update-weight").evidence
    assert ("None", "sets 3 to 5 of 11") == (found.returned, found.sets)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "-0.0"])
def test_odd_numbers_have_a_spelling(text):
    """They are texts, which JSON can hold."""
    source = f"def output_gradients(a, b, c, d, e):\n    return float('{text}'), 1\n"
    found = judged(source, "output-gradients").evidence
    assert [text, "1.0"] == [each.returned for each in found.numbers]


def test_right_work_leaves_no_evidence():
    """Nor does what was not run."""
    source = "def update_w(w, g, lr):\n    return w - lr * g\n"
    assert judged(source, "update-weight").evidence is None


def test_of_many_numbers_the_first_wrong_one_is_kept(monkeypatch):
    """With those before it, and not more than so many."""
    monkeypatch.setattr("gdtrace.grading.evidence_taken.MOST_NUMBERS", 2)
    source = STEP.replace("return n1, n2", "return n1 * 0 + n1, n2 * 2").replace("p - t", "2*(p-t)")
    found = judged(source, "train-step").evidence
    assert [("new W31", False), ("new W12", True)] == [(n.symbol, n.wrong) for n in found.numbers]


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("hints", [0, 1, 2, 3])
def test_no_report_shows_evidence(form, hints):
    """Neither a right number nor an argument, in any format on any level."""
    report = evolve(judged(STEP, "train-step"), hints=hints)
    told = {"environment": ENVIRONMENT, "now": ""}
    text = rendered(form, **told)(report, False) + repr(report) + str(report)
    secret = [each.expected for each in (*report.evidence.numbers, *report.evidence.steps)]
    assert [] == [each for each in secret if each in text or each[:8] in text]
    assert [] == [each.text for each in report.evidence.arguments if f" {each.text}" in text]


def test_lists_of_arrays_are_written_as_lists():
    """Python reads them again."""
    assert "[[[1.0, 2.0]], 3]" == literal([numpy.array([[1.0, 2.0]]), 3])


def test_a_session_gets_no_evidence():
    """It belongs to a student."""
    report = check("update-weight", lambda w, grad, learning_rate: w + learning_rate * grad)
    assert "failed" == report.status
    assert report.evidence is None
