"""The sections of ``gdtrace trace``: whole iterations, or chosen values of some."""

from collections.abc import Sequence

from gdtrace.expr import Ref
from gdtrace.sections import Caption, Row, Section
from gdtrace.sections.backward import backward_section
from gdtrace.sections.forward import forward_section
from gdtrace.sections.gradients import gradients_section
from gdtrace.sections.header import header_section, which
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.start import start_sections
from gdtrace.sections.update import closing_section, update_section
from gdtrace.steps import EXAMPLES
from gdtrace.trace import Trace
from gdtrace.views import MOST_TERMS, Views


def iteration_sections(trace: Trace, index: int, *, total: int, digits: int) -> list[Section]:
    """Return the page of one iteration.

    Parameters
    ----------
    trace : Trace
    index : int
        The iteration, counted from 0.
    total : int
        How many iterations the problem has; the trace may have fewer.
    digits : int
        How many significant digits results have at most, unless they would vanish.
    """

    def make(page: Page) -> list[Section]:
        then = f"this is where iteration {index + 1} starts" if index + 1 < total else "the training ends here"
        return [
            header_section(page, trace.problem, index, total),
            *start_sections(page),
            forward_section(page),
            backward_section(page),
            gradients_section(page),
            update_section(page),
            closing_section(page, trace.cost_after(index), then),
        ]

    sections = numbered(make, _pages(trace, index, MOST_TERMS), digits)
    warnings = [*trace[index].warnings, *trace.warnings]
    if warnings:
        sections.append(Section(notes=[f"Note: {warning}" for warning in warnings]))
    return sections


def shown_sections(
    trace: Trace, indices: Sequence[int], symbols: Sequence[str], *, total: int, digits: int
) -> list[Section]:
    """Return one table with the lines of chosen values, iteration by iteration."""
    wanted = [(symbol, trace.names.find(symbol)) for symbol in symbols]
    rows: list[Row | Caption] = []
    for index in indices:
        pages = _pages(trace, index, None)
        rows += numbered(lambda page, index=index: _lines(page, wanted, index, len(indices) > 1), pages, digits)
    columns = ["equation", "with the numbers", "value"]
    if trace.problem.examples > 1:
        columns.insert(1, "example")
    if len(indices) > 1:
        columns.insert(0, "iteration")
    name = trace.problem.name or "problem"
    title = which(indices[0], total) if len(indices) == 1 else f"{len(indices)} iterations of {total}"
    notes = [f"Note: {warning}" for warning in trace.warnings]
    return [Section(title=f"{name}: {title}", columns=columns, rows=rows, notes=notes)]


def _pages(trace: Trace, index: int, most_terms: int | None):  # type: ignore[no-untyped-def]
    by_output = trace.names.notation.slope_by_output
    views = Views(trace.program, trace.columns.sizes, most_terms, by_output)
    values = trace.at(index)

    def page(decimals: int, significant: int, exact: bool) -> Page:
        return Page(trace.names, views, values, decimals, significant, exact)

    return page


def _lines(page: Page, wanted: Sequence[tuple[str, Ref]], index: int, several: bool) -> list[Row]:
    rows = []
    for asked, ref in wanted:
        for example in range(page.examples if EXAMPLES in ref.indices else 1):
            place = Ref(ref.key, tuple(example if at == EXAMPLES else at for at in ref.indices))
            rows.append(_line(page, asked, place, index, several))
    return rows


def _line(page: Page, asked: str, ref: Ref, index: int, several: bool) -> Row:
    given = ref.key in page.names.program.leaves
    entry = page.entry(ref, formula="" if given else None)
    right = "" if given else f" = {entry.formula}"
    cells = [f"{entry.symbol}{right}", entry.substituted, entry.shown]
    if page.examples > 1:
        cells.insert(1, "" if entry.example is None else str(entry.example))
    if several:
        cells.insert(0, str(index))
    return Row(cells, (entry,))
