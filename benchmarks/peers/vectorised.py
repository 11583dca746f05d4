"""Vectorised numpy as one writes it to train and nothing else: no recording, not even the error."""

import numpy

from benchmarks.arrays import Given, Outcome, Parameters, Run, given, named
from gdtrace.problems import Problem

NAME = "vectorised numpy, untraced"
RECORDS = "nothing"
SCALABLE = True


def missing() -> str:
    """Return nothing: numpy is always there."""
    return ""


def make(problem: Problem, iterations: int) -> Run:
    """Choose the loop: vectors suffice for one neuron, layers need matrices."""
    start = given(problem)
    single = len(start.weights) == 1 and start.target.shape[1] == 1 and bool(start.biases)
    descend = one_neuron if single else layers
    return lambda: Outcome(descend(start, iterations))


def one_neuron(start: Given, iterations: int) -> Parameters:
    """Run a single neuron with a bias."""
    x, target = start.x, start.target[:, 0]
    weights, bias = start.weights[0][:, 0].copy(), float(start.biases[0][0])
    rate = start.rate * start.slope / start.examples
    for _ in range(iterations):
        predicted = 1 / (1 + numpy.exp(-(x @ weights + bias)))
        delta = (predicted - target) * predicted * (1 - predicted)
        weights -= rate * (delta @ x)
        bias -= rate * delta.sum()
    return named([weights[:, None]], [numpy.array([bias])])


def layers(start: Given, iterations: int) -> Parameters:
    """Run any number of layers, with or without biases."""
    x, target = start.x, start.target
    weights = [values.copy() for values in start.weights]
    biases = [values.copy() for values in start.biases]
    rate = start.rate * start.slope / start.examples
    for _ in range(iterations):
        activs = [x]
        for layer, values in enumerate(weights):
            sop = activs[-1] @ values
            if biases:
                sop += biases[layer]
            activs.append(1 / (1 + numpy.exp(-sop)))
        reaching = activs[-1] - target
        for layer in reversed(range(len(weights))):
            delta = reaching * activs[layer + 1] * (1 - activs[layer + 1])
            if layer:
                reaching = delta @ weights[layer].T
            weights[layer] -= rate * (activs[layer].T @ delta)
            if biases:
                biases[layer] -= rate * delta.sum(axis=0)
    return named(weights, biases)
