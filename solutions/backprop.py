"""Solution of the exercise backprop."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products."""
    return 1.0 / (1 + numpy.exp(-1 * sop))


def forward(x, weights):
    """Return the outputs of all layers, the inputs first."""
    outputs = [x]
    for w in weights:
        outputs.append(sigmoid(numpy.dot(outputs[-1], w)))
    return outputs


def backprop(x, target, weights):
    """Return the gradients of all weights of a network of any depth."""
    outputs = forward(x, weights)
    grads = []
    slope = 2 * (outputs[-1] - target)
    for layer in reversed(range(len(weights))):
        activ = outputs[layer + 1]
        delta = slope * activ * (1.0 - activ)
        grads.insert(0, numpy.outer(outputs[layer], delta))
        slope = numpy.dot(weights[layer], delta)
    return grads
