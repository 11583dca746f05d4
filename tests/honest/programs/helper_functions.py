# chain-factors
# many small functions with docstrings and examples
import numpy as np


def sig(z):
    """Return the sigmoid.

    >>> sig(0.0)
    0.5
    """
    return 1 / (1 + np.exp(-z))


def dsig(z):
    """Return its slope."""
    return sig(z) * (1 - sig(z))


def neuron(x, w):
    """Return SOP and activation."""
    z = np.dot(x, w)
    return z, sig(z)


def chain_factors(x, target, w_hidden1, w_hidden2, w_output):
    """Return g1 to g5."""
    (z1, a1), (_, a2) = neuron(x, w_hidden1), neuron(x, w_hidden2)
    z3, p = neuron(np.array([a1, a2]), w_output)
    return 2 * (p - target), dsig(z3), w_output[0], dsig(z1), x[0]
