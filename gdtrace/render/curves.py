"""What a plot shows: the curves of a trace, sorted into panels. Knows nothing of matplotlib."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy
from attrs import frozen
from numpy.typing import NDArray

from gdtrace.errors import GdtraceError
from gdtrace.expr import Ref
from gdtrace.lookup import find
from gdtrace.steps import EXAMPLES

if TYPE_CHECKING:
    from gdtrace.engine.arrays import Array
    from gdtrace.trace import Trace

MOST_LINES = 10
"""One panel shows no more curves than this."""

SAME_SIZE = 10
"""Curves share a panel if none is this many times as large as another one."""

LARGEST = 1e200
"""Around larger values the margins and ticks of an axis would overflow."""

LONGEST_LABEL = 30


@frozen(eq=False)
class Line:
    """One curve; its values end before the first that cannot be drawn."""

    label: str
    values: Array


@frozen
class Level:
    """A horizontal line, such as a target; ``line`` is the curve that it belongs to."""

    label: str
    value: float
    line: int | None = None


@frozen(eq=False)
class Panel:
    """Curves over one axis; ``label`` says what the axis is."""

    label: str
    lines: Sequence[Line]
    levels: Sequence[Level] = ()


def panels_of(trace: Trace, symbols: Sequence[str] = (), *, log: bool = False) -> list[Panel]:
    """Return the panels of a plot: of these symbols, or of the predictions and the error.

    Parameters
    ----------
    trace : Trace
    symbols : sequence of str
    log : bool
        Whether the axes will be logarithmic: values of any size can then share one.
    """
    panels = _chosen(trace, symbols, log=log) if symbols else [*_usual(trace)]
    if log:
        for panel in panels:
            _check_positive(panel)
    return panels


def thinned(values: Array, stretches: int) -> NDArray[numpy.intp]:
    """Return the iterations to draw: of each stretch the first, the least, the largest, the last.

    >>> thinned(numpy.array([0.0, 1, 2, 9, 4, 5, 6, 7, 8, 1]), 2)
    array([0, 3, 4, 5, 8, 9])
    """
    if len(values) <= 4 * stretches:
        return numpy.arange(len(values))
    ends = numpy.linspace(0, len(values), stretches + 1).astype(int)
    kept = [
        (start, start + part.argmin(), start + part.argmax(), stop - 1)
        for start, stop in pairwise(ends)
        for part in [values[start:stop]]
    ]
    return numpy.unique(numpy.array(kept))


def _usual(trace: Trace) -> Iterator[Panel]:
    """Yield the predictions with their targets, then what is made smaller."""
    names, problem = trace.names, trace.problem
    units = range(problem.network.sizes[-1])
    refs = [Ref(f"Activ@{names.last}", (EXAMPLES, unit)) for unit in units]
    targets = [names.symbol(Ref("Target", (EXAMPLES, unit))) for unit in units]
    wanted = [(names.symbol(ref), ref) for ref in refs]
    label = _axis_label([symbol for symbol, _ in wanted], "prediction")
    if problem.examples == 1:
        lines = [line for each in wanted for line in _lines(trace, *each)]
        values = problem.data.target[0]
        own = len(lines) > 1
        levels = [
            Level(f"{symbol} = {value:g}", value, unit if own else None)
            for unit, symbol, value in zip(units, targets, values, strict=True)
        ]
        yield Panel(label, lines, levels[:MOST_LINES])
    else:
        yield Panel(label, *_examples(trace, wanted, targets))
    objective = Ref("Cost") if problem.examples > 1 else Ref("Error", (EXAMPLES,))
    yield Panel(names.objective, _lines(trace, names.objective, objective))


def _examples(
    trace: Trace, wanted: Sequence[tuple[str, Ref]], targets: Sequence[str]
) -> tuple[list[Line], list[Level]]:
    """Return a curve for each example's outputs, and the targets, each only once."""
    several = len(wanted) > 1
    data = trace.problem.data.target
    by_unit = [_lines(trace, symbol, ref, several=several) for symbol, ref in wanted]
    lines = [
        Line(f"{line.label} ({target} = {data[example][unit]:g})", line.values)
        for example in range(trace.problem.examples)
        for unit, target in enumerate(targets)
        for line in [by_unit[unit][example]]
    ]
    shown = [value for row in data for value in row][:MOST_LINES]
    what = targets[0] if not several else "targets"
    levels = [
        Level("" if place else what, value) for place, value in enumerate(dict.fromkeys(shown))
    ]
    return lines, levels


