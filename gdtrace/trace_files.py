"""Traces as files and as other libraries' tables: .npz, CSV, plain dicts, pandas, xarray."""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from gdtrace.engine import ENGINES
from gdtrace.errors import GdtraceError, TraceFileError, unknown
from gdtrace.problem_files import from_dict
from gdtrace.problem_files import to_dict as problem_to_dict
from gdtrace.records import Iteration, Value
from gdtrace.trace import Array, Trace
from gdtrace.training import prepare, traced

if TYPE_CHECKING:
    import pandas
    import xarray

FILE_SCHEMA = "gdtrace/trace-file/v1"
SCHEMA = "gdtrace/trace/v1"


def save(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write a trace as .npz: a JSON header, the rows, the parameters after the last update.

    The file appears under its name only when it is whole.
    """
    header = {
        "schema": FILE_SCHEMA,
        "problem": problem_to_dict(trace.problem),
        "style": trace.program.style,
        "notation": trace.names.notation.name,
        "engine": trace.engine,
        "columns": _layout(trace),
    }
    after = {key: trace.after[key] for key in trace.columns.parameters}
    target = Path(path)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            numpy.savez(
                file, header=numpy.array(json.dumps(header)), rows=trace.rows, **_prefixed(after)
            )
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def load(path: str | os.PathLike[str]) -> Trace:
    """Read a trace that ``save`` wrote.

    Raises
    ------
    TraceFileError
        If the file is not there, cut off, or not a trace of this version.
    """
    try:
        # Opened here: numpy leaves the file open where it is no whole archive.
        with Path(path).open("rb") as file, numpy.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise TraceFileError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise TraceFileError(f"{path}: is a directory; give a file in it") from None
    except PermissionError as error:
        raise TraceFileError(f"{path}: cannot be read: {error.strerror}") from None
    # numpy and zipfile stumble over foreign bytes in a dozen ways; all mean the same to a reader.
    except Exception:
        raise TraceFileError(
            f"{path}: not a trace file, or only a part of one; save the trace again"
        ) from None
    return _restored(path, arrays)


def _restored(path: str | os.PathLike[str], arrays: dict[str, Any]) -> Trace:
    try:
        header = json.loads(str(arrays["header"]))
        schema = header["schema"]
    except (KeyError, TypeError, ValueError):
        raise TraceFileError(f"{path}: not a trace that gdtrace saved") from None
    if schema != FILE_SCHEMA:
        raise TraceFileError(f"{path}: its schema is {schema}, this gdtrace reads {FILE_SCHEMA}")
    try:
        problem = from_dict(header["problem"])
        style, notation, engine = (str(header[each]) for each in ("style", "notation", "engine"))
        if engine not in ENGINES:
            raise unknown("engine", engine, ENGINES)
        names, columns = prepare(problem, style=style, notation=notation)
        rows = _floats(arrays, "rows", (max([1, *arrays["rows"].shape[:1]]), columns.width))
        after = {
            key: _floats(arrays, f"after {key}", columns.shape(key)) for key in columns.parameters
        }
        trace = traced(problem, names, columns, engine, rows, after)
        if header["columns"] != _layout(trace):
            raise ValueError("its columns are not those of the problem")
    except KeyError as error:
        raise TraceFileError(f"{path}: the trace has no {error}") from None
    except (GdtraceError, TypeError, ValueError) as error:
        raise TraceFileError(f"{path}: the trace does not fit its problem: {error}") from None
    return trace


def _floats(arrays: dict[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    found = arrays[name]
    if found.dtype.kind != "f" or found.shape != shape:
        raise ValueError(
            f"{name} must be floats of shape {shape}, got {found.dtype} of shape {found.shape}"
        )
    return numpy.asarray(found, dtype=float)


def _layout(trace: Trace) -> dict[str, list[int]]:
    return {key: list(trace.columns.shape(key)) for key in trace.columns.starts}


def _prefixed(after: dict[str, Array]) -> dict[str, Any]:
    return {f"after {key}": values for key, values in after.items()}


def to_csv(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write a line per iteration and a column per symbol, at full precision."""
    columns = dict(_named_columns(trace))
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iteration", *columns])
        for index, row in enumerate(
            zip(*(column.tolist() for column in columns.values()), strict=True)
        ):
            writer.writerow([index, *row])


def to_pandas(trace: Trace) -> pandas.DataFrame:
    """Return a DataFrame with a row per iteration and a column per symbol."""
    import pandas

    frame = pandas.DataFrame(dict(_named_columns(trace)))
    return frame.rename_axis("iteration")


def to_xarray(trace: Trace) -> xarray.Dataset:
    """Return a Dataset with a variable per key, its dimensions the index letters."""
    import xarray

    program = trace.program
    keys = [*program.leaves, *(step.key for step in program.steps)]
    return xarray.Dataset(
        {key: (("iteration", *program.indices(key)), trace.key(key)) for key in keys},
        coords={"iteration": numpy.arange(len(trace))},
        attrs={"problem": trace.problem.name},
    )


def _named_columns(trace: Trace) -> Iterator[tuple[str, Array]]:
    """Yield every value that differs from iteration to iteration, example by example."""
    examples = trace.problem.examples
    for symbol, ref in trace.names.table.items():
        if ref.key not in trace.columns.starts:
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
