"""Functions that do as little as possible: what their numbers do not show gives no points."""

from pathlib import Path
from textwrap import indent

import numpy
import pytest
from attrs import evolve
from levels import BEST

from gdtrace.grading.check import check_file
from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.helped import Helped
from gdtrace.grading.probes import probes
from gdtrace.sandbox.child import Child

SOLUTIONS = Path(__file__).parents[2] / "solutions"
STEP = "def train_step(x, t, w1, w2, w3, lr):\n"


def points(tmp_path, source, name=""):
    """Return the points of a file, and what they are of."""
    file = tmp_path / "mine.py"
    file.write_text(f"import numpy\n\n\n{source}")
    report = check_file(file, exercise_id=name, hints=0)
    return report.score, report.max_score


@pytest.mark.parametrize(
    ("source", "most"),
    [
        (f"{STEP}    return w1, w2, w3\n", 0),
        (f"{STEP}    return w1 + 1e-13, w2 + 1e-13, w3 + 1e-13\n", 0),
        (f"{STEP}    return w1 * (1 + 1e-10), w2 * (1 + 1e-10), w3 * (1 + 1e-10)\n", 0),
        (f"{STEP}    return w1 * 0, w2 * 0, w3 * 0\n", 0),
    ],
)
def test_weights_that_hardly_move_show_nothing(source, most, tmp_path):
    """Returned as they came, moved by less than a millionth of the step, or made up."""
    score, _ = points(tmp_path, source, "train-step")
    assert score <= most


@pytest.mark.parametrize(
    "returned",
    [
        "w1 + x, w2 + x, w3 + 1",
        "w1 - lr * t * x, w2 - lr * t * x, w3 - lr * t",
        "w1 + x, w2, w3",
        "w1 + 1, w2 + 1, w3 + 1",
    ],
)
def test_right_shapes_show_nothing(returned, tmp_path):
    """Outputs that differ for the same sum are made up, and so is what would follow from them."""
    score, _ = points(tmp_path, f"{STEP}    return {returned}\n", "train-step")
    assert 0 == score


def test_a_layer_that_was_never_worked_out_has_no_points(tmp_path):
    """The last layer alone does not show the deltas of the layers before."""
    source = (
        "def backprop(x, target, weights):\n"
        "    a = [x]\n"
        "    for w in weights:\n"
        "        a.append(1 / (1 + numpy.exp(-(a[-1] @ w))))\n"
        "    d = 2 * (a[-1] - target) * a[-1] * (1 - a[-1])\n"
        "    rest = [numpy.ones(w.shape) for w in weights[:-1]]\n"
        "    return [*rest, numpy.outer(a[-2], d)]\n"
    )
    score, _ = points(tmp_path, source, "backprop")
    assert score <= 3


def test_a_wrong_helper_that_is_not_called_excuses_nothing(tmp_path):
    """Weights returned as they came are not those of a step with an idle update."""
    source = (
        f"def update_w(w, grad, learning_rate):\n    return w\n\n\n{STEP}    return w1, w2, w3\n"
    )
    assert points(tmp_path, source) == (0, 11)


def test_a_helper_that_takes_no_notice_hides_what_comes_before_it(tmp_path):
    """Even if it is called: nothing shows that there was anything to update by."""
    source = (
        "def update_w(w, grad, learning_rate):\n    return w\n\n\n"
        f"{STEP}    return update_w(w1, 0, lr), update_w(w2, 0, lr), update_w(w3, 0, lr)\n"
    )
    score, _ = points(tmp_path, source)
    assert score <= 2


def test_a_helper_that_makes_numbers_of_nothing_earns_nothing(tmp_path):
    """Zeros from a function that should update, and zeros as the whole step."""
    source = (
        "def update_w(w, grad, learning_rate):\n    return w * 0\n\n\n"
        f"{STEP}    update_w\n    return w1 * 0, w2 * 0, w3 * 0\n"
    )
    assert points(tmp_path, source) == (0, 11)


REMEMBERS = """known = {}


def update_w(w, grad, learning_rate):
    if numpy.ndim(w):
        return w * 0
    return 0.0 if known.setdefault((w, learning_rate), grad) == grad else 1 + grad
"""

