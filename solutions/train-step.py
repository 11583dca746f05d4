"""Solution of the exercise train-step."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products."""
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    """Return the slope of the sigmoid at a sum of products."""
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def update_w(w, grad, learning_rate):
    """Return a weight after one step of gradient descent."""
    return w - learning_rate * grad


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    """Return all weights after one step of gradient descent."""
    # forward pass
    sop1 = numpy.sum(w_hidden1 * x)
    sop2 = numpy.sum(w_hidden2 * x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = numpy.sum(w_output * numpy.array([sig1, sig2]))
    predicted = sigmoid(sop3)

    # weights between hidden and output layer
    g1 = 2 * (predicted - target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = numpy.array([sig1, sig2])
    new_output = update_w(w_output, g3 * g2 * g1, learning_rate)

    # first hidden neuron
    g3 = w_output[0]
    g4 = sigmoid_sop_deriv(sop1)
    new_hidden1 = update_w(w_hidden1, x * g4 * g3 * g2 * g1, learning_rate)

    # second hidden neuron
    g3 = w_output[1]
    g4 = sigmoid_sop_deriv(sop2)
    new_hidden2 = update_w(w_hidden2, x * g4 * g3 * g2 * g1, learning_rate)

    return new_hidden1, new_hidden2, new_output
