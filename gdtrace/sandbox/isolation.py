"""Isolation: how far a submission is kept apart, and what a text such as "require:L2" asks for."""

from __future__ import annotations

from attrs import frozen

from gdtrace.errors import OptionError

LEVELS = {
    "L0": "in this very process, so never for marks",
    "L1": "a process of its own, with limits of time and memory",
    "L2": "L1, and the kernel keeps files, programs and the network away from it",
    "L3": "L2, in namespaces of its own",
}
"""The levels, each with what it means."""

BEST = "L2"
"""The highest level that this version offers."""

TEXTS = "auto, L1, L2, require:L1, require:L2 or require:L3"


@frozen
class Wanted:
    """The lowest and the highest level that may be used."""

    least: str
    most: str


def wanted(text: str) -> Wanted:
    """Return which levels a text allows.

    >>> wanted("auto"), wanted("require:L2")
    (Wanted(least='L1', most='L3'), Wanted(least='L2', most='L3'))
    >>> wanted("L1")
    Wanted(least='L1', most='L1')

    Parameters
    ----------
    text : str
        ``auto`` takes the best that the machine offers; ``require:L2`` that or better, else
        nothing is run; ``L1`` exactly that.

    Raises
    ------
    OptionError
        If the text is none of these.
    """
    levels = list(LEVELS)[1:]
    if text == "auto":
        return Wanted(levels[0], levels[-1])
    if text in levels[:-1]:
        return Wanted(text, text)
    least = text.removeprefix("require:")
    if least != text and least in levels:
        return Wanted(least, levels[-1])
    raise OptionError(f"isolation is {TEXTS}; got {text!r}")
