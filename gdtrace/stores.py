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

from gdtrace.engine.columns import Array, Columns
from gdtrace.engine.machine import Machine
from gdtrace.errors import TraceFileError
from gdtrace.names import Names
from gdtrace.problem_files import to_dict as problem_to_dict
from gdtrace.problems import Problem

SCHEMA = "gdtrace/trace-file/v1"

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


def write_arrays(path: Path, head: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
    """Write a .npz file; it appears under its name only when it is whole."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            numpy.savez(file, header=numpy.array(json.dumps(head)), **arrays)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def prefixed(after: Mapping[str, Array], columns: Columns) -> dict[str, Array]:
    """Return the parameters after the last update under the names that they have in a file."""
    return {f"after {key}": after[key] for key in columns.parameters}


@define
class Store:
    """Rows that are kept in a file."""

    path: Path
    columns: Columns
    head: dict[str, Any]
    _file: BinaryIO
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
        head = {**self.head, "rows": filled, "iterations": iterations, "diverged": diverged}
        try:
            self._file.seek(HEAD + 8 * self._filled * self.columns.width)
            self._file.write(rows.astype("<f8", copy=False).tobytes())
            self._file.flush()
            write_arrays(beside(self.path), head, prefixed(after, self.columns))
            self._write_head(filled)
        except OSError as error:
            raise TraceFileError(
                f"{self.path}: cannot be written: {error.strerror}; "
                f"it holds {self._filled} rows, which can be loaded"
            ) from None
        self._filled = filled

    def rows(self) -> Array:
        """Return all rows that were kept; they are read from the file when they are used."""
        return mapped(self.path, self._filled, self.columns.width)

    def close(self) -> None:
        """Take no more rows."""
        self._file.close()

    def _write_head(self, rows: int) -> None:
        self._file.seek(0)
        self._file.write(_head(rows, self.columns.width))
        self._file.flush()


def store(
    path: str | os.PathLike[str], columns: Columns, head: dict[str, Any], iterations: int
) -> Store:
    """Return a file to keep rows in; one of that name is replaced."""
    target = Path(path)
    if target.suffix != ".npy":
        raise TraceFileError(f"store: the file must end in .npy, got {target}")
    try:
        # A new file, not the old one emptied: another trace may still be reading that.
        target.unlink(missing_ok=True)
        beside(target).unlink(missing_ok=True)
        made = Store(target, columns, {**head, "asked": iterations}, target.open("x+b"))
        made._write_head(0)
    except OSError as error:
        raise TraceFileError(f"{path}: cannot be written: {error.strerror}") from None
    return made


def mapped(path: Path, rows: int, width: int) -> Array:
    """Return rows of a .npy file without reading them."""
    if not rows * width:
        return numpy.empty((rows, width))
    if path.stat().st_size < HEAD + 8 * rows * width:
        raise TraceFileError(f"it was cut off: there should be {rows} rows in it")
    return numpy.memmap(path, dtype="<f8", mode="r", offset=HEAD, shape=(rows, width))


def _head(rows: int, width: int) -> bytes:
    """Return the head of a .npy file of format 1.0, always of the same length."""
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {width}), }}"
    before = b"\x93NUMPY\x01\x00" + (HEAD - 10).to_bytes(2, "little")
    return before + text.encode("ascii").ljust(HEAD - 11) + b"\n"
