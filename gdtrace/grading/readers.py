"""What reads a variable: whether what is made of it is right, or follows from a wrong value.

In a block that was copied, a line may hold what is right for another neuron. It was wrong here if
all that is worked out from it, until its name gets another value, is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.evaluation import Mask
from gdtrace.grading.lines import Line, Place, Watched, close
from gdtrace.grading.right_values import Known

RIGHT, WRONG, UNKNOWN = "right", "wrong", "unknown"


@frozen(eq=False, repr=False)
class Readers:
    """The variables of a submission, with what is right and what follows from a wrong value.

    Parameters
    ----------
    later : set of str
        The keys of what follows from the wrong value.
    own, right : sequence of dict of key to array
        The submission's values and the right ones, for each case.
    """

    cases: tuple[Case, ...]
    later: frozenset[str]
    own: tuple[Known, ...]
    right: tuple[Known, ...]
    seen: tuple[Watched, ...]

    def lead_astray(self, line: Line) -> bool:
        """Say whether what is made of a variable is wrong, and nothing of it right."""
        first = self.seen[0].calls[0]
        places = [place for place in first if place[1] == line.function]
        waiting = [(line.number, line.function, line.name)]
        known, sure = set(waiting), False
        while waiting:
            for reader in self._readers(places, waiting.pop()):
                kind = self._kind(reader)
                if kind == RIGHT:
                    return False
                sure = sure or kind == WRONG
                if kind == UNKNOWN and reader not in known:
                    known.add(reader)
                    waiting.append(reader)
        return sure

    def _readers(self, places: Sequence[Place], place: Place) -> Iterator[Place]:
        """Yield the variables that are made of one, before its name gets another value."""
        name = re.compile(rf"(?<![\w.]){re.escape(place[2])}\b")
        for other in places[places.index(place) + 1 :]:
            if name.search(self.seen[0].texts[other[0]].partition("=")[2]):
                yield other
            if other[2] == place[2]:
                return

    def _kind(self, place: Place) -> str:
        """Say whether a variable held right numbers, or such as follow from the wrong value."""
        kinds = set()
        for case, own, right, seen in zip(self.cases, self.own, self.right, self.seen, strict=True):
            for sets, call in zip(case.calls, seen.calls, strict=True):
                held = numpy.concatenate([numpy.array(each) for each in call.get(place, [[]])])
                made = _numbers(own, [key for key in own if key in self.later], sets)
                # In later iterations everything differs, and still follows from what was made.
                kept = _numbers(own, [key for key in own if key not in self.later], sets)
                due = numpy.concatenate([kept, _numbers(right, [*right], sets)])
                kinds.add(_kind(_among(held, made), _among(held, due)))
        return kinds.pop() if len(kinds) == 1 else UNKNOWN


def _numbers(known: Known, keys: Sequence[str], sets: Sequence[int]) -> Array:
    parts = [known[key][list(sets)].ravel() for key in keys]
    return numpy.concatenate([numpy.zeros(0), *parts])


def _kind(made: Mask, due: Mask) -> str:
    """Say what numbers are of which some follow from a wrong value, and some are right."""
    if due.size and due.all():
        return RIGHT
    return WRONG if made.size and made.all() and not due.any() else UNKNOWN


def _among(held: Array, known: Array) -> Mask:
    """Say which numbers are among known ones."""
    result: Mask = numpy.asarray(close(held[:, None], known).any(axis=1))
    return result
