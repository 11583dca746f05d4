"""Chains: which factors lie on a path from a parameter to the error, and how many paths there are.

It lists references only; what the factors are is the derivation's affair.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from attrs import frozen

from gdtrace.calculus import LOSSES
from gdtrace.expr import Ref
from gdtrace.networks import Network
from gdtrace.steps import EXAMPLES, Key, letter

ERROR_SLOPE = "dError_dPredicted"


@frozen(eq=False, repr=False)
class Link:
    """One factor of a chain: its number (1 is next to the error) and where its value is made.

    Where loss and activation simplify to one factor (cross-entropy), that one stands for g1 and
    g2 and has the number 0.
    """

    number: int
    ref: Ref


def per_unit(role: str, layer: int) -> Ref:
    """Return the reference to a value that every unit of a layer has for every example."""
    return Ref(f"{role}@{layer}", (EXAMPLES, letter(layer)))


def per_weight(role: str, layer: int) -> Ref:
    """Return the reference to a value that every weight into a layer has."""
    return Ref(f"{role}@{layer}", (letter(layer - 1), letter(layer)))


def most_paths(network: Network) -> int:
    """Return how many paths lead from a weight of the first layer to the error.

    >>> from gdtrace.networks import Layer
    >>> most_paths(Network(inputs=9, layers=[Layer(4), Layer(3), Layer(2)]))
    6
    """
    return prod(network.sizes[2:])


def paths(network: Network, parameter: Ref) -> Iterator[tuple[int, ...]]:
    """Yield every way from a parameter to the error, as the units passed after its own layer."""
    yield from product(*map(range, network.sizes[Key(parameter.key).layer + 1 :]))


def links(network: Network, role: str, layer: int) -> list[Ref]:
    """Return the factors of the chain to a layer's W or b, from the parameter to the error."""
    last = len(network.layers)
    into = (EXAMPLES, letter(layer - 1)) if role == "W" else ()
    found = [Ref(f"dSOP_d{role}@{layer}", into)]
    for number in range(layer, last):
        found += [per_unit("dActiv_dSOP", number), per_weight("dSOP_dActiv", number + 1)]
    if LOSSES[network.loss].delta:
        return [*found, per_unit("delta", last)]
    error_slope = Ref(ERROR_SLOPE, (EXAMPLES, letter(last)))
    return [*found, per_unit("dActiv_dSOP", last), error_slope]


def chain(network: Network, parameter: Ref, path: tuple[int, ...] = ()) -> tuple[Link, ...]:
    """Return the factors from the error to one parameter along one path, g1 first.

    The references leave the example open (``n``).

    Parameters
    ----------
    network : Network
    parameter : Ref
        One weight or bias, such as ``Ref("W@1", (0, 1))``.
    path : tuple of int
        The units passed after the parameter's own layer, as ``paths`` yields them.
    """
    key = Key(parameter.key)
    units = [*parameter.indices, *path]
    first = key.layer + 1 - len(parameter.indices)
    places = {letter(first + place): unit for place, unit in enumerate(units)}
    refs = [
        Ref(ref.key, tuple(places.get(str(index), index) for index in ref.indices))
        for ref in reversed(links(network, key.role, key.layer))
    ]
    fused = LOSSES[network.loss].delta is not None
    numbers = [0, *range(3, len(refs) + 2)] if fused else range(1, len(refs) + 1)
    return tuple(map(Link, numbers, refs))
