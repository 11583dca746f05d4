"""The 17 exercises worked out by hand in plain numpy, to compare with; knows nothing of gdtrace.

``ANSWERS`` has one function for every exercise, with the arguments in the order of the call, and
``inputs`` makes numbers to call it with. Single numbers are floats; all else are arrays, or
tuples, lists and dicts of arrays as the exercise returns them.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

FUNCTIONS = {
    "sigmoid": "sigmoid",
    "error": "error",
    "error-derivative": "error_predicted_deriv",
    "sigmoid-derivative": "sigmoid_sop_deriv",
    "update-weight": "update_w",
    "forward-pass": "forward",
    "chain-factors": "chain_factors",
    "output-gradients": "output_gradients",
    "hidden-gradients": "hidden_gradients",
    "train-step": "train_step",
    "train": "train",
    "neuron-gradients": "gradients",
    "neuron-epoch": "epoch",
    "cross-entropy": "loss",
    "propagate": "propagate",
    "optimize": "optimize",
    "backprop": "backprop",
}
"""The name of the function that each exercise asks for."""

NAMES = {
    "forward-pass": ("sop1", "sop2", "sig1", "sig2", "sop3", "predicted"),
    "chain-factors": ("g1", "g2", "g3", "g4", "g5"),
}
"""What a dict instead of a tuple calls the values, in the order of the tuple."""


def sigmoid(z):
    """Return 1/(1 + exp(-z)) without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


def sigmoid_slope(z):
    """Return the slope of the sigmoid at z."""
    return sigmoid(z) * sigmoid(-np.asarray(z))


def forward(x, w_hidden1, w_hidden2, w_output):
    """Return sop1, sop2, sig1, sig2, sop3, predicted."""
    sop1, sop2 = np.dot(x, w_hidden1), np.dot(x, w_hidden2)
    sig1, sig2 = sigmoid(sop1), sigmoid(sop2)
    sop3 = sig1 * w_output[0] + sig2 * w_output[1]
    return sop1, sop2, sig1, sig2, sop3, sigmoid(sop3)


def chain_factors(x, target, w_hidden1, w_hidden2, w_output):
    """Return g1 to g5 of the chain to W11."""
    sop1, _, _, _, sop3, predicted = forward(x, w_hidden1, w_hidden2, w_output)
    return 2 * (predicted - target), sigmoid_slope(sop3), w_output[0], sigmoid_slope(sop1), x[0]


def output_gradients(sig1, sig2, sop3, predicted, target):
    """Return the gradients of both output weights."""
    return 2 * (predicted - target) * sigmoid_slope(sop3) * np.array([sig1, sig2])


def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    """Return the gradients of the weights into each hidden neuron."""
    back = 2 * (predicted - target) * sigmoid_slope(sop3)
    return tuple(back * w_output[j] * sigmoid_slope(sop) * x for j, sop in enumerate((sop1, sop2)))


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    """Return the three weight vectors after one step."""
    sop1, sop2, sig1, sig2, sop3, predicted = forward(x, w_hidden1, w_hidden2, w_output)
    first, second = hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target)
    output = output_gradients(sig1, sig2, sop3, predicted, target)
    return (
        w_hidden1 - learning_rate * first,
        w_hidden2 - learning_rate * second,
        w_output - learning_rate * output,
    )


def train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations):
    """Return the predictions, each from before its update, and the last weights."""
    weights = w_hidden1, w_hidden2, w_output
    predictions = []
    for _ in range(iterations):
        predictions.append(forward(x, *weights)[-1])
        weights = train_step(x, target, *weights, learning_rate)
    return (np.array(predictions), *weights)


def gradients(x, y, w, b):
    """Return dw and db of one example with half the squared error."""
    z = np.dot(w, x) + b
    delta = (sigmoid(z) - y) * sigmoid_slope(z)
    return delta * x, delta


def epoch(xs, ys, w, b, eta):
    """Return w and b after one step along the mean over the vectors."""
    each = [gradients(x, y, w, b) for x, y in zip(xs, ys, strict=True)]
    dw = sum(dw for dw, _ in each) / len(each)
    db = sum(db for _, db in each) / len(each)
    return w - eta * dw, b - eta * db


def loss(y, y_hat):
    """Return the cross-entropy of each example."""
    return -np.log(y_hat) * y - np.log(1 - y_hat) * (1 - y)


def propagate(w, b, x, y):
    """Return the dict of dw and db, and the cost; shapes (n,1), a number, (n,m), (1,m)."""
    z = w.T @ x + b
    dz = sigmoid(z) - y
    cost = np.mean(np.logaddexp(0, z) - y * z)
    return {"dw": (x @ dz.T) / y.size, "db": dz.sum() / y.size}, cost


