"""Finds what a reader means by a symbol: exact, in ASCII, in any case, or a factor of a chain."""

import re
from collections.abc import Iterator
from itertools import islice

from gdtrace.chains import ERROR_SLOPE, chain, paths
from gdtrace.errors import AmbiguousSymbolError, UnknownNameError, unknown
from gdtrace.expr import Ref
from gdtrace.names import Names, Way, fold, path_label
from gdtrace.notation import identifier
from gdtrace.steps import Key, letter

MOST_CHOICES = 8
"""A message lists no more chains than this."""

_FACTOR = re.compile(r"[gG](\d+)(?:[(:_]([^()]+)\)?)?")


def find(names: Names, text: str) -> Ref:
    """Return what a reader means by a symbol; its example is left open.

    Raises
    ------
    UnknownNameError
        With the nearest symbols.
    AmbiguousSymbolError
        With the choices, for a ``g3`` that is not the same in all chains.
    """
    if text in names.table:
        return names.table[text]
    factor = _FACTOR.fullmatch(text)
    if factor:
        return _factor(names, text, int(factor[1]), factor[2] or "")
    meant = sorted(set(names.folded.get(fold(text), ())))
    if len(meant) == 1:
        return names.table[meant[0]]
    if meant:
        raise AmbiguousSymbolError(f"{text!r} can mean {' or '.join(meant)}")
    raise unknown("symbol", text, _suggestions(names))


def called(names: Names, text: str) -> str:
    """Return the symbol that a reader means, as pages have it: g3(W11) for g3:w11."""
    ref = find(names, text)
    factor = None if text in names.table else _FACTOR.fullmatch(text)
    if not factor:
        return names.symbol(ref)
    weight, _, passed = (factor[2] or "").replace(":", "|").partition("|")
    if not weight:
        return f"g{factor[1]}"
    way = f"|{passed}" if passed else ""
    return f"g{factor[1]}({names.symbol(find(names, weight))}{way})"


def _suggestions(names: Names) -> list[str]:
    return [
        symbol
        for symbol, ref in names.table.items()
        if ref.key == "learning_rate" or "_" not in Key(ref.key).role
    ]


def _choices(names: Names, number: int) -> Iterator[tuple[Ref, Way]]:
    """Yield each distinct value called g and the number, with the first chain that has it."""
    seen = set()
    for key in names.program.carry:
        letters = names.program.indices(key)
        links = chain(names.network, Ref(key, letters))
        keys = (link.ref.key for link in links if link.number == number)
        for factor in (ref for each in keys for ref in names.places(each)):
            made = names.program.resolve(factor)
            if made not in seen:
                seen.add(made)
                yield made, _first_way(names, Ref(key, letters), factor)


def _first_way(names: Names, parameter: Ref, factor: Ref) -> Way:
    """Return the first chain to one of a key's parameters that has the factor."""
    given = dict(zip(names.program.indices(factor.key), factor.indices, strict=True))
    onward = range(Key(parameter.key).layer + 1, len(names.network.layers) + 1)
    units = tuple(given.get(str(index), 0) for index in parameter.indices)
    return Ref(parameter.key, units), tuple(int(given.get(letter(layer), 0)) for layer in onward)


def _factor(names: Names, text: str, number: int, chain_text: str) -> Ref:
    if chain_text:
        weight, _, passed = chain_text.replace(":", "|").partition("|")
        return _factor_of(names, text, number, find(names, weight), passed)
    choices = list(islice(_choices(names, number), MOST_CHOICES + 1))
    if not choices and number in (1, 2) and names.network.sizes[-1] == 1:
        # Where g1 and g2 simplify to one factor, the page still prints both.
        key = (ERROR_SLOPE, f"dActiv_dSOP@{names.last}")[number - 1]
        return next(iter(names.places(key)))
    if not choices:
        raise UnknownNameError(f"no chain of this network has a factor {text}{_fused(names)}")
    if len(choices) == 1:
        return choices[0][0]
    raise AmbiguousSymbolError(
        f"{text} is not the same in all chains; choose: {_listed(names, number, choices)}"
    )


def _fused(names: Names) -> str:
    links = chain(names.network, names.parameters[0]) if names.parameters else ()
    if not links or links[0].number:
        return ""
    return f"; g1 and g2 are taken together in {names.symbol(links[0].ref)}"


def _factor_of(names: Names, text: str, number: int, parameter: Ref, passed: str) -> Ref:
    symbol = names.symbol(parameter)
    if parameter not in names.parameters:
        raise UnknownNameError(
            f"{text}: chains lead to weights and biases that are learned, not to {symbol}"
        )
    found: dict[Ref, Way] = {}
    for path in paths(names.network, parameter):
        for link in chain(names.network, parameter, path):
            if link.number == number and passed in ("", path_label(path)):
                found.setdefault(names.program.resolve(link.ref), (parameter, path))
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise UnknownNameError(f"the chain to {symbol} has no factor {text}")
    choices = list(islice(found.items(), MOST_CHOICES + 1))
    raise AmbiguousSymbolError(
        f"{text} differs from path to path; choose: {_listed(names, number, choices)}"
    )


def _listed(names: Names, number: int, choices: list[tuple[Ref, Way]]) -> str:
    listed = [_typed(names, number, *way) for _, way in choices[:MOST_CHOICES]]
    return ", ".join(listed + ["..."] * (len(choices) > MOST_CHOICES))


def _typed(names: Names, number: int, parameter: Ref, path: tuple[int, ...]) -> str:
    """Spell a factor so that it can be typed at a command line: g3:W11, g3:W11:2."""
    spelled = f"g{number}:{identifier(names.symbol(parameter))}"
    return f"{spelled}:{path_label(path)}" if names.forks(parameter) else spelled
