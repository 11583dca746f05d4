"""One iteration with a mistake beside the same iteration without it, for the lecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, cast

import numpy
from attrs import frozen

from gdtrace.chains import ERROR_SLOPE
from gdtrace.engine.arrays import Array
from gdtrace.errors import GdtraceError, count
from gdtrace.expr import Ref, place
from gdtrace.grading.constants import constants
from gdtrace.grading.drivers import DRIVERS
from gdtrace.grading.evaluation import Evaluation
from gdtrace.grading.misconceptions import Variant, misconception, variants_of
from gdtrace.names import NAMELESS
from gdtrace.sections import AnyRow, Caption, Document, Entry, Row, Section
from gdtrace.sections.header import which
from gdtrace.sections.trace import iteration_data
from gdtrace.steps import EXAMPLES, Key, Program, Step, at_example
from gdtrace.trace import Trace
from gdtrace.trace_tables import SCHEMA

if TYPE_CHECKING:
    from gdtrace.grading.tasks import Task

MOST_ROWS = 12
"""Of a step with more values than this only the first are shown."""

SAME = 1e-13
"""Values that are relatively closer than this differ by rounding only."""

PARTS = {
    "forward": "1. Forward",
    "backward": "2. Backward",
    "gradient": "3. Gradients",
    "update": "4. Update",
}


@frozen
class Compared:
    """One value, right and wrong."""

    symbol: str
    ref: Ref
    example: int | None
    right: float
    wrong: float

    @property
    def same(self) -> bool:
        """Whether the mistake leaves the value as it is."""
        return bool(numpy.isclose(self.wrong, self.right, rtol=SAME, atol=0.0, equal_nan=True))


def mistake_document(trace: Trace, index: int, id: str, *, total: int) -> Document:
    """Return what ``gdtrace trace --mistake`` shows: an iteration, right and wrong.

    Both start from the weights with which the right training comes to this iteration.

    Parameters
    ----------
    trace : Trace
        Of the right program.
    index : int
        The iteration, counted from 0.
    id : str
        A misconception, or ``id@layer`` for a mistake in one layer only.
    total : int
        How many iterations the problem has.

    Raises
    ------
    GdtraceError
        If there is no such mistake, or if nobody can make it in this problem.
    """
    variant = variant_of(trace, id)
    compared = compared_values(trace, index, variant)
    rows = list(_rows(trace, compared))
    section = Section(
        title=f"{trace.problem.name or 'problem'}: {which(index, total)}, with {variant.id}",
        columns=[
            "value",
            *(["example"] if trace.problem.examples > 1 else []),
            "right",
            "with the mistake",
            "ratio",
            "",
        ],
        rows=rows,
        notes=[variant.misconception.title, *_notes(compared)],
    )
    return Document(
        schema=SCHEMA,
        problem=trace.problem.name,
        notation=trace.names.notation.name,
        pages=((section,),),
        iterations=(iteration_data([section], {"iteration": index, "mistake": variant.id}),),
        warnings=(),
    )


def variant_of(trace: Trace, id: str) -> Variant:
    """Return the wrong program that a mistake makes of a trace's."""
    known, _, layer = id.partition("@")
    found = list(variants_of(misconception(known), trace.program))
    if not found:
        raise GdtraceError(
            f"{known}: nobody can make this mistake in {trace.problem.name or 'this problem'}: "
            f"{misconception(known).title}"
        )
    for each in found:
        if layer in ("", str(each.layer)):
            return each
    ways = ", ".join(each.id for each in found)
    raise GdtraceError(f"{id}: there is no such mistake in this layer; there are {ways}")


def compared_values(trace: Trace, index: int, variant: Variant) -> list[Compared]:
    """Return every value of an iteration, right and wrong, in the order of the derivation."""
    right = trace.at(index)
    wrong = wrong_values(trace, index, variant)
    return [
        Compared(symbol, ref, example, float(right[step.key][at]), float(wrong[step.key][at]))
        for step in trace.program.steps
        if _is_shown(step, trace.problem.examples)
        for symbol, ref in _symbols(trace, step.key)
        for example, at in _places(trace, ref)
    ]


def _is_shown(step: Step, examples: int) -> bool:
    """Leave out what nothing reads, except the slope of the error; and the cost of one example."""
    if step.key.role == "Cost":
        return examples > 1
    return not step.view or step.key.role == ERROR_SLOPE


