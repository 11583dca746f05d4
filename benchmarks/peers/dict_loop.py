"""The loop with a dictionary per iteration: what one writes who wants to look at the values."""

from typing import Any

import numpy

from benchmarks.arrays import Given, Outcome, Run, given, named
from benchmarks.peers.tutorial_loop import (
    error_slope,
    sigmoid,
    sigmoid_slope,
    sop_slope,
    squared_error,
    updated,
)
from gdtrace.problems import Problem

NAME = "a dict per iteration"
RECORDS = "everything"
SCALABLE = True


def missing() -> str:
    """Return nothing: numpy is always there."""
    return ""


def make(problem: Problem, iterations: int) -> Run:
    """Choose the loop: the tutorial's for its networks, vectorised numpy for the others."""
    start = given(problem)
    two_hidden = [values.shape[1] for values in start.weights] == [2, 1]
    descend = two_hidden_neurons if two_hidden and start.examples == 1 else layers
    return lambda: descend(start, iterations)


def two_hidden_neurons(start: Given, iterations: int) -> Outcome:
    """Run the tutorial's network, and keep its variables."""
    x, target, rate = start.x[0], start.target[0], start.rate
    first, second = (column.copy() for column in start.weights[0].T)
    out = start.weights[1][:, 0].copy()
    record: list[dict[str, Any]] = []
    for _ in range(iterations):
        sop1 = numpy.sum(x * first)
        sop2 = numpy.sum(x * second)
        activ1 = sigmoid(sop1)
        activ2 = sigmoid(sop2)
        sop3 = numpy.sum(numpy.array([activ1, activ2]) * out)
        predicted = sigmoid(sop3)
        error = squared_error(predicted, target)

        g1 = error_slope(predicted, target)
        g2 = sigmoid_slope(sop3)
        g3 = numpy.array([sop_slope(activ1), sop_slope(activ2)])
        g4_first = sigmoid_slope(sop1)
        g4_second = sigmoid_slope(sop2)
        g5 = sop_slope(x)
        out_gradient = g3 * g2 * g1
        first_gradient = g5 * g4_first * sop_slope(out[0]) * g2 * g1
        second_gradient = g5 * g4_second * sop_slope(out[1]) * g2 * g1
        record.append(
            {
                "first": first,
                "second": second,
                "out": out,
                "sop1": sop1,
                "sop2": sop2,
                "sop3": sop3,
                "activ1": activ1,
                "activ2": activ2,
                "predicted": predicted,
                "error": error,
                "g1": g1,
                "g2": g2,
                "g4_first": g4_first,
                "g4_second": g4_second,
                "out_gradient": out_gradient,
                "first_gradient": first_gradient,
                "second_gradient": second_gradient,
            }
        )
        out = updated(out, out_gradient, rate)
        first = updated(first, first_gradient, rate)
        second = updated(second, second_gradient, rate)
    return Outcome(named([numpy.stack([first, second], axis=1), out[:, None]]), record)


def layers(start: Given, iterations: int) -> Outcome:
    """Run layers with biases over all examples at once, and keep the arrays."""
    weights, biases = list(start.weights), list(start.biases)
    record: list[dict[str, Any]] = []
    for _ in range(iterations):
        values: dict[str, Any] = {"Activ0": start.x}
        for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True), 1):
            values |= {f"W{layer}": weight, f"b{layer}": bias}
            values[f"SOP{layer}"] = values[f"Activ{layer - 1}"] @ weight + bias
            values[f"Activ{layer}"] = sigmoid(values[f"SOP{layer}"])
        predicted = values[f"Activ{len(weights)}"]
        values["Error"] = squared_error(predicted, start.target).sum(axis=1) * start.slope / 2
        values["Cost"] = values["Error"].mean()
        reaching = error_slope(predicted, start.target, start.slope)
        for layer in reversed(range(1, len(weights) + 1)):
            activ = values[f"Activ{layer}"]
            delta = reaching * (activ * (1 - activ))
            values[f"reaching{layer}"], values[f"delta{layer}"] = reaching, delta
            values[f"grad_W{layer}"] = values[f"Activ{layer - 1}"].T @ delta / start.examples
            values[f"grad_b{layer}"] = delta.mean(axis=0)
            reaching = delta @ weights[layer - 1].T if layer > 1 else reaching
        record.append(values)
        for layer in range(len(weights)):
            weights[layer] = updated(weights[layer], values[f"grad_W{layer + 1}"], start.rate)
            biases[layer] = updated(biases[layer], values[f"grad_b{layer + 1}"], start.rate)
    return Outcome(named(weights, biases), record)
