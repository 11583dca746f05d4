"""An engine for a program: what it runs for a choice of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy
from attrs import field, frozen

from gdtrace.engine import interpret, numba, scalar
from gdtrace.engine.arrays import Array
from gdtrace.engine.choice import check
from gdtrace.engine.columns import Block, Columns, lean, only
from gdtrace.engine.recorded import Recorded
from gdtrace.engine.scalar import Name
from gdtrace.expr import place, references


@frozen(eq=False)
class Machine:
    """One engine for one program; what it stores can be chosen again and again.

    Parameters
    ----------
    engine : str
        One of ``ENGINES``.
    columns : Columns
        The complete layout: every other value is one step away.
    name : callable
        What names the variables of generated Python.
    """

    engine: str
    columns: Columns
    name: Name
    _blocks: dict[tuple[object, ...], Block] = field(factory=dict, init=False)

    @staticmethod
    def of(columns: Columns, engine: str, name: Name) -> Machine:
        """Return an engine for a program whose every distinct value has a column.

        Raises
        ------
        EngineError
            If there is no such engine, or it cannot take the program.
        """
        check(columns, engine)
        return Machine(engine, lean(columns) if engine == "array" else columns, name)

    def __reduce__(self) -> tuple[type, tuple[str, Columns, Name]]:
        # Compiled functions cannot be pickled; they can be compiled again.
        return Machine, (self.engine, self.columns, self.name)

    def block(self, columns: Columns) -> Block:
        """Return what runs a block of iterations and stores what has columns."""
        if columns.stored not in self._blocks:
            made = {ref.key for ref in columns.stored} <= {*self.columns.keys}
            self._blocks[columns.stored] = (
                self._compiled(columns) if made else self._worked_out(columns)
            )
        return self._blocks[columns.stored]

    def _worked_out(self, columns: Columns) -> Block:
        """Store what is one step away from the complete columns, worked out as a trace does it."""
        keys = {key for ref in columns.stored for key in self._sources(ref.key)}
        needed = only(self.columns, map(self.columns.whole, sorted(keys)))
        step = self.block(needed)

        def run(leaves: Mapping[str, Array], rows: Array) -> dict[str, Array]:
            beside = numpy.empty((len(rows), needed.width))
            after = step(leaves, beside)
            recorded = Recorded(needed, beside, leaves)
            for ref in columns.stored:
                values = recorded.key(ref.key)[(slice(None), *place(ref))]
                rows[:, columns.slot(ref)] = values.reshape(len(rows), -1)
            return after

        return run

    def _sources(self, key: str) -> Iterator[str]:
        """Yield the keys with columns that a key is worked out from; itself, if it has columns."""
        if key in self.columns.keys:
            yield key
        elif key in self.columns.program.by_key:
            for ref in references(self.columns.views.vectorised(key)):
                yield from self._sources(ref.key)

    def _compiled(self, columns: Columns) -> Block:
        match self.engine:
            case "scalar":
                return scalar.engine(columns, self.name)
            case "numba":
                return numba.engine(columns, self.name)
            case "array":
                # The largest of the engines, and most runs are those of small networks.
                from gdtrace.engine import array

                return array.engine(columns)
            case _:
                return interpret.engine(columns)
