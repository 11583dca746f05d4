"""The table of ``gdtrace trace --show``: the lines of chosen values, iteration by iteration."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref, Written
from gdtrace.iterations import value_of
from gdtrace.lookup import called, find
from gdtrace.sections import Document, Formula, Row, Section
from gdtrace.sections.header import which
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.trace import iteration_data, pages_of
from gdtrace.steps import EXAMPLES, Key, at_example
from gdtrace.trace import Trace
from gdtrace.trace_tables import SCHEMA, plain_value
from gdtrace.views import ALL_TERMS


def shown_document(
    trace: Trace, indices: Sequence[int], symbols: Sequence[str], *, total: int
) -> Document:
    """Return what ``gdtrace trace --show`` shows: the lines of some values, in one table.

    Parameters
    ----------
    trace : Trace
    indices : sequence of int
        The iterations, counted from 0.
    symbols : sequence of str
        The values, as ``trace[symbol]`` takes them.
    total : int
        How many iterations the problem has; the trace may have fewer.
    """
    wanted = {called(trace.names, symbol): find(trace.names, symbol) for symbol in symbols}
    part = trace.program.slice(ref.key for ref in wanted.values())
    lines: dict[int, list[Row]] = {}
    data = []
    for index in indices:
        values = trace.at(index, part)
        lines[index] = _shown_lines(trace, wanted, values)
        data.append(
            iteration_data([Section(rows=lines[index])], _shown_values(index, wanted, values))
        )
    return Document(
        schema=SCHEMA,
        problem=trace.problem.name,
        notation=trace.names.notation.name,
        pages=((_shown_section(trace, lines, total),),),
        iterations=tuple(data),
        warnings=(*trace.warnings, *_not_finite(data)),
    )


def _not_finite(iterations: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Say which values are left out because JSON has no NaN and no infinities."""
    for iteration in iterations:
        lost = [symbol for symbol, value in iteration["values"].items() if _has_none(value)]
        if lost:
            yield f"iteration {iteration['iteration']}: not a finite number: {', '.join(lost)}"


def _has_none(value: object) -> bool:
    return value is None or (isinstance(value, list) and None in value)


def _shown_lines(trace: Trace, wanted: Mapping[str, Ref], values: Mapping[str, Array]) -> list[Row]:
    pages = pages_of(trace, values, ALL_TERMS)
    return numbered(lambda page: _lines(page, wanted), pages, trace.problem.display.digits)


def _shown_values(
    index: int, wanted: Mapping[str, Ref], values: Mapping[str, Array]
) -> dict[str, Any]:
    plain = {symbol: plain_value(value_of(values, ref)) for symbol, ref in wanted.items()}
    return {"iteration": index, "values": plain, "gradients": {}, "before": {}, "after": {}}


def _shown_section(trace: Trace, lines: Mapping[int, Sequence[Row]], total: int) -> Section:
    """Return one table of all lines, with a column for the iteration if there are several."""
    several = len(lines) > 1
    rows = [
        evolve(row, cells=(str(index), *row.cells)) if several else row
        for index, made in lines.items()
        for row in made
    ]
    columns = [
        *(["iteration"] if several else []),
        "equation",
        *(["example"] if trace.problem.examples > 1 else []),
        "with the numbers",
        "value",
    ]
    which_ones = (
        f"{len(lines)} iterations of {total}" if several else which(next(iter(lines)), total)
    )
    return Section(
        title=f"{trace.problem.name or 'problem'}: {which_ones}",
        columns=columns,
        rows=rows,
        notes=[f"Note: {warning}" for warning in trace.warnings],
    )


def _lines(page: Page, wanted: Mapping[str, Ref]) -> list[Row]:
    return [
        _line(
            page,
            symbol,
            at_example(ref, example),
        )
        for symbol, ref in wanted.items()
        for example in range(page.examples if EXAMPLES in ref.indices else 1)
    ]


def _line(page: Page, symbol: str, ref: Ref) -> Row:
    """Return the line of a value that was asked for by its symbol, or as a factor of a chain."""
    own = page.symbol(ref)
    renamed = symbol != own and Key(ref.key).role not in ("dError_dPredicted", "dActiv_dSOP")
    formula = page.written(ref) if renamed else page.formula(ref) if page.line(ref) else None
    entry = page.entry(ref, symbol=symbol, formula=str(formula or ""))
    if ref.key in page.names.program.carry.values():
        # Spelled so that it looks different from the weight before.
        before = Ref(ref.key.removeprefix("new_"), ref.indices)
        entry = evolve(entry, shown=page.spelling.together([(ref, before)])[0])
    left = page.names.written(ref) if symbol == own else Written(symbol)
    equation = evolve(formula, left=left) if formula else Formula(left)
    numbers = "" if renamed else page.numbers(ref)
    example = [] if page.examples == 1 else ["" if entry.example is None else str(entry.example)]
    return Row([equation, *example, numbers, entry.shown], (entry,))
