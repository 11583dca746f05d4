"""The four tasks as gdtrace problems, and which contestants each bar compares."""

from collections.abc import Callable

import numpy
from attrs import evolve, field, frozen

from gdtrace import Data, Display, Initial, Layer, Network, Problem, Training
from gdtrace.presets import preset


@frozen
class Task:
    """One task: a problem, and what the traced run may take compared with a contestant."""

    name: str
    title: str
    make: Callable[[], Problem]
    contestant: str
    against: str
    bar: float
    only: tuple[str, ...] = ()
    left_out: dict[str, str] = field(factory=dict)


def neuron_problem(examples: int, iterations: int) -> Problem:
    """Return one sigmoid neuron with a bias and 10 inputs, half the squared error."""
    random = numpy.random.default_rng(3)
    x = random.normal(size=(examples, 10))
    return Problem(
        network=Network(inputs=10, layers=(Layer(1),), loss="half_squared_error"),
        data=Data(x=x, target=numpy.atleast_2d((x.sum(axis=1) > 0).astype(float)).T),
        training=Training(learning_rate=0.5, iterations=iterations),
        display=Display(notation="recap", style="delta"),
        name="neuron",
    )


def digits_problem() -> Problem:
    """Return a 784-30-10 network with 32 examples of the size of handwritten digits."""
    random = numpy.random.default_rng(4)
    # Weights between 0 and 1, as the tutorials draw them, would saturate a neuron of 784 inputs.
    weights = (random.normal(size=(784, 30)) / 28, random.normal(size=(30, 10)) / 30**0.5)
    return Problem(
        network=Network(inputs=784, layers=(Layer(30), Layer(10))),
        data=Data(x=random.random((32, 784)), target=numpy.eye(10)[random.integers(10, size=32)]),
        training=Training(learning_rate=0.5, iterations=200, initial=Initial(weights=weights)),
        display=Display(style="delta"),
        name="digits",
    )


def longer_tutorial() -> Problem:
    """Return tutorial-3-2-1 with 2,000,000 iterations."""
    problem = preset("tutorial-3-2-1")
    return evolve(problem, training=evolve(problem.training, iterations=2_000_000))


COMPILED_TOO_LONG = {
    "gdtrace_numba": "left out: so many lines take far longer to compile than to run"
}

TASKS = (
    Task(
        "T1",
        "tutorial-3-2-1, 80,000 iterations",
        lambda: preset("tutorial-3-2-1"),
        "gdtrace_auto",
        "tutorial_loop",
        0.06,
    ),
    Task(
        "T2",
        "tutorial-10-2-1, 80,000 iterations",
        lambda: preset("tutorial-10-2-1"),
        "gdtrace_auto",
        "tutorial_loop",
        0.13,
    ),
    Task(
        "T3",
        "one sigmoid neuron, 100 examples of 10 features, 10,000 epochs",
        lambda: neuron_problem(100, 10_000),
        "gdtrace_auto",
        "vectorised",
        1.0,
        left_out=COMPILED_TOO_LONG,
    ),
    Task(
        "T4",
        "784-30-10 sigmoid, squared error, 32 examples, 200 iterations",
        digits_problem,
        "gdtrace_auto",
        "vectorised",
        1.4,
        left_out=COMPILED_TOO_LONG,
    ),
    Task(
        "T1 long",
        "tutorial-3-2-1, 2,000,000 iterations",
        longer_tutorial,
        "gdtrace_numba",
        "c_kernel",
        1.2,
        only=("gdtrace_numba", "c_kernel"),
    ),
)


def task(name: str) -> Task:
    """Return the task of a name."""
    return next(task for task in TASKS if task.name == name)
