"""A document as GitHub-flavoured Markdown: tables, and formulas as code that can be pasted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from gdtrace.render.cells import number, one_line
from gdtrace.sections import AnyRow, Caption, Cell, Document, Formula, Line, Path, Row, Section

INDENT = " " * 4
"""Makes a block of code."""

REMARK = 28
"""The column in which the words beside a calculation begin."""

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~$&]")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_TICKS = re.compile("`+")


def render(document: Document) -> str:
    """Return the pages as Markdown, with a line between them."""
    return "\n\n---\n\n".join(map(markdown_fragment, document.pages)) + "\n"


def markdown_fragment(sections: Sequence[Section]) -> str:
    """Return some sections as Markdown, without a line end at the end."""
    return "\n\n".join(_page(sections))


def _page(sections: Sequence[Section]) -> Iterator[str]:
    for place, section in enumerate(sections):
        level = 1 if place == 0 else 3 if section.block else 2
        if section.title:
            yield f"{'#' * level} {_heading(section.title)}"
        if section.columns:
            yield from _tables(section)
        else:
            yield from _calculation(section.rows)
        if section.notes:
            # A backslash at the end of a line keeps the next one a line of its own.
            yield "\\\n".join(paragraph(note) for note in section.notes)


def words(text: str) -> str:
    r"""Return a text in which nothing is markup.

    >>> words("a|b of learning_rate")
    'a\\|b of learning\\_rate'
    """
    return _MARKUP.sub(r"\\\g<0>", one_line(text))


def paragraph(text: str) -> str:
    r"""Return a text that begins neither a list nor an underline.

    >>> paragraph("1. first"), paragraph("+ second")
    ('1\\. first', '\\+ second')
    """
    escaped = words(text)
    found = _LEADING.match(escaped)
    if not found:
        return escaped
    if found[2].isdigit():
        return f"{escaped[: found.end()]}\\{escaped[found.end() :]}"
    return f"{found[1]}\\{escaped[found.start(2) :]}"


def code(text: str) -> str:
    """Return a text as code inside a line.

    >>> code("1 - a"), code("a`b")
    ('`1 - a`', '``a`b``')
    """
    text = one_line(text)
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def cell(content: Cell) -> str:
    """Set a formula as code, words as words; a table needs its bars escaped in both."""
    if not isinstance(content, Formula):
        return content if number(content) else words(content)
    formula = str(Formula(content.right, content.left))
    return code(formula).replace("|", "\\|") + words(content.note)


def _heading(title: Cell) -> str:
    return cell(title).replace("\\|", "|") if isinstance(title, Formula) else words(title)


def _tables(section: Section) -> Iterator[str]:
    """Yield a table, and a new one with the same head after each line between its rows."""
    head = [
        _line([words(column) for column in section.columns]),
        _line(["---"] * len(section.columns)),
    ]
    if not any(isinstance(row, Row) for row in section.rows):
        yield "\n".join(head)
    for kind, same in groupby(section.rows, type):
        rows = list(same)
        if kind is Row:
            yield "\n".join([*head, *(_line(map(cell, row.cells)) for row in _rows(rows))])
        else:
            yield from (f"*{words(row.text)}*" for row in rows if isinstance(row, Caption))


def _rows(rows: Sequence[AnyRow]) -> Iterator[Row]:
    return (row for row in rows if isinstance(row, Row))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _calculation(rows: Sequence[AnyRow]) -> Iterator[str]:
    for is_caption, same in groupby(rows, lambda row: isinstance(row, Caption)):
        group = list(same)
        if is_caption:
            yield from (paragraph(row.text) for row in group if isinstance(row, Caption))
        else:
            yield "\n".join(INDENT + one_line(line) for line in _code(group))


def _code(rows: Sequence[AnyRow]) -> Iterator[str]:
    """Yield the lines of a calculation, with their equals signs below each other."""
    room = 0
    for row in rows:
        match row:
            case Line(left, right, remark):
                room = len(str(left)) or room
                line = f"{left!s:<{room}} = {right}"
                yield f"{line:<{REMARK}}  {remark}" if remark else line
            case Path(values, factors):
                links = zip(factors, values[1:], strict=True)
                yield f"{values[0]}" + "".join(f" --{name}--> {to}" for name, to in links)
            case Row():
                yield (" " * 12).join(row.texts)
