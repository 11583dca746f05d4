"""What a page shows: sections of rows. Commands make them, renderers print them.

Every cell is a finished text, or mathematics over finished symbols and numbers. What a program
would rather read than a table stands beside it, in the entries of a row.
"""

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

from gdtrace.expr import Expr
from gdtrace.formula import spell_written
from gdtrace.records import Value


@frozen(kw_only=True)
class Entry:
    """One printed value: where it comes from, its formula, the numbers put in, and itself."""

    symbol: str
    key: str
    meaning: str
    formula: str
    substituted: str
    shown: str
    value: Value | None
    example: int | None = None


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)


@frozen
class Formula:
    """Mathematics in a cell, which each format writes in its own way: ``left = right``, a note."""

    right: Expr
    left: Expr | None = None
    note: str = ""

    def __str__(self) -> str:
        left = f"{spell_written(self.left)} = " if self.left else ""
        return f"{left}{spell_written(self.right)}{self.note}"


Cell = str | Formula


def _cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(cells)


@frozen
class Row:
    """One line of a table."""

    cells: tuple[Cell, ...] = field(converter=_cells)
    entries: tuple[Entry, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells as plain text."""
        return tuple(map(str, self.cells))


@frozen
class Caption:
    """A line between rows, about those that follow."""

    text: str


@frozen
class Line:
    """One step of a calculation: ``left = right``, and what that says in words.

    A line without a left side goes on with the one before it.
    """

    left: Cell
    right: Cell
    remark: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Both sides."""
        return (self.left, self.right)


@frozen
class Path:
    """The way from a weight to the error: values, and the factors between them."""

    values: tuple[Formula, ...]
    factors: tuple[str, ...]
    entries: tuple[Entry, ...] = ()


AnyRow = Row | Caption | Line | Path


def _rows(rows: Iterable[AnyRow]) -> tuple[AnyRow, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class Section:
    """A title, and below it a table (it has columns), lines of a calculation, notes.

    In a ``block`` everything belongs closely to the title.
    """

    title: Cell = ""
    columns: tuple[str, ...] = field(default=(), converter=_texts)
    rows: tuple[AnyRow, ...] = field(default=(), converter=_rows)
    notes: tuple[str, ...] = field(default=(), converter=_texts)
    block: bool = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all rows."""
        rows = (row for row in self.rows if not isinstance(row, Caption))
        return tuple(entry for row in rows for entry in row.entries)


@frozen(kw_only=True)
class Document:
    """What a command shows: pages for people, and the same as plain data for programs.

    ``figure`` is a picture of the network, as SVG, for formats that can hold one.
    """

    schema: str
    problem: str
    notation: str
    pages: tuple[tuple[Section, ...], ...]
    iterations: tuple[dict[str, Any], ...]
    warnings: tuple[str, ...]
    figure: str = ""
