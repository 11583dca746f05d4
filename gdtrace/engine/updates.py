"""All parameters updated in one go, where their columns lie together, and their gradients' too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from attrs import frozen

from gdtrace.engine.columns import Columns
from gdtrace.expr import Expr, Ref, references, replaced

LETTER = "every"
"""The index that runs over the columns of all parameters."""

PARAMETERS, GRADIENTS = Ref("parameters", (LETTER,)), Ref("gradients", (LETTER,))


@frozen
class Update:
    """The one equation that all updates are, and the columns that it reads."""

    expr: Expr
    parameters: slice
    gradients: slice

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return int(self.parameters.stop - self.parameters.start)


def update(columns: Columns) -> Update | None:
    """Return the equation of all updates; None if they differ, or do not lie together."""
    carry, views = columns.program.carry, columns.views
    renewed = set(carry.values())
    read = {ref.key for key in columns.needed for ref in references(views.vectorised(key))}
    if len(carry) < 2 or read & renewed or not all(map(columns.stores, carry)):
        return None
    forms: set[Expr] = set()
    gradients: list[Ref] = []
    for old, new in carry.items():
        expr = views.vectorised(new)
        others = {ref for ref in references(expr) if ref.indices and ref.key != old}
        letters = columns.program.indices(old)
        if len(others) != 1 or not others <= columns.starts.keys():
            return None
        if any(ref.indices != letters for ref in references(expr) if ref.indices):
            return None
        gradients.extend(others)
        known = {columns.whole(old): PARAMETERS, gradients[-1]: GRADIENTS}
        forms.add(replaced(expr, partial(_known, known)))
    slots = [_joined(columns, [columns.whole(old) for old in carry]), _joined(columns, gradients)]
    if len(forms) > 1 or slots[0] is None or slots[1] is None:
        return None
    return Update(forms.pop(), slots[0], slots[1])


def _known(known: Mapping[Ref, Ref], ref: Ref) -> Ref:
    return known.get(ref, ref)


def _joined(columns: Columns, refs: Sequence[Ref]) -> slice | None:
    """Return the columns of several references, if they lie one after the other."""
    slots = [columns.slot(ref) for ref in refs]
    ends = [slot.stop for slot in slots]
    starts = [slot.start for slot in slots]
    return slice(starts[0], ends[-1]) if starts[1:] == ends[:-1] else None
