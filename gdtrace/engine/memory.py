"""Rows that are kept in memory."""

import os
from collections.abc import Mapping

import numpy
from attrs import define

from gdtrace.engine.arrays import Array
from gdtrace.errors import EngineError


@define
class Memory:
    """An array with room for all rows of a run."""

    buffer: Array
    filled: int = 0

    def room(self, rows: int) -> Array:
        """Return an array for the next rows."""
        return self.buffer[self.filled : self.filled + rows]

    def keep(
        self, rows: Array, iterations: int, diverged: int | None, after: Mapping[str, Array]
    ) -> None:
        """Keep the rows, which are in their place."""
        self.filled += len(rows)

    def rows(self) -> Array:
        """Return all rows that were kept."""
        return self.buffer[: self.filled]

    def close(self) -> None:
        """Take no more rows."""


def memory(rows: int, width: int) -> Memory:
    """Return room for rows.

    Raises
    ------
    EngineError
        If the machine has less memory than that.
    """
    size = rows * width * 8
    try:
        if size > _physical():
            raise MemoryError
        return Memory(numpy.empty((rows, width)))
    except (MemoryError, ValueError, OverflowError):
        raise EngineError(
            f"recording {rows} iterations needs {size / 2**30:,.1f} GiB of memory; run fewer, or "
            'keep less: every=100, record=["Error"], or store="trace.npy" to keep them in a file'
        ) from None


def _physical() -> float:
    """Return how many bytes of memory the machine has, if that can be found out."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return float("inf")
