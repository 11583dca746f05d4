"""The gradients: the product of the factors on each path, or delta times what comes in."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import mul

from attrs import frozen

from gdtrace.chains import Link, chain, paths
from gdtrace.expr import Add, Elided, Expr, Mean, Num, Ref
from gdtrace.notation import identifier
from gdtrace.sections import Caption, Cell, Entry, Row, Section
from gdtrace.sections.elision import MOST, MOST_WEIGHTS, first_of, left_out
from gdtrace.sections.page import Page
from gdtrace.sections.width import WIDEST, table_width
from gdtrace.steps import Key, at_example


@frozen
class Part:
    """One product that a gradient is made of: of one example, along one path."""

    ref: Ref
    example: int
    through: str
    factors: tuple[str, ...]


def gradients_section(page: Page) -> Section:
    """Return a row for every product, and one for what several of them make together."""
    if page.names.program.style == "delta":
        columns = [subject(page), "formula", *_example(page), "with the numbers", "gradient"]
        title = f"3. Gradients: the delta of the neuron times what the {subject(page)} multiplies"
        return Section(title=title, columns=columns, rows=_rows(page, _delta_rows))
    table = _chains(page, in_columns=True)
    # A factor per column while that fits, else each product written out.
    return table if table_width(table) <= WIDEST else _chains(page, in_columns=False)


def _chains(page: Page, *, in_columns: bool) -> Section:
    return Section(
        title="3. Chains: the gradient of a weight is the product of the factors on its path",
        columns=_chain_columns(page, in_columns),
        rows=_rows(page, lambda page, parameter: _chain_rows(page, parameter, in_columns)),
    )


def _rows(page: Page, make: Callable[[Page, Ref], Iterator[Row | Caption]]) -> list[Row | Caption]:
    rows: list[Row | Caption] = []
    for layer in range(page.names.last, 0, -1):
        mine = [ref for ref in page.names.parameters if Key(ref.key).layer == layer]
        for parameter in first_of(mine, most=MOST_WEIGHTS):
            rows += make(page, parameter)
        see = f"grad_{identifier(page.symbol(mine[-1]))}" if mine else ""
        rows += left_out(mine, "gradients", see, most=MOST_WEIGHTS)
    return rows


def subject(page: Page) -> str:
    """Return what the tables call a parameter."""
    keys = page.names.program.carry
    return "weight or bias" if any(Key(key).role == "b" for key in keys) else "weight"


def gradient_of(parameter: Ref) -> Ref:
    """Return the reference to a parameter's gradient."""
    return Ref(f"grad_{parameter.key}", parameter.indices)


def _example(page: Page) -> list[str]:
    return ["example"] if page.examples > 1 else []


def _forks(page: Page) -> bool:
    """Whether any weight has several paths to the error."""
    return max((len(_paths(page, ref)) for ref in page.names.parameters[-1:]), default=1) > 1


def _paths(page: Page, parameter: Ref) -> list[tuple[int, ...]]:
    return list(paths(page.names.network, parameter))


def _links(page: Page, parameter: Ref) -> tuple[Link, ...]:
    return chain(page.names.network, parameter, _paths(page, parameter)[0])


def _headings(page: Page) -> list[str]:
    """Return the heads of the factor columns: those of the longest chain."""
    longest = max((_links(page, ref) for ref in page.names.parameters), key=len, default=())
    return [f"g{link.number}" if link.number else _delta(page, link) for link in longest]


def _delta(page: Page, link: Link) -> str:
    return page.symbol(link.ref) if page.names.network.sizes[-1] == 1 else "delta"


def _chain_columns(page: Page, in_columns: bool) -> list[str]:
    through = ["through"] if _forks(page) else []
    several = through or _example(page)
    factors = _headings(page) if in_columns else ["with the numbers"]
    last = "product" if several else "gradient"
    return [subject(page), *_example(page), *through, *factors, last]


def _chain_rows(page: Page, parameter: Ref, in_columns: bool) -> Iterator[Row | Caption]:
    gradient = gradient_of(parameter)
    examples = first_of(range(page.examples))
    parts = [part for example in examples for part in _parts(page, parameter, example)]
    hidden = page.examples * len(_paths(page, parameter)) - len(parts)
    if len(parts) + hidden == 1:
        yield _part_row(page, parameter, parts[0], gradient, in_columns, first=True)
        return
    for place, part in enumerate(parts):
        yield _part_row(page, parameter, part, part.ref, in_columns, first=not place)
    if hidden:
        yield Caption(f"... + {hidden} more products")
    page.lines[gradient] = together(page, gradient, [part.ref for part in parts], hidden)
    yield _total_row(page, gradient, in_columns)


