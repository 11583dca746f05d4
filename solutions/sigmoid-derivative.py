"""Solution of the exercise sigmoid-derivative."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products."""
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    """Return the slope of the sigmoid at a sum of products."""
    return sigmoid(sop) * (1.0 - sigmoid(sop))
