"""What a page shows: sections of rows. Commands make them, renderers print them.

Every cell is a finished text. What a program would rather read than a table stands beside it, in
the entries of a row.
"""

from attrs import field, frozen

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
    value: Value
    example: int | None = None


@frozen
class Row:
    """One line of a table."""

    cells: tuple[str, ...] = field(converter=tuple)
    entries: tuple[Entry, ...] = ()


@frozen
class Caption:
    """A line between rows, about those that follow."""

    text: str


@frozen(kw_only=True)
class Section:
    """A title, a table or some lines of text, or both."""

    title: str = ""
    columns: tuple[str, ...] = field(default=(), converter=tuple)
    rows: tuple[Row | Caption, ...] = field(default=(), converter=tuple)
    notes: tuple[str, ...] = field(default=(), converter=tuple)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all rows."""
        return tuple(
            entry for row in self.rows if isinstance(row, Row) for entry in row.entries
        )
