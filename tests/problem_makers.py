"""Small problems to change and break, as records and as TOML."""

from gdtrace.errors import GdtraceError
from gdtrace.networks import Layer, Network
from gdtrace.problems import Data, Problem, Training

WEIGHTS = (((0.1, 0.2), (0.3, 0.4)), ((0.5,), (0.6,)))
BIASES = ((0.7, 0.8), (0.9,))

GOOD = """\
[network]
inputs = 2
[[network.layers]]
units = 1
[data]
x = [[0.5, 2]]
target = [[1]]
[training]
learning_rate = 1
iterations = 10
"""


def network(**changes):
    """Return a 2-2-1 network, with some fields changed."""
    return Network(**{"inputs": 2, "layers": [Layer(2), Layer(1)]} | changes)


def training(**changes):
    """Return how to train, with some fields changed."""
    return Training(**{"learning_rate": 0.5, "iterations": 10} | changes)


def problem(**changes):
    """Return a 2-2-1 problem, with some records or texts changed."""
    data = Data(x=[[0.5, 0.25], [1.5, -2]], target=[[0], [1]])
    return Problem(**{"network": network(), "data": data, "training": training()} | changes)


def toml(*replacements):
    """Return the good file with some of its text replaced."""
    text = GOOD
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


def outcome(make):
    """Return what a function makes, or the error of ours that it raises; no other one is caught."""
    try:
        return make()
    except GdtraceError as error:
        return error
