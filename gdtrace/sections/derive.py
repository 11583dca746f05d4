"""The sections of ``gdtrace derive``: the derivation without numbers."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import mul

from attrs import evolve

from gdtrace.chains import Link, chain, paths
from gdtrace.expr import Expr, Mean, Ref, Sum, Written
from gdtrace.sections import Caption, Cell, Document, Entry, Formula, Row, Section
from gdtrace.sections.backward import backward_section
from gdtrace.sections.elision import MOST_WEIGHTS, first_of, left_out
from gdtrace.sections.forward import forward_section
from gdtrace.sections.gradients import gradient_of, subject
from gdtrace.sections.header import network_section
from gdtrace.sections.page import EXACT, Page
from gdtrace.sections.trace import pages_of
from gdtrace.sections.update import renamed
from gdtrace.steps import Key
from gdtrace.trace import Trace
from gdtrace.views import MOST_TERMS

SCHEMA = "gdtrace/derive/v1"


def derive_document(trace: Trace) -> Document:
    """Return what ``gdtrace derive`` shows.

    Parameters
    ----------
    trace : Trace
        Of one iteration at least; its numbers are not shown.
    """
    page = pages_of(trace, trace.at(0), MOST_TERMS)(EXACT, EXACT, True)
    sections = tuple(map(_without_option, _sections(page, trace)))
    rows = [_plain(entry) for section in sections for entry in section.entries]
    return Document(
        schema=SCHEMA,
        problem=trace.problem.name,
        notation=trace.names.notation.name,
        pages=(sections,),
        iterations=({"rows": rows},),
        warnings=(),
    )


def _sections(page: Page, trace: Trace) -> Iterator[Section]:
    yield network_section(page, trace.problem)
    forward = forward_section(page)
    yield evolve(forward, columns=("equation", "what it is"), rows=map(_equation, _first(forward)))
    backward = backward_section(page)
    rows = [row if isinstance(row, Caption) else _derivative(row) for row in _first(backward)]
    yield evolve(backward, columns=backward.columns[:3], rows=rows)
    yield _gradients(page)
    yield _updates(page)


def _without_option(section: Section) -> Section:
    """Name a command that shows what is left out; ``derive`` has no option for it.

    That there are more examples than a page of numbers shows is nothing to be said here.
    """
    rows = [
        evolve(row, text=row.text.replace(": --show ", ": gdtrace explain PROBLEM "))
        if isinstance(row, Caption)
        else row
        for row in section.rows
        if not (isinstance(row, Caption) and " more examples are not shown" in row.text)
    ]
    return evolve(section, rows=rows)


def _first(section: Section) -> list[Row | Caption]:
    """Return the rows of the first example, and the captions."""
    return [
        row
        for row in section.rows
        if isinstance(row, Caption)
        or (isinstance(row, Row) and row.entries[0].example in (None, 1))
    ]


def _equation(row: Row | Caption) -> Row | Caption:
    if isinstance(row, Caption):
        return row
    (entry,) = row.entries
    return Row([row.cells[0], entry.meaning], (_without_numbers(entry),))


def _derivative(row: Row) -> Row:
    return Row(row.cells[:3], tuple(map(_without_numbers, row.entries)))


def _without_numbers(entry: Entry) -> Entry:
    return evolve(entry, substituted="", shown="", value=None, example=None)


def _gradients(page: Page) -> Section:
    """Return the gradient of every weight: with the names of its factors, and written out."""
    chains = page.names.program.style == "chain"
    rows: list[Row | Caption] = []
    for mine in _layers(page):
        for parameter in first_of(mine, most=MOST_WEIGHTS):
            rows += _chain(page, parameter) if chains else [_delta(page, parameter)]
        rows += left_out(mine, "gradients", page.symbol(mine[-1]), most=MOST_WEIGHTS)
    if chains:
        title = "3. Chains: the gradient of a weight is the product of the factors on its path"
        through = ["through"] if _fork(page) else []
        columns = [subject(page), *through, "gradient", "with its factors"]
        return Section(title=title, columns=columns, rows=rows)
    title = f"3. Gradients: the delta of the neuron times what the {subject(page)} multiplies"
    return Section(title=title, columns=(subject(page), "gradient"), rows=rows)


def _chain(page: Page, parameter: Ref) -> Iterator[Row]:
    """Yield the product of every path; the first row also has the weight's gradient."""
    gradient = page.names.written(gradient_of(parameter))
    entry = _without_numbers(page.entry(gradient_of(parameter)))
    ways = list(paths(page.names.network, parameter))
    for place, way in enumerate(first_of(ways)):
        links = chain(page.names.network, parameter, way)
        names = _multiplied(page, [Written(_name(page, link)) for link in reversed(links)])
        values = _multiplied(page, [_value(page, parameter, link) for link in reversed(links)])
        left = gradient if not place else None
        plus = "" if place + 1 == len(ways) else " +"
        first: Cell = page.written(parameter) if not place else ""
        through = [_through(page, parameter, way)] if _fork(page) else []
        product = Formula(names, left=left, note=plus)
        cells: list[Cell] = [first, *through, product, Formula(values)]
        yield Row(cells, (entry,) if not place else ())


