"""Steps and programs: the ordered equations of one iteration of gradient descent.

Every index letter names one dimension of the whole program: ``n`` the examples, ``i`` the inputs,
``j`` the first layer's units, ``k`` the second's, and so on. So an equation's shapes can be read
from its letters, and checked by comparing letters. ``i'`` is a second index over the inputs, for
an equation that needs two; a number stands for one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import field, frozen

from gdtrace.calculus import rule
from gdtrace.display import DisplaysItself
from gdtrace.errors import ProgramError, UnknownNameError, unknown
from gdtrace.expr import (
    Call,
    Expr,
    Index,
    Num,
    Reduction,
    Ref,
    at,
    children,
    free_indices,
    references,
)

EXAMPLES = "n"
LETTERS = "ijklmpqrstuvw"


class Key(str):
    """A step's identity: its role and its layer, such as ``SOP@1``; ``Error`` has no layer.

    >>> Key("SOP@1").role, Key("SOP@1").layer, Key("Error").layer
    ('SOP', 1, 0)
    """

    __slots__ = ()

    @property
    def role(self) -> str:
        """What the value is, such as SOP, W or grad_W."""
        return self.partition("@")[0]

    @property
    def layer(self) -> int:
        """The layer, counted from 1; 0 for what belongs to no layer."""
        return int(self.partition("@")[2] or 0)


def letter(layer: int) -> str:
    """Return the index letter of a layer's units; layer 0 is the inputs.

    >>> letter(0), letter(2), letter(13)
    ('i', 'k', 'u13')
    """
    return LETTERS[layer] if layer < len(LETTERS) else f"u{layer}"


def primed(letter: str) -> str:
    """Return a second index letter for the same dimension."""
    return f"{letter}'"


def plain(letter: str) -> str:
    """Return the letter that names the dimension of a letter: ``i`` for ``i'``."""
    return letter.rstrip("'")


def at_example(ref: Ref, example: int) -> Ref:
    """Return the reference for one example, if it has an example at all.

    >>> at_example(Ref("SOP@1", ("n", 0)), 2)
    Ref(key='SOP@1', indices=(2, 0))
    """
    return Ref(ref.key, tuple(example if place == EXAMPLES else place for place in ref.indices))


@frozen
class Step:
    """One equation: ``key[indices] = expr``.

    ``part`` is the part of the iteration it belongs to (forward, backward, gradient or update).
    A ``view`` is computed when somebody asks for it; no other step reads it and no engine runs it.
    """

    key: Key = field(converter=Key)
    indices: tuple[str, ...]
    expr: Expr
    part: str
    meaning: str
    view: bool = False

    @property
    def alias(self) -> Ref | None:
        """The value this step merely gives another name, if it does nothing else."""
        return self.expr if isinstance(self.expr, Ref) else None

    @cached_property
    def reads(self) -> tuple[Ref, ...]:
        """Everything that the equation refers to, in reading order."""
        return tuple(references(self.expr))

    @cached_property
    def needs(self) -> frozenset[str]:
        """The keys of what it refers to."""
        return frozenset(ref.key for ref in self.reads)

    @cached_property
    def _alone(self) -> tuple[str, ...]:
        """What is wrong with the equation whatever the others are."""
        return tuple(_own_faults(self))

    def __str__(self) -> str:
        """Show the equation in index notation, for error messages."""
        return f"{_spell(Ref(self.key, self.indices))} = {_spell(self.expr)}"


def _steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(steps)


