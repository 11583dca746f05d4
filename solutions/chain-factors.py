"""Solution of the exercise chain-factors."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products."""
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    """Return the slope of the sigmoid at a sum of products."""
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def forward(x, w_hidden1, w_hidden2, w_output):
    """Return the sums of products of the three neurons and their outputs."""
    sop1 = numpy.sum(w_hidden1 * x)
    sop2 = numpy.sum(w_hidden2 * x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = numpy.sum(w_output * numpy.array([sig1, sig2]))
    return sop1, sop2, sig1, sig2, sop3, sigmoid(sop3)


def chain_factors(x, target, w_hidden1, w_hidden2, w_output):
    """Return the five factors of the chain from the error to W11."""
    sop1, _, _, _, sop3, predicted = forward(x, w_hidden1, w_hidden2, w_output)
    g1 = 2 * (predicted - target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = w_output[0]
    g4 = sigmoid_sop_deriv(sop1)
    g5 = x[0]
    return g1, g2, g3, g4, g5
