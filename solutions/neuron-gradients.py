"""Solution of the exercise neuron-gradients."""

import numpy as np


def sigmoid(z):
    """Return the output of a neuron."""
    return 1.0 / (1.0 + np.exp(-z))


def gradients(x, y, w, b):
    """Return the gradients of the weights and the bias of one sigmoid neuron."""
    z = w.dot(x) + b
    a = sigmoid(z)
    delta = (a - y) * a * (1 - a)
    return delta * x, delta
