"""Derived programs against formulas written by hand, complex-step derivatives and the figures."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import oracles
from gdtrace.calculus import ACTIVATIONS as KNOWN_ACTIVATIONS
from gdtrace.calculus import LOSSES as KNOWN_LOSSES
from gdtrace.calculus import STYLES
from gdtrace.derivation import derive
from gdtrace.engine.interpret import interpret
from gdtrace.presets import preset
from gdtrace.training import train
from strategies import ACTIVATIONS, LOSSES, PAIRS, Case, arguments, cases, to_problem

DATA = Path(__file__).parent / "data"

RELATIVE, FLOOR = 1e-9, 1e-14


def golden(name):
    """Return the figures that are kept under this name."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def program_of(case, style):
    """Derive the equations of a case."""
    problem = to_problem(case)
    return derive(problem.network, style=style, reduction=case.reduction, freeze=case.freeze)


def leaves_of(case):
    """Return what a program starts from, taken from the case itself."""
    leaves = {"X": case.x, "Target": case.target, "learning_rate": case.learning_rate}
    leaves |= {f"W@{layer}": matrix for layer, matrix in enumerate(case.weights, 1)}
    leaves |= {f"b@{layer}": vector for layer, vector in enumerate(case.biases or (), 1)}
    return leaves


def derived(case, style):
    """Return the value of every step, views included."""
    return interpret(program_of(case, style), leaves_of(case), views=True)


def by_hand(case):
    """Return what the oracle says, under the keys of a program."""
    (record,) = oracles.train(
        **arguments(case), learning_rate=case.learning_rate, freeze=case.freeze, iterations=1
    )
    found = {"Error": record["errors"], "Cost": record["cost"]}
    for role, part in [("SOP", "sops"), ("Activ", "activations"), ("delta", "deltas")]:
        found |= by_layer(role, record[part])
    for role, part in [("W", "weights"), ("b", "biases")][: 1 + case.bias]:
        moved = by_layer(f"grad_{role}", record[f"grad_{part}"])
        moved |= by_layer(f"new_{role}", record[f"{part}_after"])
        found |= {key: value for key, value in moved.items() if not is_frozen(key, case)}
    return found


def by_layer(role, values):
    """Name a list of one value per layer."""
    return {f"{role}@{layer}": value for layer, value in enumerate(values, 1)}


def is_frozen(key, case):
    """Tell whether the parameter of a gradient or an update stays as it is."""
    return key.partition("_")[2] in case.freeze


def size_of_terms(values):
    """Return how large the terms of a sum can be; where they cancel, the rounding is theirs."""
    deltas = [np.abs(value).max() for key, value in values.items() if key.startswith("delta")]
    others = [np.abs(value).max() for key, value in values.items() if key[:3] in ("Act", "SOP")]
    return max(1.0, *deltas) * max(1.0, *others)


def assert_as_by_hand(case, style):
    """Compare every value that the oracle has."""
    expected, actual = by_hand(case), derived(case, style)
    floor = FLOOR * size_of_terms(expected)
    for key, value in expected.items():
        np.testing.assert_allclose(actual[key], value, rtol=RELATIVE, atol=floor, err_msg=key)


def made(sizes, *, loss, activations, bias=True, examples=3, reduction="mean", freeze=()):
    """Make a case whose numbers are drawn with a fixed seed."""
    random = np.random.RandomState(sum(sizes) + examples)

    def draw(*shape):
        return tuple(map(tuple, random.uniform(-1.5, 1.5, shape).round(3).tolist()))

    return Case(
        sizes=sizes,
        activations=activations,
        loss=loss,
        bias=bias,
        x=draw(examples, sizes[0]),
        target=tuple(tuple(float(value > 0) for value in row) for row in draw(examples, sizes[-1])),
        weights=tuple(draw(*sizes[place : place + 2]) for place in range(len(sizes) - 1)),
        biases=tuple(draw(1, units)[0] for units in sizes[1:]) if bias else None,
        learning_rate=0.25,
        reduction=reduction,
        freeze=freeze,
    )


