"""Reports as text: what a student reads. Nothing is computed here."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from gdtrace.grading.report import FileReport, Report
from gdtrace.grading.report_page import Block, Page, page

WIDTH = 100
LABEL = 9
"""So many letters stand before the sentences of a block."""


PADDING = 2
"""A column is so many letters wider than its title."""


def render(report: Report | FileReport) -> str:
    """Return the page about a function, or about a file."""
    return "\n\n".join(_parts(page(report))) + "\n"


def _parts(page: Page) -> Iterator[str]:
    yield _filled([page.title])
    if page.summary:
        yield _filled(page.summary)
    if page.rows:
        yield _table(page)
    yield from map(block_text, page.blocks)
    yield _filled(page.footer)


def _filled(sentences: Sequence[str]) -> str:
    return "\n".join(textwrap.fill(each, WIDTH, break_on_hyphens=False) for each in sentences)


def _table(page: Page) -> str:
    # Set by hand, as tabulate sets its simple tables: to import it takes longer than all the rest.
    columns = list(zip(*page.rows, strict=True))
    widths = [
        max(len(title) + PADDING, *map(len, column))
        for title, column in zip(page.head, columns, strict=True)
    ]
    lines = [page.head, ["-" * width for width in widths], *page.rows]
    return "\n".join(_row(cells, widths) for cells in lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def block_text(block: Block) -> str:
    """Return a block with its label before its lines."""
    code = [_cut(f"{each.where}:  {each.text}") for each in block.code]
    said = [line for each in block.sentences for line in _lines(each, code=block.ours)]
    return _labelled(block.label, [*code, *said])


def _cut(line: str) -> str:
    """Return a line of code that fits beside the label: it is there to be recognised."""
    room = WIDTH - LABEL
    return line if len(line) <= room else f"{line[: room - 4]} ..."


def _labelled(label: str, lines: Sequence[str]) -> str:
    margins = [label.ljust(LABEL)] + [" " * LABEL] * (len(lines) - 1)
    return "\n".join(
        f"{margin}{line}".rstrip() for margin, line in zip(margins, lines, strict=False)
    )


def _lines(sentence: str, *, code: bool) -> list[str]:
    """Return the lines of a sentence; where there may be code, indented ones stay as they are."""
    found: list[str] = []
    for line in sentence.split("\n"):
        kept = code and line.startswith(" ")
        found += [line] if kept else textwrap.wrap(line, WIDTH - LABEL) or [""]
    return found
