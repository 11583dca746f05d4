"""What was recorded, and what one step of the equations makes of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Columns
from gdtrace.engine.interpret import evaluate
from gdtrace.expr import Expr, Ref, at, place, rebuild, references

ROW = "row"


@frozen(eq=False)
class Recorded:
    """Rows, and the leaves that no iteration changes. Arrays handed out are read-only."""

    columns: Columns
    rows: Array
    leaves: Mapping[str, Array]
    _known: dict[str, Array] = field(factory=dict, init=False)

    def column(self, ref: Ref) -> Array | None:
        """Return what has columns of its own: shape (rows, …), then as the letters say."""
        for stored in self.columns.starts:
            if stored.key == ref.key and _covers(stored, ref):
                found = self.rows[:, self.columns.slot(stored)]
                shaped = found.reshape(len(self.rows), *self.columns.shape(stored))
                return shaped[(slice(None), *_choice(stored, ref))]
        return None

    def key(self, key: str) -> Array:
        """Return all values of a key, of complete columns: shape (rows, …), then as its letters."""
        if key not in self._known:
            values = self._key(key)
            values.flags.writeable = False
            self._known[key] = values
        return self._known[key]

    def values(self, ref: Ref) -> Array:
        """Return some values of a key, of complete columns: shape (rows, …), then as the letters.

        Only these are worked out, of a key that may be larger than memory.
        """
        columns, letters = self.columns, self.columns.program.indices(ref.key)
        if ref.key in columns.program.leaves or columns.stores(ref.key) or ref.indices == letters:
            return self.key(ref.key)[(slice(None), *place(ref))]
        chosen = {
            letter: index
            for letter, index in zip(letters, ref.indices, strict=True)
            if isinstance(index, int)
        }
        left = tuple(letter for letter in letters if letter not in chosen)
        return self._evaluated(at(columns.views.vectorised(ref.key), chosen), left)

    def _key(self, key: str) -> Array:
        columns = self.columns
        if columns.stores(key):
            return self.rows[:, columns.slot(key)].reshape(len(self.rows), *columns.shape(key))
        if key in columns.program.leaves:
            leaf = self.leaves[key]
            return numpy.broadcast_to(leaf, (len(self.rows), *leaf.shape))
        return self._evaluated(columns.views.vectorised(key), columns.program.indices(key))

    def _evaluated(self, expr: Expr, letters: tuple[str, ...]) -> Array:
        operands = {ref.key: self.key(ref.key) for ref in references(expr)}
        sizes = {**self.columns.sizes, ROW: len(self.rows)}
        return evaluate(over_rows(expr), (ROW, *letters), operands, sizes)


def over_rows(expr: Expr) -> Expr:
    """Write an equation for all rows at once: with one more index in front."""
    if isinstance(expr, Ref):
        return Ref(expr.key, (ROW, *expr.indices))
    return rebuild(expr, over_rows)


def _covers(stored: Ref, ref: Ref) -> bool:
    return all(
        have == want or isinstance(have, str)
        for have, want in zip(stored.indices, ref.indices, strict=True)
    )


def _choice(stored: Ref, ref: Ref) -> list[slice | int]:
    """Return how to index the axes of what is stored to get what is wanted."""
    return [
        want if isinstance(want, int) else slice(None)
        for have, want in zip(stored.indices, ref.indices, strict=True)
        if isinstance(have, str)
    ]
