"""Words around numbers: how much, how many, which ones."""

import math
from collections.abc import Sequence

from gdtrace.numbers import LARGE, fixed, plain

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count_word(number: int) -> str:
    """Write a small number as a word.

    >>> count_word(5), count_word(184)
    ('five', '184')
    """
    return COUNTS[number] if number < len(COUNTS) else str(number)


def listed(words: Sequence[str]) -> str:
    """Join words.

    >>> listed(["W11", "W21", "W31"])
    'W11, W21 and W31'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def roughly(value: float, digits: int = 3) -> str:
    """Spell the size of a number with few digits, and say so where that is not all of it.

    >>> roughly(1.15695331), roughly(-0.1), roughly(0.0000045880), roughly(1e6)
    ('about 1.16', '0.1', 'about 0.00000459', '1000000')
    """
    size = abs(value)
    short = plain(size)
    if not math.isfinite(size) or len(short.replace(".", "").strip("0")) <= digits:
        return short
    if float(f"{size:.{digits - 1}e}") == size:
        return f"{size:g}"
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    short_enough = decimals <= 15 and size < LARGE
    return f"about {fixed(size, decimals) if short_enough else f'{size:.{digits - 1}e}'}"


def change_in_words(top: str, bottom: str, factor: float) -> str:
    """Say what a derivative means.

    >>> change_in_words("SOP1", "W11", 0.1)
    'SOP1 changes 0.1 times as much as W11'
    >>> change_in_words("Error", "W11", -2.0)
    'Error changes 2 times as much as W11, the other way'
    """
    if not math.isfinite(factor):
        return "no finite number"
    if factor == 0:
        return f"{top} does not change with {bottom}"
    way = ", the other way" if factor < 0 else ""
    if abs(factor) == 1:
        return f"{top} changes as much as {bottom}{way}"
    return f"{top} changes {roughly(factor)} times as much as {bottom}{way}"
