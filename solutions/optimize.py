"""Solution of the exercise optimize."""

import numpy as np


def sigmoid(z):
    """Return the output of a neuron."""
    return 1.0 / (1.0 + np.exp(-z))


def gradients(w, b, X, Y):
    """Return the mean gradients of one neuron over all examples."""
    dz = sigmoid(np.dot(w.T, X) + b) - Y
    return np.dot(X, dz.T) / X.shape[1], np.mean(dz)


def optimize(w, b, X, Y, num_iterations, learning_rate):
    """Return the weights and the bias after several steps of gradient descent."""
    for _ in range(num_iterations):
        dw, db = gradients(w, b, X, Y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return {"w": w, "b": b}
