"""Returns what has numbers without end."""
import itertools


def update_w(w, grad, learning_rate):
    return itertools.repeat(w)
