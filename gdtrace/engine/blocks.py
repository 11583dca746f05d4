"""Runs gradient descent block by block, and runs parts of it again.

Progress, interruptions, files and divergence all hang on a block being whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Columns
from gdtrace.engine.finite import first_not_finite, looks_finite
from gdtrace.engine.machine import Machine
from gdtrace.engine.recorded import Recorded

Leaves = Mapping[str, Array]
Progress = Callable[[int, int], None]

MOST_ITERATIONS = 8192
MOST_COMPILED = 2**15
INTERPRETED = 256
"""A block of an engine has no more iterations than this: it takes a fraction of a second."""

MOST_BYTES = 2**25
"""A block has no more bytes than this."""

MOST_STARTS = 256
"""No more places than this are remembered from which a run can be taken up again."""


class Keeper(Protocol):
    """Where rows go."""

    def room(self, rows: int) -> Array:
        """Return an array for the next rows."""

    def keep(self, rows: Array, iterations: int, diverged: int | None, after: Leaves) -> None:
        """Keep rows that are whole; so many iterations are done, the leaves are these."""

    def rows(self) -> Array:
        """Return all rows that were kept."""

    def close(self) -> None:
        """Take no more rows."""


@frozen(eq=False)
class Run:
    """What is left of a run.

    Parameters
    ----------
    machine : Machine
    columns : Columns
        What a row holds.
    every : int
        A row is kept of the iterations 0, every, 2*every, …
    rows : ndarray, shape (rows, columns)
    asked, iterations : int
        How many were asked for, and how many were done.
    starts : mapping of int to leaves
        Iterations from which the run can be taken up again, at even distances from 0 on.
    after : mapping of key to ndarray
        The leaves after the last update.
    diverged : int or None
        The first iteration with a NaN or an infinity. Where not everything is recorded, it is
        looked for as soon as there is one in what is, or in the parameters.
    """

    machine: Machine
    columns: Columns
    every: int
    rows: Array
    asked: int
    iterations: int
    starts: Mapping[int, Leaves]
    after: Leaves
    diverged: int | None

    def __attrs_post_init__(self) -> None:
        # Nobody changes what was recorded.
        for values in (self.rows, *self.after.values(), *self.starts[0].values()):
            values.flags.writeable = False


def length(machine: Machine) -> int:
    """Return how many iterations a block has."""
    special = {"interpret": INTERPRETED, "numba": MOST_COMPILED}
    most = special.get(machine.engine, MOST_ITERATIONS)
    return max(1, min(most, MOST_BYTES // (8 * machine.columns.width or 1)))


def run(
    machine: Machine,
    columns: Columns,
    leaves: Leaves,
    iterations: int,
    *,
    every: int,
    keeper: Keeper,
    progress: Progress,
) -> Run:
    """Run gradient descent; an interruption (Ctrl-C) ends it after the last whole block.

    Raises
    ------
    KeyboardInterrupt
        If it comes before one block is whole.
    """
    size, state, done, diverged = length(machine), leaves, 0, None
    starts: dict[int, Leaves] = {0: leaves}
    try:
        step = machine.block(columns)
        while done < iterations:
            count = min(size, iterations - done)
            rows = keeper.room(count) if every == 1 else numpy.empty((count, columns.width))
            after = step(state, rows)
            if diverged is None and not looks_finite(columns, rows, after):
                diverged = _diverged(machine, columns, state, rows, after, done)
            kept = rows if every == 1 else _thinned(keeper, rows[-done % every :: every])
            keeper.keep(kept, done + count, diverged, after)
            state, done = after, done + count
            if not columns.complete:
                _remember(starts, size, done, state)
            progress(done, iterations)
    except KeyboardInterrupt:
        if not done:
            raise
    finally:
        keeper.close()
    # An interruption may come after a block is kept and before it is counted.
    kept = keeper.rows()[: -(-done // every)]
    return Run(machine, columns, every, kept, iterations, done, starts, state, diverged)


def _thinned(keeper: Keeper, rows: Array) -> Array:
    kept = keeper.room(len(rows))
    kept[...] = rows
    return kept


def _remember(starts: dict[int, Leaves], size: int, done: int, state: Leaves) -> None:
    """Remember where a block ends; if there are too many such places, at twice the distance."""
    last = max(starts)
    distance = min((place for place in starts if place), default=size)
    if done < last + distance:
        return
    if len(starts) >= MOST_STARTS:
        for place in list(starts):
            if place % (2 * distance):
                del starts[place]
    if done % min((place for place in starts if place), default=size) == 0:
        starts[done] = state


def _diverged(
    machine: Machine, columns: Columns, state: Leaves, rows: Array, after: Leaves, done: int
) -> int | None:
    if not columns.complete:
        rows = numpy.empty((len(rows), machine.columns.width))
        machine.block(machine.columns)(state, rows)
    bad = first_not_finite(Recorded(machine.columns, rows, state), after)
    return None if bad is None else done + bad
