"""Traces in files that grow block by block, so that they may be larger than memory.

The rows are a plain ``.npy`` file: numpy maps it without reading it. What they mean is in the file
beside it that ends in ``.run.npz``. Each block goes into the rows first, then the file beside
says that it is there, then the head of the rows does: a run that is cut off at any moment leaves
all its whole blocks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy
from attrs import define, field

from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Columns
from gdtrace.engine.machine import Machine
from gdtrace.errors import TraceFileError
from gdtrace.names import Names
from gdtrace.problem_files import to_dict as problem_to_dict
from gdtrace.problems import Problem

SCHEMA = "gdtrace/trace-file/v2"

HEAD = 128
"""Bytes before the first row."""


def header(
    problem: Problem, names: Names, machine: Machine, columns: Columns, every: int
) -> dict[str, Any]:
    """Return what a file says of its rows, as JSON has it."""
    return {
        "schema": SCHEMA,
        "problem": problem_to_dict(problem),
        "style": columns.program.style,
        "notation": names.notation.name,
        "engine": machine.engine,
        "complete": columns.complete,
        "columns": [[ref.key, list(ref.indices)] for ref in columns.stored],
        "every": every,
    }


def beside(path: Path) -> Path:
    """Return the file that says what the rows in a .npy file are."""
    return path.with_suffix(".run.npz")


def as_bytes(value: Mapping[str, Any]) -> Array:
    """Return JSON as an array of bytes, which a .npz file keeps without a pickle."""
    return numpy.frombuffer(json.dumps(value).encode(), dtype=numpy.uint8)


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write a .npz file; it appears under its name only when it is whole."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            numpy.savez(file, **arrays)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def prefixed(after: Mapping[str, Array], columns: Columns) -> dict[str, Array]:
    """Return the parameters after the last update under the names that they have in a file."""
    return {f"after {key}": after[key] for key in columns.parameters}


@define
class Store:
    """Rows that are kept in a file; the file is made when the first block is whole."""

    path: Path
    columns: Columns
    asked: int
    _head: Any
    _file: BinaryIO | None = None
    _filled: int = 0
    _scratch: Array = field(factory=lambda: numpy.empty((0, 0)))

    def room(self, rows: int) -> Array:
        """Return an array for the next rows; they are in the file when they are kept."""
        if len(self._scratch) < rows:
            self._scratch = numpy.empty((rows, self.columns.width))
        return self._scratch[:rows]

    def keep(
        self, rows: Array, iterations: int, diverged: int | None, after: Mapping[str, Array]
    ) -> None:
        """Append rows that are whole; so many iterations are done, the leaves are these."""
        filled = self._filled + len(rows)
        progress: dict[str, int | None] = {"rows": filled, "asked": self.asked}
        progress |= {"iterations": iterations, "diverged": diverged}
        arrays = {"header": self._head, "progress": as_bytes(progress)}
        try:
            file = self._file = self._file or self._new()
            file.seek(HEAD + 8 * self._filled * self.columns.width)
            file.write(rows.astype("<f8", copy=False).tobytes())
            file.flush()
            write_arrays(beside(self.path), arrays | prefixed(after, self.columns))
            _write_head(file, filled, self.columns.width)
        except OSError as error:
            held = f"; it holds {self._filled} rows, which can be loaded" if self._filled else ""
            raise TraceFileError(
                f"{self.path}: cannot be written: {error.strerror}{held}"
            ) from None
        self._filled = filled

    def rows(self) -> Array:
        """Return all rows that were kept; they are read from the file when they are used."""
        return mapped(self.path, self._filled, self.columns.width)

    def close(self) -> None:
        """Take no more rows."""
        if self._file:
            self._file.close()

    def _new(self) -> BinaryIO:
        # A new file, not the old one emptied: another trace may still be reading that.
        self.path.unlink(missing_ok=True)
        beside(self.path).unlink(missing_ok=True)
        file = self.path.open("x+b")
        _write_head(file, 0, self.columns.width)
        return file


def store(
    path: str | os.PathLike[str], columns: Columns, head: Mapping[str, Any], iterations: int
) -> Store:
    """Return a file to keep rows in; one of that name is replaced by the first block."""
    target = Path(path)
    if target.suffix != ".npy":
        raise TraceFileError(f"store: the file must end in .npy, got {target}")
    if not target.parent.is_dir():
        raise TraceFileError(f"{target}: cannot be written: there is no folder {target.parent}")
    if not os.access(target.parent, os.W_OK):
        raise TraceFileError(f"{target}: cannot be written: the folder is read-only")
    return Store(target, columns, iterations, as_bytes(head))


def _write_head(file: BinaryIO, rows: int, width: int) -> None:
    file.seek(0)
    file.write(_head(rows, width))
    file.flush()


def mapped(path: Path, rows: int, width: int) -> Array:
    """Return rows of a .npy file without reading them.

    Raises
    ------
    TraceFileError
        If it is not the file that was written, or only a part of it.
    """
    with path.open("rb") as file:
        start = file.read(HEAD)
    # How many rows the head counts may lag by a block behind those that are there.
    ours = _head(0, width)
    if start[:10] != ours[:10] or f", {width}), }}".encode() not in start:
        raise TraceFileError("its rows were replaced by something else")
    if path.stat().st_size < HEAD + 8 * rows * width:
        raise TraceFileError(f"it was cut off: there should be {rows} rows in it")
    if not rows * width:
        return numpy.empty((rows, width))
    return numpy.memmap(path, dtype="<f8", mode="r", offset=HEAD, shape=(rows, width))


def _head(rows: int, width: int) -> bytes:
    """Return the head of a .npy file of format 1.0, always of the same length."""
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {width}), }}"
    before = b"\x93NUMPY\x01\x00" + (HEAD - 10).to_bytes(2, "little")
    return before + text.encode("ascii").ljust(HEAD - 11) + b"\n"
