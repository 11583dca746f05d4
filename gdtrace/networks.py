"""Networks: layers, activations, biases or none, and a loss. No data, no numbers."""

from collections.abc import Iterator

from attrs import field, frozen

from gdtrace.calculus import ACTIVATIONS, LOSSES
from gdtrace.fields import (
    all_of,
    as_tuple,
    as_whole,
    checked,
    choice,
    field_faults,
    flag,
    raise_faults,
    whole,
)


@frozen
class Layer:
    """One layer of neurons with the same activation.

    >>> Layer(units=2)
    Layer(units=2, activation='sigmoid')
    """

    units: int = field(converter=as_whole, metadata=checked(whole(1)))
    activation: str = field(default="sigmoid", metadata=checked(choice("activation", ACTIVATIONS)))

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, ""))


@frozen(kw_only=True)
class Network:
    """A multilayer perceptron: every neuron sees every output of the layer before it.

    >>> Network(inputs=3, layers=[Layer(2), Layer(1)], bias=False).sizes
    (3, 2, 1)

    Parameters
    ----------
    inputs : int
        How many inputs an example has.
    layers : sequence of Layer
        From the first hidden layer to the output layer.
    bias : bool
        Whether every neuron has a bias.
    loss : str
        ``squared_error``, ``half_squared_error`` or ``cross_entropy`` (of one sigmoid output each).

    Raises
    ------
    ProblemError
        One fault per line, each with the path of the value that is wrong.
    """

    inputs: int = field(converter=as_whole, metadata=checked(whole(1)))
    layers: tuple[Layer, ...] = field(converter=as_tuple, metadata=checked(all_of(Layer)))
    bias: bool = field(default=True, metadata=checked(flag))
    loss: str = field(default="squared_error", metadata=checked(choice("loss", LOSSES)))

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, "network."), _network_faults(self))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then the number of units of every layer."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter: W from the layer before to this one, then its b.

        >>> Network(inputs=3, layers=[Layer(2)]).shapes
        {'W@1': (3, 2), 'b@1': (2,)}
        """
        shapes: dict[str, tuple[int, ...]] = {}
        for layer in range(1, len(self.sizes)):
            shapes[f"W@{layer}"] = self.sizes[layer - 1 : layer + 1]
            if self.bias:
                shapes[f"b@{layer}"] = self.sizes[layer : layer + 1]
        return shapes


def _network_faults(network: Network) -> Iterator[str]:
    if not network.layers:
        yield "network.layers: must have at least the output layer, got none"
        return
    allowed = LOSSES[network.loss].activations
    given = network.layers[-1].activation
    if allowed and given not in allowed:
        yield (
            f"network.layers[{len(network.layers) - 1}].activation: the loss {network.loss} needs "
            f"{' or '.join(allowed)} in the output layer, got {given}"
        )
