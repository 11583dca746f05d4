"""How much room a page has, and how much a table takes."""

from gdtrace.sections import Row, Section

WIDEST = 100
"""Columns of text on a page."""

GAP = 2
"""Between two columns of a table, and to the right of their heads."""


def table_width(section: Section) -> int:
    """Return how wide the section's table is as text.

    >>> table_width(Section(columns=["weight", "gradient"], rows=[Row(["W11", "0.000466679"])]))
    21
    """
    lines = [section.columns, *(row.texts for row in section.rows if isinstance(row, Row))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    heads = [len(column) + GAP for column in section.columns]
    return sum(map(max, widths, heads)) + GAP * (len(widths) - 1)
