"""Lines of a submission: where a local variable held exactly a value that explains the numbers.

A line is named only if it did so in every set of inputs. Nothing here changes a verdict.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy
from attrs import evolve, frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.evaluation import Mask
from gdtrace.sandbox.claims import Returned, Seen

EXACT = 1e-9
"""A variable holds a value if it differs by no more than rounding, relatively."""

AUGMENTED = re.compile(r"[-+*/@%]=")


@frozen
class Line:
    """A line that gave a value to a name: its number, its text, and both names."""

    number: int
    text: str
    name: str = ""
    function: str = ""


Place = tuple[int, str, str]
"""A line, a function and a name in it."""

Numbers = list[float]
"""The numbers of an array in their order: a few, which Python compares faster than numpy does."""


@frozen(eq=False, repr=False)
class Watched:
    """What was seen in the calls for the sets of inputs of one task: place -> numbers, by call.

    ``passing`` are the places of names that were given another value before anything is known to
    have read the first one: the array was written into, or a line made the name anew out of itself.
    """

    calls: tuple[dict[Place, list[Numbers]], ...]
    texts: dict[int, str]
    function: str
    passing: frozenset[Place] = frozenset()

    def inside(self) -> Watched:
        """Return what was seen in the judged function itself, not in those that it calls."""
        own = tuple(
            {place: held for place, held in call.items() if place[1] == self.function}
            for call in self.calls
        )
        return evolve(self, calls=own)

    def lasting(self) -> Watched:
        """Return what names held to the end, or until a line gave them something unrelated."""
        own = tuple(
            {place: held for place, held in call.items() if place not in self.passing}
            for call in self.calls
        )
        return evolve(self, calls=own)


def watched(returned: Sequence[Returned], function: str, *, inplace: bool = False) -> Watched:
    """Sort what was seen in the calls of a function by the lines where it was.

    ``inplace``: arrays that were written into count as well.
    """
    calls, texts = [], dict[int, str]()
    for each in returned:
        places: dict[Place, list[Numbers]] = {}
        for seen in each.seen:
            if seen.inplace > inplace:
                continue
            array = as_numbers(seen)
            if array is not None:
                place = seen.line, seen.function, seen.name
                places.setdefault(place, []).append(array.ravel().tolist())
                texts[seen.line] = seen.text
        calls.append(places)
    passing = frozenset().union(*(_passing(each.seen) for each in returned))
    return Watched(tuple(calls), texts, function, passing)


def _passing(seen: Sequence[Seen]) -> set[Place]:
    """Return the places of names that a later line changes; arrays may be filled bit by bit."""
    found: set[Place] = set()
    given: dict[tuple[str, str], set[Place]] = {}
    for each in seen:
        places = given.setdefault((each.function, each.name), set())
        place = each.line, each.function, each.name
        if each.inplace or _out_of_itself(each):
            found |= places - {place}
        if not each.inplace:
            places.add(place)
    return found


def _out_of_itself(seen: Seen) -> bool:
    """Say whether a line makes a name anew out of what it held, as ``w = w - step`` does."""
    if seen.text.count(seen.name) < 2 and not AUGMENTED.search(seen.text):
        # That of most lines, and every name needs a pattern of its own.
        return False
    name = rf"\b{re.escape(seen.name)}\b"
    return bool(re.search(rf"{name}[^=]*=[^=].*{name}|{name}\s*[-+*/@%]+=", seen.text))


def as_numbers(seen: Seen) -> Array | None:
    """Return what a variable held as an array of numbers, if that is what it held."""
    try:
        array = numpy.asarray(seen.value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return None
    return array if array.size else None


def holding(
    wanted: Sequence[Sequence[Array]], seen: Sequence[Watched], *, own: bool
) -> list[tuple[int, Line]]:
    """Return the lines at which a variable held the wanted value in every set of inputs.

    Parameters
    ----------
    wanted : sequence of sequence of array
        For each task and each of its calls.
    seen : sequence of Watched
        One for each task.
    own : bool
        Whether a line has to be in the judged function itself, else in one that it calls.

    Returns
    -------
    list of int and Line
        In the order in which they ran; the number says when.
    """
    first = seen[0].calls[0] if seen and seen[0].calls else {}
    numbers = [[value.ravel().tolist() for value in values] for values in wanted]
    return [
        (when, Line(place[0], seen[0].texts[place[0]], place[2], place[1]))
        for when, place in enumerate(first)
        if own == (place[1] == seen[0].function) and _everywhere(place, numbers, seen)
    ]


def _everywhere(place: Place, wanted: Sequence[Sequence[Numbers]], seen: Sequence[Watched]) -> bool:
    return all(
        place in call and _held(value, call[place])
        for values, task in zip(wanted, seen, strict=True)
        for value, call in zip(values, task.calls, strict=True)
    )


def _held(wanted: Numbers, held: Sequence[Numbers]) -> bool:
    """Say whether a variable held an array at once, or a loop went through its elements."""
    if any(len(each) == len(wanted) and all(map(_near, wanted, each)) for each in held):
        return True
    singles = numpy.array([each[0] for each in held if len(each) == 1])
    if len(wanted) < 2 or not len(singles):
        return False
    return bool(close(singles[:, None], numpy.array(wanted)).any(axis=0).all())


def _near(one: float, other: float) -> bool:
    """Say the same of two numbers as ``close`` does."""
    return one == other or abs(one - other) <= 1e-13 + EXACT * abs(other) < math.inf


def close(one: Array, other: Array | float) -> Mask:
    """Say which numbers are the same but for rounding."""
    with numpy.errstate(invalid="ignore", over="ignore"):
        near = numpy.abs(one - other) <= 1e-13 + EXACT * numpy.abs(other)
    result: Mask = (near & numpy.isfinite(other)) | (one == other)
    return result
