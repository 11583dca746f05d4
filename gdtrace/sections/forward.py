"""The forward pass: from the inputs to the error."""

from collections.abc import Iterator, Sequence

from gdtrace.expr import Ref
from gdtrace.sections import Caption, Cell, Row, Section
from gdtrace.sections.elision import first_of, left_out
from gdtrace.sections.page import Page

TYPED = str.maketrans({"(": ":", "|": ":", ")": None})


def forward_section(page: Page) -> Section:
    """Return a row for every value, and for every example of it."""
    objective = "cost" if page.examples > 1 else "error"
    rows: list[Row | Caption] = []
    for step in page.names.program.steps:
        if (
            step.part == "forward" and page.views.home(_first(page, step.key)).key == step.key
        ) or _renames(page, step.key):
            rows += _step_rows(page, step.key)
    return Section(
        title=f"1. Forward: from the inputs to the {objective}",
        columns=with_example(page, ("equation", "with the numbers", "value")),
        rows=rows,
    )


def with_example(page: Page, columns: Sequence[str]) -> tuple[str, ...]:
    """Put a column for the example before the numbers, if there are several."""
    if page.examples == 1:
        return tuple(columns)
    return (*columns[:-2], "example", *columns[-2:])


def value_row(page: Page, left: Sequence[Cell], ref: Ref, *, first: bool, **entry: str) -> Row:
    """Return the row of one value: what it is on the left, then the numbers and the value."""
    made = page.entry(ref, **entry)
    example = "" if made.example is None else str(made.example)
    middle = [example] if page.examples > 1 else []
    return Row(
        [*(left if first else ("",) * len(left)), *middle, page.numbers(ref), made.shown], (made,)
    )


def value_rows(
    page: Page, left: Sequence[Cell], refs: Sequence[Ref], **entry: str
) -> Iterator[Row | Caption]:
    """Yield the rows of one value, example by example."""
    for place, ref in enumerate(first_of(refs)):
        yield value_row(page, left, ref, first=not place, **entry)
    # As it can be typed at a command line: g3:W31.
    see = (entry.get("symbol") or page.symbol(refs[0])).translate(TYPED)
    yield from left_out(refs, "examples", see)


def units(page: Page, key: str) -> list[int]:
    """Return the units of a key: the places of its last index, or one if it has none."""
    letters = page.names.program.indices(key)
    return list(range(page.views.sizes[letters[-1]])) if len(letters) > 1 else [0]


def refs_of(page: Page, key: str, unit: int) -> list[Ref]:
    """Return one unit's values of a key, example by example."""
    letters = page.names.program.indices(key)
    return list(page.refs(key, unit if len(letters) > 1 else None))


def _step_rows(page: Page, key: str) -> Iterator[Row | Caption]:
    every = units(page, key)
    for unit in first_of(every):
        refs = refs_of(page, key, unit)
        yield from value_rows(page, [page.equation(refs[0])], refs)
    last = refs_of(page, key, every[-1])[0]
    yield from left_out(every, "neurons", page.symbol(last))


def _first(page: Page, key: str) -> Ref:
    return next(page.refs(key))


def _renames(page: Page, key: str) -> bool:
    """Whether a forward step passes its input on unchanged, as the identity does."""
    step = page.names.program.by_key[key]
    return step.part == "forward" and step.alias is not None
