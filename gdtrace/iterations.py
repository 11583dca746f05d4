"""Makes the records of one iteration from the values of its keys."""

from collections.abc import Iterator, Mapping

import numpy
from numpy.typing import NDArray

from gdtrace.calculus import rule
from gdtrace.chains import chain, paths
from gdtrace.expr import Ref, place
from gdtrace.names import Names
from gdtrace.numbering import place_name
from gdtrace.records import Chain, Factor, Iteration, MadeOnAccess, Update, Value
from gdtrace.steps import Key

Array = NDArray[numpy.float64]

SATURATED = 1e-4
"""A neuron whose slope is below this, for every example, passes hardly anything on."""


def iteration_record(names: Names, index: int, values: Mapping[str, Array]) -> Iteration:
    """Return the record of one iteration.

    Parameters
    ----------
    names : Names
    index : int
    values : mapping of key to ndarray
        The values of all keys, each shaped as its index letters.
    """
    parameters = {names.symbol(ref): ref for ref in names.parameters}
    found = dict(_values(names, values))
    return Iteration(
        index,
        MadeOnAccess(tuple(found), found.__getitem__),
        MadeOnAccess(
            tuple(parameters), lambda symbol: chain_record(names, parameters[symbol], values)
        ),
        MadeOnAccess(
            tuple(parameters), lambda symbol: update_record(names, parameters[symbol], values)
        ),
        tuple(_warnings(names, values)),
    )


def value_of(values: Mapping[str, Array], ref: Ref) -> Value:
    """Return one value as a float, or as a tuple with one for each of several examples."""
    found = numpy.asarray(values[ref.key][place(ref)])
    if found.size == 1:
        return float(found.item())
    return tuple(found.tolist())


def chain_record(names: Names, parameter: Ref, values: Mapping[str, Array]) -> Chain:
    """Return the factors of every path to a parameter, and its gradient."""
    ways = [
        tuple(
            Factor(
                names.link(link, parameter, path),
                link.number,
                names.derivative(link.ref, parameter).text,
                value_of(values, link.ref),
            )
            for link in chain(names.network, parameter, path)
        )
        for path in paths(names.network, parameter)
    ]
    return Chain(names.symbol(parameter), tuple(ways), _number(values, "grad_", parameter))


def update_record(names: Names, parameter: Ref, values: Mapping[str, Array]) -> Update:
    """Return how a parameter moved."""
    return Update(
        names.symbol(parameter),
        before=_number(values, "", parameter),
        gradient=_number(values, "grad_", parameter),
        change=_number(values, "change_", parameter),
        after=_number(values, "new_", parameter),
    )


def _number(values: Mapping[str, Array], prefix: str, parameter: Ref) -> float:
    return float(values[prefix + parameter.key][place(parameter)].item())


def _values(names: Names, values: Mapping[str, Array]) -> Iterator[tuple[str, Value]]:
    """Yield the data, the forward values, then the factors or the deltas."""
    chains = names.program.style == "chain"
    for ref in names.values():
        step = names.program.by_key.get(ref.key)
        given = step is None and Key(ref.key).role in ("X", "Target")
        backward = step is not None and step.part == "backward" and not chains
        if given or backward or (step is not None and step.part == "forward"):
            yield names.symbol(ref), value_of(values, ref)
    if chains:
        yield from _factors(names, values)


def _factors(names: Names, values: Mapping[str, Array]) -> Iterator[tuple[str, Value]]:
    for parameter in names.parameters:
        for path in paths(names.network, parameter):
            for link in chain(names.network, parameter, path):
                yield names.link(link, parameter, path), value_of(values, link.ref)


def _size(slope: float) -> str:
    return f"{slope:.1e}" if slope else "0"


def _warnings(names: Names, values: Mapping[str, Array]) -> Iterator[str]:
    for number, layer in enumerate(names.network.layers, 1):
        if not rule(layer.activation).saturates:
            continue
        slopes = numpy.abs(values[f"dActiv_dSOP@{number}"]).max(axis=0)
        for unit in numpy.flatnonzero(slopes < SATURATED):
            yield (
                f"{place_name(names.network, number, int(unit))} is saturated (slope "
                f"{_size(slopes[unit])}): the weights that lead to it hardly move"
            )
