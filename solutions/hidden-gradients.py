"""Solution of the exercise hidden-gradients."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products."""
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    """Return the slope of the sigmoid at a sum of products."""
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    """Return the gradients of the weights that lead to the two hidden neurons."""
    g1 = 2 * (predicted - target)
    g2 = sigmoid_sop_deriv(sop3)
    g5 = x

    # first hidden neuron
    g3 = w_output[0]
    g4 = sigmoid_sop_deriv(sop1)
    grad_hidden1 = g5 * g4 * g3 * g2 * g1

    # second hidden neuron
    g3 = w_output[1]
    g4 = sigmoid_sop_deriv(sop2)
    grad_hidden2 = g5 * g4 * g3 * g2 * g1

    return grad_hidden1, grad_hidden2
