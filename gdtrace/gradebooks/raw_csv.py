"""CSV in which every cell stays as it was written: what is not changed comes out byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from gdtrace.errors import OptionError

DELIMITERS = (",", ";", "\t")


@frozen
class Row:
    """The cells of one row as they are written, and the line end behind them."""

    cells: tuple[str, ...]
    end: str

    def value(self, place: int) -> str:
        """Return what a cell says, without quotes; nothing beyond the last one."""
        return plain(self.cells[place]) if place < len(self.cells) else ""

    def changed(self, place: int, text: str) -> Row:
        """Return the row with another text in a cell."""
        cells = [*self.cells, *[""] * (place + 1 - len(self.cells))]
        cells[place] = text
        return Row(tuple(cells), self.end)


def plain(cell: str) -> str:
    """Return what a cell says.

    >>> plain('"Lovelace, Ada"'), plain("Ada")
    ('Lovelace, Ada', 'Ada')
    """
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def delimiter_of(text: str) -> str:
    """Return what stands between the cells of the first row."""
    first = text.split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def rows(text: str, delimiter: str) -> list[Row]:
    r"""Return the rows of a text.

    >>> rows('a,"b,c"\r\nd,\r\n', ",")
    [Row(cells=('a', '"b,c"'), end='\r\n'), Row(cells=('d', ''), end='\r\n')]
    """
    sign = re.escape(delimiter)
    cell = re.compile(rf'("(?:[^"]|"")*"|[^"\r\n{sign}][^\r\n{sign}]*|)({sign}|\r\n|\n|\r|\Z)')
    found: list[Row] = []
    cells: list[str] = []
    place = 0
    while place < len(text) or cells:
        match = cell.match(text, place)
        if match is None:
            line = text.count("\n", 0, place) + 1
            raise OptionError(f"line {line}: a quotation mark is out of place: this is no CSV")
        cells.append(match[1])
        place = match.end()
        if match[2] != delimiter:
            found.append(Row(tuple(cells), match[2]))
            cells = []
    return found


def text_of(rows: Sequence[Row], delimiter: str) -> str:
    """Return the text of rows."""
    return "".join(f"{delimiter.join(row.cells)}{row.end}" for row in rows)