def test_no_activation_and_no_loss_goes_without_an_oracle():
    """The oracles know every activation and every loss of the calculus table."""
    assert (set(KNOWN_ACTIVATIONS), set(KNOWN_LOSSES)) == (set(ACTIVATIONS), set(LOSSES))


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_value_is_the_one_worked_out_by_hand(loss, output, hidden, data):
    """Sums, outputs, errors, deltas, gradients and updates are those of the matrix formulas."""
    case = data.draw(cases(losses=[loss], activations=[hidden], outputs=[output]))
    for style in STYLES:
        assert_as_by_hand(case, style)


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_gradients_are_the_derivatives_of_the_cost(loss, output, hidden, data):
    """The gradient of every parameter is the complex-step derivative of the cost."""
    case = data.draw(cases(losses=[loss], activations=[hidden], outputs=[output]))
    weights, biases = oracles.complex_step_gradients(**arguments(case))
    expected = by_layer("grad_W", weights) | by_layer("grad_b", biases or [])
    floor = 1e-12 * max(1.0, *(np.abs(value).max() for value in expected.values()))
    for style in STYLES:
        actual = derived(case, style)
        for key, value in expected.items():
            if not is_frozen(key, case):
                np.testing.assert_allclose(
                    actual[key], value, rtol=RELATIVE, atol=floor, err_msg=key
                )


SHAPES = [(1, 1), (3, 2), (3, 2, 1), (2, 2, 2), (10, 3, 2), (2, 3, 2, 3), (3, 2, 4, 2, 2)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize("examples", [1, 4])
@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_every_shape_of_network(sizes, examples, bias, reduction, style):
    """One layer to four, one output or several, any data: the values are those by hand."""
    activations = ("tanh", "sigmoid", "identity", "tanh")[: len(sizes) - 2]
    case = made(
        sizes,
        loss="cross_entropy",
        activations=(*activations, "sigmoid"),
        bias=bias,
        examples=examples,
        reduction=reduction,
    )
    assert_as_by_hand(case, style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "freeze", [("W@1",), ("b@1", "b@2"), ("W@2", "b@1"), ("W@1", "b@1", "W@2", "b@2")], ids=str
)
def test_frozen_parameters_have_no_gradient_and_no_update(freeze, style):
    """What is frozen is not computed; the others move as if nothing were frozen."""
    case = made((3, 2, 2), loss="squared_error", activations=("tanh", "tanh"), freeze=freeze)
    assert_as_by_hand(case, style)
    moving = {"W@1", "b@1", "W@2", "b@2"}.difference(freeze)
    roles = {"grad_", "new_", "change_"}
    actual = {key for key in derived(case, style) if key.partition("_")[0] + "_" in roles}
    assert {f"{role}{key}" for role in roles for key in moving} == actual


def test_saturated_cross_entropy_keeps_finite_gradients():
    """The error and the gradients stay right where the factors cannot be evaluated: 0/0."""
    case = made((1, 1), loss="cross_entropy", activations=("sigmoid",), bias=False, examples=1)
    leaves = leaves_of(case) | {"X": [[1.0]], "Target": [[0.0]], "W@1": [[1000.0]]}
    for style in STYLES:
        actual = interpret(program_of(case, style), leaves, views=True)
        assert (1000.0, 1.0) == (actual["Error"][0], actual["grad_W@1"][0, 0])
        assert not np.isfinite(actual["delta_product@1"]).any()


TUTORIALS = [
    ("tutorial-3-2-1", "iterations", ("w1_3", "w2_3")),
    ("tutorial-10-2-1", "correct", ("w1_10", "w2_10")),
]


def tutorial_figures(trace, k, hidden):
    """Return one iteration under the names of the tutorial's variables; g4 is the second one's."""
    after1, after2 = trace.key("new_W@1")[k], trace.key("new_W@2")[k]
    gradient = trace.key("grad_W@1")[k]
    symbols = {"SOP1": "sop1", "SOP2": "sop2", "SOP3": "sop3", "Activ1": "sig1", "Activ2": "sig2"}
    symbols |= {"Predicted": "predicted", "Error": "err", "g1": "g1", "g2": "g2"}
    return {
        **{name: trace[symbol][k] for symbol, name in symbols.items()},
        "g4": trace.key("dActiv_dSOP@1")[k][0, 1],
        "grad_hidden_output": trace.key("grad_W@2")[k][:, 0],
        "grad_hidden1_input": gradient[:, 0],
        "grad_hidden2_input": gradient[:, 1],
        **dict(zip((*hidden, "w3_2"), (*after1.T, after2[:, 0]), strict=True)),
    }


def assert_figures(expected, actual):
    """Compare all figures of a golden file's row, and miss none."""
    for name, figure in expected.items():
        found = np.reshape(actual[name], np.shape(figure))
        np.testing.assert_allclose(found, figure, rtol=RELATIVE, atol=FLOOR, err_msg=name)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("name", "part", "hidden"), TUTORIALS)
