"""What one value is: its equation, what it is worked out from, and where it is used."""

from collections.abc import Iterator
from itertools import islice

from attrs import evolve

from gdtrace.expr import Ref, Written, references
from gdtrace.sections import Formula, Line, Section
from gdtrace.sections.elision import first_of
from gdtrace.sections.page import Page
from gdtrace.steps import EXAMPLES, Key, at_example
from gdtrace.views import is_elided

MOST_USES = 4

PARAMETERS = ("W", "b")


def value_sections(page: Page, ref: Ref, symbol: str, title: str) -> Iterator[Section]:
    """Yield what a value is, for every example, and the equations that it stands in."""
    refs = [at_example(ref, example) for example in first_of(range(page.examples))]
    refs = refs if EXAMPLES in ref.indices else refs[:1]
    renamed = f"{symbol} is {page.symbol(ref)}: " if symbol != page.symbol(ref) else f"{symbol}: "
    # A parameter that is learned is explained as such.
    fixed = "; it is not learned" if Key(ref.key).role in PARAMETERS else ""
    yield Section(title=title, notes=[f"{renamed}{page.entry(refs[0]).meaning}{fixed}."])
    how = "Its value" if page.line(refs[0]) is None else "How it is worked out"
    if 1 < len(refs) < page.examples:
        how = f"{how}, in the first {len(refs)} of {page.examples} examples"
    yield Section(title=how, rows=list(_lines(page, refs)), block=True)
    uses = list(islice(_uses(page, ref), MOST_USES + 1))
    if uses:
        shown = uses[:MOST_USES]
        lines = [Line(Formula(use.left), evolve(use, left=None)) for use in shown if use.left]
        more = ["and in more equations"] if len(shown) < len(uses) else []
        yield Section(title="Where it is used", rows=lines, notes=more, block=True)


def _lines(page: Page, refs: list[Ref]) -> Iterator[Line]:
    left = Formula(page.names.written(refs[0]))
    given = page.line(refs[0]) is None
    if not given:
        yield Line(left, page.formula(refs[0]))
    for ref in refs:
        entry, numbers = page.entry(ref), page.numbers(ref)
        remark = f"example {entry.example}" if entry.example and page.examples > 1 else ""
        if remark and isinstance(numbers, Formula):
            yield Line("", Formula(Written(entry.shown), left=numbers.right), remark, (entry,))
            continue
        if numbers:
            yield Line("", numbers)
        yield Line(left if given and ref == refs[0] else "", entry.shown, remark, (entry,))


def _uses(page: Page, ref: Ref) -> Iterator[Formula]:
    """Yield the equations that a value stands in, those of the forward pass first."""
    program, wanted = page.names.program, at_example(ref, 0)
    for step in program.steps:
        renamed = step.key == "Cost" and page.examples == 1
        if step.view or step.alias or renamed or step.key == ref.key:
            continue
        if ref.key not in {part.key for part in _read(page, next(page.refs(step.key)))}:
            continue
        for place in page.refs(step.key):
            is_first = EXAMPLES not in step.indices or place.indices[0] == 0
            if is_first and any(_matches(part, wanted) for part in _read(page, place)):
                yield page.equation(place)


def _read(page: Page, place: Ref) -> Iterator[Ref]:
    """Yield what stands in an equation, and what is left out of a long sum in it."""
    formula = page.views.formula(place)
    yield from references(formula)
    if is_elided(formula):
        for part in references(page.names.program.body(place)):
            yield page.names.program.resolve(part)


def _matches(part: Ref, wanted: Ref) -> bool:
    """Say whether a reference, whose letters stand for any place, includes the wanted one."""
    return part.key == wanted.key and all(
        isinstance(index, str) or index == place
        for index, place in zip(part.indices, wanted.indices, strict=True)
    )
