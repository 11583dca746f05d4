"""Extension points: an activation, a loss, a notation, a format, by one entry in one table each."""

import sys
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner

from gdtrace import calculus
from gdtrace.calculus import ACTIVATIONS, LOSSES, STYLES, Loss, Rule
from gdtrace.cli import main
from gdtrace.expr import Call, Num
from gdtrace.networks import Layer, Network
from gdtrace.notation import NOTATIONS, Notation
from gdtrace.problem_files import parse_problem, to_toml
from gdtrace.problems import Data, Initial, Problem, Training
from gdtrace.render import FORMATS, rendered
from gdtrace.sections.trace import trace_document
from gdtrace.training import train
from strategies import QUICK

ONE, TWO = Num(1), Num(2)
WEIGHTS = [[[0.5, -0.75], [1.25, 0.25]], [[0.625], [-1.5]]]
X, TARGET = [[0.5, 1.5], [-0.25, 0.75]], [[0.5], [0.25]]


def problem_of(*, hidden="tanh", output="tanh", loss="squared_error"):
    """Make a problem with two examples and a hidden layer of two neurons, without biases."""
    layers = [Layer(2, hidden), Layer(1, output)]
    return Problem(
        network=Network(inputs=2, layers=layers, bias=False, loss=loss),
        data=Data(x=X, target=TARGET),
        training=Training(learning_rate=0.5, iterations=3, initial=Initial(weights=WEIGHTS)),
    )


def cost(flat, hidden, output, error):
    """Return the mean error, by hand, from all weights in one array."""
    active = hidden(np.array(X) @ flat[:4].reshape(2, 2))
    return np.mean(error(output(active @ flat[4:].reshape(2, 1)), np.array(TARGET)))


def differences(hidden, output, error, step=1e-6):
    """Return the gradients of the first iteration by central differences."""
    start = np.concatenate([np.ravel(matrix) for matrix in WEIGHTS])
    moves = step * np.eye(len(start))
    rises = [
        cost(start + move, hidden, output, error) - cost(start - move, hidden, output, error)
        for move in moves
    ]
    return np.array(rises) / (2 * step)


def assert_gradients(problem, expected):
    """Compare with all engines and in both styles."""
    for engine in QUICK:
        for style in STYLES:
            trace = train(problem, engine=engine, style=style)
            actual = [trace.key(f"grad_W@{layer}")[0].ravel() for layer in (1, 2)]
            np.testing.assert_allclose(np.concatenate(actual), expected, rtol=1e-7, atol=1e-9)


def printed(problem, form="text", **how):
    """Print the first iteration of a problem."""
    document = trace_document(train(problem, **how), [0], total=3)
    return rendered(form)(document, False)


def squared(p, t):
    """Return the squared error by hand."""
    return (p - t) ** 2


SOFTPLUS = Rule(
    textbook=lambda z: calculus.log(ONE + calculus.exp(z)),
    slope=calculus.sigmoid,
)
SINE = Rule(slope=lambda z: Call("cos", (z,)))
LECUN = Rule(
    textbook=lambda z: Num(1.7159) * calculus.tanh(TWO / Num(3) * z),
    slope=lambda z: Num(1.7159) * TWO / Num(3) * (ONE - calculus.tanh(TWO / Num(3) * z) ** TWO),
)
NEGATED = Rule(textbook=lambda z: -z, slope=lambda z: Num(-1))

ADDED = {
    "softplus": (SOFTPLUS, lambda z: np.log1p(np.exp(z)), "log(1 + exp(SOP1))"),
    "lecun_tanh": (LECUN, lambda z: 1.7159 * np.tanh(2 / 3 * z), "1.7159*tanh(2/3*SOP1)"),
    "negated": (NEGATED, lambda z: -z, "-SOP1"),
}


@pytest.mark.parametrize(("name", "rule", "by_hand", "text"), [(k, *v) for k, v in ADDED.items()])
def test_an_activation_is_one_entry(name, rule, by_hand, text, monkeypatch):
    """Its textbook form and slope are enough to train and print, in hidden and output layers."""
    monkeypatch.setitem(ACTIVATIONS, name, rule)
    problem = problem_of(hidden=name, output=name)
    assert_gradients(problem, differences(by_hand, by_hand, squared))
    assert text in printed(problem)
    assert name in to_toml(problem)
    assert problem == parse_problem(to_toml(problem))


