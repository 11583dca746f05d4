"""JAX: one compiled scan over all iterations that returns every intermediate value."""

from importlib import import_module
from typing import Any

import numpy

from benchmarks.arrays import Given, Outcome, Run, given, named
from benchmarks.peers import not_installed
from gdtrace.problems import Problem

NAME = "JAX, jit and scan"
RECORDS = "everything"
SCALABLE = False


def missing() -> str:
    """Return why this contestant cannot run here, or nothing."""
    return not_installed("jax")


def make(problem: Problem, iterations: int) -> Run:
    """Compile the scan for this many iterations."""
    jax: Any = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    start = given(problem)
    step = _step(start)
    begin = (start.weights, start.biases)
    scan = jax.jit(lambda parameters: jax.lax.scan(step, parameters, length=iterations))
    compiled = scan.lower(begin).compile()

    def run() -> Outcome:
        parameters, record = jax.block_until_ready(compiled(begin))
        weights, biases = ([numpy.asarray(values) for values in part] for part in parameters)
        return Outcome(named(weights, biases), record)

    return run


def _step(start: Given) -> Any:
    import jax
    import jax.numpy as jnp

    def cost(parameters: Any, nudges: Any) -> Any:
        weights, biases = parameters
        activ: Any = start.x
        seen = []
        for layer, weight in enumerate(weights):
            # The derivative by a nudge of the sum is delta, which JAX would not hand out itself.
            sop = activ @ weight + nudges[layer] + (biases[layer] if biases else 0.0)
            activ = jax.nn.sigmoid(sop)
            seen.append((sop, activ))
        errors = ((activ - start.target) ** 2).sum(axis=1) * (start.slope / 2)
        return errors.mean(), (seen, errors)

    nudges = [jnp.zeros((start.examples, values.shape[1])) for values in start.weights]
    slopes = jax.value_and_grad(cost, argnums=(0, 1), has_aux=True)

    def step(parameters: Any, _: None) -> Any:
        (value, seen), (gradients, deltas) = slopes(parameters, nudges)
        after = jax.tree.map(lambda old, slope: old - start.rate * slope, parameters, gradients)
        return after, (parameters, value, seen, gradients, deltas)

    return step
