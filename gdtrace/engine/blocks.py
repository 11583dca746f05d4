"""Runs gradient descent block by block, and runs parts of it again.

Progress, interruptions, files and divergence all hang on a block being whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy
from attrs import frozen

from gdtrace.engine.columns import Array, Columns, only
from gdtrace.engine.finite import first_not_finite, looks_finite
from gdtrace.engine.machine import Machine
from gdtrace.engine.memory import memory
from gdtrace.engine.recorded import Recorded

Leaves = Mapping[str, Array]
Progress = Callable[[int, int], None]

MOST_ITERATIONS = 8192
MOST_COMPILED = 2**15
INTERPRETED = 256
MOST_BYTES = 2**25
"""A block has no more iterations than this, so that it takes a fraction of a second."""

WINDOW = 256
"""So many neighbouring iterations are computed again at once."""

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
    starts : dict of int to leaves
        Iterations from which the run can be taken up again, 0 among them; more when it was.
    after : mapping of key to ndarray
        The leaves after the last update.
    diverged : int or None
        The first iteration with a NaN or an infinity among what was computed.
    """

    machine: Machine
    columns: Columns
    every: int
    rows: Array
    asked: int
    iterations: int
    starts: dict[int, Leaves]
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
    size, step = length(machine), machine.block(columns)
    state, done, diverged = leaves, 0, None
    starts: dict[int, Leaves] = {0: leaves}
    try:
        while done < iterations:
            count = min(size, iterations - done)
            first = -done % every
            rows = keeper.room(count) if every == 1 else numpy.empty((count, columns.width))
            after = step(state, rows)
            if diverged is None and not looks_finite(columns, rows, after):
                diverged = _diverged(machine, columns, state, rows, after, done)
            if every > 1:
                kept = keeper.room(len(rows[first::every]))
                kept[...] = rows[first::every]
                rows = kept
            keeper.keep(rows, done + count, diverged, after)
            state, done = after, done + count
            if not columns.complete:
                _remember(starts, done, state)
            progress(done, iterations)
    except KeyboardInterrupt:
        if not done:
            raise
    finally:
        keeper.close()
    # An interruption may come after a block is kept and before it is counted.
    kept = keeper.rows()[: -(-done // every)]
    return Run(machine, columns, every, kept, iterations, done, starts, state, diverged)


def _remember(starts: dict[int, Leaves], done: int, state: Leaves) -> None:
    if len(starts) >= MOST_STARTS:
        for place in list(starts)[1::2]:
            del starts[place]
    starts[done] = state


def _diverged(
    machine: Machine, columns: Columns, state: Leaves, rows: Array, after: Leaves, done: int
) -> int | None:
    if not columns.complete:
        rows = numpy.empty((len(rows), machine.columns.width))
        machine.block(machine.columns)(state, rows)
    bad = first_not_finite(Recorded(machine.columns, rows, state), after)
    return None if bad is None else done + bad


def again(run: Run, start: int, count: int) -> Recorded:
    """Return what is complete of some iterations of a run: computed again, to the same bits."""
    machine = run.machine
    place, state = _start(run, start)
    idle = only(machine.columns, ())
    while place < start:
        steps = min(length(machine), start - place)
        state = machine.block(idle)(state, numpy.empty((steps, 0)))
        place += steps
    rows = numpy.empty((count, machine.columns.width))
    state = machine.block(machine.columns)(state, rows)
    if not run.columns.complete:
        # Who goes through all iterations need not start from further back each time.
        _remember(run.starts, start + count, state)
    return Recorded(machine.columns, rows, run.after)


def _start(run: Run, iteration: int) -> tuple[int, Leaves]:
    """Return the last iteration up to this one from which the run can be taken up again."""
    if not run.columns.complete:
        place = max(place for place in run.starts if place <= iteration)
        return place, run.starts[place]
    row = iteration // run.every
    values = Recorded(run.columns, run.rows[row : row + 1], run.after)
    learned = {key: values.key(key)[0] for key in run.columns.parameters}
    return row * run.every, {**run.after, **learned}


def repeated(run: Run, columns: Columns) -> Array:
    """Return other columns of the recorded iterations: the whole run is done again for them."""
    step, keeper = run.machine.block(columns), memory(len(run.rows), columns.width)
    state, size = run.starts[0], length(run.machine)
    for done in range(0, run.iterations, size):
        rows = numpy.empty((min(size, run.iterations - done), columns.width))
        state = step(state, rows)
        kept = rows[-done % run.every :: run.every]
        keeper.room(len(kept))[...] = kept
        keeper.filled += len(kept)
    return keeper.rows()
