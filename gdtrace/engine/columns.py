"""Which values of an iteration are stored, and in which columns of its row.

Only distinct values have columns: what merely renames another value (g3 is W41), what is the same
in every iteration (the inputs) and what the next row holds anyway (the new weights) has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from math import prod

from attrs import evolve, field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Call, Expr, Reduction, Ref, children, free_indices, has_call, references
from gdtrace.steps import Program
from gdtrace.views import Views

Block = Callable[[Mapping[str, Array], Array], dict[str, Array]]
"""What an engine makes of a program: it runs a block of iterations from the leaves that it is
given, fills the rows, one for each iteration, and returns the leaves of the next iteration."""


@frozen
class Columns:
    """The layout of a row.

    Parameters
    ----------
    program : Program
    sizes : mapping of index letter to int
        How many places each index letter has.
    views : Views
        The scalar views of the program at these sizes.
    stored : tuple of Ref
        What a row holds: a whole key where all indices are letters, else chosen places of it. By
        default the parameters from before the update, then every distinct value.
    complete : bool
        Whether each value that has no column is one step's expression away from what has one.
    """

    program: Program
    sizes: Mapping[str, int]
    views: Views = field(eq=False, repr=False)
    stored: tuple[Ref, ...] = field()
    complete: bool = True

    @views.default
    def _scalar_views(self) -> Views:
        return Views(self.program, self.sizes)

    @stored.default
    def _every_distinct_value(self) -> tuple[Ref, ...]:
        return tuple(map(self.whole, (*self.parameters, *self.results)))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The keys of the parameters that are learned."""
        return tuple(self.program.carry)

    @cached_property
    def results(self) -> tuple[str, ...]:
        """The keys of the distinct values that an iteration computes."""
        updated = set(self.program.carry.values())
        return tuple(
            step.key
            for step in self.program.steps
            if not (step.view or step.key in updated) and self._is_made(step.key)
        )

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The keys to compute, in order: what is stored or learned, and what leads there."""
        needed = {*self.program.carry.values(), *(ref.key for ref in self.stored)}
        steps = [step.key for step in self.program.steps]
        for key in reversed(steps):
            if key in needed:
                needed.update(ref.key for ref in references(self.views.vectorised(key)))
        return tuple(key for key in steps if key in needed and self._is_made(key))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys that have columns."""
        return tuple(dict.fromkeys(ref.key for ref in self.stored))

    @cached_property
    def starts(self) -> dict[Ref, int]:
        """The first column of everything that is stored."""
        starts: dict[Ref, int] = {}
        place = 0
        for ref in self.stored:
            starts[ref] = place
            place += prod(self.shape(ref))
        return starts

    @property
    def width(self) -> int:
        """How many columns a row has."""
        return sum(prod(self.shape(ref)) for ref in self.stored)

    def whole(self, key: str) -> Ref:
        """Return the reference to all values of a key."""
        return Ref(key, self.program.indices(key))

    def stores(self, key: str) -> bool:
        """Say whether all values of a key have columns."""
        return self.whole(key) in self.starts

    def shape(self, stored: Ref | str) -> tuple[int, ...]:
        """Return the shape of a reference's value, which its letters say; or of a whole key's."""
        ref = self.whole(stored) if isinstance(stored, str) else stored
        return tuple(self.sizes[index] for index in ref.indices if isinstance(index, str))

    def slot(self, stored: Ref | str) -> slice:
        """Return the columns of what is stored: a reference, or a whole key."""
        ref = self.whole(stored) if isinstance(stored, str) else stored
        return slice(self.starts[ref], self.starts[ref] + prod(self.shape(ref)))

    def places(self, stored: Ref | str) -> Iterator[Ref]:
        """Yield every single value of a reference or a key, in the order of its columns."""
        ref = self.whole(stored) if isinstance(stored, str) else stored
        choices = [[at] if isinstance(at, int) else range(self.sizes[at]) for at in ref.indices]
        for place in product(*choices):
            yield Ref(ref.key, place)

    def _is_made(self, key: str) -> bool:
        """Say whether a step makes a value: no other name for one, and no constant."""
        first = Ref(key, tuple(0 for _ in self.program.indices(key)))
        return self.views.home(first).key == key and any(references(self.program.by_key[key].expr))


def only(columns: Columns, wanted: Iterable[Ref]) -> Columns:
    """Return the layout that stores no more than is wanted; what never changes has no column."""
    made = [_general(columns, columns.program.resolve(ref)) for ref in wanted]
    stored = [ref for ref in dict.fromkeys(made) if _changes(columns, ref)]
    return evolve(columns, stored=tuple(stored), complete=False)


def lean(columns: Columns) -> Columns:
    """Return the layout without what plain arithmetic makes of other columns.

    What an engine computes with a function or a matrix product may depend, in its last bit, on how
    the operands lie in memory, so those values are stored. Where it steers the training the same
    goes for every sum, and what is left out is one step away from what is stored. What steers
    nothing, the error and the cost, may be two. All comes out the same for whoever asks.
    """
    views, steers = columns.views, steering(columns)
    constants = columns.program.leaves.keys() - columns.program.carry.keys()
    known = {*columns.parameters, *constants}
    kept = list(columns.parameters)
    for key in columns.results:
        expr, steer = views.vectorised(key), key in steers
        is_known = all(ref.key in known for ref in references(expr))
        simple = _is_arithmetic(expr) if steer else is_slim(expr) and not has_call(expr)
        if not (is_known and simple):
            kept.append(key)
        if not steer or key in kept:
            known.add(key)
    return evolve(columns, stored=tuple(map(columns.whole, kept)))


def is_slim(expr: Expr) -> bool:
    """Say whether an expression sums up nothing that is larger than one of its operands."""
    if isinstance(expr, Reduction):
        letters = free_indices(expr.body)
        if not any(letters == free_indices(ref) for ref in references(expr.body)):
            return False
    return all(map(is_slim, children(expr)))


def steering(columns: Columns) -> tuple[str, ...]:
    """Return the keys that an iteration needs for the new parameters, in order."""
    return only(columns, ()).needed


def _general(columns: Columns, ref: Ref) -> Ref:
    """Write a letter for the only place that it has, so that a value has one reference."""
    letters = columns.program.indices(ref.key)
    pairs = zip(ref.indices, letters, strict=True)
    return Ref(ref.key, tuple(b if columns.sizes[b] == 1 else a for a, b in pairs))


def _changes(columns: Columns, ref: Ref) -> bool:
    if ref.key in columns.program.by_key:
        return any(references(columns.program.by_key[ref.key].expr))
    return ref.key in columns.program.carry


def _is_arithmetic(expr: Expr) -> bool:
    return not isinstance(expr, Call | Reduction) and all(map(_is_arithmetic, children(expr)))
