"""How the time of an iteration grows with iterations, width, depth and examples."""

from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any

import numpy
from attrs import frozen

import gdtrace
from benchmarks.problems import neuron_problem
from benchmarks.records import Bar, Grown
from benchmarks.timing import Timing, round_robin, running
from gdtrace import Data, Initial, Layer, Network, Problem, Training
from gdtrace.errors import EngineError
from gdtrace.presets import preset

SERIES = {
    "iterations": "tutorial-3-2-1, number of iterations",
    "width": "10 inputs, one hidden layer, 1 output, 1 example; number of hidden units",
    "depth": "layers of 8 units, 8 inputs, 1 example; number of layers",
    "examples": "one sigmoid neuron with 10 inputs; number of examples",
}
FORCED = ("scalar", "array")
"""Engines that are also asked for by name where the width grows."""


@frozen
class Point:
    """One size of one series, and how many iterations tell its time."""

    series: str
    size: int
    iterations: int
    make: Callable[[], Problem]
    engine: str = "auto"


def points(*, quick: bool, scale: float = 1.0) -> list[Point]:
    """Return what is to be measured; few iterations where one takes long."""
    values = 5e5 if quick else 8e6
    found = [
        Point("iterations", 10**power, max(2, round(10**power * scale)), tutorial)
        for power in (3, 4, 5, 6)
    ]
    for width in [8 * 2**power for power in range(0, 10, 3 if quick else 1)]:
        many = _iterations(values * scale, 25 * width)
        found += [Point("width", width, many, _wide(width), engine) for engine in ("auto", *FORCED)]
    for depth in (1, 4, 16) if quick else (1, 2, 4, 8, 16):
        found.append(Point("depth", depth, _iterations(values * scale, 250 * depth), _deep(depth)))
    for examples in (1, 100, 10_000) if quick else (1, 10, 100, 1000, 10_000):
        many = _iterations(values * scale, 25 * examples + 25)
        found.append(Point("examples", examples, many, _examples(examples)))
    return found


def measure(wanted: list[Point], rounds: int) -> list[Grown]:
    """Time all points in turn; an engine that refuses a network has no time."""
    runs: dict[str, Callable[[], Any]] = {}
    engines: dict[str, str] = {}
    for number, point in enumerate(wanted):
        problem = point.make()
        ready, whole = (_call(problem, many, point.engine) for many in (1, point.iterations))
        try:
            engines[str(number)] = ready().engine
        except EngineError:
            continue
        runs |= {f"{number}, ready": ready, str(number): whole}
    timings = round_robin(runs, rounds)
    return [_grown(str(number), point, engines, timings) for number, point in enumerate(wanted)]


def even(grown: list[Grown]) -> Bar:
    """Return the bar on the time per iteration: the same for all lengths of a run."""
    times = [
        line.running
        for line in grown
        if line.series == "iterations" and line.size >= 10**4 and line.running
    ]
    value = max(times) / min(times) - 1 if times else None
    what = "time per iteration, 10^4 to 10^6 iterations: largest / smallest - 1"
    return Bar("even", what, 0.1, value)


def tutorial() -> Problem:
    """Return the tutorial's first network."""
    return preset("tutorial-3-2-1")


def layered(sizes: tuple[int, ...]) -> Problem:
    """Return a network with one example, its weights small enough for any width."""
    random = numpy.random.default_rng(5)
    shapes = list(pairwise(sizes))
    return Problem(
        network=Network(inputs=sizes[0], layers=[Layer(units) for units in sizes[1:]]),
        data=Data(x=random.random(sizes[0]), target=[random.random(sizes[-1])]),
        training=Training(
            learning_rate=0.01,
            iterations=1,
            initial=Initial(weights=[random.normal(size=shape) / shape[0] for shape in shapes]),
        ),
    )


def _wide(width: int) -> Callable[[], Problem]:
    return lambda: layered((10, width, 1))


def _deep(depth: int) -> Callable[[], Problem]:
    return lambda: layered((8,) * (depth + 1))


def _examples(examples: int) -> Callable[[], Problem]:
    return lambda: neuron_problem(examples, 1)


def _iterations(values: float, width: float) -> int:
    return max(10, min(20_000, round(values / width)))


def _call(problem: Problem, iterations: int, engine: str) -> Callable[[], Any]:
    return lambda: gdtrace.train(problem, iterations=iterations, engine=engine)


def _grown(
    number: str, point: Point, engines: dict[str, str], timings: dict[str, list[Timing]]
) -> Grown:
    if number not in engines:
        return Grown(point.series, point.size, point.engine, "", point.iterations)
    whole, ready = timings[number], timings[f"{number}, ready"]
    return Grown(
        point.series,
        point.size,
        point.engine,
        engines[number],
        point.iterations,
        whole=median(timing.seconds for timing in whole) / point.iterations,
        running=max(0.0, running(whole, ready)) / (point.iterations - 1),
    )
