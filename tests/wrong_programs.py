"""Runs rewritten programs on problems, for the tests of the catalogue."""

import numpy as np
from attrs import evolve

from gdtrace.derivation import derive
from gdtrace.engine.interpret import interpret
from gdtrace.expr import Mean, Sum, children, free_indices
from gdtrace.grading.constants import constants
from gdtrace.grading.misconceptions import misconception, variants_of
from gdtrace.leaves import leaves
from gdtrace.networks import Layer, Network
from gdtrace.presets import PRESETS, preset
from gdtrace.problems import Data, Problem, Training
from gdtrace.steps import EXAMPLES, Program, letter


def made(inputs, layers, *, examples=3, loss="squared_error", bias=True, reduction="mean"):
    """Return a problem with random data, for its sizes."""
    random = np.random.RandomState(5)
    target = random.rand(examples, layers[-1].units)
    return Problem(
        network=Network(inputs=inputs, layers=layers, bias=bias, loss=loss),
        data=Data(x=random.rand(examples, inputs) + 0.25, target=target.round()),
        training=Training(learning_rate=0.3, iterations=2, seed=3, reduction=reduction),
        name="made for a test",
    )


def problems():
    """Return problems in which every mistake can be made, by their names."""
    found = {name: preset(name) for name in PRESETS}
    recap = preset("sigmoid-neuron")
    found["summed"] = evolve(recap, training=evolve(recap.training, reduction="sum"))
    deep = [Layer(4, "tanh"), Layer(3), Layer(2)]
    found["3-4-3-2"] = made(3, deep, loss="half_squared_error")
    found["2-3-2 cross-entropy"] = made(2, [Layer(3), Layer(2)], loss="cross_entropy")
    found["4-3-2-1 summed"] = made(4, [Layer(3), Layer(2), Layer(1)], bias=False, reduction="sum")
    return found


def derived(problem, style=""):
    """Derive a problem's program."""
    training = problem.training
    return derive(
        problem.network, style=style, reduction=training.reduction, freeze=training.freeze
    )


def sizes(problem):
    """Return how many places each index letter has."""
    units = {letter(layer): size for layer, size in enumerate(problem.network.sizes)}
    return {EXAMPLES: problem.examples, **units}


def values(program, problem):
    """Evaluate a program, rewritten or not, at the start of a problem."""
    return interpret(program, leaves(problem) | constants(program, sizes(problem)), views=True)


def wrong_program(id, problem):
    """Return the program with a mistake: ``id``, or ``id@layer``."""
    name = id.partition("@")[0]
    found = {each.id: each.program for each in variants_of(misconception(name), derived(problem))}
    return found[id]


def part(program, given, targets):
    """Return the part of a program from given values to wanted ones."""
    steps = [step for step in program.steps if step.key not in given]
    leaves = {**program.leaves, **{key: program.indices(key) for key in given}}
    return Program(leaves, steps, {}, program.style).slice(targets)


def is_proper(expr):
    """Say whether every sum and mean runs over something that depends on its index."""
    if isinstance(expr, Sum | Mean) and expr.index not in free_indices(expr.body):
        return False
    return all(map(is_proper, children(expr)))
