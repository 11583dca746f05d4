"""What one value is: its equation, what it is worked out from, and where it is used."""

from collections.abc import Iterator

from attrs import evolve

from gdtrace.expr import Ref, references
from gdtrace.sections import Formula, Line, Section
from gdtrace.sections.elision import first_of
from gdtrace.sections.page import Page
from gdtrace.steps import EXAMPLES

MOST_USES = 4


def value_sections(page: Page, ref: Ref, symbol: str, title: str) -> Iterator[Section]:
    """Yield what a value is, for every example, and the equations that it stands in."""
    refs = [_at(ref, example) for example in first_of(range(page.examples))]
    refs = refs if EXAMPLES in ref.indices else refs[:1]
    renamed = f"{symbol} is {page.symbol(ref)}: " if symbol != page.symbol(ref) else f"{symbol}: "
    yield Section(title=title, notes=[f"{renamed}{page.entry(refs[0]).meaning}."])
    how = "Its value" if page.line(refs[0]) is None else "How it is worked out"
    yield Section(title=how, rows=list(_lines(page, refs)), block=True)
    uses = list(_uses(page, ref))
    if uses:
        lines = [Line(Formula(use.left), evolve(use, left=None)) for use in uses if use.left]
        yield Section(title="Where it is used", rows=lines, block=True)


def _lines(page: Page, refs: list[Ref]) -> Iterator[Line]:
    left = Formula(page.names.written(refs[0]))
    given = page.line(refs[0]) is None
    if not given:
        yield Line(left, page.formula(refs[0]))
    for ref in refs:
        entry, numbers = page.entry(ref), page.numbers(ref)
        remark = f"example {entry.example}" if entry.example and page.examples > 1 else ""
        if numbers:
            yield Line("", numbers, remark)
        yield Line(left if given and ref == refs[0] else "", entry.shown, remark, (entry,))


def _uses(page: Page, ref: Ref) -> Iterator[Formula]:
    """Yield the equations that a value stands in, those of the forward pass first."""
    program, wanted = page.names.program, _at(ref, 0)
    found = 0
    for step in program.steps:
        renamed = step.key == "Cost" and page.examples == 1
        if (
            step.view
            or step.alias
            or renamed
            or all(part.key != ref.key for part in references(step.expr))
        ):
            continue
        for place in page.refs(step.key):
            first = EXAMPLES not in step.indices or place.indices[0] == 0
            if found < MOST_USES and first and wanted in references(page.views.operands(place)):
                found += 1
                yield page.equation(place)


def _at(ref: Ref, example: int) -> Ref:
    return Ref(ref.key, tuple(example if place == EXAMPLES else place for place in ref.indices))
