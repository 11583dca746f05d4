"""Pairs: two known mistakes in one program, and the numbers that they give together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.errors import ProgramError
from gdtrace.grading.evaluation import Values
from gdtrace.grading.known import Mistake
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import Unchecked
from gdtrace.grading.tasks import Task
from gdtrace.steps import Key, Program, Step


@frozen(eq=False, repr=False)
class _Slip:
    """A mistake with its program, looked up once: there are thousands of pairs."""

    mistake: Mistake
    misconception: Misconception
    program: Program
    changed: Mapping[str, Step]
    moved: bool


def _slip(right: Program, mistake: Mistake) -> _Slip:
    program = mistake.program
    own = {id(step) for step in right.steps}
    changed = {
        str(step.key): step
        for step in program.steps
        if id(step) not in own and step != right.by_key.get(step.key)
    }
    moved = [*program.by_key] != [*right.by_key]
    return _Slip(mistake, mistake.misconception, program, changed, moved)


def all_pairs(
    task: Task, given: Values, known: Sequence[Mistake]
) -> tuple[list[tuple[Mistake, Mistake]], Array]:
    """Return all pairs of mistakes that can be made together, and the numbers that they give.

    Returns
    -------
    pairs : list of two variants
    numbers : array, shape (pairs, sets, returned numbers)
    """
    pairs, numbers = [], []
    slips = [_slip(task.program, each) for each in known if not each.misconception.driver]
    for place, one in enumerate(slips):
        made = task.rounds(one.program, given)
        for other in slips[place + 1 :]:
            alike = one.misconception is other.misconception
            if alike and not (one.mistake.layer and other.mistake.layer):
                continue
            program = _merged(task.program, one, other)
            if program is not None:
                pairs.append((one.mistake, other.mistake))
                numbers.append(_numbers(task, program, given, one.program, made))
    return pairs, numpy.array(numbers)


def _numbers(
    task: Task, program: Program, given: Values, other: Program, made: Sequence[Values]
) -> Array:
    """Return the numbers of a program; what another one starts with as well is not made again."""
    if task.iterations > 1:
        return task.run(program, given)
    both = zip(program.steps, other.steps, strict=False)
    start = next((place for place, (own, its) in enumerate(both) if own is not its), 0)
    return task.run(Unchecked(program.leaves, program.steps[start:], {}, program.style), made[0])


def composed(program: Program, one: Mistake, other: Mistake) -> Program | None:
    """Return the program with both mistakes; None if they exclude each other."""
    if one.misconception.driver or other.misconception.driver:
        return None
    return _merged(program, _slip(program, one), _slip(program, other))


def _merged(program: Program, one: _Slip, other: _Slip) -> Program | None:
    if one.changed.keys() & other.changed.keys():
        return _on_top(one, other) or _on_top(other, one)
    # The order of the one that moved steps; a step of the other is made where the right one was.
    order = one.program if one.moved else other.program
    changed = {**one.changed, **other.changed}
    steps = tuple(changed.get(step.key, step) for step in order.steps)
    leaves = {**one.program.leaves, **other.program.leaves}
    if not _in_order(steps, leaves):
        return None
    return Unchecked(leaves, steps, {**one.program.carry, **other.program.carry}, program.style)


def _on_top(one: _Slip, other: _Slip) -> Program | None:
    """Make a mistake in what another has made of the program; None if one of them is lost."""
    try:
        program = other.misconception.rewrite(one.program, other.mistake.layer)
    except ProgramError:
        return None
    if program is None or _lost(one, other, program):
        return None
    return None if _lost(other, one, program) else program


def _lost(slip: _Slip, other: _Slip, program: Program) -> bool:
    """Say whether a mistake shows nowhere in a program, or nowhere in one of its layers.

    Where it shows in fewer layers only, that is the pair with the mistake in those.
    """
    own, others = slip.changed, other.changed
    hidden = {key for key in own.keys() & others if program.by_key[key] == others[key]}
    layers = {Key(key).layer if slip.misconception.layered else 0 for key in own}
    return any(
        all(key in hidden for key in own if layer in (0, Key(key).layer)) for layer in layers
    )


def _in_order(steps: Sequence[Step], leaves: dict[str, tuple[str, ...]]) -> bool:
    made = set(leaves)
    for step in steps:
        if not step.needs <= made:
            return False
        made.add(step.key)
    return True
