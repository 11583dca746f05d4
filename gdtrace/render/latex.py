"""A document as a fragment of LaTeX, to be included in a document of one's own."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from gdtrace.formula import spell_written
from gdtrace.render.cells import mathematics, number, pieces
from gdtrace.render.latex_table import table
from gdtrace.render.tex import LATEX, digits, words
from gdtrace.sections import AnyRow, Caption, Cell, Document, Formula, Line, Path, Section

HEAD = r"""% Needs \usepackage{amsmath, array, booktabs, longtable}.
% The lines fit on A4 paper with margins of 2 cm.
"""

TOGETHER = r"""\par\vskip 0pt plus 8\baselineskip\penalty-250
\vskip 0pt plus -8\baselineskip"""
"""Rather begins a new page than to leave a title alone at the end of one, above its table."""

AROUND = ("({}", "{})/{}")

WIDEST = 60
"""A longer line of a calculation is broken."""

SHORT = 40
"""A longer remark beside a calculation is broken."""


def render(document: Document) -> str:
    """Return the pages as LaTeX, each on a page of its own."""
    pages = ["\n\n".join(_page(sections)) for sections in document.pages]
    return HEAD + "\n" + "\n\n\\clearpage\n\n".join(pages) + "\n"


def _page(sections: Sequence[Section]) -> Iterator[str]:
    for place, section in enumerate(sections):
        parts = list(_parts(section))
        if section.title:
            parts[:1] = [_titled(section, parts[:1], first=place == 0)]
        yield from parts


def _parts(section: Section) -> Iterator[str]:
    if section.columns:
        yield table(section, cell)
    else:
        yield from _calculation(section.rows)
    if section.notes:
        yield "\n\n".join(rf"\noindent {words(note)}" for note in section.notes)


def _titled(section: Section, parts: Sequence[str], *, first: bool) -> str:
    """Put the title above what follows."""
    title = cell(section.title)
    if first or not section.block:
        heading = rf"\{'subsection' if first else 'subsubsection'}*{{{title}}}"
        return "\n".join([*([TOGETHER] if section.columns else []), heading, *parts])
    # Words go on in the line of their title, anything else needs a line of its own.
    below = "" if not section.rows and not section.columns else r"\mbox{}"
    if below and not section.columns and not isinstance(section.rows[0], Line):
        below += r"\par\nopagebreak"
    # Not \paragraph: slides have none.
    heading = rf"\par\medskip\noindent\textbf{{{title}}}\quad{below}"
    return "\n".join([heading, *parts])


def cell(content: Cell) -> str:
    """Set a number or a formula as mathematics, anything else as words."""
    content = mathematics(content)
    if isinstance(content, str):
        parts = number(content)
        return f"${digits(parts)}${words(parts.remark)}" if parts else words(content)
    formula = _formula(content)
    large = r"\displaystyle " if r"\frac" in formula else ""
    return f"${large}{formula}${words(content.note)}"


def _formula(formula: Formula) -> str:
    left = f"{spell_written(formula.left, LATEX)} = " if formula.left else ""
    return left + r"\allowbreak ".join(pieces(formula.right, LATEX, AROUND))


def _calculation(rows: Sequence[AnyRow]) -> Iterator[str]:
    for kind, same in groupby(rows, type):
        group = list(same)
        if kind is Line:
            yield _lines([row for row in group if isinstance(row, Line)])
        else:
            yield from (_alone(row) for row in group)


def _alone(row: AnyRow) -> str:
    match row:
        case Path(values, factors):
            links = zip(factors, values[1:], strict=True)
            steps = [rf"\xrightarrow{{{_inside(name)}}} {_formula(to)}" for name, to in links]
            return rf"\noindent ${' '.join([_formula(values[0]), *steps])}$"
        case Caption(text):
            return rf"\noindent {words(text)}"
        case _:
            return r"\noindent " + r"\qquad ".join(map(cell, row.cells))


def _inside(name: str) -> str:
    content = mathematics(name)
    return _formula(content) if isinstance(content, Formula) else rf"\text{{{words(name)}}}"


def _lines(lines: Sequence[Line]) -> str:
    """Set the steps of a calculation with their equals signs below each other."""
    steps = " \\\\\n".join(step for line in lines for step in _step(line))
    return f"\\begin{{flalign*}}\n{steps}\n\\end{{flalign*}}"


def _step(line: Line) -> Iterator[str]:
    first, *more = _broken(line.right)
    yield rf"\quad {_side(line.left)} &= {first}{_remark(line.remark)} &&"
    yield from (rf"&\quad {part} &&" for part in more)


def _remark(text: str) -> str:
    if not text:
        return ""
    if len(text) <= SHORT:
        return rf"\qquad \text{{{words(text)}}}"
    return rf"\qquad \parbox[t]{{0.5\linewidth}}{{\raggedright {words(text)}}}"


def _side(content: Cell) -> str:
    if not content:
        return ""
    content = mathematics(content)
    if isinstance(content, Formula):
        return _formula(content) + (rf"\text{{{words(content.note)}}}" if content.note else "")
    parts = number(content)
    remark = words(parts.remark if parts else content)
    return (digits(parts) if parts else "") + (rf"\text{{{remark}}}" if remark else "")


def _broken(content: Cell) -> list[str]:
    """Break the right side of a step between the terms of a sum, the factors of a product."""
    if not isinstance(content, Formula) or content.left or len(str(content)) <= WIDEST:
        return [_side(content)]
    lines, length = [""], 0
    parts = zip(pieces(content.right, LATEX, AROUND), pieces(content.right), strict=True)
    for piece, text in parts:
        if lines[-1] and length + len(text) > WIDEST:
            lines.append("")
            length = 0
        lines[-1] += piece
        length += len(text)
    note = rf"\text{{{words(content.note)}}}" if content.note else ""
    return [*lines[:-1], lines[-1] + note]
