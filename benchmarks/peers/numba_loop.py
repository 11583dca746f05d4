"""Plain loops compiled by numba, everything recorded in one array."""

import math
from functools import cache
from itertools import pairwise
from typing import Any

import numpy

from benchmarks.arrays import Array, Outcome, Run, given, named
from benchmarks.peers import not_installed
from gdtrace.problems import Problem

NAME = "numba, loops"
RECORDS = "everything"
SCALABLE = False


def missing() -> str:
    """Return why this contestant cannot run here, or nothing."""
    return not_installed("numba")


def make(problem: Problem, iterations: int) -> Run:
    """Compile the loops, by running one iteration."""
    start = given(problem)
    sizes = numpy.array([start.x.shape[1], *(values.shape[1] for values in start.weights)])
    pairs = zip(
        start.weights, start.biases or [numpy.zeros(size) for size in sizes[1:]], strict=True
    )
    initial = numpy.concatenate([part.ravel() for pair in pairs for part in pair])
    units = start.examples * int(sizes[1:].sum())
    width = 2 * len(initial) + 4 * units + start.examples
    descend = _compiled()

    def run(iterations: int = iterations) -> Outcome:
        parameters, rows = initial.copy(), numpy.empty((iterations, width))
        scaled = (start.rate, start.slope, bool(start.biases))
        descend(start.x, start.target, *scaled, sizes, parameters, rows)
        return Outcome(_named(parameters, sizes, bias=bool(start.biases)), rows)

    run(1)
    return run


def _named(parameters: Array, sizes: Any, *, bias: bool) -> dict[str, Array]:
    weights, biases, place = [], [], 0
    for before, units in pairwise(sizes.tolist()):
        weights.append(parameters[place : place + before * units].reshape(before, units))
        biases.append(parameters[place + before * units :][:units])
        place += (before + 1) * units
    return named(weights, biases if bias else ())


@cache
def _compiled() -> Any:
    import numba

    return numba.njit(_descend)


def _descend(
    x: Any, target: Any, rate: Any, slope: Any, bias: Any, sizes: Any, parameters: Any, rows: Any
) -> None:
    """Fill a row per iteration: parameters, gradients, SOP, Activ, slope, delta, Error.

    The parameters of a layer are its weights, from the layer before to this one, then its biases;
    the units of an example lie side by side, layer by layer.
    """
    examples, layers, count = len(x), len(sizes) - 1, len(parameters)
    units = 0
    for layer in range(1, layers + 1):
        units += sizes[layer]
    outputs = numpy.zeros(sizes[0] + units)
    reaching = numpy.zeros(sizes[0] + units)
    sop_from = 2 * count
    activ_from = sop_from + examples * units
    slope_from = activ_from + examples * units
    delta_from = slope_from + examples * units
    error_from = delta_from + examples * units
    for iteration in range(len(rows)):
        row = rows[iteration]
        for p in range(count):
            row[p] = parameters[p]
            row[count + p] = 0.0
        for n in range(examples):
            for i in range(sizes[0]):
                outputs[i] = x[n, i]
            # Where the parameters and the outputs of a layer, and of the one before it, begin.
            place, before, here = 0, 0, sizes[0]
            for layer in range(layers):
                below, width = sizes[layer], sizes[layer + 1]
                unit = n * units + here - sizes[0]
                for j in range(width):
                    total = parameters[place + below * width + j]
                    for i in range(below):
                        total += outputs[before + i] * parameters[place + i * width + j]
                    activ = 1.0 / (1.0 + math.exp(-total))
                    row[sop_from + unit + j] = total
                    row[activ_from + unit + j] = activ
                    row[slope_from + unit + j] = activ * (1.0 - activ)
                    outputs[here + j] = activ
                place += (below + 1) * width
                before = here
                here += width
            error = 0.0
            for j in range(sizes[layers]):
                difference = outputs[before + j] - target[n, j]
                error += slope / 2.0 * difference * difference
                reaching[before + j] = slope * difference
            row[error_from + n] = error
            here = before
            for layer in range(layers - 1, -1, -1):
                below, width = sizes[layer], sizes[layer + 1]
                before = here - below
                place -= (below + 1) * width
                unit = n * units + here - sizes[0]
                for j in range(width):
                    delta = reaching[here + j] * row[slope_from + unit + j]
                    row[delta_from + unit + j] = delta
                    row[count + place + below * width + j] += delta
                for i in range(below):
                    total = 0.0
                    for j in range(width):
                        delta = row[delta_from + unit + j]
                        row[count + place + i * width + j] += outputs[before + i] * delta
                        total += delta * parameters[place + i * width + j]
                    reaching[before + i] = total
                here = before
        place = 0
        for layer in range(layers):
            width = sizes[layer + 1]
            stop = place + (sizes[layer] + 1) * width
            # Without biases their places are kept at 0.
            for p in range(place, stop if bias else stop - width):
                row[count + p] /= examples
                parameters[p] -= rate * row[count + p]
            place = stop
