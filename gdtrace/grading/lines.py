"""Lines of a submission: where a local variable held exactly a value that explains the numbers.

A line is named only if it did so in every set of inputs. Nothing here changes a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.columns import Array
from gdtrace.grading.evaluation import Mask
from gdtrace.sandbox.claims import Returned, Seen

EXACT = 1e-9
"""A variable holds a value if it differs by no more than rounding, relatively."""


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

    def inside(self) -> Watched:
        """Return what was seen in the judged function itself, not in those that it calls."""
        own = tuple(
            {place: held for place, held in call.items() if place[1] == self.function}
            for call in self.calls
        )
        return Watched(own, self.texts, self.function)


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
    return [
        (when, Line(place[0], seen[0].texts[place[0]], place[2], place[1]))
        for when, place in enumerate(first)
        if own == (place[1] == seen[0].function) and _everywhere(place, wanted, seen)
    ]


def _everywhere(place: Place, wanted: Sequence[Sequence[Array]], seen: Sequence[Watched]) -> bool:
    return all(
        place in call and _held(value, call[place])
        for values, task in zip(wanted, seen, strict=True)
        for value, call in zip(values, task.calls, strict=True)
    )


def _held(wanted: Array, held: Iterable[Array]) -> bool:
    """Say whether a variable held an array at once, or a loop went through its elements."""
    flat = numpy.ravel(wanted)
    held = list(held)
    if any(_same(flat, numpy.ravel(each)) for each in held):
        return True
    singles = numpy.array([each.item() for each in held if each.size == 1])
    if flat.size < 2 or not len(singles):
        return False
    return bool(close(singles[:, None], flat).any(axis=0).all())


def _same(wanted: Array, held: Array) -> bool:
    return wanted.shape == held.shape and bool(close(wanted, held).all())


def close(one: Array, other: Array | float) -> Mask:
    """Say which numbers are the same but for rounding."""
    with numpy.errstate(invalid="ignore"):
        near = numpy.abs(one - other) <= 1e-13 + EXACT * numpy.abs(other)
    result: Mask = (near & numpy.isfinite(other)) | (one == other)
    return result
