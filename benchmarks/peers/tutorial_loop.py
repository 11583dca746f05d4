"""The tutorial's loop in numpy, a function per derivative and a vector per neuron; no recording.

Unlike the tutorial it prints nothing, and the factors of the hidden neurons read the weights from
before the update in both of its networks.
"""

from typing import Any

import numpy

from benchmarks.arrays import Given, Outcome, Parameters, Run, given, named
from gdtrace.problems import Problem

NAME = "the tutorial's loop, untraced"
RECORDS = "nothing"
SCALABLE = True


def missing() -> str:
    """Return nothing: numpy is always there."""
    return ""


def sigmoid(sop: Any) -> Any:
    """Return the output of a neuron."""
    return 1.0 / (1 + numpy.exp(-sop))


def squared_error(predicted: Any, target: Any) -> Any:
    """Return the error of a prediction."""
    return numpy.power(predicted - target, 2)


def error_slope(predicted: Any, target: Any, factor: float = 2) -> Any:
    """Return the derivative of the error by the prediction."""
    return factor * (predicted - target)


def sigmoid_slope(sop: Any) -> Any:
    """Return the derivative of a neuron's output by its sum of products."""
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def sop_slope(factor: Any) -> Any:
    """Return the derivative of a sum of products by what the factor is multiplied by."""
    return factor


def updated(weights: Any, gradient: Any, rate: float) -> Any:
    """Return the weights after one step against their gradient."""
    return weights - rate * gradient


def make(problem: Problem, iterations: int) -> Run:
    """Choose the loop: two hidden neurons written out as in the tutorial, or any layers."""
    start = given(problem)
    two_hidden = [values.shape[1] for values in start.weights] == [2, 1]
    descend = two_hidden_neurons if two_hidden and start.examples == 1 else any_layers
    return lambda: Outcome(descend(start, iterations))


def two_hidden_neurons(start: Given, iterations: int) -> Parameters:
    """Run the tutorial's network: one example, two hidden neurons, one output, no biases."""
    x, target, rate = start.x[0], start.target[0], start.rate
    first, second = (column.copy() for column in start.weights[0].T)
    out = start.weights[1][:, 0].copy()
    for _ in range(iterations):
        sop1 = numpy.sum(x * first)
        sop2 = numpy.sum(x * second)
        activ1 = sigmoid(sop1)
        activ2 = sigmoid(sop2)
        sop3 = numpy.sum(numpy.array([activ1, activ2]) * out)
        predicted = sigmoid(sop3)
        squared_error(predicted, target)

        g1 = error_slope(predicted, target)
        g2 = sigmoid_slope(sop3)
        g3 = numpy.zeros(2)
        g3[0] = sop_slope(activ1)
        g3[1] = sop_slope(activ2)
        out_gradient = g3 * g2 * g1

        g3 = sop_slope(out[0])
        g4 = sigmoid_slope(sop1)
        g5 = sop_slope(x)
        first_gradient = g5 * g4 * g3 * g2 * g1

        g3 = sop_slope(out[1])
        g4 = sigmoid_slope(sop2)
        g5 = sop_slope(x)
        second_gradient = g5 * g4 * g3 * g2 * g1

        out = updated(out, out_gradient, rate)
        first = updated(first, first_gradient, rate)
        second = updated(second, second_gradient, rate)
    return named([numpy.stack([first, second], axis=1), out[:, None]])


def any_layers(start: Given, iterations: int) -> Parameters:
    """Run layers of neurons with biases, one example and one neuron after the other."""
    weights = [[column.copy() for column in layer.T] for layer in start.weights]
    biases = [layer.copy() for layer in start.biases]
    for _ in range(iterations):
        gradients = [[numpy.zeros_like(neuron) for neuron in layer] for layer in weights]
        bias_gradients = [numpy.zeros_like(layer) for layer in biases]
        for x, target in zip(start.x, start.target, strict=True):
            inputs, sops = [x], []
            for layer, bias in zip(weights, biases, strict=True):
                pairs = zip(layer, bias, strict=True)
                sops.append(numpy.array([numpy.sum(inputs[-1] * w) + b for w, b in pairs]))
                inputs.append(sigmoid(sops[-1]))
            squared_error(inputs[-1], target)
            reaching = error_slope(inputs[-1], target, start.slope)
            for number in reversed(range(len(weights))):
                deltas = reaching * sigmoid_slope(sops[number])
                reaching = numpy.zeros_like(inputs[number])
                for neuron, delta in enumerate(deltas):
                    gradients[number][neuron] += sop_slope(inputs[number]) * delta
                    if number:
                        reaching += sop_slope(weights[number][neuron]) * delta
                bias_gradients[number] += deltas
        rate = start.rate / start.examples
        for layer, gradient in zip(weights, gradients, strict=True):
            layer[:] = [updated(*pair, rate) for pair in zip(layer, gradient, strict=True)]
        pairs = zip(biases, bias_gradients, strict=True)
        biases = [updated(bias, gradient, rate) for bias, gradient in pairs]
    return named([numpy.stack(layer, axis=1) for layer in weights], biases)