def _chosen(trace: Trace, symbols: Sequence[str], *, log: bool) -> list[Panel]:
    wanted = {_label(trace, symbol): find(trace.names, symbol) for symbol in symbols}
    sizes = {symbol: _size(trace, ref) for symbol, ref in wanted.items()}
    groups = [list(wanted)] if log else _by_size(sizes)
    return [
        Panel(
            _axis_label(group, "value"),
            [
                line
                for symbol in group
                for line in _lines(trace, symbol, wanted[symbol], several=len(group) > 1)
            ],
        )
        for group in groups
    ]


def _label(trace: Trace, text: str) -> str:
    """Return the symbol as the notation spells it; a factor as it was asked for."""
    if re.match(r"[gG]\d", text):
        return text
    return trace.names.symbol(find(trace.names, text))


def _by_size(sizes: dict[str, float]) -> list[list[str]]:
    """Sort symbols into groups of about the same size, in the order they are asked for."""
    groups: list[list[str]] = []
    largest = 0.0
    for symbol in sorted(sizes, key=lambda symbol: -sizes[symbol]):
        # What is 0 throughout can be seen on any axis.
        if not groups or (sizes[symbol] and sizes[symbol] * SAME_SIZE <= largest):
            groups.append([])
            largest = sizes[symbol]
        groups[-1].append(symbol)
    order = list(sizes)
    return sorted(
        (sorted(group, key=order.index) for group in groups), key=lambda g: order.index(g[0])
    )


def _columns(trace: Trace, ref: Ref) -> list[Array]:
    """Return the values of each example (or the one column that all share), as far as finite."""
    found = trace.column(ref).reshape(len(trace.iterations), -1)
    return [_drawable(column) for column in found.T]


def _drawable(values: Array) -> Array:
    bad = numpy.flatnonzero(~(numpy.abs(values) < LARGEST))
    return values[: bad[0]] if bad.size else values


def _size(trace: Trace, ref: Ref) -> float:
    return max(float(numpy.abs(column).max(initial=0)) for column in _columns(trace, ref))


def _lines(trace: Trace, symbol: str, ref: Ref, *, several: bool = True) -> list[Line]:
    """Return the curves of a symbol; ``several`` symbols share the axis, or its label names it."""
    columns = _columns(trace, ref)
    if len(columns) == 1:
        return [Line(symbol, columns[0])]
    prefix = f"{symbol}, " if several else ""
    return [Line(f"{prefix}example {number}", each) for number, each in enumerate(columns, 1)]


def _axis_label(symbols: Sequence[str], otherwise: str) -> str:
    joined = ", ".join(symbols)
    return joined if len(joined) <= LONGEST_LABEL else otherwise


def _check_positive(panel: Panel) -> None:
    """Refuse what a logarithmic axis cannot show; a 0 only leaves a gap in a curve."""
    for line in panel.lines:
        if not line.values.size or (line.values.min() >= 0 and line.values.any()):
            continue
        index = int(line.values.argmin())
        name = f"{panel.label}, {line.label}" if line.label.startswith("example") else line.label
        raise GdtraceError(
            f"a logarithmic axis needs values above 0, but {name} is {line.values[index]:.4g} "
            f"in iteration {index}; leave out --log (log=True), or show other values"
        )
