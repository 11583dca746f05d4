"""Notations: the map between (key, indices) and the symbols that a reader sees.

A notation is a table of templates, one per role. Applied to a network it becomes ``Names``, which
spells a reference (``Names.symbol``) and finds what a reader types (``Names.find``). Examples are
never part of a symbol: ``SOP1`` stands for the sum of every example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product

from attrs import frozen

from gdtrace.derivation import chain, paths
from gdtrace.errors import AmbiguousSymbolError, NotationError, UnknownNameError, unknown
from gdtrace.expr import Index, Ref
from gdtrace.networks import Network
from gdtrace.steps import EXAMPLES, Key, Program, letter

SIGNS = {"∂": "d", "δ": "delta", "η": "eta", "∆": "change_", "ŷ": "y_hat", "α": "alpha"}
"""Every sign outside ASCII, and what it becomes where ASCII is asked for."""


@frozen(kw_only=True)
class Notation:
    """How one text writes its values; ``{u}`` and the like are explained in ``Names._parts``."""

    name: str
    symbols: Mapping[str, str]
    derivative: str = "∂{top}/∂{bottom}"
    gradient: str = "∂{top}/∂{bottom}"
    change: str = "change of {parameter}"
    one_neuron: bool = False


NOTATIONS: dict[str, Notation] = {
    "tutorial": Notation(
        name="tutorial",
        symbols={
            "X": "X{u}",
            "W": "W{row}{comma}{column}",
            "b": "b{neuron}",
            "SOP": "SOP{neuron}",
            "Activ": "Activ{neuron}",
            "Predicted": "Predicted{one_of}",
            "Target": "Target{one_of}",
            "Error": "Error",
            "Cost": "Cost",
            "delta": "delta{neuron}",
            "learning_rate": "learning_rate",
        },
    ),
    "recap": Notation(
        name="recap",
        symbols={
            "X": "x{one_of}",
            "W": "w{one_of}",
            "b": "b",
            "SOP": "z",
            "Predicted": "a",
            "Target": "y",
            "Error": "C{of_example}",
            "Cost": "C",
            "delta": "δ",
            "learning_rate": "η",
        },
        change="∆{parameter}",
        one_neuron=True,
    ),
    "logistic": Notation(
        name="logistic",
        symbols={
            "X": "x{one_of}",
            "W": "w{one_of}",
            "b": "b",
            "SOP": "z",
            "Predicted": "ŷ",
            "Target": "y",
            "Error": "L",
            "Cost": "J",
            "delta": "dz",
            "learning_rate": "α",
        },
        gradient="d{bottom}",
        one_neuron=True,
    ),
    "layered": Notation(
        name="layered",
        symbols={
            "X": "X[{u}]",
            "W": "W{layer}[{from_unit},{u}]",
            "b": "b{layer}[{u}]",
            "SOP": "SOP{layer}[{u}]",
            "Activ": "Activ{layer}[{u}]",
            "Predicted": "Predicted[{u}]",
            "Target": "Target[{u}]",
            "Error": "Error",
            "Cost": "Cost",
            "delta": "delta{layer}[{u}]",
            "learning_rate": "learning_rate",
        },
    ),
}


def notation(name: str) -> Notation:
    """Return a notation by its name."""
    if name not in NOTATIONS:
        raise unknown("notation", name, NOTATIONS)
    return NOTATIONS[name]


def ascii_text(text: str) -> str:
    """Return the text with every sign outside ASCII spelled out.

    >>> ascii_text("∂Error/∂W11 = δ*x1")
    'dError/dW11 = delta*x1'
    """
    for sign, spelled in SIGNS.items():
        text = text.replace(sign, spelled)
    return text


def identifier(symbol: str) -> str:
    """Return the spelling for command lines and Python: letters, digits and underscores.

    >>> identifier("W1,11"), identifier("∂Error/∂W1[2,3]"), identifier("g3(W41)")
    ('W1_11', 'dError_dW1_2_3', 'g3_W41')
    """
    return re.sub(r"[^0-9A-Za-z]+", "_", ascii_text(symbol)).strip("_")


@frozen
class Names:
    """A notation applied to a network, with or without several examples."""

    notation: Notation
    network: Network
    program: Program
    several_examples: bool

    def __attrs_post_init__(self) -> None:
        if self.notation.one_neuron and self.network.sizes[1:] != (1,):
            raise NotationError(
                f"the {self.notation.name} notation names one neuron, this network has "
                f"{sum(self.network.sizes[1:])}; use --notation tutorial or layered"
            )

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return len(self.network.layers)

    @property
    def objective(self) -> str:
        """The symbol of what is made smaller: of one example's error, or of all examples' cost."""
        return self.notation.symbols["Cost" if self.several_examples else "Error"].format(
            of_example="", one_of="", u=1
        )

    def symbol(self, ref: Ref) -> str:
        """Spell one value; its example, if it has one, is left out."""
        key = Key(ref.key)
        units = tuple(int(place) for place in _units(self.program, ref))
        role, layer = key.role, key.layer
        for prefix in ("grad_", "new_", "change_"):
            if role.startswith(prefix):
                parameter = self._plain(role.removeprefix(prefix), layer, units)
                return self._of_parameter(prefix, parameter)
        if role.startswith("d") and "_d" in role:
            return self._derivative(role, layer, units)
        if role == "delta_product":
            return self._slope("Error", (), "SOP", layer, units)
        return self._plain(role, layer, units)

    def link(self, number: int, parameter: Ref, path: tuple[int, ...] = ()) -> str:
        """Spell one factor of a chain, such as ``g3(W41)``; bare where all chains share it."""
        if len(self.choices(number)) == 1:
            return f"g{number}"
        passed = "|" + ",".join(str(unit + 1) for unit in path) if self._forks(parameter) else ""
        return f"g{number}({self.symbol(parameter)}{passed})"

    def derivative(self, link: Ref, parameter: Ref) -> str:
        """Spell a factor as a derivative; the last of a chain is one by its parameter."""
        key = Key(link.key)
        if key.role in ("dSOP_dW", "dSOP_db"):
            top = self._plain("SOP", key.layer, (int(parameter.indices[-1]),))
            return self.notation.derivative.format(top=top, bottom=self.symbol(parameter))
        if key.role == "delta":
            return self._slope("Error", (), "SOP", key.layer, (int(link.indices[-1]),))
        return self.symbol(link)

    def choices(self, number: int) -> dict[Ref, tuple[Ref, tuple[int, ...]]]:
        """Return each distinct value called g and the number, with one chain that has it."""
        found: dict[Ref, tuple[Ref, tuple[int, ...]]] = {}
        for parameter in self.parameters:
            for path in paths(self.network, parameter):
                for link in chain(self.network, parameter, path):
                    if link.number == number:
                        found.setdefault(self.program.resolve(link.ref), (parameter, path))
        return found

    @cached_property
    def parameters(self) -> tuple[Ref, ...]:
        """Every weight and bias that is learned, the output layer's first."""
        return tuple(
            Ref(key, tuple(map(int, place)))
            for key in self.program.carry
            for place in self._places(key)
        )

    def find(self, text: str) -> Ref:
        """Return what a reader means: exact, in ASCII, in any case, or as a factor of a chain.

        Raises
        ------
        UnknownNameError
            With the nearest symbols.
        AmbiguousSymbolError
            With the choices, for a ``g3`` that is not the same in all chains.
        """
        if text in self.table:
            return self.table[text]
        factor = re.fullmatch(r"[gG](\d+)(?:[(:_](.+?)\)?)?", text)
        if factor:
            return self._factor(text, int(factor[1]), factor[2])
        meant = self._folded.get(_fold(text), [])
        if len(meant) == 1:
            return self.table[meant[0]]
        if meant:
            raise AmbiguousSymbolError(f"{text!r} can mean {' or '.join(meant)}")
        raise unknown("symbol", text, self._suggestions)

    @cached_property
    def table(self) -> dict[str, Ref]:
        """Every symbol and what it stands for; a clash of two values is refused."""
        found: dict[str, Ref] = {}
        for ref in self._values():
            symbol = self.symbol(ref)
            if symbol in found:
                raise NotationError(
                    f"in the {self.notation.name} notation {symbol} would mean both "
                    f"{found[symbol].key}{_place(found[symbol])} and {ref.key}{_place(ref)}; "
                    "use --notation layered"
                )
            found[symbol] = ref
        return found

    def check(self) -> None:
        """Raise NotationError if two values would be spelled alike."""
        assert self.table

    def _values(self) -> Iterator[Ref]:
        same = {"Cost"} if not self.several_examples else set()
        for key in [*self.program.leaves, *(step.key for step in self.program.steps)]:
            step = self.program.by_key.get(key)
            nameless = Key(key).role in ("dSOP_dW", "dSOP_db")
            if key in same or nameless or (step and step.alias and Key(key).role != "Activ"):
                continue
            for place in self._places(key):
                yield Ref(key, place)

    def _places(self, key: str) -> Iterator[tuple[Index, ...]]:
        sizes = {letter(layer): size for layer, size in enumerate(self.network.sizes)}
        yield from product(
            *(
                (EXAMPLES,) if index == EXAMPLES else range(sizes[index])
                for index in self.program.indices(key)
            )
        )

    def _factor(self, text: str, number: int, chain_text: str | None) -> Ref:
        choices = self.choices(number)
        if not choices:
            raise UnknownNameError(f"no chain of this network has a g{number}")
        if chain_text is None:
            if len(choices) == 1:
                return next(iter(choices))
            listed = ", ".join(self.link(number, *way) for way in choices.values())
            raise AmbiguousSymbolError(f"{text} is not the same in all chains; choose: {listed}")
        weight, _, passed = chain_text.partition("|")
        parameter = self.find(weight)
        if parameter not in self.parameters:
            raise UnknownNameError(f"{text}: chains lead to weights and biases, not to {weight}")
        return self._factor_of(text, number, parameter, passed)

    def _factor_of(self, text: str, number: int, parameter: Ref, passed: str) -> Ref:
        ways = list(paths(self.network, parameter))
        if passed:
            ways = [way for way in ways if ",".join(str(unit + 1) for unit in way) == passed]
        found = {
            self.program.resolve(link.ref): way
            for way in ways
            for link in chain(self.network, parameter, way)
            if link.number == number
        }
        if len(found) == 1:
            return next(iter(found))
        symbol = self.symbol(parameter)
        if found:
            listed = ", ".join(self.link(number, parameter, way) for way in found.values())
            raise AmbiguousSymbolError(f"{text} differs from path to path; choose: {listed}")
        raise UnknownNameError(f"the chain to {symbol} has no {text}")

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        folded: dict[str, list[str]] = {}
        for symbol, ref in self.table.items():
            spellings = {_fold(symbol), *(_fold(other) for other in self._synonyms(ref))}
            for spelling in spellings:
                folded.setdefault(spelling, []).append(symbol)
        return folded

    def _synonyms(self, ref: Ref) -> Iterator[str]:
        key = Key(ref.key)
        if key.role == "Activ" and key.layer == self.last and "Activ" in self.notation.symbols:
            yield self._format("Activ", key.layer, (int(ref.indices[-1]),))
        if key.role.startswith("grad_"):
            plain = Ref(ref.key.removeprefix("grad_"), ref.indices)
            yield f"grad {self.symbol(plain)}"

    @property
    def _suggestions(self) -> list[str]:
        return [name for name, ref in self.table.items() if "_" not in Key(ref.key).role]

    def _forks(self, parameter: Ref) -> bool:
        return len(list(paths(self.network, parameter))) > 1

    def _of_parameter(self, prefix: str, parameter: str) -> str:
        if prefix == "grad_":
            return self.notation.gradient.format(top=self.objective, bottom=parameter)
        if prefix == "change_":
            return self.notation.change.format(parameter=parameter)
        return f"new {parameter}"

    def _derivative(self, role: str, layer: int, units: tuple[int, ...]) -> str:
        match role:
            case "dError_dPredicted":
                return self._slope("Error", (), "Activ", self.last, units)
            case "dError_dActiv":
                return self._slope("Error", (), "Activ", layer, units)
            case "dActiv_dSOP":
                return self._slope("Activ", units, "SOP", layer, units)
            case _:
                bottom = self._plain("Activ", layer - 1, units[:1])
                top = self._plain("SOP", layer, units[1:])
                return self.notation.derivative.format(top=top, bottom=bottom)

    def _slope(
        self, top: str, above: tuple[int, ...], bottom: str, layer: int, below: tuple[int, ...]
    ) -> str:
        return self.notation.derivative.format(
            top=self._plain(top, layer, above), bottom=self._plain(bottom, layer, below)
        )

    def _plain(self, role: str, layer: int, units: tuple[int, ...]) -> str:
        if role == "Activ" and layer == self.last:
            role = "Predicted"
        if role in ("Predicted", "Target"):
            layer = self.last
            if self.network.sizes[-1] == 1:
                return self.notation.symbols[role].format(one_of="", u="").removesuffix("[]")
        return self._format(role, layer, units)

    def _format(self, role: str, layer: int, units: tuple[int, ...]) -> str:
        return self.notation.symbols[role].format(**self._parts(role, layer, units))

    def _parts(self, role: str, layer: int, units: tuple[int, ...]) -> dict[str, object]:
        """Return what a template may use, all counted from 1.

        ``u`` the unit, ``from_unit`` where a weight comes from, ``layer``; ``neuron`` the unit
        counted through all layers; ``row`` and ``column`` the tutorial's numbering of weights
        (rows go on counting after the inputs), with ``comma`` where a number has two digits;
        ``one_of`` the unit where there are several, else nothing.
        """
        sizes = self.network.sizes
        unit = units[-1] + 1 if units else 1
        neuron = sum(sizes[1:layer]) + unit
        first = units[0] + 1 if units else 1
        row, column = (first, unit) if layer <= 1 else (sizes[0] + sum(sizes[2:layer]) + unit, first)
        several = sizes[0] if role in ("X", "W") else sizes[-1]
        return {
            "u": unit,
            "from_unit": first,
            "layer": layer,
            "neuron": neuron,
            "row": row,
            "column": column,
            "comma": "" if self._one_digit(layer) else ",",
            "one_of": (first if role == "W" else unit) if several > 1 else "",
            "of_example": "x" if self.several_examples else "",
        }

    def _one_digit(self, layer: int) -> bool:
        sizes = self.network.sizes
        if layer <= 1:
            return max(sizes[0], sizes[1]) <= 9
        return max(sizes[0] + sum(sizes[2 : layer + 1]), sizes[layer - 1]) <= 9


def _units(program: Program, ref: Ref) -> tuple[Index, ...]:
    letters = program.indices(ref.key)
    return tuple(
        place for index, place in zip(letters, ref.indices, strict=True) if index != EXAMPLES
    )


def _place(ref: Ref) -> str:
    inside = ",".join(str(place + 1) for place in ref.indices if isinstance(place, int))
    return f"[{inside}]" if inside else ""


def _fold(text: str) -> str:
    return identifier(text).casefold()


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
    if layer == last:
        return "the output neuron" if network.sizes[-1] == 1 else f"output neuron {unit + 1}"
    if last == 2:
        return f"hidden neuron {unit + 1}"
    return f"neuron {unit + 1} of hidden layer {layer}"
