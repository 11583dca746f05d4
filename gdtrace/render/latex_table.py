r"""A table of LaTeX: it may go on over pages, and its wide columns take the room that is left."""

from collections.abc import Callable, Iterator

from gdtrace.render.cells import number, reach, rooms
from gdtrace.render.tex import words
from gdtrace.sections import Caption, Cell, Row, Section

DIGIT = 4.5
"""About how wide a letter is, in points of the size that tables have."""

GAP = 4
"""To the left and to the right of a column, in points."""

NARROW = 340
"""A table of this width in points fits on any page."""

BROKEN_FROM = 24
"""A column of a wide table is broken into lines if it has more letters than this."""


def table(section: Section, cell: Callable[[Cell], str]) -> str:
    """Return a section's table; ``cell`` sets one cell."""
    lines = [
        r"{\footnotesize\renewcommand{\arraystretch}{1.3}\setlength{\tabcolsep}{4pt}",
        r"\setlength{\LTpre}{\medskipamount}\setlength{\LTpost}{\medskipamount}\binoppenalty=10000",
        rf"\begin{{longtable}}[l]{{@{{}}{_columns(section)}@{{}}}}",
        r"\toprule",
        rf"{' & '.join(cell(head) for head in section.columns)} \\",
        r"\midrule",
        r"\endhead",
        *_rows(section, cell),
        r"\bottomrule",
        r"\end{longtable}}",
    ]
    return "\n".join(lines)


def _rows(section: Section, cell: Callable[[Cell], str]) -> Iterator[str]:
    places = rooms(section)
    for row in section.rows:
        if isinstance(row, Row):
            cells = zip(row.cells, places, strict=True)
            yield _spaced(" & ".join(_moved(part, room) + cell(part) for part, room in cells))
        elif isinstance(row, Caption):
            count = len(section.columns)
            yield rf"\multicolumn{{{count}}}{{@{{}}l@{{}}}}{{\emph{{{words(row.text)}}}}} \\*"


def _spaced(row: str) -> str:
    """End a row; fractions must not touch those of the next one."""
    if r"\frac" in row:
        return rf"\rule{{0pt}}{{4.2ex}}{row} \\[1.8ex]"
    return rf"{row} \\"


def _moved(cell: Cell, room: int) -> str:
    """Move a number to the right, so that it has its point below the others'."""
    missing = room - reach(cell) if number(cell) else 0
    return rf"\phantom{{{'0' * missing}}}" if missing else ""


def _columns(section: Section) -> str:
    """Say how wide the columns are: of a wide table the formulas share what others leave."""
    widths = _widths(section)
    if DIGIT * sum(widths) + 2 * GAP * len(widths) <= NARROW:
        return "l" * len(widths)
    shares = [width if width > BROKEN_FROM else 0 for width in widths]
    kept = sum(width for width, share in zip(widths, shares, strict=True) if not share)
    fixed = round(DIGIT * kept + 2 * GAP * (len(widths) - 1))
    broken = (
        r">{{\raggedright\hangindent1em\arraybackslash}}p{{\dimexpr(\linewidth-{}pt)*{}/{}\relax}}"
    )
    return "".join(broken.format(fixed, share, sum(shares)) if share else "l" for share in shares)


def _widths(section: Section) -> list[int]:
    """Return how many letters each column has, about: a derivative stands above its bar."""
    rows = [tuple(map(_width, row.cells)) for row in section.rows if isinstance(row, Row)]
    return [max(column) for column in zip(map(len, section.columns), *rows, strict=True)]


def _width(cell: Cell) -> int:
    text = str(cell)
    parts = text.split("/") if text.count("∂") == 2 and text.count("/") == 1 else [text]
    # A dot between factors has room around it.
    return max(len(part) + part.count("*") for part in parts)
