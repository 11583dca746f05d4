"""Decoys: what a helper is asked beside right values, so that it cannot tell which these are.

A helper that remembers, or that tells others, could make something of right values: the first ones
that it is asked for would be those. So each comes together with a decoy, in an order and with
factors that hang on the seed: the same each time, so that nothing is learnt by asking again.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

from gdtrace.sandbox.claims import Encoded

LEAST, MOST = 0.2, 0.5
"""Logarithms of the factors: as often up as down, so that the right value is not always less."""


def decoy(arguments: Sequence[Any], worked: Collection[int], seed: int, group: int) -> list[Any]:
    """Return arguments with others in the places of those that were worked out.

    All numbers of one value have the same factor: they still fit each other.

    Parameters
    ----------
    arguments : sequence
        Of one call: numbers, arrays, lists of arrays.
    worked : collection of int
        The positions of those that are no part of what the submission was given.
    seed : int
    group : int
        The number of the set of inputs.
    """
    return [
        _times(each, _factor(seed, group, place)) if place in worked else each
        for place, each in enumerate(arguments)
    ]


def shuffled(asked: Sequence[Encoded], seed: int) -> list[Encoded]:
    """Return calls in an order that nobody can tell who does not know the seed."""
    return sorted(asked, key=lambda each: _drawn(seed, each.text))


def _times(value: Any, factor: float) -> Any:
    return [each * factor for each in value] if isinstance(value, list) else value * factor


def _factor(seed: int, group: int, place: int) -> float:
    drawn = _drawn(seed, f"{group} {place}")
    size = LEAST + (MOST - LEAST) * drawn[0] / 255
    return math.exp(size if drawn[1] % 2 else -size)


def _drawn(seed: int, text: str) -> bytes:
    return sha256(f"{seed} {text}".encode()).digest()
