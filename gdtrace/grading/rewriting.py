"""Rewriting a program: small functions of which wrong programs are made.

A rewrite takes a program and a layer (0: wherever it can happen) and returns another program, or
None where it changes nothing or cannot be: what it needs may be missing in a part of a program.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from operator import mul

from attrs import evolve

from gdtrace.errors import ProgramError
from gdtrace.expr import (
    Expr,
    Mul,
    Reduction,
    Ref,
    Sum,
    at,
    free_indices,
    rebuild,
    replaced,
)
from gdtrace.grading.constants import count, is_constant
from gdtrace.steps import Key, Program, Step, letter, plain

Rewrite = Callable[[Program, int], Program | None]
Change = Callable[[Step], Expr | None]


class Unchecked(Program):
    """A program made of checked parts, with nothing to check again: there are thousands of them."""

    def __attrs_post_init__(self) -> None:
        """Check nothing."""


def assembled(
    program: Program, changed: Iterable[Step], carry: Mapping[str, str] | None = None
) -> Program | None:
    """Put steps in the place of those of the same key, in an order in which they can be made.

    None if nothing is changed, if something is read that is never made, or if values would need
    each other.
    """
    new = {step.key: evolve(step, expr=_counted(step.expr)) for step in changed}
    steps = [new.get(step.key, step) for step in program.steps]
    if steps == list(program.steps):
        return None
    leaves = _constants(new.values()) | dict(program.leaves)
    ordered = _ordered(_without_read_views(steps), leaves)
    if ordered is None:
        return None
    try:
        return Program(leaves, ordered, {**program.carry, **(carry or {})}, program.style)
    except ProgramError:
        # Of two mistakes the second may need what the first has taken away.
        return None


def _counted(expr: Expr) -> Expr:
    """Write the sum of equal terms as a product, and their mean as the term itself."""
    expr = rebuild(expr, _counted)
    if not isinstance(expr, Reduction) or expr.index in free_indices(expr.body):
        return expr
    return expr.body * count(plain(expr.index)) if isinstance(expr, Sum) else expr.body


def _constants(steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    return {
        ref.key: tuple(map(str, ref.indices))
        for step in steps
        for ref in step.reads
        if is_constant(ref.key)
    }


def _without_read_views(steps: list[Step]) -> list[Step]:
    """Let no step be a view whose value is needed."""
    needed: set[str] = set()
    for step in reversed(steps):
        if not step.view or step.key in needed:
            needed |= step.needs
    return [
        evolve(step, view=False) if step.view and step.key in needed else step for step in steps
    ]


def _ordered(steps: list[Step], leaves: Mapping[str, object]) -> list[Step] | None:
    """Sort the steps by what they read, changing their order as little as possible."""
    waiting = list(steps)
    known, ordered = set(leaves), list[Step]()
    while waiting:
        ready = next((step for step in waiting if step.needs <= known), None)
        if ready is None:
            return None
        waiting.remove(ready)
        ordered.append(ready)
        known.add(ready.key)
    return ordered


def chosen(program: Program, roles: Iterable[str], layer: int = 0) -> Iterator[Step]:
    """Yield the steps with one of the roles; of one layer, unless it is 0."""
    wanted = set(roles)
    for step in program.steps:
        if step.key.role in wanted and layer in (0, step.key.layer):
            yield step


def changed(program: Program, roles: Iterable[str], layer: int, change: Change) -> Program | None:
    """Rewrite the expressions of the steps with one of the roles; None leaves one as it is."""
    found = ((step, change(step)) for step in chosen(program, roles, layer))
    return assembled(program, [evolve(step, expr=expr) for step, expr in found if expr is not None])


def on(*roles: str, change: Change) -> Rewrite:
    """Return the rewrite that changes the expressions of steps with these roles."""
    return lambda program, layer: changed(program, roles, layer, change)


def hidden(*roles: str, change: Change) -> Rewrite:
    """Return the rewrite that changes steps of the hidden layers only."""

    def rewrite(program: Program, layer: int) -> Program | None:
        last = last_layer(program)
        return changed(
            program, roles, layer, lambda step: change(step) if step.key.layer < last else None
        )

    return rewrite


def output(*roles: str, change: Change) -> Rewrite:
    """Return the rewrite that changes steps of the output layer only."""
    return lambda program, layer: (
        changed(program, roles, last_layer(program), change)
        if layer in (0, last_layer(program))
        else None
    )


def all_of(*rewrites: Rewrite) -> Rewrite:
    """Return the rewrite that does several, one after the other; each must be possible."""

    def rewrite(program: Program, layer: int) -> Program | None:
        for each in rewrites:
            result = each(program, layer)
            if result is None:
                return None
            program = result
        return program

    return rewrite


def any_of(*rewrites: Rewrite) -> Rewrite:
    """Return the rewrite that does those of several that are possible; at least one must be."""

    def rewrite(program: Program, layer: int) -> Program | None:
        done = None
        for each in rewrites:
            done = each(done or program, layer) or done
        return done

    return rewrite


def reading(roles: Iterable[str], instead: Callable[[Step], Expr | None]) -> Rewrite:
    """Return the rewrite in which those that read a step use another expression.

    The step itself cannot have it, as it may have an index for the examples that the step has
    not; it shows the value of the first example.
    """
    wanted = tuple(roles)

    def rewrite(program: Program, layer: int) -> Program | None:
        new: dict[str, tuple[tuple[str, ...], Expr]] = {}
        for step in chosen(program, wanted, layer):
            expr = instead(step)
            if expr is not None:
                new[step.key] = (step.indices, expr)
        shown = [
            evolve(step, expr=_in_first_places(new[step.key][1], step.indices))
            for step in program.steps
            if step.key in new
        ]
        readers = [
            evolve(step, expr=replaced(step.expr, lambda ref: _in_place_of(ref, new)))
            for step in program.steps
            if step.key not in new and any(ref.key in new for ref in step.reads)
        ]
        return assembled(program, [*shown, *readers])

    return rewrite


def _in_place_of(ref: Ref, new: Mapping[str, tuple[tuple[str, ...], Expr]]) -> Expr:
    if ref.key not in new:
        return ref
    indices, expr = new[ref.key]
    return at(expr, dict(zip(indices, ref.indices, strict=True)))


def _in_first_places(expr: Expr, indices: tuple[str, ...]) -> Expr:
    return at(expr, dict.fromkeys(free_indices(expr) - set(indices), 0))


def substituted(expr: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """Return the tree with every node replaced for which there is another one."""
    other = change(expr)
    return rebuild(expr, lambda child: substituted(child, change)) if other is None else other


def last_layer(program: Program) -> int:
    """Return the number of the output layer, as far as a part of a program shows it."""
    layers = {Key(key).layer for key in [*program.leaves, *program.by_key] if "@" in key}
    if "Target" in program.leaves:
        of_target = program.leaves["Target"][-1]
        return next(layer for layer in range(1, 1000) if letter(layer) == of_target)
    return max(layers, default=1)


def factors(expr: Expr) -> list[Expr]:
    """Return the factors of a product, from left to right."""
    if isinstance(expr, Mul):
        return [*factors(expr.left), *factors(expr.right)]
    return [expr]


def product(parts: Iterable[Expr]) -> Expr:
    """Multiply expressions, from left to right."""
    return reduce(mul, parts)
