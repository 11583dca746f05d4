"""Which values of an iteration are stored, and in which columns.

Only distinct values have columns: what merely renames another value (g3 is W41), what is the same
in every iteration (the inputs) and what the next row holds anyway (the new weights) has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from math import prod

from attrs import frozen

from gdtrace.expr import Ref, references
from gdtrace.steps import Program
from gdtrace.views import Views


@frozen
class Columns:
    """The layout of a row: the parameters from before the update, then every distinct value."""

    program: Program
    sizes: Mapping[str, int]

    @cached_property
    def views(self) -> Views:
        """The scalar views of the program at these sizes."""
        return Views(self.program, self.sizes)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The keys of the parameters that are learned."""
        return tuple(self.program.carry)

    @cached_property
    def results(self) -> tuple[str, ...]:
        """The keys of the values that an iteration computes and a row stores."""
        updated = set(self.program.carry.values())
        return tuple(
            step.key
            for step in self.program.steps
            if not (step.view or step.key in updated or self._other_name(step.key))
            and any(references(step.expr))
        )

    @cached_property
    def starts(self) -> dict[str, int]:
        """The first column of every stored key."""
        starts: dict[str, int] = {}
        place = 0
        for key in (*self.parameters, *self.results):
            starts[key] = place
            place += prod(self.shape(key))
        return starts

    @property
    def width(self) -> int:
        """How many columns a row has."""
        return sum(prod(self.shape(key)) for key in self.starts)

    def shape(self, key: str) -> tuple[int, ...]:
        """Return the shape of a key's value."""
        return tuple(self.sizes[index] for index in self.program.indices(key))

    def slot(self, key: str) -> slice:
        """Return the columns of a stored key."""
        return slice(self.starts[key], self.starts[key] + prod(self.shape(key)))

    def places(self, key: str) -> Iterator[Ref]:
        """Yield every single value of a key, in the order of its columns."""
        for place in product(*map(range, self.shape(key))):
            yield Ref(key, place)

    def _other_name(self, key: str) -> bool:
        first = Ref(key, tuple(0 for _ in self.program.indices(key)))
        return self.views.home(first).key != key
