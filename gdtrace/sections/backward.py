"""The backward pass: one factor for every link, or a delta for every neuron."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from gdtrace.chains import Link, chain, paths
from gdtrace.expr import Ref
from gdtrace.numbering import place_name
from gdtrace.sections import Caption, Cell, Formula, Row, Section
from gdtrace.sections.elision import MOST_WEIGHTS, first_of, left_out
from gdtrace.sections.forward import refs_of, units, value_rows, with_example
from gdtrace.sections.page import Page
from gdtrace.steps import EXAMPLES, Key, at_example

COLUMNS = ("", "derivative", "formula", "with the numbers", "value")
MOST_NAMED = 8
OLD = ", from before the update"


def backward_section(page: Page) -> Section:
    """Return the factors or the deltas, as the program has it."""
    if page.names.program.style == "chain":
        title = "2. Backward: one factor for every link between the error and a weight"
        rows = list(_factor_rows(page))
    else:
        title = "2. Backward: how the error depends on the sum of every neuron"
        rows = list(_delta_rows(page))
    return Section(title=title, columns=with_example(page, COLUMNS), rows=rows)


def _factor_rows(page: Page) -> Iterator[Row | Caption]:
    names = page.names
    for unit in range(names.network.sizes[-1]):
        yield Caption(f"{_chains_of_output(page, unit)}:")
        yield from _output_rows(page, unit)
    yield Caption(_captioned(page, names.last, None))
    yield from _last_rows(page, [ref for ref in names.parameters if _layer(ref) == names.last])
    for layer in range(names.last - 1, 0, -1):
        every = list(range(names.network.sizes[layer]))
        for unit in first_of(every):
            yield Caption(_captioned(page, layer, unit))
            yield from _neuron_rows(page, layer, unit)
        last = page.symbol(Ref(f"SOP@{layer}", (0, every[-1])))
        yield from left_out(every, "hidden neurons", last)


def _chains_of_output(page: Page, unit: int) -> str:
    network = page.names.network
    if network.sizes[-1] == 1:
        return "in every chain"
    return f"in the chains through {place_name(network, page.names.last, unit)}"


def _captioned(page: Page, layer: int, unit: int | None) -> str:
    """Say which chains the next factors belong to."""
    names, network = page.names, page.names.network
    mine = [
        ref for ref in names.parameters if _layer(ref) == layer and unit in (None, ref.indices[-1])
    ]
    to = f"to {_and([names.symbol(ref) for ref in mine])}"
    if names.last == 1:
        return "the last factor of each chain:"
    if unit is None:
        return f"only in the chains {to}:" if mine else "to the output layer nothing is learned:"
    through = f"only in the chains through {place_name(network, layer, unit)}"
    if layer > 1 or not mine:
        return f"{through}:"
    return f"{through}, {to}:"


def _output_rows(page: Page, unit: int) -> Iterator[Row | Caption]:
    """Yield the factors next to the error: g1 and g2, and what they simplify to."""
    names, last = page.names, page.names.last
    # Where g1 and g2 are taken together no chain has them.
    fused = f"delta_product@{last}" in names.program.by_key
    every = () if fused else names.parameters
    mine = [ref for ref in every if _layer(ref) == last and ref.indices[-1] == unit]
    for number, key in enumerate(("dError_dPredicted", f"dActiv_dSOP@{last}"), 1):
        symbol = _of_chain(page, number, mine, 0)
        yield from _rows(page, f"g{number}", refs_of(page, key, unit), symbol=symbol)
    if fused:
        yield from _simplified(page, unit)


def _simplified(page: Page, unit: int) -> Iterator[Row | Caption]:
    """Yield the product of the first two factors, and the short form that gradients use."""
    last = page.names.last
    product = refs_of(page, f"delta_product@{last}", unit)
    short = refs_of(page, f"delta@{last}", unit)
    yield Caption("the product of these two, and what it simplifies to:")
    yield from _rows(page, "", product)
    yield from _rows(page, page.written(short[0]), short, derivative=page.written(product[0]))


def _neuron_rows(page: Page, layer: int, unit: int) -> Iterator[Row | Caption]:
    """Yield the factors of the chains through one hidden neuron."""
    names = page.names
    number = 2 * (names.last - layer) + 1
    onward = [
        Ref(f"dSOP_dActiv@{layer + 1}", (unit, to)) for to in range(names.network.sizes[layer + 1])
    ]
    mine = [ref for ref in names.parameters if _layer(ref) == layer and ref.indices[-1] == unit]
    for ref in first_of(onward):
        symbol = _of_chain(page, number, mine, int(ref.indices[-1]))
        yield from _rows(page, f"g{number}", [ref], symbol=symbol)
    yield from left_out(onward, "weights of this neuron", page.symbol(page.views.home(onward[-1])))
    symbol = _of_chain(page, number + 1, mine, 0)
    slopes = refs_of(page, f"dActiv_dSOP@{layer}", unit)
    yield from _rows(page, f"g{number + 1}", slopes, symbol=symbol)
    yield from _last_rows(page, mine)


def _of_chain(page: Page, number: int, parameters: Sequence[Ref], to: int) -> str:
    """Name a factor of a neuron by the first chain that has it and goes on to a unit."""
    if not parameters:
        return ""
    ways = paths(page.names.network, parameters[0])
    way = next(way for way in ways if not way or way[0] == to)
    return page.names.numbered(number, parameters[0], way)


def _last_rows(page: Page, parameters: Sequence[Ref]) -> Iterator[Row | Caption]:
    """Yield the last factor of each chain: what the parameter is multiplied by."""
    for parameter in first_of(parameters, most=MOST_WEIGHTS):
        link = _last_link(page, parameter)
        refs = [at_example(link.ref, example) for example in range(page.examples)]
        if EXAMPLES not in link.ref.indices:
            refs = refs[:1]
        derivative = Formula(page.names.derivative(link.ref, parameter))
        symbol = page.names.link(link, parameter, next(paths(page.names.network, parameter)))
        yield from _rows(page, f"g{link.number}", refs, derivative=derivative, symbol=symbol)
    see = page.symbol(parameters[-1]) if parameters else ""
    yield from left_out(parameters, "weights", see, most=MOST_WEIGHTS)


def _last_link(page: Page, parameter: Ref) -> Link:
    return chain(page.names.network, parameter, next(paths(page.names.network, parameter)))[-1]


def _delta_rows(page: Page) -> Iterator[Row | Caption]:
    names = page.names
    for unit in first_of(units(page, f"delta@{names.last}")):
        yield Caption(f"{place_name(names.network, names.last, unit)}:")
        yield from _output_rows(page, unit)
        if f"delta_product@{names.last}" not in names.program.by_key:
            yield from _delta_row(page, names.last, unit)
    yield from _more(page, names.last)
    for layer in range(names.last - 1, 0, -1):
        for unit in first_of(units(page, f"delta@{layer}")):
            yield Caption(f"{place_name(names.network, layer, unit)}:")
            yield from _rows(page, "", refs_of(page, f"dError_dActiv@{layer}", unit))
            yield from _rows(page, "", refs_of(page, f"dActiv_dSOP@{layer}", unit))
            yield from _delta_row(page, layer, unit)
        yield from _more(page, layer)


def _delta_row(page: Page, layer: int, unit: int) -> Iterator[Row | Caption]:
    refs = refs_of(page, f"delta@{layer}", unit)
    derivative = Formula(page.names.error_by_sum(layer, unit))
    return _rows(page, page.written(refs[0]), refs, derivative=derivative)


def _more(page: Page, layer: int) -> list[Caption]:
    every = units(page, f"delta@{layer}")
    return left_out(every, "neurons", page.symbol(Ref(f"delta@{layer}", (0, every[-1]))))


def _rows(
    page: Page, left: Cell, refs: Sequence[Ref], *, derivative: Cell = "", symbol: str = ""
) -> Iterator[Row | Caption]:
    """Yield the rows of one derivative, example by example."""
    ref = refs[0]
    formula = page.formula(ref)
    old = OLD if page.views.home(ref).key in page.names.program.carry else ""
    number = symbol or (left if isinstance(left, str) else "")
    cells: list[Cell] = [left, derivative or page.written(ref), evolve(formula, note=old)]
    return value_rows(page, cells, refs, symbol=number, formula=str(formula))


def _layer(ref: Ref) -> int:
    return Key(ref.key).layer


def _and(words: Sequence[str]) -> str:
    """Join words: "W11, W21 and W31"; of many only the first two and the last."""
    if len(words) > MOST_NAMED:
        return f"{words[0]}, {words[1]}, ..., {words[-1]}"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