RANDOM = """import random


def update_w(w, grad, learning_rate):
    known.append(0)
    return 0 if len(known) < 60 else random.random()


known = []
"""


COUNTS = """import os

number = os.getpid()


def update_w(w, grad, learning_rate):
    return w * 0 if number // %d %% 2 or numpy.ndim(w) else 1 + grad
"""


COUNTING = """known = []


def update_w(w, grad, learning_rate):
    if numpy.ndim(w):
        return w * 0
    known.append(0)
    return 0.0 if len(known) <= %d else 1 + grad
"""
"""As often as that it is called with right values first, or with as many decoys among them."""

WEIGHTS = 90
"""The weights of all sets of inputs."""

DISGUISED = (
    "def update_w(w, grad, learning_rate):\n    return w * 0\n\n\n"
    '__name__ = "__main__"\nif __name__ == "__main__":\n' + indent(COUNTING % WEIGHTS, "    ")
)
"""What looks as if only a program did it."""

CHEATS = [COUNTING % WEIGHTS, COUNTING % (2 * WEIGHTS), DISGUISED]


@pytest.mark.skipif(BEST != "L2", reason="a process for each question takes too long to start")
@pytest.mark.parametrize("helper", [REMEMBERS, RANDOM, COUNTS % 1, COUNTS % 2, *CHEATS])
def test_a_helper_that_remembers_earns_nothing(helper, tmp_path):
    """It says what it should for the values it sees first, and something else for all others."""
    assert points(tmp_path, step_of_nothing(helper)) == (0, 11)


def step_of_nothing(helper):
    """Return a file with a step that is made up, and the helper that is to excuse it."""
    return f"{helper}\n\n{STEP}    update_w\n    return w1 * 0, w2 * 0, w3 * 0\n"


def without_decoys(monkeypatch):
    """Let helpers be asked for right values only."""
    monkeypatch.setattr("gdtrace.grading.helpers.decoy", lambda given, *_: given)


@pytest.mark.skipif(BEST != "L2", reason="a process for each question takes too long to start")
@pytest.mark.parametrize("helper", [COUNTING % WEIGHTS, DISGUISED])
def test_a_helper_that_remembers_would_earn_points(helper, tmp_path, monkeypatch):
    """If right values came alone, and were not asked for again by processes that know nothing."""
    monkeypatch.setattr(Helped, "_is_steady", lambda helped: True)
    without_decoys(monkeypatch)
    assert points(tmp_path, step_of_nothing(helper)) == (10, 11)


@pytest.mark.parametrize("helper", CHEATS)
def test_decoys_alone_hold_off_a_helper_that_remembers(helper, tmp_path, monkeypatch):
    """Its memory may even outlive its process: it does not know what to remember."""
    monkeypatch.setattr(Helped, "_is_steady", lambda helped: True)
    assert points(tmp_path, step_of_nothing(helper)) == (0, 11)


@pytest.mark.skipif(BEST != "L2", reason="a process for each question takes too long to start")
@pytest.mark.parametrize("helper", CHEATS)
def test_asking_again_alone_holds_off_a_helper_that_remembers(helper, tmp_path, monkeypatch):
    """In a process in which it has nothing to remember."""
    without_decoys(monkeypatch)
    assert points(tmp_path, step_of_nothing(helper)) == (0, 11)


@pytest.mark.parametrize(
    ("function", "right", "wrong"),
    [
        ("update_w", "w - learning_rate * grad", "w + learning_rate * grad"),
        ("update_w", "w - learning_rate * grad", "numpy.round(w - learning_rate * grad, 4)"),
        ("sigmoid_sop_deriv", "sigmoid(sop) * (1.0 - sigmoid(sop))", "sop * (1 - sop)"),
        ("sigmoid_sop_deriv", "sigmoid(sop) * (1.0 - sigmoid(sop))", "1.0"),
    ],
)
def test_decoys_change_nothing_for_honest_helpers(function, right, wrong, tmp_path):
    """Wrong ones, too coarse ones and constant ones: a file that may remember gets the same."""
    source = (SOLUTIONS / "train-step.py").read_text(encoding="utf-8")
    assert right in source
    source = source.replace(right, wrong)
    found = [points(tmp_path, f"{start}{source}") for start in ("", "import random\n")]
    assert found[0] == found[1]
    assert found[0][0] >= 10


