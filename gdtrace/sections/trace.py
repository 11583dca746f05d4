"""The sections of ``gdtrace trace``: whole iterations, or chosen values of some."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import asdict, evolve

from gdtrace.expr import Ref, Written
from gdtrace.lookup import called, find
from gdtrace.records import Iteration, Value
from gdtrace.sections import Document, Entry, Formula, Row, Section
from gdtrace.sections.backward import backward_section
from gdtrace.sections.forward import forward_section
from gdtrace.sections.gradients import gradients_section
from gdtrace.sections.header import header_section, which
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.start import start_sections
from gdtrace.sections.update import closing_section, update_section
from gdtrace.steps import EXAMPLES, Key, Program
from gdtrace.trace import Array, Trace
from gdtrace.trace_files import SCHEMA, all_warnings, iteration_to_dict, plain_value
from gdtrace.views import MOST_TERMS, Views


def trace_document(
    trace: Trace, indices: Sequence[int], symbols: Sequence[str] = (), *, total: int
) -> Document:
    """Return what ``gdtrace trace`` shows: whole iterations, or only the symbols asked for.

    Parameters
    ----------
    trace : Trace
    indices : sequence of int
        The iterations, counted from 0.
    symbols : sequence of str
        The values to show; empty: all.
    total : int
        How many iterations the problem has; the trace may have fewer.
    """
    iterations = [] if symbols else [trace[index] for index in indices]
    pages: list[tuple[Section, ...]]
    if symbols:
        wanted = {called(trace.names, symbol): find(trace.names, symbol) for symbol in symbols}
        part = trace.program.slice(ref.key for ref in wanted.values())
        lines = {index: _shown_lines(trace, index, wanted, part) for index in indices}
        pages = [(_shown_section(trace, lines, total),)]
        data = [
            iteration_data([Section(rows=lines[index])], _shown_values(trace, index, symbols))
            for index in indices
        ]
    else:
        pages = [
            tuple(iteration_sections(trace, iteration, total=total)) for iteration in iterations
        ]
        data = [
            iteration_data(page, iteration_to_dict(iteration))
            for page, iteration in zip(pages, iterations, strict=True)
        ]
    return Document(
        schema=SCHEMA,
        problem=trace.problem.name,
        notation=trace.names.notation.name,
        pages=tuple(pages),
        iterations=tuple(data),
        warnings=tuple(all_warnings(trace, iterations)),
    )


def _shown_lines(trace: Trace, index: int, wanted: Mapping[str, Ref], part: Program) -> list[Row]:
    pages = pages_of(trace, trace.at(index, part), None)
    return numbered(lambda page: _lines(page, wanted), pages, trace.problem.display.digits)


def _shown_values(trace: Trace, index: int, symbols: Sequence[str]) -> dict[str, Any]:
    values = {symbol: trace[symbol][index] for symbol in symbols}
    plain = {symbol: plain_value(_value(value)) for symbol, value in values.items()}
    return {"iteration": index, "values": plain, "gradients": {}, "before": {}, "after": {}}


def _value(found: Any) -> Value:
    return tuple(found.tolist()) if found.ndim else float(found)


def iteration_sections(trace: Trace, iteration: Iteration, *, total: int) -> list[Section]:
    """Return the page of one iteration.

    Parameters
    ----------
    trace : Trace
    iteration : Iteration
        One of the trace's.
    total : int
        How many iterations the problem has; the trace may have fewer.
    """
    index = iteration.index

    def make(page: Page) -> list[Section]:
        then = (
            f"this is where iteration {index + 1} starts"
            if index + 1 < total
            else "the training ends here"
        )
        return [
            header_section(page, trace.problem, index, total),
            *start_sections(page),
            forward_section(page),
            backward_section(page),
            gradients_section(page),
            update_section(page),
            closing_section(page, trace.cost_after(index), then),
        ]

    sections = numbered(
        make, pages_of(trace, trace.at(index), MOST_TERMS), trace.problem.display.digits
    )
    warnings = [*iteration.warnings, *trace.warnings]
    if warnings:
        sections.append(Section(notes=[f"Note: {warning}" for warning in warnings]))
    return sections


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


def pages_of(
    trace: Trace, values: Mapping[str, Array], most_terms: int | None
) -> Callable[[int, int, bool], Page]:
    """Return what makes pages of some values, for ``numbered`` to choose the digits of."""
    by_output = trace.names.notation.slope_by_output
    views = Views(trace.program, trace.columns.sizes, most_terms, by_output)

    def page(decimals: int, significant: int, exact: bool) -> Page:
        return Page(trace.names, views, values, decimals, significant, exact)

    return page


def _lines(page: Page, wanted: Mapping[str, Ref]) -> list[Row]:
    return [
        _line(
            page,
            symbol,
            Ref(ref.key, tuple(example if at == EXAMPLES else at for at in ref.indices)),
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


def iteration_data(sections: Sequence[Section], iteration: dict[str, Any]) -> dict[str, Any]:
    """Return an iteration as plain data, with the rows that are printed of it."""
    entries = [entry for section in sections for entry in section.entries]
    return {**iteration, "rows": [_plain(entry) for entry in entries]}


def _plain(entry: Entry) -> dict[str, Any]:
    row = asdict(entry)
    row["value"] = None if entry.value is None else plain_value(entry.value)
    if entry.example is None:
        del row["example"]
    return row
