"""Symbols for a network's values: a notation applied to a network.

Examples are never part of a symbol: ``SOP1`` stands for the sum of every example.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, product

from attrs import evolve, field, frozen

from gdtrace.chains import Link, chain, paths
from gdtrace.errors import NotationError
from gdtrace.expr import Index, Ref, Written
from gdtrace.networks import Network
from gdtrace.notation import Notation, ascii_text
from gdtrace.numbering import parts
from gdtrace.steps import EXAMPLES, Key, Program, letter

Way = tuple[Ref, tuple[int, ...]]
"""A parameter and one path from it to the error."""

NAMELESS = ("dSOP_dW", "dSOP_db")
"""Roles whose values only have names as factors of a chain."""


@frozen(eq=False, repr=False)
class Names:
    """A notation applied to a network, with or without several examples."""

    notation: Notation
    network: Network
    program: Program
    several_examples: bool
    _symbols: dict[Ref, Written] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        if self.notation.one_neuron and self.network.sizes[1:] != (1,):
            raise NotationError(
                f"the {self.notation.name} notation names one neuron, this network has "
                f"{sum(self.network.sizes[1:])}; use the notation tutorial or layered"
            )

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return len(self.network.layers)

    @property
    def objective(self) -> str:
        """The symbol of what is made smaller: one example's error, or all examples' cost."""
        return self._objective.text

    @property
    def _objective(self) -> Written:
        return self._plain("Cost" if self.several_examples else "Error")

    def symbol(self, ref: Ref) -> str:
        """Spell one value; its example, if it has one, is left out."""
        return self.written(ref).text

    def written(self, ref: Ref) -> Written:
        """Return the symbol of a value as a leaf of a formula."""
        if ref not in self._symbols:
            self._symbols[ref] = self._written(ref)
        return self._symbols[ref]

    def _written(self, ref: Ref) -> Written:
        key = Key(ref.key)
        units = self._units(ref)
        for prefix in ("grad_", "new_", "change_"):
            if key.role.startswith(prefix):
                parameter = self._plain(key.role.removeprefix(prefix), key.layer, units)
                return self._of_parameter(prefix, parameter)
        if key.role == "delta_product":
            return self.error_by_sum(key.layer, units[-1])
        if key.role.startswith("d") and "_d" in key.role:
            return self._derivative(key, units)
        return self._plain(key.role, key.layer, units)

    def own_symbol(self, ref: Ref) -> str:
        """Spell an output as the activation that it is: Activ3 for Predicted."""
        return self._format("Activ", Key(ref.key).layer, self._units(ref)).text

    def link(self, link: Link, parameter: Ref, path: tuple[int, ...] = ()) -> str:
        """Spell one factor of a chain, such as ``g3(W41)``; bare where all chains share it."""
        if link.number == 0:
            return self.symbol(link.ref)
        return self.numbered(link.number, parameter, path)

    def numbered(self, number: int, parameter: Ref, path: tuple[int, ...]) -> str:
        """Spell the factor with a number of one chain."""
        if number in self._shared:
            return f"g{number}"
        passed = f"|{path_label(path)}" if self.forks(parameter) else ""
        return f"g{number}({self.symbol(parameter)}{passed})"

    def forks(self, parameter: Ref) -> bool:
        """Say whether several paths lead from a parameter to the error."""
        return len(list(islice(paths(self.network, parameter), 2))) > 1

    def derivative(self, link: Ref, parameter: Ref) -> Written:
        """Write a factor as a derivative; the last of a chain is one by its parameter."""
        key = Key(link.key)
        if key.role in NAMELESS:
            top = self._plain("SOP", key.layer, (int(parameter.indices[-1]),))
            return self._slope(top, self.written(parameter))
        if key.role == "delta":
            return self.error_by_sum(key.layer, int(link.indices[-1]))
        return self.written(link)

    def error_by_sum(self, layer: int, unit: int) -> Written:
        """Write a delta as the derivative that it is."""
        return self._slope(self._plain("Error"), self._plain("SOP", layer, (unit,)))

    @cached_property
    def parameters(self) -> tuple[Ref, ...]:
        """Every weight and bias that is learned: the output layer's first, neuron by neuron."""
        refs = [ref for key in self.program.carry for ref in self.places(key)]
        return tuple(
            sorted(refs, key=lambda ref: (-Key(ref.key).layer, ref.indices[-1], _inputs_first(ref)))
        )

    def check(self) -> None:
        """Raise NotationError if two values would be spelled alike."""
        assert self.table

    @cached_property
    def table(self) -> dict[str, Ref]:
        """Every symbol and what it stands for; a clash of two values is refused."""
        found: dict[str, Ref] = {}
        for ref in self.values():
            symbol = self.symbol(ref)
            if symbol in found:
                raise NotationError(
                    f"in the {self.notation.name} notation {symbol} would mean both "
                    f"{_described(found[symbol])} and {_described(ref)}; use the notation layered"
                )
            found[symbol] = ref
        return found

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """The symbols by everything that a reader may type for them."""
        folded: dict[str, list[str]] = {}
        for symbol, ref in self.table.items():
            for spelling in (symbol, *self._synonyms(ref)):
                folded.setdefault(fold(spelling), []).append(symbol)
        return folded

    def _synonyms(self, ref: Ref) -> Iterator[str]:
        key = Key(ref.key)
        if key.role == "Activ" and key.layer == self.last and "Activ" in self.notation.symbols:
            yield self.own_symbol(ref)
        if key.role.startswith("grad_"):
            yield f"grad {self.symbol(Ref(ref.key.removeprefix('grad_'), ref.indices))}"
        if key.role.startswith("change_"):
            yield f"change {self.symbol(Ref(ref.key.removeprefix('change_'), ref.indices))}"
            yield f"change of {self.symbol(Ref(ref.key.removeprefix('change_'), ref.indices))}"
        if key == "Error" and not self.several_examples:
            yield self.notation.symbols["Cost"]

    def values(self) -> Iterator[Ref]:
        """Yield the references to all values that have a symbol of their own."""
        for key in [*self.program.leaves, *self.program.by_key]:
            step = self.program.by_key.get(key)
            role = Key(key).role
            renamed = step is not None and step.alias is not None and role != "Activ"
            if role in NAMELESS or renamed or (role == "Cost" and not self.several_examples):
                continue
            yield from self.places(key)

    def places(self, key: str) -> Iterator[Ref]:
        """Yield the references to all values of a key, which leave the example open."""
        sizes = {letter(layer): size for layer, size in enumerate(self.network.sizes)}
        ranges: Iterator[Iterable[Index]] = (
            (EXAMPLES,) if index == EXAMPLES else range(sizes[index])
            for index in self.program.indices(key)
        )
        yield from (Ref(key, place) for place in product(*ranges))

    def _units(self, ref: Ref) -> tuple[int, ...]:
        places = zip(self.program.indices(ref.key), ref.indices, strict=True) if ref.indices else ()
        return tuple(int(place) for index, place in places if index != EXAMPLES)

    @cached_property
    def _shared(self) -> frozenset[int]:
        """The numbers of the factors that are one value in all chains that have them."""
        made: dict[int, set[Ref]] = {}
        for key in self.program.carry:
            for link in chain(self.network, Ref(key, self.program.indices(key))):
                values = (self.program.resolve(ref) for ref in self.places(link.ref.key))
                made.setdefault(link.number, set()).update(values)
        return frozenset(number for number, values in made.items() if len(values) == 1)

    def _of_parameter(self, prefix: str, parameter: Written) -> Written:
        notation = self.notation
        if prefix == "new_":
            return evolve(
                parameter, text=f"new {parameter.text}", above=f"{parameter.above} new".strip()
            )
        if prefix == "change_":
            text = notation.change.format(parameter=parameter.text)
            return evolve(parameter, text=text, base=f"∆{parameter.base}")
        text = notation.gradient.format(top=self.objective, bottom=parameter.text)
        if "{top}" in notation.gradient:
            return Written(text, top=self._objective, bottom=parameter)
        return evolve(parameter, text=text, base=notation.gradient.format(bottom=parameter.base))

    def _derivative(self, key: Key, units: tuple[int, ...]) -> Written:
        match key.role:
            case "dError_dPredicted":
                return self._slope(self._plain("Error"), self._plain("Activ", self.last, units))
            case "dError_dActiv":
                return self._slope(self._plain("Error"), self._plain("Activ", key.layer, units))
            case "dActiv_dSOP":
                return self._slope(
                    self._plain("Activ", key.layer, units), self._plain("SOP", key.layer, units)
                )
            case _:
                return self._slope(
                    self._plain("SOP", key.layer, units[1:]),
                    self._plain("Activ", key.layer - 1, units[:1]),
                )

    def _slope(self, top: Written, bottom: Written) -> Written:
        text = self.notation.derivative.format(top=top.text, bottom=bottom.text)
        return Written(text, top=top, bottom=bottom)

    def _plain(self, role: str, layer: int = 0, units: tuple[int, ...] = ()) -> Written:
        if role == "Activ" and layer == self.last:
            role = "Predicted"
        if role in ("Predicted", "Target") and self.network.sizes[-1] == 1:
            text = self.notation.symbols[role].format(one_of="", u="").removesuffix("[]")
            return Written(text, self.notation.typeset.get(role, (text,))[0])
        return self._format(role, layer, units)

    def _format(self, role: str, layer: int, units: tuple[int, ...]) -> Written:
        numbers = parts(self.network, role, layer, units)
        numbers["of_example"] = "x" if self.several_examples else ""
        text = self.notation.symbols[role].format(**numbers)
        typeset = self.notation.typeset.get(role, (text,))
        base, below, above = (*(part.format(**numbers) for part in typeset), "", "")[:3]
        return Written(text, base, below, above)


def _inputs_first(ref: Ref) -> int:
    """Sort a neuron's weights by where they come from, and its bias after them."""
    return int(ref.indices[0]) if Key(ref.key).role == "W" else 1 << 62


def _described(ref: Ref) -> str:
    inside = ",".join(str(place + 1) for place in ref.indices if isinstance(place, int))
    return f"{ref.key}[{inside}]" if inside else ref.key


def fold(text: str) -> str:
    """Return what all spellings of a symbol have in common.

    >>> fold("W1,11") == fold("w1_11") == fold("W1[11]")
    True
    """
    # Unlike in an identifier, a sign that has no ASCII spelling counts: Δw1 is not w1.
    return re.sub(r"[\W_]+", "_", ascii_text(text)).strip("_").casefold()


def path_label(path: tuple[int, ...]) -> str:
    """Spell a path by the numbers of its units: "2,1"."""
    return ",".join(str(unit + 1) for unit in path)