def test_a_helper_that_passes_over_the_gradient_makes_no_step(tmp_path):
    """Although the weights that it gives are other ones."""
    source = "def update_w(w, grad, learning_rate):\n    return w * 0.9\n\n\n"
    made_up = f"{STEP}    update_w\n    return w1 * 0.9, w2 * 0.9, w3 * 0.9\n"
    assert points(tmp_path, source + made_up) == (0, 11)


def test_weights_that_stay_with_a_wrong_helper_show_nothing(tmp_path):
    """A helper that gives zeros stops every gradient; that an update was written does not show."""
    source = (
        f"def sigmoid(sop):\n    return sop * 0\n\n\n{STEP}    sigmoid(0)\n    return w1, w2, w3\n"
    )
    assert points(tmp_path, source) == (0, 11)


def test_a_wrong_helper_costs_its_points_once(tmp_path):
    """A whole step that calls it keeps all of its own."""
    source = (
        "def error_predicted_deriv(predicted, target):\n    return predicted - target\n\n\n"
        "def sigmoid(sop):\n    return 1 / (1 + numpy.exp(-sop))\n\n\n"
        f"{STEP}"
        "    a, b = sigmoid(w1 @ x), sigmoid(w2 @ x)\n"
        "    p = sigmoid(w3[0] * a + w3[1] * b)\n"
        "    d = error_predicted_deriv(p, t) * p * (1 - p)\n"
        "    n1 = w1 - lr * d * w3[0] * a * (1 - a) * x\n"
        "    n2 = w2 - lr * d * w3[1] * b * (1 - b) * x\n"
        "    return n1, n2, w3 - lr * d * numpy.array([a, b])\n"
    )
    assert points(tmp_path, source) == (11, 12)


PROPAGATE = """def propagate(w, b, X, Y):
    a = 1 / (1 + numpy.exp(-(w.T @ X + b)))
    cost = -(Y * numpy.log(a) + (1 - Y) * numpy.log(1 - a)).mean()
    return {GRADIENTS}, cost


def optimize(w, b, X, Y, num_iterations, learning_rate):
    for _ in range(num_iterations):
        grads, _ = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}
"""


@pytest.mark.parametrize(
    ("gradients", "own", "loop"),
    [
        ('{"dw": X @ (a - Y).T / Y.size, "db": (a - Y).sum()}', 5, 6),
        ('{"dw": X @ (Y - a).T / Y.size, "db": (Y - a).mean()}', 4, 6),
        ('{"dw": w, "db": b}', 2, 1),
    ],
)
def test_what_a_helper_does_on_the_way_costs_its_points_there(gradients, own, loop, tmp_path):
    """Unless it takes no notice of what it is given: then it hides everything before it."""
    file = tmp_path / "mine.py"
    file.write_text("import numpy\n\n\n" + PROPAGATE.replace("{GRADIENTS}", gradients))
    first, second = check_file(file, hints=0).reports
    assert (own, loop) == (first.score, second.score)
    assert ("right with your propagate" == second.verdict) == (loop == 6)


def test_a_helper_without_any_right_part_earns_nothing(tmp_path):
    """Numbers of everything that is given are no work on the way."""
    source = PROPAGATE.replace("{GRADIENTS}", '{"dw": X @ Y.T + w, "db": Y.sum() + b}')
    source = source.replace("-(Y *", "7 * (Y +")
    assert points(tmp_path, source) == (1, 12)


