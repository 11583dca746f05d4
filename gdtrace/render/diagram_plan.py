"""What a diagram says: which units are shown, what is written at them, what lies on the path.

Knows nothing of places and shapes; see diagram_layout.py for those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from gdtrace.chains import chain, paths
from gdtrace.errors import count
from gdtrace.expr import Mean, Ref
from gdtrace.sections.diagram import error_by
from gdtrace.steps import EXAMPLES, Key

if TYPE_CHECKING:
    from gdtrace.names import Names

MOST_INPUTS = 10
MOST_NEURONS = 6
"""A larger layer shows only its first few units and the last."""

FIRST_FEW = 3
MOST_PATHS = 3
"""The key below the picture lists no more paths than this."""

Slot = int | None
"""A shown unit; None stands for those left out."""


@frozen
class Label:
    """A symbol and, where it is known, its number."""

    symbol: str
    number: str = ""


@frozen(eq=False)
class Plan:
    """A network's symbols, their numbers and the parameter whose paths are followed, if any."""

    names: Names
    numbers: Mapping[str, str]
    path: Ref | None

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then the number of units of every layer."""
        return self.names.network.sizes

    def shown(self, layer: int) -> list[Slot]:
        """Return the units that a layer shows, and None where others are left out."""
        size = self.sizes[layer]
        if size <= (MOST_NEURONS if layer else MOST_INPUTS):
            return list(range(size))
        units = sorted({*range(FIRST_FEW), *self._own_units(layer), size - 1})
        slots: list[Slot] = []
        for unit in units:
            if unit and unit - 1 not in slots:
                slots.append(None)
            slots.append(unit)
        return slots

    def _own_units(self, layer: int) -> Iterator[int]:
        """Yield the units at both ends of the parameter whose paths are followed."""
        if self.path is None:
            return
        indices, last = self.path.indices, Key(self.path.key).layer
        for number, unit in zip(range(last, -1, -1), reversed(indices), strict=False):
            if number == layer:
                yield int(unit)

    def label(self, ref: Ref) -> Label:
        """Return what is written for a value."""
        return self._label(self.names.symbol(ref))

    def unit(self, role: str, layer: int, unit: int) -> Label:
        """Return what is written for a value that every example has."""
        return self.label(Ref(f"{role}@{layer}" if layer else role, (EXAMPLES, unit)))

    def _label(self, symbol: str) -> Label:
        return Label(symbol, self.numbers.get(symbol, ""))

    def passes(self, layer: int, unit: int) -> bool:
        """Say whether a neuron is on a path from the parameter to the error."""
        if self.path is None:
            return False
        first = Key(self.path.key).layer
        return layer > first or (layer == first and unit == self.path.indices[-1])

    def passes_weight(self, weight: Ref) -> bool:
        """Say whether a weight's connection is on a path, or is the parameter's own."""
        layer = Key(weight.key).layer
        if weight == self.path:
            return True
        return self.passes(layer - 1, int(weight.indices[0]))

    @cached_property
    def _factors(self) -> dict[str, int]:
        """The number of each factor by the key of its value."""
        if self.path is None:
            return {}
        onward = (0,) * (len(self.sizes) - 1 - Key(self.path.key).layer)
        links = chain(self.names.network, self.path, onward)
        return {link.ref.key: link.number for link in links}

    def factor(self, ref: Ref) -> Label | None:
        """Return what is written for a factor; None if it is in none of the chains."""
        if self.path is None or ref.key not in self._factors:
            return None
        number = self._factors[ref.key]
        derivative = self.names.derivative(ref, self.path).text
        symbol = f"g{number}" if number else self.names.symbol(ref)
        return Label(symbol, self.numbers.get(derivative, ""))

    def neuron_factor(self, layer: int, unit: int) -> Label | None:
        """Return the factor inside a neuron: its slope, or what stands for slope and error."""
        if not self.passes(layer, unit):
            return None
        slope, both = (
            Ref(f"{role}@{layer}", (EXAMPLES, unit)) for role in ("dActiv_dSOP", "delta")
        )
        return self.factor(slope) or self.factor(both)

    def weight_factor(self, weight: Ref) -> Label | None:
        """Return the factor at a connection."""
        layer = Key(weight.key).layer
        if not self.passes_weight(weight):
            return None
        if weight == self.path:
            return self.factor(Ref(f"dSOP_dW@{layer}", (EXAMPLES, weight.indices[0])))
        return self.factor(Ref(f"dSOP_dActiv@{layer}", weight.indices))

    def bias_factor(self, bias: Ref) -> Label | None:
        """Return the factor at a bias."""
        if bias != self.path:
            return None
        return self.factor(Ref(f"dSOP_db@{Key(bias.key).layer}"))

    def error_factor(self, unit: int) -> Label | None:
        """Return the factor between an output and the error."""
        last = self.names.last
        if not self.passes(last, unit):
            return None
        return self.factor(Ref("dError_dPredicted", (EXAMPLES, unit)))

    def heading(self, layer: int) -> tuple[str, ...]:
        """Return what stands above a layer."""
        size, hidden = self.sizes[layer], len(self.sizes) - 2
        if layer == 0:
            return (count(size, "input"),)
        activation = self.names.network.layers[layer - 1].activation
        if layer <= hidden:
            if hidden == 1:
                return count(size, "hidden neuron"), activation
            return f"hidden layer {layer}", f"{count(size, 'neuron')}, {activation}"
        return count(size, "output neuron") if hidden or size > 1 else "1 neuron", activation

    def notes(self) -> list[str]:
        """Return what has to be said about several examples."""
        if not self.names.several_examples:
            return []
        error = self.names.symbol(Ref("Error", (EXAMPLES,)))
        taken = self.names.program.by_key[Key("Cost")].expr
        how = "mean" if isinstance(taken, Mean) else "sum"
        made = f"{self.names.objective} is the {how} of {error} over all examples"
        return [f"{made}; the numbers are those of the first" if self.numbers else made]

    @property
    def derivative(self) -> str:
        """What the product of the factors is, of one example: ∂Error/∂W11."""
        assert self.path is not None
        return error_by(self.names, self.path)

    def equation(self) -> str:
        """Return the equation that the paths stand for; nothing without a path."""
        if self.path is None:
            return ""
        labels = [label for label, _ in self.chain_of(next(paths(self.names.network, self.path)))]
        product = "*".join(label.symbol for label in reversed(labels))
        if self.ways > 1:
            product = f"sum over {self.ways} paths of {product}"
        found = equals(f"{self.derivative} = {product}", self.numbers.get(self.derivative, ""))
        return f"example 1: {found}" if self.names.several_examples and self.numbers else found

    @cached_property
    def ways(self) -> int:
        """How many paths lead from the parameter to the error."""
        return 0 if self.path is None else sum(1 for _ in paths(self.names.network, self.path))

    def chain_of(self, way: tuple[int, ...]) -> list[tuple[Label, str]]:
        """Return the factors of one path, g1 first, and what each is the derivative of."""
        assert self.path is not None
        made = []
        for link in chain(self.names.network, self.path, way):
            label = self.factor(link.ref)
            assert label is not None
            made.append((label, self.names.derivative(link.ref, self.path).text))
        return made

    def key(self) -> list[list[str]]:
        """Return the lines that say what each factor is: a list for each of the first paths."""
        if self.path is None:
            return []
        first = Key(self.path.key).layer + 1
        lists = []
        for way in islice(paths(self.names.network, self.path), MOST_PATHS):
            passed = [self.unit("Activ", first + at, unit).symbol for at, unit in enumerate(way)]
            heading = [f"through {', '.join(passed)}:"] if self.ways > 1 else []
            lines = (
                equals(f"{label.symbol} = {derivative}", label.number)
                for label, derivative in self.chain_of(way)
            )
            lists.append([*heading, *lines])
        if self.ways > MOST_PATHS:
            lists.append([f"and {count(self.ways - MOST_PATHS, 'more path')}"])
        return lists


def equals(text: str, number: str) -> str:
    """Add a number to an equation, if there is one."""
    return f"{text} = {number}" if number else text