@frozen
class Program(DisplaysItself):
    """The ordered steps of one iteration, what they start from, and what they hand on.

    Parameters
    ----------
    leaves : mapping of key to index letters
        What is given: the data, the learning rate, the parameters.
    steps : sequence of Step
        In an order in which every value is made before it is read.
    carry : mapping of key to key
        Which new parameter becomes which parameter of the next iteration.
    style : str
        How the gradients are written: ``chain`` or ``delta``.

    Raises
    ------
    ProgramError
        If the equations do not fit together (see ``check``).
    """

    leaves: Mapping[str, tuple[str, ...]]
    steps: tuple[Step, ...] = field(converter=_steps)
    carry: Mapping[str, str]
    style: str

    def __attrs_post_init__(self) -> None:
        self.check()

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """The steps by their keys."""
        return {step.key: step for step in self.steps}

    def indices(self, key: str) -> tuple[str, ...]:
        """Return the index letters of a leaf or step, which are its shape."""
        if key in self.leaves:
            return self.leaves[key]
        if key in self.by_key:
            return self.by_key[key].indices
        raise unknown("key", key, [*self.leaves, *self.by_key])

    def resolve(self, ref: Ref) -> Ref:
        """Follow bare references to the leaf or equation where the value is made."""
        step = self.by_key.get(ref.key)
        if step is None or step.alias is None:
            return ref
        return self.resolve(_moved(step, step.alias, ref))

    def body(self, ref: Ref) -> Expr:
        """Return the right-hand side of a step at the indices of the reference."""
        step = self.by_key[ref.key]
        return at(step.expr, dict(zip(step.indices, ref.indices, strict=True)))

    def slice(self, targets: Iterable[str]) -> Program:
        """Return the program of only the steps that the targets need."""
        needed = set(targets)
        for step in reversed(self.steps):
            if step.key in needed:
                needed.update(ref.key for ref in references(step.expr))
        leaves = {key: indices for key, indices in self.leaves.items() if key in needed}
        steps = [step for step in self.steps if step.key in needed]
        carry = {old: new for old, new in self.carry.items() if new in needed}
        return Program(leaves, steps, carry, self.style)

    def check(self) -> None:
        """Raise ProgramError unless every value is made once, before it is read, in one shape."""
        shapes = dict(self.leaves)
        for step in self.steps:
            for fault in _faults(step, shapes):
                raise ProgramError(f"{fault}\n{self._around(step)}")
            shapes[step.key] = step.indices
        for old, new in self.carry.items():
            if shapes.get(old) is None or shapes.get(old) != shapes.get(new):
                raise ProgramError(
                    f"{new} cannot become {old}: they must exist and be of one shape"
                )

    def _around(self, step: Step) -> str:
        place = self.steps.index(step)
        lines = [
            f"{'-->' if other is step else '   '} {other}"
            for other in self.steps[max(0, place - 2) : place + 3]
        ]
        return "\n".join(lines)


def _moved(step: Step, target: Ref, ref: Ref) -> Ref:
    places = dict(zip(step.indices, ref.indices, strict=True))
    moved = at(target, places)
    assert isinstance(moved, Ref)
    return moved


def _faults(step: Step, shapes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if step.key in shapes:
        yield f"{step.key} is made twice"
    for ref in step.reads:
        if ref.key not in shapes:
            yield f"{step.key} reads {ref.key}, which is not made before it"
        elif ref.indices != shapes[ref.key] and not _fits(ref.indices, shapes[ref.key]):
            yield f"{step.key} reads {_spell(ref)}, but its indices are {list(shapes[ref.key])}"
    yield from step._alone


def _own_faults(step: Step) -> Iterator[str]:
    loose = free_indices(step.expr) - set(step.indices)
    if loose:
        yield f"{step.key} has no index {', '.join(sorted(loose))} on its left-hand side"
    for name in _calls(step.expr):
        try:
            rule(name)
        except UnknownNameError as error:
            yield f"{step.key}: {error}"


def _fits(indices: tuple[Index, ...], shape: tuple[str, ...]) -> bool:
    """Say whether each index is a place in its dimension, or a letter for it."""
    return len(indices) == len(shape) and all(
        isinstance(index, int) or plain(index) == plain(own)
        for index, own in zip(indices, shape, strict=True)
    )


def _calls(expr: Expr) -> Iterator[str]:
    if isinstance(expr, Call):
        yield expr.name
    for child in children(expr):
        yield from _calls(child)


def _spell(expr: Expr) -> str:
    match expr:
        case Ref(key, indices):
            return f"{key}[{','.join(map(str, indices))}]" if indices else key
        case _:
            name = expr.name if isinstance(expr, Call) else type(expr).__name__
            index = [expr.index] if isinstance(expr, Reduction) else []
            value = [f"{expr.value:g}"] if isinstance(expr, Num) else []
            return f"{name}({', '.join([*index, *value, *map(_spell, children(expr))])})"
