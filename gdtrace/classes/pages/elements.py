"""Pieces of a web page: tables and lists of texts in which nothing is markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gdtrace.render.mathml import words

MOST_NAMES = 12
"""A cell names no more students than this."""


def heading(level: int, text: str, anchor: str = "") -> str:
    """Return a heading, with a name to link to."""
    name = f' id="{anchor}"' if anchor else ""
    return f"<h{level}{name}>{words(text)}</h{level}>"


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph."""
    return f"<p{_class(kind)}>{words(text)}</p>"


def cell(text: str, kind: str = "") -> str:
    """Return a cell of a table."""
    return f"<td{_class(kind)}>{words(text)}</td>"


def row_head(text: str) -> str:
    """Return the first cell of a row, which says what the row is about."""
    return f'<th scope="row">{words(text)}</th>'


def table(
    kind: str, caption: str, heads: Sequence[str], rows: Iterable[str], foot: str = ""
) -> Iterator[str]:
    """Yield a table: its caption, the heads of its columns, and rows that are made already."""
    yield f'<table class="{kind}">\n<caption>{words(caption)}</caption>'
    columns = "".join(f'<th scope="col">{words(head)}</th>' for head in heads)
    yield f"<thead>\n<tr>{columns}</tr>\n</thead>\n<tbody>"
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</tbody>"
    if foot:
        yield f"<tfoot>\n<tr>{foot}</tr>\n</tfoot>"
    yield "</table>"


def scrolled(label: str, lines: Iterable[str], kind: str = "scroll") -> Iterator[str]:
    """Yield what may be wider than the window, in a part that scrolls, by the keyboard too."""
    yield f'<div class="{kind}" role="region" aria-label="{words(label)}" tabindex="0">'
    yield from lines
    yield "</div>"


def names(students: Sequence[str]) -> str:
    """Join the names of some students; of many only the first."""
    more = len(students) - MOST_NAMES
    shown = ", ".join(students[:MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
