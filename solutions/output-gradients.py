"""Solution of the exercise output-gradients."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products."""
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    """Return the slope of the sigmoid at a sum of products."""
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def output_gradients(sig1, sig2, sop3, predicted, target):
    """Return the gradients of the two weights that lead to the output neuron."""
    g1 = 2 * (predicted - target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = numpy.array([sig1, sig2])
    return g3 * g2 * g1
