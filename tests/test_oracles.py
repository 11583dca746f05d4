"""The oracles agree with the golden figures and with one another."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracles
from strategies import ACTIVATIONS, PAIRS, arguments, cases

DATA = Path(__file__).parent / "data"

close = {"rtol": 1e-9, "atol": 1e-14}


def golden(name):
    """Return the figures of one file."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def keep(records, iterations):
    """Return the records of some iterations, as the golden files name them."""
    last = max(map(int, iterations))
    return {
        str(k): record for k, record in enumerate(islice(records, last + 1)) if str(k) in iterations
    }


def assert_same(expected, actual):
    """Compare each figure of ``expected`` with its namesake, to the tolerance of the figures."""
    for name, figure in expected.items():
        np.testing.assert_allclose(actual[name], figure, err_msg=name, **close)


TUTORIALS = [
    ("tutorial-3-2-1", "iterations", ("w1_3", "w2_3", "w3_2")),
    ("tutorial-10-2-1", "correct", ("w1_10", "w2_10", "w3_2")),
]
NEURONS = [
    ("sigmoid-neuron", oracles.recap_epochs, "half_squared_error"),
    ("logistic-neuron", oracles.logistic_epochs, "cross_entropy"),
]


@pytest.mark.parametrize(("name", "part", "weights"), TUTORIALS)
def test_tutorial_listing(name, part, weights):
    """The scalar loop gives the tutorial's figures up to its last iteration."""
    data = golden(name)
    start = [data["initial"][key] for key in weights]
    loop = oracles.tutorial_listing(
        data["x"], data["target"][0], *start, data["learning_rate"], 80000
    )
    records = keep(loop, data[part])
    for k, expected in data[part].items():
        record = records[k]
        actual = record | dict(
            zip(weights, (record["w1"], record["w2"], record["w3"]), strict=True)
        )
        # The listing keeps only the second neuron's g4, and its numbers in arrays of one.
        actual |= {"g4": record["g4"][1], "err": [record["err"]], "g1": [record["g1"]]}
        assert_same(expected, actual)


@pytest.mark.parametrize(("name", "epochs", "loss"), NEURONS)
def test_neuron_epochs(name, epochs, loss):
    """The loops of one neuron give the figures of all recorded epochs."""
    data = golden(name)
    loop = epochs(data["xs"], data["ys"], data["w0"], data["b0"], data["eta"], 5000)
    records = keep(loop, data["epochs"])
    for k, expected in data["epochs"].items():
        assert_same(expected, records[k])


@pytest.mark.parametrize(("name", "part", "weights"), TUTORIALS)
def test_train_tutorial(name, part, weights):
    """The matrix form gives the tutorial's figures."""
    data = golden(name)
    w1, w2, w3 = (data["initial"][key] for key in weights)
    records = oracles.train(
        weights=[np.transpose([w1, w2]), np.transpose([w3])],
        biases=None,
        activations=["sigmoid", "sigmoid"],
        loss="squared_error",
        x=[data["x"]],
        target=[data["target"]],
        reduction="mean",
        learning_rate=data["learning_rate"],
        iterations=1000,
    )
    for k in ("0", "1", "9", "99", "999"):
        expected, record = data[part][k], records[int(k)]
        hidden, output = record["grad_weights"]
        after1, after2 = record["weights_after"]
        actual = dict(zip(weights, (*after1.T, after2[:, 0]), strict=True))
        actual |= dict(zip(("sop1", "sop2"), record["sops"][0][0], strict=True))
        actual |= dict(zip(("sig1", "sig2"), record["activations"][0][0], strict=True))
        actual |= {"sop3": record["sops"][1][0, 0], "err": record["errors"]}
        actual |= {"predicted": record["activations"][1][0, 0], "grad_hidden_output": output[:, 0]}
        actual |= {"grad_hidden1_input": hidden[:, 0], "grad_hidden2_input": hidden[:, 1]}
        assert_same({key: expected[key] for key in expected.keys() & actual.keys()}, actual)
        assert {"g1", "g2", "g4"} == expected.keys() - actual.keys()


