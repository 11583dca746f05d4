"""Which iterations a command line names."""

from collections.abc import Sequence

import click

MOST = 1_000_000
"""A list names no more iterations than this."""

MOST_PAGES = 500
"""Whole pages of no more iterations than this are made at once."""


def chosen_iterations(text: str, total: int) -> list[int]:
    """Return the iterations that a list such as ``0,1,10:100:10,last`` names, each once.

    >>> chosen_iterations("0,2:6:2,last", 10)
    [0, 2, 4, 9]
    """
    parts = [_part(part.strip(), total) for part in text.split(",") if part.strip()]
    if sum(map(len, parts)) > MOST:
        raise click.UsageError(f"--at {text}: more than {MOST} iterations; take a larger step")
    chosen = [index for part in parts for index in part]
    if not chosen:
        raise click.UsageError(f"--at {text}: names no iteration; {_way_out(total)}")
    return list(dict.fromkeys(chosen))


def _part(part: str, total: int) -> Sequence[int]:
    if part == "last":
        return [total - 1]
    pieces = part.split(":")
    try:
        numbers = [int(piece) if piece.strip() else None for piece in pieces]
        if len(numbers) > 1:
            return range(total)[slice(*numbers)]
        return [range(total)[int(part)]]
    except (ValueError, TypeError):
        raise click.UsageError(
            f"--at {part}: not a list of iterations; {_way_out(total)}"
        ) from None
    except IndexError:
        raise click.UsageError(
            f"--at {part}: the problem has {total} iterations, 0 to {total - 1}; "
            "--iterations gives it more"
        ) from None


def _way_out(total: int) -> str:
    return f"write it like 0,1,10:100:10,last with numbers from 0 to {total - 1}"
