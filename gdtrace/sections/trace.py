"""The sections of ``gdtrace trace``: whole iterations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import asdict

from gdtrace.engine.arrays import Array
from gdtrace.records import Iteration
from gdtrace.sections import Document, Entry, Section
from gdtrace.sections.backward import backward_section
from gdtrace.sections.forward import forward_section
from gdtrace.sections.gradients import gradients_section
from gdtrace.sections.header import header_section
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.start import start_sections
from gdtrace.sections.update import closing_section, update_section
from gdtrace.trace import Trace
from gdtrace.trace_tables import SCHEMA, all_warnings, iteration_to_dict, plain_value
from gdtrace.views import MOST_TERMS, Views


def trace_document(trace: Trace, indices: Sequence[int], *, total: int) -> Document:
    """Return what ``gdtrace trace`` shows of whole iterations.

    Parameters
    ----------
    trace : Trace
    indices : sequence of int
        The iterations, counted from 0.
    total : int
        How many iterations the problem has; the trace may have fewer.
    """
    iterations = [trace[index] for index in indices]
    pages = [tuple(iteration_sections(trace, each, total=total)) for each in iterations]
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


def pages_of(
    trace: Trace, values: Mapping[str, Array], most_terms: int | None
) -> Callable[[int, int, bool], Page]:
    """Return what makes pages of some values, for ``numbered`` to choose the digits of."""
    by_output = trace.names.notation.slope_by_output
    views = Views(trace.program, trace.columns.sizes, most_terms, by_output)

    def page(decimals: int, significant: int, exact: bool) -> Page:
        return Page(trace.names, views, values, decimals, significant, exact)

    return page


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
