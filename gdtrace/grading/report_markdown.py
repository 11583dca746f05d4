"""Reports as Markdown: the same words as the page, with the student's lines as code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gdtrace.grading.report import FileReport, Report
from gdtrace.grading.report_page import Block, Page, page
from gdtrace.render.markdown import code, paragraph, words

_LINKS = re.compile(r"(?<=[A-Za-z])(?=://)|(?<=www)(?=\.)|(?=@)")
"""Where an address begins that many readers of Markdown would turn into a link or a mention."""


def render(report: Report | FileReport) -> str:
    """Return the page about a function, or about a file."""
    return "\n\n".join(_parts(page(report))) + "\n"


def _parts(page: Page) -> Iterator[str]:
    yield f"# {_unlinked(words(page.title))}"
    if page.summary:
        yield _lines(page.summary)
    if page.rows:
        yield "\n".join(_table(page))
    for block in page.blocks:
        yield from _block(block)
    yield _lines(page.footer)


def _table(page: Page) -> Iterator[str]:
    yield _row(page.head)
    yield _row(["---"] * len(page.head))
    yield from (_row(map(words, row)) for row in page.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_unlinked, cells))} |"


def _block(block: Block) -> Iterator[str]:
    """Yield a heading and what stands below it; indented lines are blocks of code."""
    yield f"**{block.label}**"
    if block.code:
        yield "\n".join(
            f"- {_unlinked(words(each.where))}: {code(each.text)}" for each in block.code
        )
    lines = [line for sentence in block.sentences for line in sentence.split("\n")]
    while lines:
        indented = lines[0].startswith(" ")
        size = next((i for i, line in enumerate(lines) if line.startswith(" ") != indented), None)
        yield "\n".join(lines[:size]) if indented else _lines(lines[:size])
        lines = [] if size is None else lines[size:]


def _lines(sentences: Sequence[str]) -> str:
    # A backslash at the end of a line keeps the next one a line of its own.
    return "\\\n".join(_unlinked(paragraph(sentence)) for sentence in sentences)


def _unlinked(text: str) -> str:
    return _LINKS.sub(r"\\", text)
