# backprop
# goes through the layers by calling itself
import numpy as np


def f(z):
    return 1 / (1 + np.exp(-z))


def walk(a, target, weights):
    """Return the gradients from this layer on, and the slope by a."""
    if not weights:
        return [], 2 * (a - target)
    out = f(a @ weights[0])
    grads, slope = walk(out, target, weights[1:])
    delta = slope * out * (1 - out)
    return [np.outer(a, delta)] + grads, weights[0] @ delta


def backprop(x, target, weights):
    return walk(x, target, list(weights))[0]