def test_an_elementary_activation_is_an_entry_for_each_primitive(monkeypatch):
    """A function of math and numpy needs no more than its slope, and its slope a line too."""
    monkeypatch.setitem(ACTIVATIONS, "sin", SINE)
    monkeypatch.setitem(calculus.ELEMENTARY, "cos", Rule())
    problem = problem_of(hidden="sin", output="sin")
    assert_gradients(problem, differences(np.sin, np.sin, squared))
    assert "sin(SOP1)" in printed(problem)
    assert "cos(SOP1)" in printed(problem)


def test_two_entries_of_one_name_are_not_mixed_up(monkeypatch):
    """No value is remembered by a name: another rule under it is another function."""
    for factor in (2.0, 3.0):
        rule = Rule(
            slope=lambda z, f=factor: Num(f),
            python=f"({factor}*{{0}})",
            numpy=f"({factor}*{{0}})",
        )
        monkeypatch.setitem(ACTIVATIONS, "gain", rule)
        assert_gradients(
            problem_of(hidden="gain"), differences(lambda z, f=factor: f * z, np.tanh, squared)
        )


def test_a_loss_is_one_entry(monkeypatch):
    """Its error and its slope by the output are enough to train and print."""
    quartic = Loss(
        error=lambda p, t: (p - t) ** Num(4), slope=lambda p, t: Num(4) * (p - t) ** Num(3)
    )
    monkeypatch.setitem(LOSSES, "quartic", quartic)
    problem = problem_of(loss="quartic")
    assert_gradients(problem, differences(np.tanh, np.tanh, lambda p, t: (p - t) ** 4))
    assert "(Predicted - Target)**4" in printed(problem)
    assert problem == parse_problem(to_toml(problem))


SWEDISH = Notation(
    name="swedish",
    symbols={
        "X": "x{u}",
        "W": "vikt{layer}_{from_unit}_{u}",
        "b": "b{neuron}",
        "SOP": "summa{neuron}",
        "Activ": "utgång{neuron}",
        "Predicted": "svar{one_of}",
        "Target": "facit{one_of}",
        "Error": "fel",
        "Cost": "kostnad",
        "delta": "delta{neuron}",
        "learning_rate": "steg",
    },
)


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize("style", STYLES)
def test_a_notation_is_one_entry(style, engine, monkeypatch):
    """Its symbols name the values of a trace, of generated source and of a page."""
    monkeypatch.setitem(NOTATIONS, "swedish", SWEDISH)
    trace = train(problem_of(), notation="swedish", style=style, engine=engine)
    np.testing.assert_array_equal(trace["summa1"], trace.key("SOP@1")[:, :, 0])
    np.testing.assert_array_equal(trace["vikt1_2_1"], trace.key("W@1")[:, 1, 0])
    page = printed(problem_of(), notation="swedish", style=style, engine=engine)
    assert "x1*vikt1_1_1 + x2*vikt1_2_1" in page
    assert "(svar - facit)**2" in page


def shouting():
    """Make a renderer that prints all symbols in capitals."""
    module = ModuleType("gdtrace.render.shouting")
    module.render = lambda document: " ".join(document.iterations[0]["values"]).upper()
    return module


def test_a_format_is_one_entry(monkeypatch):
    """A module with a function over the document, and its name in the table."""
    monkeypatch.setitem(FORMATS, "shouting", "shouting")
    monkeypatch.setitem(sys.modules, "gdtrace.render.shouting", shouting())
    assert printed(problem_of(), "shouting").startswith("X1 X2 TARGET SOP1 SOP2 ACTIV1")


def test_a_format_is_known_to_the_command_line(monkeypatch):
    """``--format`` takes what is in the table."""
    monkeypatch.setitem(FORMATS, "shouting", "shouting")
    monkeypatch.setitem(sys.modules, "gdtrace.render.shouting", shouting())
    done = CliRunner().invoke(main, ["trace", "by-hand-2-2-1", "--format", "shouting"])
    assert (0, "X1 X2 TARGET") == (done.exit_code, done.output[:12])


def test_entries_are_known_to_the_command_line(monkeypatch):
    """Problem files may name a new activation, and ``--notation`` a new notation."""
    monkeypatch.setitem(ACTIVATIONS, "softplus", SOFTPLUS)
    monkeypatch.setitem(NOTATIONS, "swedish", SWEDISH)
    changes = ["--set", "network.layers[0].activation=softplus", "--notation", "swedish"]
    done = CliRunner().invoke(main, ["trace", "by-hand-2-2-1", *changes])
    assert (0, True) == (done.exit_code, "log(1 + exp(summa1))" in done.output)