def optimize(w, b, x, y, num_iterations, learning_rate):
    """Return the dict of w and b after so many steps."""
    for _ in range(num_iterations):
        grads, _ = propagate(w, b, x, y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
    return {"w": w, "b": b}


def backprop(x, target, weights):
    """Return the gradient of every matrix: sigmoid everywhere, squared error, no bias."""
    outputs = [x]
    for matrix in weights:
        outputs.append(sigmoid(outputs[-1] @ matrix))
    reaching = 2 * (outputs[-1] - target)
    gradients = []
    for matrix, before, after in zip(
        reversed(weights), reversed(outputs[:-1]), reversed(outputs[1:]), strict=True
    ):
        delta = reaching * after * (1 - after)
        gradients.insert(0, np.outer(before, delta))
        reaching = matrix @ delta
    return gradients


ANSWERS = {
    "sigmoid": sigmoid,
    "error": lambda predicted, target: (predicted - target) ** 2,
    "error-derivative": lambda predicted, target: 2 * (predicted - target),
    "sigmoid-derivative": sigmoid_slope,
    "update-weight": lambda w, grad, learning_rate: w - learning_rate * grad,
    "forward-pass": forward,
    "chain-factors": chain_factors,
    "output-gradients": output_gradients,
    "hidden-gradients": hidden_gradients,
    "train-step": train_step,
    "train": train,
    "neuron-gradients": gradients,
    "neuron-epoch": epoch,
    "cross-entropy": loss,
    "propagate": propagate,
    "optimize": optimize,
    "backprop": backprop,
}


def inputs(exercise: str, seed: int = 0) -> list[tuple[Any, ...]]:
    """Return several calls of an exercise's function, in several sizes; new arrays every time."""
    return list(_CALLS.get(exercise, _tutorial_calls)(exercise, np.random.default_rng(seed)))


def _elementwise(exercise: str, rng) -> Iterator[tuple[Any, ...]]:
    for shape in ((), (4,), (2, 3)):
        first, second = rng.uniform(0.1, 0.9, shape), rng.uniform(0.1, 0.9, shape)
        if not shape:
            first, second = float(first), float(second)
        if exercise == "cross-entropy":
            yield np.round(second) if shape else 0.0, first
        elif exercise.startswith("sigmoid"):
            yield (4 * (first - 0.6),)
        else:
            yield first, second
    if exercise == "cross-entropy":
        yield 1.0, 0.3


def _update(exercise: str, rng) -> Iterator[tuple[Any, ...]]:
    for shape in ((3,), (10,), (2, 3)):
        yield rng.uniform(-1, 1, shape), rng.uniform(-1, 1, shape), float(rng.uniform(0.1, 0.4))
    yield 0.6, -0.3, 0.2


def _tutorial_calls(exercise: str, rng) -> Iterator[tuple[Any, ...]]:
    for size, rate in ((3, 0.07), (10, 0.3), (3, 0.7)):
        x, w1, w2 = rng.uniform(0.2, 1.2, size), rng.uniform(-1, 1, size), rng.uniform(-1, 1, size)
        w3, target = rng.uniform(0.2, 1, 2) * (1, -1), float(rng.uniform(0.1, 0.9))
        sop1, sop2, sig1, sig2, sop3, predicted = map(float, forward(x, w1, w2, w3))
        yield {
            "forward-pass": (x, w1, w2, w3),
            "chain-factors": (x, target, w1, w2, w3),
            "output-gradients": (sig1, sig2, sop3, predicted, target),
            "hidden-gradients": (x, w3, sop1, sop2, sop3, predicted, target),
            "train-step": (x, target, w1, w2, w3, rate),
            "train": (x, target, w1, w2, w3, rate, 4),
        }[exercise]


def _neuron_calls(exercise: str, rng) -> Iterator[tuple[Any, ...]]:
    for inputs_, examples in ((2, 5), (3, 4)):
        w, b = rng.uniform(-1, 1, inputs_), float(rng.uniform(-0.5, 0.5))
        xs, ys = rng.uniform(-2, 2, (examples, inputs_)), np.arange(examples) % 2 * 1.0
        rate = float(rng.uniform(0.2, 0.8))
        column = w.reshape(-1, 1)
        yield {
            "neuron-gradients": (xs[0], 1.0 if inputs_ == 2 else 0.0, w, b),
            "neuron-epoch": (xs, ys, w, b, rate),
            "propagate": (column, b, np.ascontiguousarray(xs.T), ys.reshape(1, -1)),
            "optimize": (column, b, np.ascontiguousarray(xs.T), ys.reshape(1, -1), 3, rate),
        }[exercise]


def _deep_calls(exercise: str, rng) -> Iterator[tuple[Any, ...]]:
    for sizes in ((3, 2, 1), (2, 3, 4, 2), (4, 2), (2, 2, 2, 2)):
        weights = [rng.uniform(-1, 1, pair) for pair in pairwise(sizes)]
        yield rng.uniform(0.2, 1.2, sizes[0]), rng.uniform(0.1, 0.9, sizes[-1]), weights


_CALLS = {
    **dict.fromkeys(
        ("sigmoid", "sigmoid-derivative", "error", "error-derivative", "cross-entropy"),
        _elementwise,
    ),
    "update-weight": _update,
    **dict.fromkeys(("neuron-gradients", "neuron-epoch", "propagate", "optimize"), _neuron_calls),
    "backprop": _deep_calls,
}


def agrees(exercise: str, returned: Any, expected: Any, rtol: float = 1e-12) -> bool:
    """Say whether a returned value has the right numbers in the right shapes."""
    if exercise in NAMES and isinstance(returned, Mapping):
        names = NAMES[exercise]
        if set(returned) != set(names):
            return False
        returned = tuple(returned[name] for name in names)
    if exercise == "optimize" and isinstance(returned, tuple) and returned:
        returned = returned[0]
    return _same(returned, expected, rtol)


def _same(returned: Any, expected: Any, rtol: float) -> bool:
    if isinstance(expected, Mapping):
        return (
            isinstance(returned, Mapping)
            and set(returned) == set(expected)
            and all(_same(returned[name], expected[name], rtol) for name in expected)
        )
    if isinstance(expected, tuple | list):
        return (
            isinstance(returned, tuple | list | np.ndarray)
            and len(returned) == len(expected)
            and all(_same(r, e, rtol) for r, e in zip(returned, expected, strict=True))
        )
    try:
        numbers = np.asarray(returned)
    except ValueError:
        return False
    if numbers.dtype != float:
        return False
    alike = numbers.shape == np.shape(expected) or (not np.shape(expected) and numbers.size == 1)
    return alike and bool(np.allclose(numbers, expected, rtol=rtol, atol=1e-15))
