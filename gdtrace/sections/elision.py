"""What is left out where a layer or a data set is too large for a page, and how to see it."""

from collections.abc import Sequence
from typing import TypeVar

from gdtrace.sections import Caption

Item = TypeVar("Item")

MOST = 10
"""A page shows no more neurons of a layer, or examples, than this …"""

MOST_WEIGHTS = 24
"""A page shows no more weights of a layer than this …"""

SHOWN = 4
"""… and if there are more, the first ones."""


def first_of(items: Sequence[Item], *, most: int = MOST) -> Sequence[Item]:
    """Return all items of a short list, the first ones of a long one."""
    return items if len(items) <= most else items[:SHOWN]


def left_out(items: Sequence[object], what: str, see: str, *, most: int = MOST) -> list[Caption]:
    """Say how many items ``first_of`` leaves out and how to see them; nothing if it leaves none.

    >>> left_out(range(30), "neurons", "SOP9")
    [Caption(text='... 26 more neurons are not shown; to see one: --show SOP9')]
    """
    hidden = len(items) - len(first_of(items, most=most))
    if not hidden:
        return []
    return [Caption(f"... {hidden} more {what} are not shown; to see one: --show {see}")]