def test_tutorials_figures(name, part, hidden, style):
    """All iterations of the tutorial's golden file, up to the last of 80,000."""
    figures = golden(name)[part]
    trace = train(preset(name), iterations=max(map(int, figures)) + 1, style=style)
    for k, expected in figures.items():
        assert_figures(expected, tutorial_figures(trace, int(k), hidden))


def neuron_figures(trace, k):
    """Return one epoch under the names of the articles' variables."""
    keys = {"z": "SOP@1", "a": "Activ@1", "delta": "delta@1", "cost": "Cost"}
    keys |= {"grad_w": "grad_W@1", "grad_b": "grad_b@1", "w_before": "W@1", "b_before": "b@1"}
    keys |= {"w": "new_W@1", "b": "new_b@1"}
    return {name: trace.key(key)[k] for name, key in keys.items()}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["sigmoid-neuron", "logistic-neuron"])
def test_neurons_figures(name, style):
    """All epochs of the golden file, up to the last of 5,000."""
    figures = golden(name)["epochs"]
    trace = train(preset(name), iterations=max(map(int, figures)) + 1, style=style)
    for k, expected in figures.items():
        assert_figures(expected, neuron_figures(trace, int(k)))


@pytest.mark.parametrize("style", STYLES)
def test_two_outputs_figures(style):
    """The first iteration of the worked example, and the error that its update leads to."""
    figures = golden("two-two-two")
    trace = train(preset("two-two-two"), iterations=2, style=style)
    keys = {"SOP@1": "net_h", "Activ@1": "out_h", "SOP@2": "net_o", "Activ@2": "out_o"}
    keys |= {"Cost": "E_total", "delta@1": "delta_h", "delta@2": "delta_o"}
    actual = {name: trace.key(key)[0] for key, name in keys.items()}
    actual |= {f"grad_W{layer}": trace.key(f"grad_W@{layer}")[0].T for layer in (1, 2)}
    actual |= {f"W{layer}_after_1": trace.key(f"new_W@{layer}")[0].T for layer in (1, 2)}
    actual["E_after_1_update"] = trace.key("Cost")[1]
    assert_figures({name: figures[name] for name in actual}, actual)
    assert [0.35, 0.35, 0.6, 0.6] == [*trace.key("b@1")[1], *trace.key("b@2")[1]]


def test_two_outputs_after_one_update():
    """A trace of one iteration knows the error after its update."""
    trace = train(preset("two-two-two"), iterations=1)
    expected = golden("two-two-two")["E_after_1_update"]
    assert pytest.approx(expected, rel=RELATIVE) == trace.cost_after(0)
