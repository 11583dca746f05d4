"""Gradient descent written out by hand in numpy, to compare with; knows nothing of gdtrace.

A network is given as plain data, always by keyword:

weights : one matrix per layer, shape (i, j), from input i to neuron j
biases : one vector per layer, shape (j,), or None for a network without biases
activations : one name per layer: sigmoid, tanh, relu, identity
loss : squared_error, half_squared_error, cross_entropy
x : the inputs, shape (n, i), one row per example
target : the targets, shape (n, o)
reduction : mean or sum, over the examples

At the end stand the loops of the three tutorials, for their own small networks.
"""

from collections.abc import Iterator
from math import exp
from typing import Any

import numpy as np

STEP = 1e-30


def sigmoid(z):
    """Return 1/(1 + exp(-z)), of real or complex numbers, without overflow."""
    positive = np.real(z) >= 0
    small = np.exp(np.where(positive, -z, z))
    return np.where(positive, 1 / (1 + small), small / (1 + small))


def relu(z):
    """Return z where its real part is positive, else 0."""
    return np.where(np.real(z) > 0, z, 0)


def binary_cross_entropy(p, t):
    """Return -(t log p + (1 - t) log(1 - p))."""
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu, "identity": lambda z: z}

ERRORS = {
    "squared_error": lambda p, t: (p - t) * (p - t),
    "half_squared_error": lambda p, t: (p - t) * (p - t) / 2,
    "cross_entropy": binary_cross_entropy,
}


def forward(*, weights, biases, activations, x):
    """Return the SOPs and the activations, one matrix of shape (n, j) per layer each."""
    sops, outputs = [], []
    below = np.asarray(x)
    for layer, (matrix, name) in enumerate(zip(weights, activations, strict=True)):
        sop = below @ np.asarray(matrix)
        if biases is not None:
            sop = sop + np.asarray(biases[layer])
        below = ACTIVATIONS[name](sop)
        sops.append(sop)
        outputs.append(below)
    return sops, outputs


def reduce_examples(values, reduction):
    """Return the mean or the sum over the first dimension, the examples."""
    return {"mean": np.mean, "sum": np.sum}[reduction](values, axis=0)


def cost(*, weights, biases, activations, loss, x, target, reduction):
    """Return the error summed over the outputs, then reduced over the examples; complex-safe."""
    _, outputs = forward(weights=weights, biases=biases, activations=activations, x=x)
    errors = np.sum(ERRORS[loss](outputs[-1], np.asarray(target)), axis=1)
    return reduce_examples(errors, reduction)


def complex_step_gradients(*, weights, biases, **rest):
    """Return the gradients of all weights and biases, as Im cost(w + ih)/h, element by element.

    No difference is taken, so nothing cancels: the result is exact to rounding.
    """
    weights = [np.array(matrix, complex) for matrix in weights]
    biases = None if biases is None else [np.array(vector, complex) for vector in biases]

    def slopes(parameter):
        gradient = np.empty(parameter.shape)
        for place in np.ndindex(parameter.shape):
            before = parameter[place]
            parameter[place] = before + 1j * STEP
            gradient[place] = np.imag(cost(weights=weights, biases=biases, **rest)) / STEP
            parameter[place] = before
        return gradient

    return [slopes(w) for w in weights], None if biases is None else [slopes(b) for b in biases]


def activation_slope(name, sop, output):
    """Return the derivative of an activation, shape (n, j)."""
    if name == "sigmoid":
        return output * (1 - output)
    if name == "tanh":
        return 1 - output * output
    if name == "relu":
        return (sop > 0) * 1.0
    return np.ones_like(sop)


def output_delta(loss, name, sop, output, target):
    """Return the derivative of each example's error by the output SOPs, shape (n, o)."""
    if loss == "cross_entropy":
        return output - target
    factor = 2 if loss == "squared_error" else 1
    return factor * (output - target) * activation_slope(name, sop, output)