def _through(page: Page, parameter: Ref, way: tuple[int, ...]) -> str:
    """Name the outputs that a path passes after the weight's own neuron."""
    first = Key(parameter.key).layer + 1
    passed = [page.symbol(Ref(f"Activ@{layer}", (0, at))) for layer, at in enumerate(way, first)]
    return ", ".join(passed)


def _fork(page: Page) -> bool:
    """Say whether any weight that is learned has several paths to the error."""
    return any(map(page.names.forks, page.names.parameters[-1:]))


def _name(page: Page, link: Link) -> str:
    return f"g{link.number}" if link.number else page.symbol(link.ref)


def _value(page: Page, parameter: Ref, link: Link) -> Expr:
    if Key(link.ref.key).role == "dSOP_db":
        return Written("1")
    ref = Ref(link.ref.key, tuple(_example(place) for place in link.ref.indices))
    step = page.names.program.by_key[link.ref.key]
    made = page.views.operands(ref) if step.alias else ref
    return page.names.written(made if isinstance(made, Ref) else ref)


def _example(place: str | int) -> int:
    return place if isinstance(place, int) else 0


def _multiplied(page: Page, factors: Sequence[Expr]) -> Expr:
    """Multiply; of several examples take the mean (or the sum), as their cost does."""
    product = reduce(mul, factors[1:], factors[0])
    cost = page.names.program.body(Ref("Cost"))
    if page.examples == 1 or not isinstance(cost, Mean | Sum):
        return product
    return type(cost)(cost.index, product)


def _delta(page: Page, parameter: Ref) -> Row:
    gradient = gradient_of(parameter)
    entry = _without_numbers(page.entry(gradient))
    return Row([page.written(parameter), page.equation(gradient)], (entry,))


def _updates(page: Page) -> Section:
    rows: list[Row | Caption] = []
    for mine in _layers(page):
        for parameter in first_of(mine, most=MOST_WEIGHTS):
            new = renamed("new_", parameter)
            entry = _without_numbers(page.entry(new))
            rows.append(Row([page.written(parameter), page.equation(new)], (entry,)))
        rows += left_out(mine, "updates", page.symbol(mine[-1]), most=MOST_WEIGHTS)
    every = subject(page).replace(" or ", " and every ")
    return Section(
        title=f"4. Update: every {every} moves against its gradient",
        columns=(subject(page), "equation"),
        rows=rows,
    )


def _layers(page: Page) -> list[list[Ref]]:
    """Return the parameters that are learned, layer by layer, without empty layers."""
    found = [
        [ref for ref in page.names.parameters if Key(ref.key).layer == layer]
        for layer in range(page.names.last, 0, -1)
    ]
    return [mine for mine in found if mine]


def _plain(entry: Entry) -> dict[str, str]:
    return {
        "symbol": entry.symbol,
        "key": entry.key,
        "meaning": entry.meaning,
        "formula": entry.formula,
    }
