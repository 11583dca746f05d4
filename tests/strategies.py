"""Random problems, described in plain data that no part of gdtrace has made."""

import numpy as np
from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st

from oracles import forward

ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity")
SQUARES = ("squared_error", "half_squared_error")
LOSSES = (*SQUARES, "cross_entropy")
PAIRS = [*((loss, name) for loss in SQUARES for name in ACTIVATIONS), ("cross_entropy", "sigmoid")]

QUICK = ("interpret", "scalar", "array")
"""The engines that need no compiling; test_numba.py has the fourth."""

NEAR_KINK = 1e-3
SATURATED = 12.0

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]


@frozen(kw_only=True)
class Case:
    """One random problem.

    ``sizes`` holds the number of inputs, then the units of every layer. ``weights`` has one matrix
    W[from][to] per layer, ``biases`` one vector per layer, or is None. ``freeze`` names parameters
    such as ``W@1`` and ``b@2``.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    bias: bool
    x: Matrix
    target: Matrix
    weights: tuple[Matrix, ...]
    biases: tuple[Vector, ...] | None
    learning_rate: float
    reduction: str
    freeze: tuple[str, ...]


def arguments(case):
    """Return what every oracle takes: the network and the data."""
    names = ("weights", "biases", "activations", "loss", "x", "target", "reduction")
    return {name: getattr(case, name) for name in names}


def to_problem(case, *, iterations=1):
    """Return the case as a problem of gdtrace: the only function here that knows of it."""
    from gdtrace.networks import Layer, Network
    from gdtrace.problems import Data, Initial, Problem, Training

    layers = [
        Layer(units=units, activation=name)
        for units, name in zip(case.sizes[1:], case.activations, strict=True)
    ]
    return Problem(
        network=Network(inputs=case.sizes[0], layers=layers, bias=case.bias, loss=case.loss),
        data=Data(x=case.x, target=case.target),
        training=Training(
            learning_rate=case.learning_rate,
            iterations=iterations,
            reduction=case.reduction,
            freeze=case.freeze,
            initial=Initial(weights=case.weights, biases=case.biases or ()),
        ),
    )


def decimals(low, high, places=3):
    """Draw numbers with few decimals, so that a failing case can be read and typed."""
    scale = 10**places
    return st.integers(round(low * scale), round(high * scale)).map(lambda number: number / scale)


def vectors(numbers, length):
    """Draw vectors."""
    return st.tuples(*[numbers] * length)


def matrices(numbers, rows, columns):
    """Draw matrices as tuples of rows."""
    return vectors(vectors(numbers, columns), rows)


def frozen_parameters(depth, bias):
    """Draw the names of the parameters that stay as they are; often none."""
    roles = "Wb" if bias else "W"
    names = [f"{role}@{layer}" for layer in range(1, depth + 1) for role in roles]
    return st.just(()) | st.lists(st.sampled_from(names), unique=True).map(tuple)


def targets(loss):
    """Draw one target; under cross-entropy a label or a probability."""
    if loss == "cross_entropy":
        return st.sampled_from([0.0, 1.0]) | decimals(0.001, 0.999)
    return decimals(-1, 2)


def is_tame(case):
    """Tell whether no relu sits at its kink and no cross-entropy takes the log of nearly 0."""
    sops, _ = forward(
        weights=case.weights, biases=case.biases, activations=case.activations, x=case.x
    )
    kinks = any(
        np.any(abs(sop) < NEAR_KINK)
        for sop, name in zip(sops, case.activations, strict=True)
        if name == "relu"
    )
    return not kinks and not (case.loss == "cross_entropy" and np.any(abs(sops[-1]) > SATURATED))


@st.composite
def cases(draw, *, losses=LOSSES, activations=ACTIVATIONS, outputs=ACTIVATIONS):
    """Draw a whole problem: 1 to 4 layers, 1 to 4 units and inputs, 1 to 4 examples.

    ``losses``, ``activations`` (of the hidden layers) and ``outputs`` (activations of the output
    layer) narrow the choice. Cross-entropy always comes with a sigmoid output.
    """
    loss = draw(st.sampled_from(losses))
    depth, small = draw(st.integers(1, 4)), st.integers(1, 4)
    sizes = draw(vectors(small, depth + 1))
    hidden = draw(vectors(st.sampled_from(activations), depth - 1))
    output = "sigmoid" if loss == "cross_entropy" else draw(st.sampled_from(outputs))
    bias, examples, numbers = draw(st.booleans()), draw(small), decimals(-2, 2)
    case = Case(
        sizes=sizes,
        activations=(*hidden, output),
        loss=loss,
        bias=bias,
        x=draw(matrices(numbers, examples, sizes[0])),
        target=draw(matrices(targets(loss), examples, sizes[-1])),
        weights=draw(st.tuples(*(matrices(numbers, *sizes[k : k + 2]) for k in range(depth)))),
        biases=draw(st.tuples(*(vectors(numbers, k) for k in sizes[1:]))) if bias else None,
        learning_rate=draw(decimals(0.001, 1)),
        reduction=draw(st.sampled_from(["mean", "sum"])),
        freeze=draw(frozen_parameters(depth, bias)),
    )
    assume(is_tame(case))
    return case
