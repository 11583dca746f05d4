"""What an iteration starts from: the data and the parameters, neuron by neuron."""

from collections.abc import Iterator
from typing import Any

from gdtrace.expr import Ref
from gdtrace.names import place_name
from gdtrace.sections import Caption, Row, Section
from gdtrace.sections.elision import MOST, MOST_WEIGHTS, first_of, left_out
from gdtrace.sections.page import Page

FROM = "It starts from"
WIDEST = 100
"""Columns of text on a page."""

MOST_ROWS = 24
"""A longer table is divided into one for each layer."""


def start_sections(page: Page) -> Iterator[Section]:
    """Yield the data of several examples, then the parameters, in one table if it fits."""
    if page.examples > 1:
        yield _data(page)
    layers = range(1, page.names.last + 1)
    together = _parameters(page, list(layers), most=MOST_WEIGHTS)
    if _fits(together):
        yield together
    else:
        yield from (_parameters(page, [layer]) for layer in layers)


def _fits(section: Section) -> bool:
    lines = [section.columns, *(row.cells for row in section.rows if isinstance(row, Row))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    heads = [len(column) + 2 for column in section.columns]
    width = sum(map(max, widths, heads)) + 2 * (len(widths) - 1)
    return width <= WIDEST and len(section.rows) <= MOST_ROWS


def _data(page: Page) -> Section:
    refs = [ref for key in ("X", "Target") for ref in page.refs(key) if ref.indices[0] == 0]
    shown = first_of(refs)
    columns = ["example", *map(page.symbol, shown)]
    examples = list(range(page.examples))
    rows: list[Row | Caption] = [
        Row([str(n + 1), *(page.shown(Ref(ref.key, (n, *ref.indices[1:]))) for ref in shown)])
        for n in first_of(examples)
    ]
    rows += left_out(examples, "examples", page.symbol(refs[0]))
    rows += left_out(refs, "columns of the data", page.symbol(refs[-1]))
    return Section(columns=columns, rows=rows)


def _parameters(page: Page, layers: list[int], *, most: int = MOST) -> Section:
    """Lay out weights: a row for what they come from, a column for the neuron they lead to."""
    network = page.names.network
    units = [(layer, unit) for layer in layers for unit in range(network.sizes[layer])]
    shown = first_of(units, most=most)
    rows: list[Row | Caption] = []
    for layer in layers:
        sources = list(range(network.sizes[layer - 1]))
        for source in first_of(sources, most=most):
            weights = {
                layer: lambda to, source=source, layer=layer: Ref(f"W@{layer}", (source, to))
            }
            rows.append(_row(page, _source(page, layer - 1, source), shown, weights))
        see = page.symbol(Ref(f"W@{layer}", (sources[-1], network.sizes[layer] - 1)))
        rows += left_out(
            sources, f"rows, from {place_name(network, layer - 1, sources[-1])}", see, most=most
        )
        if network.bias:
            biases = {layer: lambda to, layer=layer: Ref(f"b@{layer}", (to,))}
            rows.append(_row(page, "bias", shown, biases))
    rows += left_out(
        units, "neurons", page.symbol(Ref(f"W@{units[-1][0]}", (0, units[-1][1]))), most=most
    )
    columns = [FROM, *(f"to {_place(page, layer, unit)}" for layer, unit in shown)]
    return Section(columns=columns, rows=rows)


def _row(page: Page, source: str, units: Any, weights: Any) -> Row:
    cells = [source]
    for layer, unit in units:
        ref = weights[layer](unit) if layer in weights else None
        cells.append(f"{page.symbol(ref)} = {page.shown(ref)}" if ref else "")
    return Row(cells)


def _source(page: Page, layer: int, unit: int) -> str:
    ref = Ref(f"Activ@{layer}" if layer else "X", (0, unit))
    symbol = page.symbol(ref)
    return symbol if layer or page.examples > 1 else f"{symbol} = {page.shown(ref)}"


def _place(page: Page, layer: int, unit: int) -> str:
    network = page.names.network
    return "the neuron" if network.sizes[1:] == (1,) else place_name(network, layer, unit)