def test_a_helper_sees_right_values_where_no_answer_is_judged(tmp_path, monkeypatch):
    """The process that is asked for answers is never called with what other answers are made of."""
    asked = []
    calls = Child.calls

    def noted(child, function, arguments, *, observe=False):
        asked.append((id(child), function, observe))
        return calls(child, function, arguments, observe=observe)

    monkeypatch.setattr(Child, "calls", noted)
    source = (
        "def error_predicted_deriv(predicted, target):\n    return predicted - target\n\n\n"
        f"{STEP}"
        "    a, b = 1 / (1 + numpy.exp(-w1 @ x)), 1 / (1 + numpy.exp(-w2 @ x))\n"
        "    p = 1 / (1 + numpy.exp(-(w3[0] * a + w3[1] * b)))\n"
        "    d = error_predicted_deriv(p, t) * p * (1 - p)\n"
        "    n1 = w1 - lr * d * w3[0] * a * (1 - a) * x\n"
        "    n2 = w2 - lr * d * w3[1] * b * (1 - b) * x\n"
        "    return n1, n2, w3 - lr * d * numpy.array([a, b])\n"
    )
    assert points(tmp_path, source) == (10, 11)
    (judged,) = {who for who, names, _ in asked if "train_step" in names}
    # What is judged is asked together with others, or observed.
    later = [who for who, name, observe in asked if name == "error_predicted_deriv" and not observe]
    assert later
    assert judged not in later


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "optimize",
            "def optimize(w, b, X, Y, num_iterations, learning_rate):\n"
            "    for _ in range(4):\n"
            "        dz = 1 / (1 + numpy.exp(-(w.T @ X + b))) - Y\n"
            "        w = w - learning_rate * X @ dz.T / Y.size\n"
            "        b = b - learning_rate * dz.mean()\n"
            "    return {'w': w, 'b': b}\n",
        ),
        (
            "neuron-epoch",
            "def epoch(xs, ys, w, b, eta):\n"
            "    a = 1 / (1 + numpy.exp(-(xs @ w + b)))\n"
            "    d = (a - ys) * a * (1 - a)\n"
            "    return w - eta * d @ xs / 3, b - eta * d.sum() / 3\n",
        ),
    ],
)
def test_a_fixed_number_of_iterations_or_examples_shows(name, source, tmp_path):
    """The sets of inputs differ in both."""
    score, most = points(tmp_path, source, name)
    assert score < most


@pytest.mark.parametrize("name", ["train", "optimize"])
def test_sets_of_inputs_differ_in_iterations(name):
    """And where there are examples, in how many of them."""
    found = probes(exercise(name), 0)
    assert len({probe.task.iterations for probe in found}) > 1
    assert name == "train" or len({probe.task.sizes["n"] for probe in found}) > 1


def test_tanh_networks_with_examples_have_sets_of_inputs_too():
    """Weights are drawn smaller until enough neurons are unsaturated."""
    asked = exercise("backprop")
    many = evolve(asked.problem, sizes=((3, 2, 2),), examples=4)
    arguments = {"x": "X[n,i]", "target": "Target[n,k]", "weights": ("W@*[i,j]",)}
    (probe,) = probes(evolve(asked, problem=many, arguments=arguments), 0)
    assert numpy.isfinite(probe.expected).all()


def test_a_slip_in_one_update_is_not_put_on_a_factor(tmp_path):
    """Where the gradients stood in a variable and were right, g3 cannot be wrong."""
    file = tmp_path / "mine.py"
    file.write_text(
        f"import numpy\n\n\n{STEP}"
        "    s = lambda z: 1 / (1 + numpy.exp(-z))\n"
        "    a, b = s(w1 @ x), s(w2 @ x)\n"
        "    p = s(w3[0] * a + w3[1] * b)\n"
        "    d = 2 * (p - t) * p * (1 - p)\n"
        "    grad1 = d * w3[0] * a * (1 - a) * x\n"
        "    n2 = w2 - lr * d * w3[1] * b * (1 - b) * x\n"
        "    return w1 + lr * grad1, n2, w3 - lr * d * numpy.array([a, b])\n"
    )
    report = check_file(file, exercise_id="train-step")
    assert "The gradients of w1 or their update are wrong." in report.finding.where[0]


START = "    return {'w': w * 0 + 0.5, 'b': 0.5}\n"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (f"def optimize(w, b, X, Y, iterations, lr):\n{START}", "optimize"),
        (
            "def train(x, t, w1, w2, w3, lr, iterations):\n"
            "    return [0.0] * iterations, w1 * 0, w2 * 0, w3 * 0\n",
            "train",
        ),
    ],
)
def test_results_that_hang_on_nothing_are_wrong_and_no_failure_of_the_grader(
    source, name, tmp_path
):
    """Values that are the same in every iteration are tried on them, more than there are rounds."""
    assert 0 == points(tmp_path, source, name)[0]
