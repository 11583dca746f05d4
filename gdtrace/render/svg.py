"""The few shapes that diagrams are made of, as SVG text. Knows nothing of networks.

Everything is a presentation attribute: no style sheet, no script, no ids, so that a picture can
stand in any page, several times. The text is ASCII; other signs are character references.
"""

import re
from collections.abc import Iterable
from html import escape
from math import hypot

from attrs import frozen

Point = tuple[float, float]

WIDE = 0.64
"""The average width of a letter, in units of the font's size; sans-serif fonts are narrower."""

HALO = 8
ARROW = 10
"""How long the head of an arrow is."""

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen
class Pen:
    """How lines are drawn."""

    colour: str
    width: float = 1.5
    dashes: str = ""

    @property
    def attributes(self) -> str:
        """Return the attributes of the stroke."""
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return f'stroke="{self.colour}" stroke-width="{number(self.width)}"{dashes}'


def text_width(content: str, size: float) -> float:
    """Return about how wide a text is.

    >>> text_width("SOP1", 10)
    25.6
    """
    return len(content) * WIDE * size


def number(value: float) -> str:
    """Spell a coordinate.

    >>> number(12.0), number(1 / 3)
    ('12', '0.3')
    """
    return f"{value:.1f}".removesuffix(".0")


def escaped(text: str) -> str:
    """Return what stands for a text in XML; a sign that XML cannot have becomes a question mark.

    >>> escaped("∂a < b")
    '&#8706;a &lt; b'
    """
    return escape(_NOT_XML.sub("?", text)).encode("ascii", "xmlcharrefreplace").decode()


def document(size: Point, title: str, description: str, shapes: Iterable[str]) -> str:
    """Return a whole picture on a white ground, which reads well on a dark page, too."""
    width, height = (number(side) for side in size)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" '
            'style="max-width:100%;height:auto">',
            f"<title>{escaped(title)}</title>",
            f"<desc>{escaped(description)}</desc>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def text(
    at: Point,
    content: str,
    *,
    size: float,
    colour: str,
    anchor: str = "middle",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """Write a text; its middle (or start) is at the point, its base line there, too."""
    weight = ' font-weight="bold"' if bold else ""
    # The white rim keeps letters readable where lines pass behind them.
    rim = (
        f' stroke="#ffffff" stroke-width="{HALO}" stroke-linejoin="round" paint-order="stroke"'
        if halo
        else ""
    )
    return (
        f'<text x="{number(at[0])}" y="{number(at[1])}" font-size="{number(size)}" '
        f'text-anchor="{anchor}" fill="{colour}"{weight}{rim}>{escaped(content)}</text>'
    )


def rectangle(corner: Point, size: Point, *, radius: float, fill: str, pen: Pen) -> str:
    """Draw a rectangle with round corners."""
    (x, y), (width, height) = corner, size
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}" rx="{number(radius)}" fill="{fill}" {pen.attributes}/>'
    )


def line(start: Point, end: Point, pen: Pen) -> str:
    """Draw a straight line."""
    return (
        f'<path d="M{number(start[0])} {number(start[1])}'
        f'L{number(end[0])} {number(end[1])}" fill="none" {pen.attributes}/>'
    )


def arrow(start: Point, end: Point, pen: Pen) -> str:
    """Draw a line with a head at its end."""
    (x, y), length = end, hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    head = ARROW + pen.width
    foot = (x - head * along[0], y - head * along[1])
    half = head / 2.5
    corners = [
        end,
        (foot[0] - half * along[1], foot[1] + half * along[0]),
        (foot[0] + half * along[1], foot[1] - half * along[0]),
    ]
    points = " ".join(f"{number(each[0])},{number(each[1])}" for each in corners)
    return f'{line(start, foot, pen)}\n<polygon points="{points}" fill="{pen.colour}"/>'


def dot(at: Point, radius: float, colour: str) -> str:
    """Draw a filled circle."""
    return (
        f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius)}" fill="{colour}"/>'
    )
