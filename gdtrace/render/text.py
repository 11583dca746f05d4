"""A document as text for a terminal: at most 100 columns wide wherever lines can be broken."""

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from gdtrace.sections import AnyRow, Caption, Document, Line, Path, Row, Section
from gdtrace.sections.width import GAP, WIDEST

INDENT = " " * 4
REMARK = 28
"""The column in which the words beside a calculation begin."""

NARROWEST = 18
"""A column is not made narrower than this to fit the page."""

_BEFORE_TERM = re.compile(r"(?<= )(?=[+-] )")
_BETWEEN_FACTORS = re.compile(r"(?<=[^*]\*)(?=[^*])|(?<=/)(?=\()|(?<= )(?=\S)")


def render(document: Document) -> str:
    """Return the pages as text, with an empty line between sections and two between pages."""
    return "\n\n\n".join(map(text_fragment, document.pages)) + "\n"


def text_fragment(sections: Sequence[Section]) -> str:
    """Return some sections as text, without a line end at the end."""
    return "\n\n".join("\n".join(_section(section)) for section in sections)


def _section(section: Section) -> Iterator[str]:
    indent = INDENT if section.block else ""
    if section.title:
        yield str(section.title)
    if section.title and not section.block and (section.rows or section.columns or section.notes):
        yield ""
    if section.columns:
        yield from _table(section)
    else:
        yield from _calculation(section.rows)
    if section.rows and section.notes and not section.block:
        yield ""
    for note in section.notes:
        # A block has a margin on the right as it has on the left.
        yield from (indent + line for line in _wrapped(note, WIDEST - 2 * len(indent)))


def _wrapped(note: str, width: int) -> list[str]:
    """Break a sentence that is too long for the page between its words."""
    if len(note) <= width:
        return [note]
    return wrap(note, width, break_long_words=False, break_on_hyphens=False)


def _calculation(rows: Sequence[AnyRow]) -> Iterator[str]:
    """Yield lines with their equals signs below each other, and rows without a head."""
    lines = list(_equated([row for row in rows if isinstance(row, Line)]))
    remark = max([REMARK, *(len(parts[-1]) + GAP for parts, said in lines if said)])
    equated = iter(lines)
    pairs = [row.texts for row in rows if isinstance(row, Row)]
    width = max((len(texts[0]) for texts in pairs), default=0) + len(INDENT) * 3
    for row in rows:
        match row:
            case Line():
                parts, said = next(equated)
                yield from parts[:-1]
                yield from _beside(parts[-1], said, remark)
            case Path():
                yield from _path(row)
            case Row():
                yield INDENT + "".join(f"{text:<{width}}" for text in row.texts).rstrip()
            case Caption(text):
                yield text


def _beside(line: str, remark: str, column: int) -> Iterator[str]:
    """Put a remark beside a line, or below it where there is no room for both."""
    if column + len(remark) <= WIDEST:
        yield f"{line:<{column}}{remark}".rstrip()
    else:
        yield line
        yield from (2 * INDENT + part for part in _wrapped(remark, WIDEST - 2 * len(INDENT)))


def _path(path: Path) -> Iterator[str]:
    """Write a path in as many lines as it needs."""
    line = f"{INDENT}{path.values[0]}"
    for factor, value in zip(path.factors, path.values[1:], strict=True):
        step = f" --{factor}--> {value}"
        if len(line) + len(step) > WIDEST:
            yield line
            line = INDENT
        line += step
    yield line


def _equated(lines: Sequence[Line]) -> Iterator[tuple[list[str], str]]:
    """Yield each line of a calculation, broken where it is too long, and the words beside it."""
    room = 0
    for line in lines:
        room = len(str(line.left)) or room
        parts = _broken(str(line.right), WIDEST - room - len(INDENT) - 3)
        starts = [f"{line.left!s:<{room}} =", *[" " * (room + 2)] * (len(parts) - 1)]
        yield (
            [f"{INDENT}{start} {part}" for start, part in zip(starts, parts, strict=True)],
            (line.remark),
        )


def _table(section: Section) -> Iterator[str]:
    from tabulate import tabulate

    widths = _widths(section)
    blocks = [_lines(row.texts, widths) if isinstance(row, Row) else [] for row in section.rows]
    printed = iter(
        tabulate(
            [line for block in blocks for line in block],
            headers=section.columns,
            tablefmt="simple",
            colalign=["left"] * len(section.columns) if any(blocks) else None,
            disable_numparse=True,
        ).splitlines()
    )
    yield next(printed)
    yield next(printed)
    for row, block in zip(section.rows, blocks, strict=True):
        if isinstance(row, Caption):
            yield row.text
        for _ in block:
            yield next(printed)


def _widths(section: Section) -> list[int]:
    """How wide each column may be: the widest ones are narrowed until the table fits."""
    cells = [section.columns, *(row.texts for row in section.rows if isinstance(row, Row))]
    natural = [max(map(len, column)) for column in zip(*cells, strict=True)]
    widths = [
        max(width, len(head) + GAP) for width, head in zip(natural, section.columns, strict=True)
    ]
    while sum(widths) + GAP * (len(widths) - 1) > WIDEST:
        widest = max(range(len(widths)), key=lambda place: widths[place])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _lines(cells: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Break the cells of a row; a continued row has nothing in its last column."""
    broken = [_broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, broken))
    return [[part[line] if line < len(part) else "" for part in broken] for line in range(height)]


def _broken(cell: str, width: int) -> list[str]:
    """Break a formula into lines that can be joined again."""
    lines = [""]
    for piece in _pieces(cell, width, level=0):
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str, width: int, level: int, outside: int = 0) -> list[str]:
    """Cut a formula between the terms of its sum; a term that is too long also between factors.

    Only a piece that is still too long is cut inside the next ``level`` of parentheses; ``outside``
    is how many are open where the text begins.
    """
    if len(text) <= width or level > outside + text.count("("):
        return [text]
    for separator in (_BEFORE_TERM, _BETWEEN_FACTORS):
        places = [match.start() for match in separator.finditer(text)]
        cuts = [place for place in places if outside + _opened(text[:place]) == level]
        if cuts:
            return [
                piece
                for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
                for piece in _pieces(text[start:end], width, level, outside + _opened(text[:start]))
            ]
    return _pieces(text, width, level + 1, outside)


def _opened(text: str) -> int:
    return text.count("(") - text.count(")")
