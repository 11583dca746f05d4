"""What an iteration starts from: the data and the parameters, neuron by neuron."""

from collections.abc import Iterator, Sequence

from attrs import evolve

from gdtrace.expr import Ref, Written
from gdtrace.numbering import place_name
from gdtrace.sections import Caption, Cell, Formula, Row, Section
from gdtrace.sections.elision import MOST, MOST_WEIGHTS, first_of, left_out
from gdtrace.sections.page import Page
from gdtrace.sections.width import WIDEST, table_width

FROM = "It starts from"
Neuron = tuple[int, int]
"""A layer and a unit of it."""

MOST_ROWS = 24
"""A longer table is divided into one for each layer."""


def start_sections(page: Page) -> Iterator[Section]:
    """Yield the data of several examples, then the parameters, in one table if it fits."""
    if page.examples > 1:
        yield _data(page)
    layers = list(range(1, page.names.last + 1))
    together = _parameters(page, layers, _neurons(page, layers), most=MOST_WEIGHTS)
    if len(together.rows) <= MOST_ROWS and table_width(together) <= WIDEST:
        yield together
        return
    for layer in layers:
        yield from _side_by_side(page, layer)


def _side_by_side(page: Page, layer: int) -> Iterator[Section]:
    """Yield the parameters of a layer in as many tables as its neurons need."""
    every = _neurons(page, [layer])
    waiting = list(first_of(every))
    while waiting:
        count = len(waiting)
        while count > 1 and table_width(_parameters(page, [layer], waiting[:count])) > WIDEST:
            count -= 1
        table, waiting = _parameters(page, [layer], waiting[:count]), waiting[count:]
        last = page.symbol(Ref(f"W@{layer}", (0, every[-1][1])))
        more = [] if waiting else left_out(every, "neurons", last)
        yield evolve(table, rows=[*table.rows, *more])


def _neurons(page: Page, layers: list[int]) -> list[Neuron]:
    return [(layer, unit) for layer in layers for unit in range(page.names.network.sizes[layer])]


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


def _parameters(
    page: Page, layers: list[int], neurons: Sequence[Neuron], *, most: int = MOST
) -> Section:
    """Lay out weights: a row for what they come from, a column for the neuron they lead to."""
    network = page.names.network
    rows: list[Row | Caption] = []
    for layer in layers:
        sources = list(range(network.sizes[layer - 1]))
        rows += [_weights(page, layer, source, neurons) for source in first_of(sources, most=most)]
        last = Ref(f"W@{layer}", (sources[-1], network.sizes[layer] - 1))
        rows += left_out(sources, "rows", page.symbol(last), most=most)
        if network.bias:
            rows.append(_biases(page, layer, neurons))
    columns = [FROM, *(f"to {place_name(network, layer, unit)}" for layer, unit in neurons)]
    return Section(columns=columns, rows=rows)


def _weights(page: Page, layer: int, source: int, neurons: Sequence[Neuron]) -> Row:
    cells = [
        _given(page, Ref(f"W@{layer}", (source, unit))) if to == layer else ""
        for to, unit in neurons
    ]
    return Row([_source(page, layer - 1, source), *cells])


def _biases(page: Page, layer: int, neurons: Sequence[Neuron]) -> Row:
    cells = [
        _given(page, Ref(f"b@{layer}", (unit,))) if to == layer else "" for to, unit in neurons
    ]
    return Row(["bias", *cells])


def _given(page: Page, ref: Ref | None) -> Cell:
    if ref is None:
        return ""
    return Formula(Written(page.shown(ref)), left=page.names.written(ref))


def _source(page: Page, layer: int, unit: int) -> Cell:
    ref = Ref(f"Activ@{layer}" if layer else "X", (0, unit))
    return page.written(ref) if layer or page.examples > 1 else _given(page, ref)