@pytest.mark.parametrize(("name", "epochs", "loss"), NEURONS)
def test_train_neuron(name, epochs, loss):
    """The matrix form gives the figures of one neuron with a bias and several examples."""
    data = golden(name)
    records = oracles.train(
        weights=[np.transpose([data["w0"]])],
        biases=[[data["b0"]]],
        activations=["sigmoid"],
        loss=loss,
        x=data["xs"],
        target=np.transpose([data["ys"]]),
        reduction="mean",
        learning_rate=data["eta"],
        iterations=1000,
    )
    for k in ("0", "1", "2", "9", "99", "999"):
        record = records[int(k)]
        actual = {
            "z": record["sops"][0][:, 0],
            "a": record["activations"][0][:, 0],
            "delta": record["deltas"][0][:, 0],
            "cost": record["cost"],
            "grad_w": record["grad_weights"][0][:, 0],
            "grad_b": record["grad_biases"][0][0],
            "w_before": record["weights_before"][0][:, 0],
            "b_before": record["biases_before"][0][0],
            "w": record["weights_after"][0][:, 0],
            "b": record["biases_after"][0][0],
        }
        assert_same(data["epochs"][k], actual)


def test_train_two_outputs():
    """The matrix form gives the figures of two outputs with biases that do not move."""
    data = golden("two-two-two")
    first, second = oracles.train(
        weights=[
            np.transpose(data["W1_rows_per_hidden"]),
            np.transpose(data["W2_rows_per_output"]),
        ],
        biases=[[data["b1"]] * 2, [data["b2"]] * 2],
        activations=["sigmoid", "sigmoid"],
        loss="half_squared_error",
        x=[data["inputs"]],
        target=[data["targets"]],
        reduction="mean",
        learning_rate=data["learning_rate"],
        iterations=2,
        freeze={"b@1", "b@2"},
    )
    actual = {
        "net_h": first["sops"][0][0],
        "net_o": first["sops"][1][0],
        "out_h": first["activations"][0][0],
        "out_o": first["activations"][1][0],
        "E_total": first["cost"],
        "delta_h": first["deltas"][0][0],
        "delta_o": first["deltas"][1][0],
        "grad_W1": first["grad_weights"][0].T,
        "grad_W2": first["grad_weights"][1].T,
        "W1_after_1": first["weights_after"][0].T,
        "W2_after_1": first["weights_after"][1].T,
        "E_after_1_update": second["cost"],
    }
    assert_same({name: data[name] for name in actual}, actual)
    assert [[0.35, 0.35], [0.6, 0.6]] == np.array(second["biases_after"]).tolist()


def assert_gradients_agree(case):
    """Compare the backward pass with the derivatives of the cost, both of the oracles."""
    weights, biases = oracles.complex_step_gradients(**arguments(case))
    actual = oracles.backpropagate(**arguments(case))
    assert (biases is None) == (actual["grad_biases"] is None)
    expected = [*weights, *(biases or [])]
    # Where terms cancel in a sum, the rounding is that of the terms; what a sigmoid that saturates
    # lacks to 1 has lost digits.
    rounding = 1e-10 if case.activations[-1] == "sigmoid" else 1e-12
    largest = max(1.0, *(np.abs(gradient).max() for gradient in expected))
    for one, other in zip(
        expected, [*actual["grad_weights"], *(actual["grad_biases"] or [])], strict=True
    ):
        np.testing.assert_allclose(other, one, rtol=1e-9, atol=rounding * largest)


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_backward_pass_gives_the_derivatives(loss, output, hidden, data):
    """For every loss and activation, backpropagation gives the complex-step derivatives."""
    case = data.draw(cases(losses=[loss], activations=[hidden], outputs=[output]))
    assert_gradients_agree(case)


@settings(deadline=None)
@given(case=cases())
def test_train_moves_what_is_not_frozen(case):
    """A parameter moves by the learning rate times its gradient, and a frozen one not at all."""
    (record,) = oracles.train(
        **arguments(case), learning_rate=case.learning_rate, freeze=case.freeze, iterations=1
    )
    for role, part in [("W", "weights"), ("b", "biases")][: 1 + case.bias]:
        for layer, before in enumerate(getattr(case, part)):
            rate = 0 if f"{role}@{layer + 1}" in case.freeze else case.learning_rate
            expected = before - rate * record[f"grad_{part}"][layer]
            np.testing.assert_array_equal(record[f"{part}_after"][layer], expected)


@given(case=cases())
def test_train_leaves_its_arguments_alone(case):
    """Training and differentiating change none of the arrays they are given."""
    weights = [np.array(matrix) for matrix in case.weights]
    biases = None if case.biases is None else [np.array(vector) for vector in case.biases]
    rest = arguments(case) | {"weights": weights, "biases": biases}
    oracles.train(**rest, learning_rate=case.learning_rate, iterations=1)
    oracles.complex_step_gradients(**rest)
    assert list(case.weights) == [tuple(map(tuple, w.tolist())) for w in weights]
    assert case.biases is None or list(case.biases) == [tuple(b.tolist()) for b in biases]