def backpropagate(*, weights, biases, activations, loss, x, target, reduction) -> dict[str, Any]:
    """Return all values of one forward and backward pass, in matrix form.

    Returns
    -------
    dict
        ``sops``, ``activations``, ``deltas``: a list of matrices of shape (n, j), first layer
        first; a delta is the derivative of one example's error by one SOP. ``errors``: shape
        (n,). ``cost``: a number. ``grad_weights``: a list of shape (i, j). ``grad_biases``: a list
        of shape (j,), or None.
    """
    x, target = np.asarray(x, float), np.asarray(target, float)
    weights = [np.asarray(matrix, float) for matrix in weights]
    sops, outputs = forward(weights=weights, biases=biases, activations=activations, x=x)
    errors = np.sum(ERRORS[loss](outputs[-1], target), axis=1)

    deltas = [output_delta(loss, activations[-1], sops[-1], outputs[-1], target)]
    for layer in reversed(range(len(weights) - 1)):
        slope = activation_slope(activations[layer], sops[layer], outputs[layer])
        deltas.insert(0, (deltas[0] @ weights[layer + 1].T) * slope)

    share = 1 / len(x) if reduction == "mean" else 1
    inputs = [x, *outputs[:-1]]
    return {
        "sops": sops,
        "activations": outputs,
        "errors": errors,
        "cost": reduce_examples(errors, reduction),
        "deltas": deltas,
        "grad_weights": [a.T @ d * share for a, d in zip(inputs, deltas, strict=True)],
        "grad_biases": None if biases is None else [d.sum(axis=0) * share for d in deltas],
    }


def train(
    *, weights, biases, learning_rate, iterations, freeze=frozenset(), **rest
) -> list[dict[str, Any]]:
    """Return one record per iteration: all of backpropagate, and the parameters around the update.

    Adds ``weights_before``, ``biases_before``, ``weights_after`` and ``biases_after``. Every
    gradient is that of the parameters before the update. ``freeze`` holds names such as ``W@1``
    and ``b@2``, counted from the first hidden layer; those parameters stay as they are.
    """
    weights = [np.array(matrix, float) for matrix in weights]
    biases = None if biases is None else [np.array(vector, float) for vector in biases]
    records = []
    for _ in range(iterations):
        record = backpropagate(weights=weights, biases=biases, **rest)
        record |= {"weights_before": weights, "biases_before": biases}
        weights = descend(weights, record["grad_weights"], learning_rate, "W", freeze)
        if biases is not None:
            biases = descend(biases, record["grad_biases"], learning_rate, "b", freeze)
        record |= {"weights_after": weights, "biases_after": biases}
        records.append(record)
    return records


def descend(parameters, gradients, learning_rate, role, freeze):
    """Return new arrays, moved against their gradients; the frozen ones as they were."""
    return [
        before.copy() if f"{role}@{layer}" in freeze else before - learning_rate * gradient
        for layer, (before, gradient) in enumerate(zip(parameters, gradients, strict=True), 1)
    ]


