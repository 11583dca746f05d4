"""Solution of the exercise propagate."""

import numpy as np


def sigmoid(z):
    """Return the output of a neuron."""
    return 1.0 / (1.0 + np.exp(-z))


def propagate(w, b, X, Y):
    """Return the gradients and the cost of one neuron over all examples."""
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dz = A - Y
    dw = np.dot(X, dz.T) / m
    db = np.sum(dz) / m
    return {"dw": dw, "db": db}, cost
