"""Computes parts of a run again, to the same bits: what was not recorded."""

from __future__ import annotations

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.engine.blocks import Leaves, Run, length
from gdtrace.engine.columns import Columns
from gdtrace.engine.memory import memory
from gdtrace.engine.recorded import Recorded

WINDOW = 256
"""So many neighbouring iterations are computed again at once."""


@frozen(eq=False)
class Window:
    """Some neighbouring iterations of a run, complete; the leaves after the last of them."""

    start: int
    recorded: Recorded
    after: Leaves

    @property
    def end(self) -> int:
        """The iteration after the last one."""
        return self.start + len(self.recorded.rows)


def window(run: Run, index: int, before: Window | None) -> Window:
    """Return the window that has an iteration.

    ``before`` is the last window that was asked for: who goes through all iterations need not
    start from further back each time.
    """
    machine, most = run.machine, min(WINDOW, length(run.machine))
    start = index - index % most
    place, state = _start(run, start)
    if before and place <= before.end <= start:
        place, state = before.end, before.after
    while place < start:
        # With what the run itself stored, since that is compiled already.
        steps = min(length(machine), start - place)
        state = machine.block(run.columns)(state, numpy.empty((steps, run.columns.width)))
        place += steps
    rows = numpy.empty((min(most, run.iterations - start), machine.columns.width))
    after = machine.block(machine.columns)(state, rows)
    return Window(start, Recorded(machine.columns, rows, run.after), after)


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
