"""How a notation numbers weights and neurons, and what a place in a network is called."""

from gdtrace.networks import Network


def parts(network: Network, role: str, layer: int, units: tuple[int, ...]) -> dict[str, object]:
    """Return what a notation's template may use, all counted from 1.

    ``u`` is the unit, ``from_unit`` where a weight comes from, ``neuron`` the unit counted through
    all layers; ``row`` and ``column`` the tutorial's numbering of weights (its rows go on counting
    after the inputs), with ``comma`` where a number has two digits; ``one_of`` the unit where
    there are several, else nothing. ``of_example``, which Names adds, is x with several examples.
    """
    sizes = network.sizes
    unit = units[-1] + 1 if units else 1
    first = units[0] + 1 if units else 1
    row, column = (first, unit) if layer <= 1 else (sizes[0] + sum(sizes[2:layer]) + unit, first)
    several = sizes[0] if role in ("X", "W") else sizes[-1]
    return {
        "u": unit,
        "from_unit": first,
        "layer": layer,
        "neuron": sum(sizes[1:layer]) + unit,
        "row": row,
        "column": column,
        "comma": "" if _one_digit(network, layer) else ",",
        "one_of": (first if role == "W" else unit) if several > 1 else "",
    }


def _one_digit(network: Network, layer: int) -> bool:
    """Whether no row and no column of a layer's weights has two digits."""
    sizes = network.sizes
    if layer <= 1:
        return max(sizes[0], sizes[1]) <= 9
    return max(sizes[0] + sum(sizes[2 : layer + 1]), sizes[layer - 1]) <= 9


def place_name(network: Network, layer: int, unit: int) -> str:
    """Say where a unit is: "input 1", "hidden neuron 2", "the output neuron".

    >>> from gdtrace.networks import Layer
    >>> small = Network(inputs=3, layers=[Layer(2), Layer(1)])
    >>> place_name(small, 0, 0), place_name(small, 1, 1), place_name(small, 2, 0)
    ('input 1', 'hidden neuron 2', 'the output neuron')
    """
    last = len(network.layers)
    if layer == 0:
        return f"input {unit + 1}"
    if network.sizes[1:] == (1,):
        return "the neuron"
    if layer == last:
        return "the output neuron" if network.sizes[-1] == 1 else f"output neuron {unit + 1}"
    if last == 2:
        return f"hidden neuron {unit + 1}"
    return f"neuron {unit + 1} of hidden layer {layer}"
