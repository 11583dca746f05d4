"""Traces: gradient descent run with every intermediate value of every iteration recorded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, overload

from attrs import field, frozen

from gdtrace.display import DisplaysItself, asked
from gdtrace.engine.again import Window, repeated, window
from gdtrace.engine.arrays import Array
from gdtrace.engine.blocks import Run
from gdtrace.engine.columns import Columns, only
from gdtrace.engine.interpret import interpret
from gdtrace.engine.recorded import Recorded
from gdtrace.expr import Ref
from gdtrace.iterations import iteration_record
from gdtrace.lookup import find
from gdtrace.names import Names
from gdtrace.problems import Problem
from gdtrace.records import Iteration
from gdtrace.steps import Program

if TYPE_CHECKING:
    import pandas
    import xarray
    from matplotlib.figure import Figure


@frozen(eq=False, repr=False)
class Trace(DisplaysItself):
    """The recorded values of all iterations.

    >>> from gdtrace.training import train
    >>> trace = train("tutorial-3-2-1", iterations=10)
    >>> trace
    <Trace of tutorial-3-2-1: 10 iterations, scalar engine>
    >>> trace[0].values["SOP1"]
    2.812286938835
    >>> trace["Predicted"][[0, -1]]
    array([0.77847666, 0.7779094 ])
    >>> [factor.symbol for factor in trace[0].chains["W11"].factors]
    ['g1', 'g2', 'g3(W11)', 'g4(W11)', 'g5(W11)']

    ``trace[k]`` is an ``Iteration`` (negative: from the end; a slice: a tuple of them).
    ``trace["SOP1"]`` is a column over all iterations, with one column per example if there are
    several; ``trace["SOP@1"]`` has all indices of the equation: shape (iterations, n, j).
    Where only some iterations were recorded, ``trace.iterations`` says which, and columns have
    these; ``trace[k]`` is any iteration. Arrays are read-only.
    """

    problem: Problem
    names: Names
    run: Run
    _recorded: Recorded = field(init=False)
    _known: dict[Ref, Array] = field(factory=dict, init=False)
    _window: list[Window] = field(factory=list, init=False)

    @_recorded.default
    def _what_was_recorded(self) -> Recorded:
        return Recorded(self.run.columns, self.run.rows, self.run.after)

    @property
    def columns(self) -> Columns:
        """What a row holds."""
        return self.run.columns

    @property
    def program(self) -> Program:
        """The equations that were run."""
        return self.columns.program

    @property
    def engine(self) -> str:
        """The engine that ran."""
        return self.run.machine.engine

    @property
    def rows(self) -> Array:
        """The recorded values: shape (recorded iterations, columns)."""
        return self.run.rows

    @property
    def after(self) -> Mapping[str, Array]:
        """The leaves after the last update."""
        return self.run.after

    @property
    def diverged(self) -> int | None:
        """The first iteration with a value that is NaN or infinite."""
        return self.run.diverged

    @property
    def iterations(self) -> range:
        """The iterations that were recorded, and whose values a column has."""
        return range(0, len(self), self.run.every)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know about the run as a whole."""
        return tuple(self._warnings())

    def _warnings(self) -> Iterator[str]:
        if self.diverged is not None:
            yield (
                f"the values stop being finite numbers in iteration {self.diverged}: "
                "the training diverges; a smaller learning rate may help"
            )
        if len(self) < self.run.asked:
            yield f"the run was stopped after {len(self)} of {self.run.asked} iterations"

    def __len__(self) -> int:
        return self.run.iterations

    def __repr__(self) -> str:
        name = self.problem.name or "a problem"
        return f"<Trace of {name}: {len(self)} iterations, {self.engine} engine>"

    def __iter__(self) -> Iterator[Iteration]:
        return (self[index] for index in range(len(self)))

    @overload
    def __getitem__(self, wanted: int) -> Iteration: ...
    @overload
    def __getitem__(self, wanted: slice) -> tuple[Iteration, ...]: ...
    @overload
    def __getitem__(self, wanted: str) -> Array: ...
    def __getitem__(self, wanted: int | slice | str) -> Iteration | tuple[Iteration, ...] | Array:
        if isinstance(wanted, str):
            return self._named(wanted)
        if isinstance(wanted, slice):
            return tuple(self[index] for index in range(len(self))[wanted])
        try:
            index = range(len(self))[wanted]
        except IndexError:
            raise IndexError(
                f"this trace has the iterations 0 to {len(self) - 1}, not {wanted}"
            ) from None
        return iteration_record(self.names, index, self.at(index))

    def key(self, key: str) -> Array:
        """Return all values of a key: shape (recorded iterations, …), then as its index letters."""
        if self.columns.complete:
            return self._recorded.key(key)
        return self.column(self.columns.whole(key))

    def column(self, ref: Ref) -> Array:
        """Return some values of a key: shape (recorded iterations, …), then as the letters left.

        Where they were not recorded, the whole run is done again for them.
        """
        if self.columns.complete:
            return self._recorded.values(ref)
        if ref not in self._known:
            values = self._column(self.program.resolve(ref))
            values.flags.writeable = False
            self._known[ref] = values
        return self._known[ref]

    def is_recorded(self, ref: Ref) -> bool:
        """Say whether a value is recorded, or one step away from what is."""
        if self.columns.complete:
            return ref.key in (*self.columns.parameters, *self.columns.results)
        return self._recorded.column(self.program.resolve(ref)) is not None

    def at(self, index: int, part: Program | None = None) -> dict[str, Array]:
        """Return the values of all keys in one iteration, each shaped as its index letters.

        ``part`` is a slice of the program, where no more than its values and what is recorded is
        wanted. What was not recorded is computed again.
        """
        program = part or self.program
        recorded, row = self._at(index)
        keys = {*program.leaves, *recorded.columns.keys, *(step.key for step in program.steps)}
        return {key: recorded.key(key)[row, ...] for key in keys}

    def cost_after(self, index: int) -> float:
        """Return the cost (one example's error) with the weights after an iteration's update."""
        forward = self.program.slice(["Cost"])
        if index + 1 < len(self):
            return float(self.at(index + 1, forward)["Cost"])
        return float(interpret(forward, {key: self.after[key] for key in forward.leaves})["Cost"])

    def _named(self, text: str) -> Array:
        is_key = text in self.program.leaves or text in self.program.by_key
        if is_key and ("@" in text or text not in self.names.table):
            return self.key(text)
        column = self.column(find(self.names, text))
        return column[:, 0] if column.ndim == 2 and self.problem.examples == 1 else column

    def _column(self, ref: Ref) -> Array:
        found = self._recorded.column(ref)
        if found is not None:
            return found
        wanted = only(self.columns, [ref])
        if not wanted.stored:
            return self._recorded.values(ref)
        return repeated(self.run, wanted).reshape(-1, *self.columns.shape(ref))

    def _at(self, index: int) -> tuple[Recorded, int]:
        """Return where an iteration is recorded completely, with its row there."""
        run = self.run
        row, between = divmod(index, run.every)
        if run.columns.complete and not between:
            return Recorded(run.columns, run.rows[row : row + 1], run.after), 0
        before = self._window[-1] if self._window else None
        found = before
        if found is None or not found.start <= index < found.end:
            # Neighbours are often asked for together; no more than these are kept.
            found = window(run, index, before)
            self._window[:] = [found]
        return found.recorded, index - found.start

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the trace to a .npz file that ``load`` reads."""
        from gdtrace.trace_files import save

        save(self, path)

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Trace:
        """Read a trace that ``save`` wrote; TraceFileError says why another file is refused."""
        from gdtrace.trace_files import load

        return load(path)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a line per iteration and a column per symbol, at full precision."""
        from gdtrace.trace_tables import to_csv

        to_csv(self, path)

    def to_dict(self, at: Iterable[int] | None = None) -> dict[str, object]:
        """Return the iterations (all, or those asked for) as plain numbers, lists and texts."""
        from gdtrace.trace_tables import to_dict

        return to_dict(self, at)

    def plot(self, *symbols: str, log: bool = False) -> Figure:
        """Return a matplotlib figure: values against the iteration.

        Parameters
        ----------
        *symbols : str
            What to plot; by default the prediction with its target, and the error.
        log : bool
            Whether the values have a logarithmic axis.
        """
        figure: Figure = asked("gdtrace.render.plot", "figure")(self, symbols, log=log)
        return figure

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame with a row per iteration and a column per symbol."""
        from gdtrace.trace_tables import to_pandas

        return to_pandas(self)

    def to_xarray(self) -> xarray.Dataset:
        """Return a Dataset with a variable per key, its dimensions the index letters."""
        from gdtrace.trace_tables import to_xarray

        return to_xarray(self)
