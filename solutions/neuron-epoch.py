"""Solution of the exercise neuron-epoch."""

import numpy as np


def sigmoid(z):
    """Return the output of a neuron."""
    return 1.0 / (1.0 + np.exp(-z))


def epoch(xs, ys, w, b, eta):
    """Return the weights and the bias of one sigmoid neuron after one epoch."""
    del_w = np.zeros(len(w))
    del_b = 0.0
    for x, y in zip(xs, ys, strict=True):
        a = sigmoid(w.dot(x) + b)
        delta = (a - y) * a * (1 - a)
        del_w += delta * x
        del_b += delta
    return w - eta * del_w / len(xs), b - eta * del_b / len(xs)
