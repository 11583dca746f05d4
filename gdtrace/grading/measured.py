"""What a step of a submission hangs on: measured by changing one argument at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.free import Free
from gdtrace.grading.lines import Line, as_numbers
from gdtrace.grading.naming import first_key, short, symbols
from gdtrace.grading.report import Finding
from gdtrace.grading.right_values import right_values
from gdtrace.grading.settling import Located
from gdtrace.grading.solving import solved
from gdtrace.grading.tasks import Task
from gdtrace.grading.variations import Variations, bindings
from gdtrace.grading.wording import listed
from gdtrace.sandbox.claims import Returned


def measured(asked: Variations, located: Located | None, names: Sequence[str]) -> str:
    """Say which argument changes a wrong value that should not hang on it; empty if none does."""
    if located is None or not located.lines:
        return ""
    task, line = asked.probe.task, located.lines[0]
    if task.exercise.elementwise or task.iterations > 1:
        return ""
    results = asked.runner.calls(asked.function, asked.arguments, observe=True)
    held = [_held(each, line) for each in results]
    right = [_value(task, given, located) for given in asked.given]
    found = [
        name
        for name, own, due in zip(names, held[1:], right[1:], strict=True)
        if held[0] is not None
        and own is not None
        and own.shape == held[0].shape
        and differs(own, held[0], 1e-9).any()
        and not differs(due, right[0], 1e-12).any()
    ]
    if not found:
        return ""
    free = located.chosen.free
    name, what = short(task, first_key(task, free)), listed(symbols(task, free)[:1])
    return (
        f"When only {found[0]} changes, your {name} in line {line.number} changes. "
        f"{what} does not depend on {found[0]}."
    )


def unread(asked: Variations, names: Sequence[str]) -> list[str]:
    """Return the arguments that change nothing although the right numbers depend on them."""
    task, numbers = asked.probe.task, asked.numbers
    right = [task.run(task.program, given) for given in asked.given]
    first = numbers[0]
    found = [
        name
        for name, own, due in zip(names, numbers[1:], right[1:], strict=True)
        if own is not None
        and first is not None
        and not differs(own, first, 1e-12).any()
        and differs(due, right[0], 1e-9).any()
    ]
    # A function that hands back what it was given has another problem.
    handed_back = first is not None and numpy.isin(first, _given_numbers(asked.arguments[0])).all()
    return [] if len(found) == len(names) or handed_back else found


def unread_words(function: str, found: Sequence[str]) -> str:
    """Say that a function takes no notice of some arguments."""
    verb = "are" if len(found) > 1 else "is"
    return f"Your {function} gives the same numbers whatever {listed(found)} {verb}."


def read_outside(
    function: str, found: Sequence[str], cases: Sequence[Case], names: Sequence[str]
) -> Finding | None:
    """Find arguments for which something else is read: one value in their place explains all.

    Without one, a wrong formula may well have no need of them.
    """
    several = (own for count in range(1, 4) for own in combinations(found, count))
    own = next((own for own in several if _constant([*map(names.index, own)], cases)), None)
    if own is None:
        return None
    its = "its arguments" if len(own) > 1 else "its argument"
    where = f"{unread_words(function, own)} Does it read a name from outside instead of {its}?"
    return Finding(
        kind="global",
        where=(where,),
        look=f"Where does your {function} read {listed(own)}?",
        idea="What a function is given stands in its parameters. A name that is defined elsewhere "
        "in the file keeps its value, whatever the function is called with.",
    )


def _constant(places: Sequence[int], cases: Sequence[Case]) -> bool:
    """Say whether the same values in the places of arguments give the numbers of all sets."""
    found: list[Array] = []
    for case in cases:
        every = [*case.task.arguments.values()]
        refs = [ref for at in places for each in bindings(every[at]) for ref in each.refs]
        if not refs or len(refs) > max(1, case.returned.shape[1]):
            return False
        patterns = tuple((ref.key, tuple(map(int, ref.indices))) for ref in refs)
        free = Free(patterns, steady=case.task.iterations > 1)
        right = right_values(case, free)
        (solutions,) = solved([free], case, right.program, right.rounds)
        if not solutions:
            return False
        found += [*solutions[0]]
    first = found[0]
    return all(each.shape != first.shape or numpy.allclose(each, first, 1e-6) for each in found)


def _given_numbers(arguments: Sequence[Any]) -> Array:
    parts = [each if isinstance(each, list) else [each] for each in arguments]
    return numpy.concatenate([numpy.ravel(one) for each in parts for one in each])


def _held(result: object, line: Line) -> Array | None:
    """Return what the variable held last."""
    if not isinstance(result, Returned):
        return None
    values = [
        as_numbers(seen)
        for seen in result.seen
        if (seen.line, seen.name, seen.function) == (line.number, line.name, line.function)
    ]
    return values[-1] if values else None


def _value(task: Task, given: Values, located: Located) -> Array:
    made = task.rounds(task.program, given)[0]
    masks = located.chosen.free.masks(task)
    return numpy.concatenate([made[key][:, mask].ravel() for key, mask in masks.items()])
