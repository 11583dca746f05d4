"""Traces as tables: CSV, plain dicts, and those of pandas and xarray."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.records import Iteration, Value
from gdtrace.trace import Trace

if TYPE_CHECKING:
    import pandas
    import xarray

SCHEMA = "gdtrace/trace/v1"


def to_csv(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write a line per iteration and a column per symbol, at full precision."""
    columns = dict(_named_columns(trace))
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iteration", *columns])
        values = (column.tolist() for column in columns.values())
        writer.writerows(zip(trace.iterations, *values, strict=True))


def to_pandas(trace: Trace) -> pandas.DataFrame:
    """Return a DataFrame with a row per iteration and a column per symbol."""
    import pandas

    frame = pandas.DataFrame(dict(_named_columns(trace)), index=pandas.Index(trace.iterations))
    return frame.rename_axis("iteration")


def to_xarray(trace: Trace) -> xarray.Dataset:
    """Return a Dataset with a variable per key, its dimensions the index letters."""
    import xarray

    return xarray.Dataset(
        {name: (("iteration", *letters), values) for name, letters, values in _variables(trace)},
        coords={"iteration": numpy.array(trace.iterations)},
        attrs={"problem": trace.problem.name},
    )


def _variables(trace: Trace) -> Iterator[tuple[str, tuple[str, ...], Array]]:
    """Yield every key with its letters and values; of keys recorded in part their symbols."""
    program, whole = trace.program, trace.columns.whole
    keys = [*program.leaves, *(step.key for step in program.steps)]
    if not trace.columns.complete:
        keys = [key for key in keys if trace.is_recorded(whole(key))]
    for key in keys:
        yield key, program.indices(key), trace.key(key)
    for symbol, ref in trace.names.table.items():
        if ref.key not in keys and trace.is_recorded(ref):
            letters = tuple(index for index in ref.indices if isinstance(index, str))
            yield symbol, letters, trace.column(ref)


def _named_columns(trace: Trace) -> Iterator[tuple[str, Array]]:
    """Yield every value that differs from iteration to iteration, example by example."""
    examples = trace.problem.examples
    for symbol, ref in trace.names.table.items():
        if not trace.is_recorded(ref):
            continue
        column = trace[symbol]
        if column.ndim == 1:
            yield symbol, column
        else:
            for example in range(examples):
                yield f"{symbol} (example {example + 1})", column[:, example]


def to_dict(trace: Trace, at: Iterable[int] | None = None) -> dict[str, object]:
    """Return iterations as plain numbers, lists and texts; None for NaN and infinities."""
    chosen = [trace[index] for index in (range(len(trace)) if at is None else at)]
    return {
        "schema": SCHEMA,
        "problem": trace.problem.name,
        "notation": trace.names.notation.name,
        "iterations": [iteration_to_dict(iteration) for iteration in chosen],
        "warnings": list(all_warnings(trace, chosen)),
    }


def iteration_to_dict(iteration: Iteration) -> dict[str, object]:
    """Return one iteration as plain numbers, lists and texts."""
    updates = {symbol: iteration.updates[symbol] for symbol in iteration.updates}
    return {
        "iteration": iteration.index,
        "values": {symbol: plain_value(value) for symbol, value in iteration.values.items()},
        "gradients": {symbol: plain_value(update.gradient) for symbol, update in updates.items()},
        "before": {symbol: plain_value(update.before) for symbol, update in updates.items()},
        "after": {symbol: plain_value(update.after) for symbol, update in updates.items()},
    }


def all_warnings(trace: Trace, iterations: Iterable[Iteration]) -> Iterator[str]:
    """Yield what a reader should know about the run, and about these iterations."""
    yield from trace.warnings
    for iteration in iterations:
        yield from (f"iteration {iteration.index}: {warning}" for warning in iteration.warnings)
        yield from _not_finite([iteration])


def _not_finite(iterations: Iterable[Iteration]) -> Iterator[str]:
    """Say which values are left out because JSON has no NaN and no infinities."""
    for iteration in iterations:
        lost = [symbol for symbol, value in iteration.values.items() if not _is_finite(value)]
        lost += [
            f"{symbol} (after)"
            for symbol, update in iteration.updates.items()
            if not _is_finite(update.after)
        ]
        if lost:
            yield f"iteration {iteration.index}: not a finite number: {', '.join(lost)}"


def _is_finite(value: Value) -> bool:
    return all(map(math.isfinite, value)) if isinstance(value, tuple) else math.isfinite(value)


def plain_value(value: Value) -> float | list[float | None] | None:
    """Return a value as JSON has it: None for NaN and infinities."""
    if isinstance(value, tuple):
        return [number if math.isfinite(number) else None for number in value]
    return value if math.isfinite(value) else None
