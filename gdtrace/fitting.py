"""How the parts of a problem must fit together; each part has been checked by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdtrace.errors import count, unknown
from gdtrace.fields import shown
from gdtrace.networks import Network

if TYPE_CHECKING:
    from gdtrace.problems import Initial, Problem

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]


def fitting_faults(problem: "Problem") -> Iterator[str]:
    """Give one message per value of a problem that does not fit its network."""
    network, training = problem.network, problem.training
    yield from _column_faults("data.x", problem.data.x, network.inputs, "input")
    yield from _column_faults(
        "data.target", problem.data.target, network.sizes[-1], "unit of the last layer"
    )
    if network.loss == "cross_entropy":
        yield from _probability_faults(problem.data.target)
    for i, key in enumerate(training.freeze):
        if key not in network.shapes:
            yield f"training.freeze[{i}]: {unknown('parameter', key, network.shapes)}"
    if training.initial is not None:
        yield from _initial_faults(network, training.initial)


def _column_faults(path: str, rows: Matrix, columns: int, per: str) -> Iterator[str]:
    if len(rows[0]) != columns:
        yield f"{path}: must have a column per {per}, {columns}, got {len(rows[0])}"


def _probability_faults(target: Matrix) -> Iterator[str]:
    for n, row in enumerate(target):
        for j, value in enumerate(row):
            if not 0 <= value <= 1:
                yield (
                    f"data.target[{n}][{j}]: must be from 0 to 1 for cross_entropy, "
                    f"got {shown(value)}"
                )


def _initial_faults(network: Network, initial: "Initial") -> Iterator[str]:
    path, layers = "training.initial", len(network.layers)
    matrices, biases = len(initial.weights), len(initial.biases)
    if matrices != layers:
        yield f"{path}.weights: must have a matrix per layer, {layers}, got {matrices}"
    shapes = zip(network.sizes, network.sizes[1:], strict=False)
    for i, (weights, shape) in enumerate(zip(initial.weights, shapes, strict=False)):
        given = len(weights), len(weights[0]) if weights else 0
        if given != shape:
            yield (
                f"{path}.weights[{i}]: must have {count(shape[0], 'row')} (from) and "
                f"{count(shape[1], 'column')} (to), got {given[0]} and {given[1]}"
            )
    if initial.biases and not network.bias:
        yield f"{path}.biases: must be left out where network.bias is false, got {biases}"
    elif initial.biases and biases != layers:
        yield f"{path}.biases: must have a list per layer, {layers}, got {biases}"
    elif initial.biases:
        for i, (vector, units) in enumerate(zip(initial.biases, network.sizes[1:], strict=True)):
            if len(vector) != units:
                yield f"{path}.biases[{i}]: must have {count(units, 'number')}, got {len(vector)}"
