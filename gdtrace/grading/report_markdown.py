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
    yield f"# {inline(page.title)}"
    yield from body(page)
    yield lines(page.footer)


def body(page: Page) -> Iterator[str]:
    """Yield what stands between the title of a page and its footer, part by part."""
    if page.summary:
        yield lines(page.summary)
    if page.rows:
        yield table(page.head, page.rows)
    for block in page.blocks:
        yield from _block(block)


def inline(text: str) -> str:
    """Return a text that is neither markup nor a link."""
    return _unlinked(words(text))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of texts."""
    head = list(head)
    return "\n".join(
        [_row(head), _row(["---"] * len(head)), *(_row(map(words, row)) for row in rows)]
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_unlinked, cells))} |"


def _block(block: Block) -> Iterator[str]:
    """Yield a heading and what stands below it."""
    yield f"**{block.label}**"
    if block.code:
        yield "\n".join(f"- {inline(each.where)}: {code(each.text)}" for each in block.code)
    if block.ours:
        yield from _with_code(block.sentences)
    elif block.sentences:
        yield lines(block.sentences)


def _with_code(sentences: Sequence[str]) -> Iterator[str]:
    """Yield sentences of ours; their indented lines are blocks of code."""
    left = [line for sentence in sentences for line in sentence.split("\n")]
    while left:
        indented = left[0].startswith(" ")
        size = next((i for i, line in enumerate(left) if line.startswith(" ") != indented), None)
        yield "\n".join(left[:size]) if indented else lines(left[:size])
        left = [] if size is None else left[size:]


def lines(sentences: Sequence[str]) -> str:
    """Return sentences, each in a line of its own."""
    # A backslash at the end of a line keeps the next one a line of its own; blanks at the start
    # would make it one of code.
    return "\\\n".join(_unlinked(paragraph(sentence.lstrip(" "))) for sentence in sentences)


def _unlinked(text: str) -> str:
    return _LINKS.sub(r"\\", text)