def _places(trace: Trace, ref: Ref) -> Iterator[tuple[int | None, tuple[int | slice, ...]]]:
    """Yield every example of a value with its place; no example if there is but one."""
    if EXAMPLES not in ref.indices:
        yield None, place(ref)
        return
    for example in range(trace.problem.examples):
        number = example + 1 if trace.problem.examples > 1 else None
        yield number, place(at_example(ref, example))


def _symbols(trace: Trace, key: Key) -> Iterator[tuple[str, Ref]]:
    """Yield the symbols of a step's values; the last factors as those of the first neuron."""
    for ref in trace.names.places(key):
        if key.role in NAMELESS:
            parameter = Ref(f"W@{key.layer}", (ref.indices[-1], 0))
            yield trace.names.derivative(ref, parameter).text, ref
        else:
            yield trace.names.symbol(ref), ref


@frozen(eq=False)
class _Setting:
    """What a driver needs to know to run iterations."""

    sizes: Mapping[str, int]
    iterations: int
    evaluation: Evaluation


def wrong_values(trace: Trace, index: int, variant: Variant) -> dict[str, Array]:
    """Return all values of an iteration with a mistake, by key."""
    sizes = trace.columns.sizes
    evaluation = Evaluation(sizes)
    start = trace.at(index)
    given = {key: start[key] for key in trace.program.leaves}
    given |= constants(variant.program, sizes) | _accumulated(trace, index, variant.program)
    leaves = {key: numpy.asarray(given[key])[None] for key in variant.program.leaves}
    driver = variant.misconception.driver
    with numpy.errstate(all="ignore"):
        if driver:
            setting = cast("Task", _Setting(sizes, 1, evaluation))
            values = DRIVERS[driver](setting, variant.program, leaves)[0]
        else:
            values = evaluation.values(variant.program, leaves, {})
    return {key: value[0] for key, value in values.items()}


def _accumulated(trace: Trace, index: int, program: Program) -> dict[str, Array]:
    """Return what a training that never empties its sums has in them by now."""
    return {
        old: trace.key(new)[:index].sum(axis=0)
        for old, new in program.carry.items()
        if old not in trace.program.carry
    }


def _rows(trace: Trace, compared: Sequence[Compared]) -> Iterator[AnyRow]:
    first = next((each.ref.key for each in compared if not each.same), "")
    parts = {step.key: step.part for step in trace.program.steps}
    for part, values in groupby(compared, key=lambda each: parts[Key(each.ref.key)]):
        yield Caption(f"{PARTS[part]}:")
        for key, of_step in groupby(values, key=lambda each: each.ref.key):
            every = list(of_step)
            for each in every[:MOST_ROWS]:
                yield _row(each, trace.problem.examples > 1, key == first)
            if len(every) > MOST_ROWS:
                yield Caption(f"... and {count(len(every) - MOST_ROWS, 'value')} more of this step")


def _row(each: Compared, several: bool, is_first: bool) -> Row:
    example = [] if not several else ["" if each.example is None else str(each.example)]
    right, wrong = _spelled(each)
    mark = "" if each.same else "FIRST WRONG STEP" if is_first else "wrong"
    entry = Entry(
        symbol=each.symbol,
        key=each.ref.key,
        meaning=mark or "right",
        formula="",
        substituted=right,
        shown=wrong,
        value=each.wrong,
        example=each.example,
    )
    return Row([each.symbol, *example, right, wrong, _ratio(each), mark], (entry,))


def _spelled(each: Compared) -> tuple[str, str]:
    """Spell both values with as few digits, from nine on, as show that they differ."""
    pairs = [(f"{each.right:.{n}g}", f"{each.wrong:.{n}g}") for n in range(9, 18)]
    if each.same:
        return (pairs[0][0], pairs[0][0])
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def _ratio(each: Compared) -> str:
    if each.same or each.right == 0:
        return ""
    beyond = each.wrong / each.right - 1
    if abs(beyond) < 0.001:
        return f"1 {'-' if beyond < 0 else '+'} {abs(beyond):.2g}"
    return f"{beyond + 1:.4g}"


def _notes(compared: Sequence[Compared]) -> Iterator[str]:
    if all(each.same for each in compared):
        yield (
            "In this iteration the mistake changes no number; it may in a later one (--at), or "
            "with other data."
        )