def tutorial_listing(x, target, w1, w2, w3, learning_rate, iterations) -> Iterator[dict[str, Any]]:
    """Yield the hidden-layer tutorial's variables, one iteration after the other, in plain Python.

    Two hidden neurons with the incoming weights ``w1`` and ``w2`` (lists as long as ``x``), one
    output neuron with the weights ``w3`` (two numbers) and one number as ``target``. ``w1``, ``w2``
    and ``w3`` of a record are the weights after its update; all else comes from those before it.
    """

    def logistic(sop):
        return 1.0 / (1.0 + exp(-sop))

    def products(w, a):
        total = 0.0
        for weight, value in zip(w, a, strict=True):
            total += weight * value
        return total

    def moved(w, gradient):
        return [old - learning_rate * slope for old, slope in zip(w, gradient, strict=True)]

    for _ in range(iterations):
        sop1, sop2 = products(w1, x), products(w2, x)
        sig1, sig2 = logistic(sop1), logistic(sop2)
        sop3 = products(w3, [sig1, sig2])
        predicted = logistic(sop3)

        g1 = 2 * (predicted - target)
        g2 = logistic(sop3) * (1.0 - logistic(sop3))
        grad_output = [g3 * g2 * g1 for g3 in (sig1, sig2)]
        # The output weights have not moved yet: w3 still holds the old ones.
        g4 = [logistic(sop1) * (1.0 - logistic(sop1)), logistic(sop2) * (1.0 - logistic(sop2))]
        grad_hidden1 = [g5 * g4[0] * w3[0] * g2 * g1 for g5 in x]
        grad_hidden2 = [g5 * g4[1] * w3[1] * g2 * g1 for g5 in x]

        w1, w2, w3 = moved(w1, grad_hidden1), moved(w2, grad_hidden2), moved(w3, grad_output)
        record = {"sop1": sop1, "sop2": sop2, "sop3": sop3, "sig1": sig1, "sig2": sig2}
        record |= {"predicted": predicted, "err": (predicted - target) ** 2}
        record |= {"g1": g1, "g2": g2, "g4": g4, "grad_hidden_output": grad_output}
        record |= {"grad_hidden1_input": grad_hidden1, "grad_hidden2_input": grad_hidden2}
        yield record | {"w1": w1, "w2": w2, "w3": w3}


def recap_epochs(xs, ys, w, b, eta, epochs) -> Iterator[dict[str, Any]]:
    """Yield the epochs of the recap's sigmoid neuron; what a record holds: see neuron_epochs."""
    return neuron_epochs(xs, ys, w, b, eta, epochs, recap_error)


def logistic_epochs(xs, ys, w, b, alpha, epochs) -> Iterator[dict[str, Any]]:
    """Yield the epochs of the logistic neuron; what a record holds: see neuron_epochs."""
    return neuron_epochs(xs, ys, w, b, alpha, epochs, logistic_error)


def recap_error(a, y):
    """Return C = ½(y - a)² of one example and its delta, (a - y) σ'(z)."""
    return (y - a) ** 2 / 2, (a - y) * a * (1 - a)


def logistic_error(a, y):
    """Return L = -(y log ŷ + (1 - y) log(1 - ŷ)) of one example and dz = ŷ - y."""
    return binary_cross_entropy(a, y), a - y


def neuron_epochs(xs, ys, w, b, rate, epochs, error_and_delta) -> Iterator[dict[str, Any]]:
    """Yield the epochs of one sigmoid neuron: a loop over the examples, then one mean step.

    ``xs`` has shape (n, i), ``ys`` shape (n,), ``w`` shape (i,). In a record, ``z``, ``a`` and
    ``delta`` have one value per example; ``w_before`` and ``b_before`` are the parameters that gave
    them, ``w`` and ``b`` those after the update.
    """
    w = np.array(w, float)
    for _ in range(epochs):
        zs, activations, deltas, errors = [], [], [], []
        sum_w, sum_b = np.zeros(len(w)), 0.0
        for x, y in zip(np.asarray(xs), ys, strict=True):
            z = w.dot(x) + b
            a = 1 / (1 + exp(-z))
            error, delta = error_and_delta(a, y)
            sum_w += delta * x
            sum_b += delta
            zs.append(z)
            activations.append(a)
            deltas.append(delta)
            errors.append(error)
        grad_w, grad_b = sum_w / len(xs), sum_b / len(xs)
        record = {"z": zs, "a": activations, "delta": deltas, "cost": sum(errors) / len(xs)}
        record |= {"grad_w": grad_w, "grad_b": grad_b, "w_before": w, "b_before": b}
        w, b = w - rate * grad_w, b - rate * grad_b
        yield record | {"w": w, "b": b}
