"""Words: lists, numbers and places, as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(words: Sequence[str], last: str = "and") -> str:
    """Join words as in a sentence: a, b and c.

    >>> listed(["g1", "g2", "the learning rate"], "or")
    'g1, g2 or the learning rate'
    """
    return f" {last} ".join(", ".join(words).rsplit(", ", 1)) if len(words) > 1 else "".join(words)


def number_word(number: int) -> str:
    """Spell a small number.

    >>> number_word(3), number_word(12)
    ('three', '12')
    """
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def ordinal(number: int) -> str:
    """Spell a place: 1st, 2nd, 3rd, 8th.

    >>> ordinal(3), ordinal(8), ordinal(11)
    ('3rd', '8th', '11th')
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    return f"{number}{ending}"


def few(words: list[str]) -> list[str]:
    """Return the first of many words, and how many more there are."""
    return words if len(words) <= 4 else [*words[:3], f"{len(words) - 3} more"]
