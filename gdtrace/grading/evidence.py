"""Evidence: one set of inputs that shows a function to be wrong, kept for whoever looks again.

It holds expected numbers, so that it is for teaching staff alone: no report shows it. Numbers are
texts from which Python reads the same number again; NaN and infinities have a spelling too.
"""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True, repr=False)
class Given:
    """One argument of the call: the student's name of it, and its value as Python writes it."""

    name: str
    text: str


@frozen(kw_only=True, repr=False)
class Compared:
    """One number: what the student has, and what is right.

    Parameters
    ----------
    symbol, key : str
        What it is, as a reader and as the program calls it.
    place : tuple of int
        The indices of the key.
    iteration : int
        In which iteration, from 0; always 0 where there is one.
    returned : str
        The student's number; empty if there is none.
    expected : str
        The right one.
    wrong : bool
        Whether they differ by more than the tolerance.
    """

    symbol: str
    key: str
    place: tuple[int, ...] = ()
    iteration: int = 0
    returned: str
    expected: str
    wrong: bool


@frozen(kw_only=True, repr=False)
class Evidence:
    """The first set of inputs for which a function is wrong.

    Parameters
    ----------
    size : int
        The place of its network among those of the exercise, from 0.
    row : int
        The place of the set of inputs among those of the same size, from 0.
    sets : str
        Which set of inputs it is, in words.
    arguments : tuple of Given
        What the function was called with.
    returned : str
        In words, what it returned instead of the numbers that are asked for.
    numbers : tuple of Compared
        What was returned beside what is right.
    steps : tuple of Compared
        The first wrong step: the values that give all that was returned, beside the right ones.
    """

    size: int
    row: int
    sets: str
    arguments: tuple[Given, ...]
    returned: str = ""
    numbers: tuple[Compared, ...] = ()
    steps: tuple[Compared, ...] = ()
