"""Lines of a submission: where a local variable held exactly a value that explains the numbers.

A line is named only if it did so in every set of inputs. Nothing here changes a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.columns import Array
from gdtrace.grading.evaluation import Mask
from gdtrace.grading.free import Free
from gdtrace.grading.solving import Case
from gdtrace.grading.tasks import Task
from gdtrace.sandbox.claims import Returned, Seen
from gdtrace.steps import EXAMPLES

EXACT = 1e-9
"""A variable holds a value if it differs by no more than rounding, relatively."""

RETURN = "return"
"""The name under which a function's returned value is seen."""

_CALL = re.compile(r"\w+\s*=\s*(\w+)\([^()]*\)")


@frozen
class Line:
    """A line that gave a value to a name: its number, its text, and both names."""

    number: int
    text: str
    name: str = ""
    function: str = ""


Place = tuple[int, str, str]
"""A line, a function and a name in it."""


@frozen(eq=False)
class Watched:
    """What was seen in the calls for the sets of inputs of one task: place -> arrays, by call."""

    calls: tuple[dict[Place, list[Array]], ...]
    texts: dict[int, str]
    function: str


def watched(returned: Sequence[Returned], function: str, *, inplace: bool = False) -> Watched:
    """Sort what was seen in the calls of a function by the lines where it was.

    ``inplace``: arrays that were written into count as well.
    """
    calls, texts = [], dict[int, str]()
    for each in returned:
        places: dict[Place, list[Array]] = {}
        for seen in each.seen:
            number = as_numbers(seen)
            if number is not None and inplace >= seen.inplace:
                places.setdefault((seen.line, seen.function, seen.name), []).append(number)
                texts[seen.line] = seen.text
        calls.append(places)
    return Watched(tuple(calls), texts, function)


def as_numbers(seen: Seen) -> Array | None:
    """Return what a variable held as an array of numbers, if that is what it held."""
    try:
        array = numpy.asarray(seen.value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return None
    return array if array.size else None


def holding(
    wanted: Sequence[Sequence[Array]], seen: Sequence[Watched], *, own: bool
) -> Line | None:
    """Return the first line at which a variable held the wanted value in every set of inputs.

    Parameters
    ----------
    wanted : sequence of sequence of array
        For each task and each of its calls.
    seen : sequence of Watched
        One for each task.
    own : bool
        Whether the line has to be in the judged function itself, not in one that it calls.
    """
    first = seen[0].calls[0] if seen and seen[0].calls else {}
    found = [place for place in first if _everywhere(place, wanted, seen)]
    chosen = [place for place in found if not own or place[1] == seen[0].function]
    if not chosen:
        return None
    number, function, name = _where_called(chosen[0], found, seen[0].texts)
    return Line(number, seen[0].texts[number], name, function)


def _everywhere(place: Place, wanted: Sequence[Sequence[Array]], seen: Sequence[Watched]) -> bool:
    return all(
        place in call and _held(value, call[place])
        for values, task in zip(wanted, seen, strict=True)
        for value, call in zip(values, task.calls, strict=True)
    )


def _where_called(place: Place, found: Sequence[Place], texts: Mapping[int, str]) -> Place:
    """Go into the helper that a line does nothing but call, if it returns the value."""
    called = _CALL.fullmatch(texts[place[0]])
    inside = [each for each in found if called and each[1:] == (called[1], RETURN)]
    return inside[0] if inside else place


def _held(wanted: Array, held: Iterable[Array]) -> bool:
    """Say whether a variable held an array at once, or a loop went through its elements."""
    flat = numpy.ravel(wanted)
    held = list(held)
    if any(_same(flat, numpy.ravel(each)) for each in held):
        return True
    singles = numpy.array([each.item() for each in held if each.size == 1])
    return (
        flat.size > 1
        and len(singles) > 0
        and all(_close(singles, float(each)).any() for each in flat)
    )


def _same(wanted: Array, held: Array) -> bool:
    return wanted.shape == held.shape and bool(_close(wanted, held).all())


def _close(one: Array, other: Array | float) -> Mask:
    result: Mask = numpy.isclose(one, other, rtol=EXACT, atol=1e-13)
    return result


def lines_of(
    free: Free,
    cases: Sequence[Case],
    values: Sequence[Mapping[str, Array]],
    seen: Sequence[Watched],
) -> list[Line]:
    """Return the lines where the free values were made; empty unless all of them were seen.

    Parameters
    ----------
    values : sequence of dict of key to array
        For each case the values of the keys, with an axis for the sets in front.
    """
    tasks = [case.task for case in cases]
    by_call = [
        {key: [value[list(sets)] for sets in case.calls] for key, value in made.items()}
        for case, made in zip(cases, values, strict=True)
    ]
    return _lines_of(free, tasks, by_call, seen, own=True) or _lines_of(
        free, tasks, by_call, seen, own=False
    )


def _lines_of(
    free: Free,
    tasks: Sequence[Task],
    values: Sequence[Mapping[str, list[Array]]],
    seen: Sequence[Watched],
    *,
    own: bool,
) -> list[Line]:
    found: list[Line] = []
    for key, mask in free.masks(tasks[0]).items():
        masks = [free.masks(task)[key] for task in tasks]
        whole = [
            [row[..., each] for row in made[key]] for each, made in zip(masks, values, strict=True)
        ]
        line = holding(whole, seen, own=own)
        if line is None and mask.size > 1:
            pieces = _pieces(key, tasks, masks, values, seen, own=own)
            if not pieces:
                return []
            found += pieces
        elif line is None:
            return []
        else:
            found.append(line)
    return sorted(dict.fromkeys(found), key=lambda each: each.number)


def _pieces(
    key: str,
    tasks: Sequence[Task],
    masks: Sequence[Mask],
    values: Sequence[Mapping[str, list[Array]]],
    seen: Sequence[Watched],
    *,
    own: bool,
) -> list[Line]:
    """Return a line for each neuron's part of a value that never stood in one variable."""
    indices = tasks[0].program.indices(key)
    for axis in range(len(indices) - 1, -1, -1):
        if (
            indices[axis] == EXAMPLES
            or any(task.sizes != tasks[0].sizes for task in tasks)
            and (masks[0].shape[axis] != masks[-1].shape[axis])
        ):
            continue
        # Counted from the end: the iterations may stand in front.
        last = axis - len(indices)
        found = []
        for place in range(masks[0].shape[axis]):
            parts = [
                [
                    numpy.take(row, place, last)[..., numpy.take(mask, place, axis)]
                    for row in made[key]
                ]
                for mask, made in zip(masks, values, strict=True)
            ]
            if any(part.size for call in parts for part in call):
                found.append(holding(parts, seen, own=own))
        if found and None not in found:
            return [line for line in found if line is not None]
    return []