def _parts(page: Page, parameter: Ref, example: int) -> list[Part]:
    """Return one example's products along all paths; only the largest where these are many."""
    parts = []
    for path in _paths(page, parameter):
        links = chain(page.names.network, parameter, path)
        refs = [page.views.home(at_example(link.ref, example)) for link in links]
        product = [ref for ref in refs if Key(ref.key).role != "dSOP_db"]
        name = Ref(f"product {gradient_of(parameter).key}", (*parameter.indices, example, *path))
        page.lines[name] = reduce(mul, list(reversed(product))[1:], product[-1])
        through = _through(page, parameter, path)
        parts.append(Part(name, example, through, tuple(page.shown(ref) for ref in refs)))
    if len(parts) <= MOST:
        return parts
    return list(first_of(sorted(parts, key=lambda part: -abs(page.value(part.ref)))))


def _through(page: Page, parameter: Ref, path: tuple[int, ...]) -> str:
    first = Key(parameter.key).layer + 1
    return ", ".join(
        page.symbol(Ref(f"Activ@{layer}", (0, unit))) for layer, unit in enumerate(path, first)
    )


def _part_row(
    page: Page, parameter: Ref, part: Part, value: Ref, in_columns: bool, *, first: bool
) -> Row:
    headings = _headings(page)
    links = _links(page, parameter)
    formula = "*".join(
        f"g{link.number}" if link.number else _delta(page, link) for link in reversed(links)
    )
    substituted = page.numeric(page.lines[part.ref])
    factors: list[Cell] = [*part.factors, *[""] * (len(headings) - len(part.factors))]
    if not in_columns:
        factors = [substituted]
    cells = [
        page.written(parameter) if first else "",
        *([str(part.example + 1)] if page.examples > 1 else []),
        *([part.through] if _forks(page) else []),
        *factors,
        page.shown(value),
    ]
    entry = Entry(
        symbol=page.symbol(gradient_of(parameter)),
        key=gradient_of(parameter).key,
        meaning=f"product of the factors{f' through {part.through}' if part.through else ''}",
        formula=formula,
        substituted=str(substituted),
        shown=page.shown(value),
        value=page.value(value),
        example=part.example + 1 if page.examples > 1 else None,
    )
    return Row(cells, (entry,))


def together(page: Page, gradient: Ref, parts: Sequence[Ref], hidden: int) -> Expr:
    """Write what the products make together: their sum, or the mean over the examples."""
    terms: list[Expr] = [*parts]
    if hidden:
        terms.append(Elided(hidden))
    total = reduce(Add, terms)
    step = page.names.program.by_key[gradient.key]
    mean = isinstance(step.expr, Mean) and page.examples > 1
    return total / Num(page.examples) if mean else total


def _how(page: Page, gradient: Ref) -> str:
    step = page.names.program.by_key[gradient.key]
    return "mean" if isinstance(step.expr, Mean) and page.examples > 1 else "sum"


def _total_row(page: Page, gradient: Ref, in_columns: bool) -> Row:
    entry = page.entry(gradient)
    how = _how(page, gradient)
    blanks = len(_chain_columns(page, in_columns)) - 3
    if not in_columns:
        numbers = page.numbers(gradient)
        return Row(["", how, *[""] * (blanks - 1), numbers, entry.shown], (entry,))
    return Row(["", how, *[""] * blanks, entry.shown], (entry,))


def _delta_rows(page: Page, parameter: Ref) -> Iterator[Row | Caption]:
    gradient = gradient_of(parameter)
    if page.examples == 1:
        entry = page.entry(gradient)
        numbers = page.numbers(gradient) or entry.shown
        yield Row([page.written(parameter), page.formula(gradient), numbers, entry.shown], (entry,))
        return
    examples = list(range(page.examples))
    refs = []
    for example in first_of(examples):
        ref = Ref(f"product {gradient.key}", (*parameter.indices, example))
        page.lines[ref] = page.views.of_example(gradient, example)
        refs.append(ref)
        yield _example_row(page, parameter, ref, example)
    yield from left_out(examples, "examples", page.symbol(gradient))
    page.lines[gradient] = together(page, gradient, refs, len(examples) - len(refs))
    entry = page.entry(gradient)
    cells: list[Cell] = ["", page.formula(gradient), "", page.numbers(gradient), entry.shown]
    yield Row(cells, (entry,))


def _example_row(page: Page, parameter: Ref, ref: Ref, example: int) -> Row:
    expr = page.lines[ref]
    entry = Entry(
        symbol=page.symbol(gradient_of(parameter)),
        key=gradient_of(parameter).key,
        meaning="gradient of one example",
        formula=str(page.symbolic(expr)),
        substituted=str(page.numeric(expr)),
        shown=page.shown(ref),
        value=page.value(ref),
        example=example + 1,
    )
    first: list[Cell] = [page.written(parameter), page.symbolic(expr)]
    if example:
        first = ["", ""]
    return Row([*first, str(example + 1), page.numeric(expr), entry.shown], (entry,))
