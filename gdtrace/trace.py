"""Traces: gradient descent run with every intermediate value of every iteration recorded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, overload

import numpy
from attrs import field, frozen
from numpy.typing import NDArray

from gdtrace.display import DisplaysItself, asked
from gdtrace.engine.columns import Columns
from gdtrace.engine.interpret import evaluate, interpret
from gdtrace.expr import Expr, Ref, place, rebuild, references
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

Array = NDArray[numpy.float64]
ITERATION = "iteration"


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
    Arrays are read-only.
    """

    problem: Problem
    names: Names
    columns: Columns
    engine: str
    rows: Array
    after: Mapping[str, Array]
    diverged: int | None
    _known: dict[str, Array] = field(factory=dict, init=False)

    @property
    def program(self) -> Program:
        """The equations that were run."""
        return self.columns.program

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know about the run as a whole."""
        if self.diverged is None:
            return ()
        return (
            f"the values stop being finite numbers in iteration {self.diverged}: "
            "the training diverges; a smaller learning rate may help",
        )

    def __len__(self) -> int:
        return len(self.rows)

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
        """Return all values of a key: shape (iterations, …), then as its index letters say."""
        if key not in self._known:
            values = self._key(key)
            values.flags.writeable = False
            self._known[key] = values
        return self._known[key]

    def at(self, index: int, part: Program | None = None) -> dict[str, Array]:
        """Return the values of all keys in one iteration, each shaped as its index letters.

        ``part`` is a slice of the program, where only its values are wanted.
        """
        columns, program = self.columns, part or self.program
        values = {key: self._leaf(key) for key in program.leaves if key not in columns.starts}
        for key in columns.starts:
            values[key] = self.rows[index, columns.slot(key)].reshape(columns.shape(key))
        later = {new: self._after(old, index) for old, new in program.carry.items()}
        for step in program.steps:
            if step.key in later:
                values[step.key] = later[step.key]
            elif step.key not in values:
                values[step.key] = evaluate(step.expr, step.indices, values, columns.sizes)
        return values

    def cost_after(self, index: int) -> float:
        """Return the cost (one example's error) with the weights after an iteration's update."""
        if index + 1 < len(self):
            return float(self.key("Cost")[index + 1])
        forward = self.program.slice(["Cost"])
        return float(interpret(forward, {key: self.after[key] for key in forward.leaves})["Cost"])

    def _named(self, text: str) -> Array:
        is_key = text in self.program.leaves or text in self.program.by_key
        if is_key and text not in self.names.table:
            return self.key(text)
        ref = find(self.names, text)
        column = self.key(ref.key)[(slice(None), *place(ref))]
        return column[:, 0] if column.ndim == 2 and self.problem.examples == 1 else column

    def _key(self, key: str) -> Array:
        columns, program = self.columns, self.program
        if key in columns.starts:
            return self.rows[:, columns.slot(key)].reshape(len(self), *columns.shape(key))
        if key in program.leaves:
            leaf = self._leaf(key)
            return numpy.broadcast_to(leaf, (len(self), *leaf.shape))
        renewed = {new: old for old, new in program.carry.items()}
        if key in renewed:
            old = renewed[key]
            return numpy.concatenate([self.key(old)[1:], self.after[old][None]])
        step = program.by_key[key]
        operands = {ref.key: self.key(ref.key) for ref in references(step.expr)}
        sizes = {**columns.sizes, ITERATION: len(self)}
        # The same equation for all iterations at once: one more index in front.
        return evaluate(_over_iterations(step.expr), (ITERATION, *step.indices), operands, sizes)

    def _leaf(self, key: str) -> Array:
        return numpy.asarray(self.after[key])

    def _after(self, key: str, index: int) -> Array:
        if index + 1 == len(self):
            return self.after[key]
        columns = self.columns
        return self.rows[index + 1, columns.slot(key)].reshape(columns.shape(key))

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
        from gdtrace.trace_files import to_csv

        to_csv(self, path)

    def to_dict(self, at: Iterable[int] | None = None) -> dict[str, object]:
        """Return the iterations (all, or those asked for) as plain numbers, lists and texts."""
        from gdtrace.trace_files import to_dict

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
        from gdtrace.trace_files import to_pandas

        return to_pandas(self)

    def to_xarray(self) -> xarray.Dataset:
        """Return a Dataset with a variable per key, its dimensions the index letters."""
        from gdtrace.trace_files import to_xarray

        return to_xarray(self)


def _over_iterations(expr: Expr) -> Expr:
    if isinstance(expr, Ref):
        return Ref(expr.key, (ITERATION, *expr.indices))
    return rebuild(expr, _over_iterations)
