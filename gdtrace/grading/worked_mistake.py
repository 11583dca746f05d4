"""A mistake worked out for the lecture: the step that goes wrong, as it is and as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from gdtrace.expr import Ref, references
from gdtrace.grading.misconceptions import Variant, misconception, variants_of
from gdtrace.grading.mistake_page import (
    Compared,
    compared_values,
    mistake_document,
    variant_of,
    wrong_values,
)
from gdtrace.names import NAMELESS
from gdtrace.problems import Problem
from gdtrace.sections import Cell, Formula, Line, Section
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.trace import pages_of
from gdtrace.steps import Key, at_example, primed
from gdtrace.trace import Trace
from gdtrace.training import train
from gdtrace.views import MOST_TERMS, Views

MOST_LINES = 2
"""Of a step that goes wrong in several places only the first are worked out."""

ITERATIONS = 2
"""Some mistakes show from the second iteration on."""


def worked_mistake(problems: Iterable[Problem], id: str, layer: int = 0) -> list[Section]:
    """Return a mistake in the first of some problems that show it; nothing if none does.

    Parameters
    ----------
    problems : iterable of Problem
    id : str
        A misconception.
    layer : int
        The layer in which it is shown, if it can be made there.
    """
    for problem in problems:
        trace = train(problem, iterations=ITERATIONS)
        for name in _names(trace, id, layer):
            variant = variant_of(trace, name)
            for index in range(ITERATIONS):
                wrong = [each for each in compared_values(trace, index, variant) if not each.same]
                if wrong:
                    return _sections(trace, index, variant, wrong)
    return []


def _names(trace: Trace, id: str, layer: int) -> list[str]:
    """Return the ways to make a mistake in a problem, the one in the layer first."""
    found = [each.id for each in variants_of(misconception(id), trace.program)]
    return sorted(found, key=lambda name: name != f"{id}@{layer}")


def _sections(
    trace: Trace, index: int, variant: Variant, wrong: Sequence[Compared]
) -> list[Section]:
    total = trace.problem.training.iterations
    (page,) = mistake_document(trace, index, variant.id, total=total).pages
    refs = dict.fromkeys(
        at_example(each.ref, 0) for each in wrong if each.ref.key == wrong[0].ref.key
    )
    return [*_beside(trace, index, variant, [*refs][:MOST_LINES]), *page]


def _beside(trace: Trace, index: int, variant: Variant, refs: Sequence[Ref]) -> Iterator[Section]:
    """Yield how a step is worked out: right, and with the mistake."""
    digits = trace.problem.display.digits
    right = pages_of(trace, trace.at(index), MOST_TERMS)
    title = "The step that goes wrong, as it should be"
    yield numbered(lambda page: worked_out(page, refs, title), right, digits)
    step = variant.program.by_key.get(refs[0].key)
    if step is None or variant.misconception.driver:
        return
    values = wrong_values(trace, index, variant)
    names = evolve(trace.names, program=variant.program)
    by_output = names.notation.slope_by_output
    sizes = trace.columns.sizes
    sizes = {**sizes, **{primed(index): size for index, size in sizes.items()}}
    views = Views(variant.program, sizes, MOST_TERMS, by_output)
    if not all(_has_a_name(trace, part) for ref in refs for part in _read(views, ref)):
        return
    title = "The same step with the mistake"
    yield numbered(
        lambda page: worked_out(page, refs, title),
        lambda decimals, significant, exact: Page(
            names, views, values, decimals, significant, exact
        ),
        digits,
    )


def _read(views: Views, ref: Ref) -> list[Ref]:
    return [*references(views.formula(ref)), *references(views.operands(ref))]


def _has_a_name(trace: Trace, ref: Ref) -> bool:
    """Say whether a value is one of the right program too; others have no symbol."""
    return ref.key in trace.program.by_key or ref.key in trace.program.leaves


def worked_out(page: Page, refs: Sequence[Ref], title: str) -> Section:
    """Return how values are worked out: the formula, the numbers put in, the value."""
    rows = [row for ref in refs for row in _lines(page, ref)]
    return Section(title=title, rows=rows, block=True)


def _lines(page: Page, ref: Ref) -> Iterator[Line]:
    left: Cell = _named(page, ref)
    if page.line(ref) is not None:
        yield Line(left, page.formula(ref))
        left = ""
        numbers = page.numbers(ref)
        if numbers:
            yield Line("", numbers)
    example = page.example(ref)
    remark = "" if example is None else f"example {example}"
    yield Line(left, page.shown(ref), remark, (page.entry(ref),))


def _named(page: Page, ref: Ref) -> Cell:
    """Write what a value is; the last factor of a chain is a derivative by a weight."""
    key = Key(ref.key)
    if key.role not in NAMELESS:
        return page.written(ref)
    parameter = Ref(f"W@{key.layer}", (ref.indices[-1], 0))
    return Formula(page.names.derivative(ref, parameter))
