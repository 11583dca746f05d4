"""Traces saved to .npz files, and loaded from them or from the .npy files that grow with a run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.engine.blocks import Run
from gdtrace.engine.columns import Columns, only
from gdtrace.engine.machine import Machine
from gdtrace.errors import GdtraceError, TraceFileError
from gdtrace.expr import Index, Ref
from gdtrace.leaves import leaves
from gdtrace.problem_files import from_dict
from gdtrace.stores import SCHEMA as FILE_SCHEMA
from gdtrace.stores import as_bytes, beside, header, mapped, prefixed, write_arrays
from gdtrace.trace import Trace
from gdtrace.training import prepare
from gdtrace.variables import variable

if TYPE_CHECKING:
    pass


def save(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write a trace as .npz: a JSON header, the rows, the parameters after the last update.

    The file appears under its name only when it is whole.
    """
    target, run = Path(path), trace.run
    if target.suffix == ".npy":
        raise TraceFileError(f"save: the file must not end in .npy, got {target}; take .npz")
    head = header(trace.problem, trace.names, run.machine, run.columns, run.every)
    progress: dict[str, int | None] = {"rows": len(run.rows), "asked": run.asked}
    progress |= {"iterations": run.iterations, "diverged": run.diverged}
    arrays = {"header": as_bytes(head), "progress": as_bytes(progress), "rows": run.rows}
    write_arrays(target, arrays | prefixed(run.after, run.columns))


def load(path: str | os.PathLike[str]) -> Trace:
    """Read a trace that ``save`` wrote, or that ``train`` kept in a .npy file.

    Raises
    ------
    TraceFileError
        If the file is not there, cut off, or not a trace of this version.
    """
    given = Path(path)
    stored = given if given.suffix == ".npy" else None
    if stored and not stored.exists():
        raise TraceFileError(f"{stored}: there is no such file")
    if stored and not beside(stored).exists():
        raise TraceFileError(
            f"{stored}: only numbers; what they are is said by {beside(stored).name}, "
            "which train writes beside it as soon as the first block is whole"
        )
    arrays = _read(beside(stored) if stored else given)
    if "rows" not in arrays and given.name.endswith(".run.npz"):
        stored = given.with_name(given.name.removesuffix(".run.npz") + ".npy")
    return _restored(given, arrays, stored)


def _read(path: Path) -> dict[str, Any]:
    try:
        # Opened here: numpy leaves the file open where it is no whole archive.
        with path.open("rb") as file, numpy.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
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


def _restored(path: Path, arrays: dict[str, Any], stored: Path | None) -> Trace:
    try:
        head = _from_bytes(arrays["header"])
        schema = head["schema"]
    except (KeyError, TypeError, ValueError):
        raise TraceFileError(f"{path}: not a trace that gdtrace saved") from None
    if schema != FILE_SCHEMA:
        raise TraceFileError(f"{path}: its schema is {schema}, this gdtrace reads {FILE_SCHEMA}")
    try:
        problem = from_dict(head["problem"])
        names, everything = prepare(
            problem, style=str(head["style"]), notation=str(head["notation"])
        )
        machine = Machine.of(everything, str(head["engine"]), partial(variable, names))
        run = _run(machine, head, arrays, leaves(problem), stored)
    except KeyError as error:
        raise TraceFileError(f"{path}: the trace has no {error}") from None
    except FileNotFoundError as error:
        raise TraceFileError(f"{error.filename}: there is no such file") from None
    except (GdtraceError, OSError, TypeError, ValueError) as error:
        raise TraceFileError(f"{path}: the trace does not fit its problem: {error}") from None
    return Trace(problem, names, run)


def _from_bytes(array: Any) -> Any:
    return json.loads(bytes(array)) if array.dtype == numpy.uint8 else json.loads(str(array))


def _run(
    machine: Machine,
    head: Mapping[str, Any],
    arrays: dict[str, Any],
    start: Mapping[str, Array],
    stored: Path | None,
) -> Run:
    """Return the run that a file holds, its rows in the archive or in a file of their own."""
    columns, progress = _columns(machine, head), _from_bytes(arrays["progress"])
    every, number = _whole_number(head, "every", 1), _whole_number(progress, "rows")
    iterations = _whole_number(progress, "iterations")
    if number != -(-iterations // every):
        raise ValueError(f"it has {number} rows of {iterations} iterations")
    shape = (number, columns.width)
    rows = mapped(stored, *shape) if stored else _floats(arrays, "rows", shape)
    after = {key: _floats(arrays, f"after {key}", columns.shape(key)) for key in columns.parameters}
    diverged = progress["diverged"]
    return Run(
        machine,
        columns,
        every,
        rows,
        _whole_number(progress, "asked"),
        iterations,
        {0: start},
        {**start, **after},
        diverged if diverged is None else _whole_number(progress, "diverged"),
    )


def _columns(machine: Machine, head: Mapping[str, Any]) -> Columns:
    """Return the layout that a header describes, if the problem has such columns."""
    stored = tuple(Ref(key, tuple(indices)) for key, indices in head["columns"])
    columns = machine.columns if head["complete"] else only(machine.columns, stored)
    sizes = columns.sizes
    letters = ((at, letter) for ref in stored for at, letter in _pairs(columns, ref))
    inside = all(isinstance(at, str) or at < sizes[letter] for at, letter in letters)
    if columns.stored != stored or not inside:
        raise ValueError("its columns are not those of the problem")
    return columns


def _pairs(columns: Columns, ref: Ref) -> Iterable[tuple[Index, str]]:
    return zip(ref.indices, columns.program.indices(ref.key), strict=True)


def _whole_number(head: Mapping[str, Any], name: str, least: int = 0) -> int:
    number = head[name]
    if not isinstance(number, int) or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {number!r}")
    return number


def _floats(arrays: dict[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    found = arrays[name]
    if found.dtype.kind != "f" or found.shape != shape:
        raise ValueError(
            f"{name} must be floats of shape {shape}, got {found.dtype} of shape {found.shape}"
        )
    return numpy.asarray(found, dtype=float)
