"""A document as one web page that needs nothing else: MathML and a style, no script."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from gdtrace.formula import spell_written
from gdtrace.render.cells import mathematics, number, pieces, reach, rooms
from gdtrace.render.mathml import MATHML, digits, words
from gdtrace.render.page_style import PAGE, PART
from gdtrace.sections import AnyRow, Caption, Cell, Document, Formula, Line, Path, Row, Section

AROUND = (
    '<mo stretchy="false">(</mo>{}',
    '{}<mo stretchy="false" form="postfix">)</mo><mo>/</mo>{}',
)

FIGURE_SPACE = "\u2007"
"""As wide as a digit: puts the points of a column of numbers below each other."""

LOWEST = 6
"""Headings have no lower level."""


def render(document: Document) -> str:
    """Return the page, with a list of contents if there are several iterations."""
    titles = [str(page[0].title) if page else "" for page in document.pages]
    title = titles[0] if len(titles) == 1 else document.problem or "problem"
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{words(title)}</title>",
        f"<style>{PAGE}{PART}</style>",
        "</head>",
        "<body>",
        '<main class="gdtrace">',
        *(_contents(title, titles) if len(titles) != 1 else []),
    ]
    for place, sections in enumerate(document.pages, 1):
        lines.append(f'<article id="page-{place}">')
        lines += _sections(sections, level=1 if len(titles) == 1 else 2, figure=document.figure)
        lines.append("</article>")
    return in_ascii("\n".join([*lines, "</main>", "</body>", "</html>"]) + "\n")


def html_fragment(sections: Sequence[Section], *, level: int = 3) -> str:
    """Return sections as part of a page, such as a notebook, in the colours of that page.

    Parameters
    ----------
    sections : sequence of Section
    level : int
        The level of the first heading, from 1 to 6.
    """
    inside = sections_html(sections, level=level)
    return in_ascii(f'<div class="gdtrace">\n<style>{PART}</style>\n{inside}\n</div>\n')


def sections_html(sections: Sequence[Section], *, level: int) -> str:
    """Return sections for a page that has the style already."""
    return "\n".join(_sections(sections, level=level))


def in_ascii(page: str) -> str:
    """Write signs outside ASCII by number: the page is then the same in every encoding."""
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _contents(title: str, titles: Sequence[str]) -> Iterator[str]:
    yield f"<h1>{words(title)}</h1>"
    yield "<nav>\n<ul>"
    for place, each in enumerate(titles, 1):
        yield f'<li><a href="#page-{place}">{words(each)}</a></li>'
    yield "</ul>\n</nav>"


def _sections(sections: Sequence[Section], level: int, figure: str = "") -> Iterator[str]:
    for place, section in enumerate(sections):
        below = 0 if place == 0 else 2 if section.block else 1
        yield "\n".join(_section(section, min(level + below, LOWEST)))
        if figure and place == 0:
            yield f"<figure>{figure}</figure>"


def _section(section: Section, level: int) -> Iterator[str]:
    yield "<section>"
    if section.title:
        yield f"<h{level}>{cell(section.title)}</h{level}>"
    if section.columns:
        yield from _table(section)
    else:
        yield from _calculation(section.rows)
    if section.notes:
        yield f"<p>{'<br>'.join(map(words, section.notes))}</p>"
    yield "</section>"


def cell(content: Cell) -> str:
    """Set a number or a formula as mathematics, anything else as words."""
    content = mathematics(content)
    if isinstance(content, str):
        parts = number(content)
        return _printed(content) if parts else words(content)
    return f"{_formula(content)}{words(content.note)}"


def _printed(text: str) -> str:
    """Set a number of a table: in the letters of the words, so that digits have one width."""
    parts = number(text)
    assert parts is not None
    if parts.power:
        return f"<math>{digits(parts)}</math>{words(parts.remark)}"
    return f"{'−' if parts.sign else ''}{parts.whole}{parts.fraction}{words(parts.remark)}"


def _formula(formula: Formula) -> str:
    """Set a formula; a line may end between its pieces, which no browser does inside one."""
    texts = [piece.strip() for piece in pieces(formula.right)]
    first, *more = pieces(formula.right, MATHML, AROUND)
    if formula.left:
        texts[0] = f"{spell_written(formula.left)} = {texts[0]}"
        first = f"{spell_written(formula.left, MATHML)}<mo>=</mo>{first}"
    # A sign at the beginning would be taken for that of a number, and get no room around it.
    parts = [first, *(piece.replace("<mo>", '<mo form="infix">', 1) for piece in more)]
    return "<wbr>".join(
        f'<math alttext="{words(text)}">{part}</math>'
        for text, part in zip(texts, parts, strict=True)
    )


def _table(section: Section) -> Iterator[str]:
    yield '<div class="scroll">\n<table class="rows">'
    heads = "".join(f'<th scope="col">{cell(head)}</th>' for head in section.columns)
    yield f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>"
    places = rooms(section)
    for row in section.rows:
        if isinstance(row, Row):
            yield f"<tr>{''.join(map(_in_table, row.cells, places))}</tr>"
        elif isinstance(row, Caption):
            count = len(section.columns)
            text = words(row.text)
            yield f'<tr class="caption"><td colspan="{count}"><span>{text}</span></td></tr>'
    yield "</tbody>\n</table>\n</div>"


def _in_table(content: Cell, room: int) -> str:
    if not number(content):
        return f"<td>{cell(content)}</td>"
    space = FIGURE_SPACE * (room - reach(content))
    return f'<td class="number">{space}{cell(content)}</td>'


def _calculation(rows: Sequence[AnyRow]) -> Iterator[str]:
    for kind, same in groupby(rows, type):
        group = list(same)
        if kind in (Line, Row):
            steps = "\n".join(_step(row) for row in group)
            yield f'<div class="scroll">\n<table class="steps">\n{steps}\n</table>\n</div>'
        else:
            yield from map(_step, group)


def _step(row: AnyRow) -> str:
    match row:
        case Line(left, right, remark):
            said = f' <span class="remark">{words(remark)}</span>' if remark else ""
            return f"<tr><td>{cell(left)}</td><td>=</td><td>{cell(right)}{said}</td></tr>"
        case Path(values, factors):
            links = zip(factors, values[1:], strict=True)
            steps = [f"<span>{_arrow(name)} {cell(value)}</span>" for name, value in links]
            return f'<p class="path">{" ".join([cell(values[0]), *steps])}</p>'
        case Caption(text):
            return f"<p>{words(text)}</p>"
        case _:
            return f"<tr>{''.join(f'<td>{cell(part)}</td>' for part in row.cells)}</tr>"


def _arrow(name: str) -> str:
    content = mathematics(name)
    inside = f"<mtext>{words(name)}</mtext>"
    if isinstance(content, Formula):
        inside = spell_written(content.right, MATHML)
    # The spaces make the arrow longer than what stands above it.
    above = f'<mrow><mspace width="0.6em"/>{inside}<mspace width="0.6em"/></mrow>'
    arrow = f'<mover><mo stretchy="true">→</mo>{above}</mover>'
    return f'<math alttext="--{words(name)}--&gt;">{arrow}</math>'
