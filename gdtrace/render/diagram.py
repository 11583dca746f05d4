"""Diagrams: a network with its symbols, and the paths of one parameter to the error, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gdtrace.render import svg as draw
from gdtrace.render.diagram_layout import arranged
from gdtrace.render.diagram_plan import Label, Plan
from gdtrace.render.diagram_scene import (
    FONT,
    NUMBERS,
    SMALL,
    Badge,
    Node,
    Scene,
    badge_size,
    label_height,
)
from gdtrace.render.svg import Pen, Point, text_width

if TYPE_CHECKING:
    from gdtrace.expr import Ref
    from gdtrace.names import Names

INK = "#1a1a1a"
QUIET = "#4b5563"
CONNECTION = "#6b7280"
PATH = "#b93a08"
FILLS = {"given": "#e6effb", "bias": "#e6effb", "neuron": "#fff6dc", "error": "#fbe4e2"}
ON_PATH = "#ffe3d1"

MARGIN = 16.0
LINE = 22.0
"""How far the lines of the key are apart."""

HEADING = 40.0
"""How high the two lines above a layer are."""


def svg(
    names: Names,
    *,
    numbers: Mapping[str, str] | None = None,
    path: Ref | None = None,
    title: str = "",
) -> str:
    """Return the picture of a network.

    >>> from gdtrace.presets import preset
    >>> from gdtrace.training import prepare
    >>> names, _ = prepare(preset("tutorial-3-2-1"))
    >>> svg(names).count(">W4")
    2

    Parameters
    ----------
    names : Names
    numbers : mapping of str to str
        What is written below a symbol, and below a factor, which goes by its derivative
        (``∂SOP1/∂W11``).
    path : Ref
        A weight or bias; its paths to the error stand out, with their factors.
    title : str
        What stands above the picture.

    Returns
    -------
    str
        SVG in ASCII that needs nothing else: no style sheet, no script, no font.
    """
    plan = Plan(names, numbers or {}, path)
    scene = arranged(plan)
    left, top, right, bottom = _bounds(scene, plan)
    above = MARGIN + (FONT + 14 if title else 0)
    notes = [*_notes(plan)]
    rows = max((row + 1 for _, row, _ in notes), default=0)
    lines = [(0.0, FONT, title), *((x, SMALL, line) for x, _, line in notes)]
    width = max(right - left, *(x + text_width(line, size) for x, size, line in lines))
    below = above + bottom - top + (LINE if rows else 0)
    corner = MARGIN - left + (width - right + left) / 2, above - top
    return draw.document(
        (width + 2 * MARGIN, below + LINE * rows + MARGIN),
        title or "A network and its symbols",
        _description(plan),
        [
            *(_line((MARGIN, MARGIN + FONT), title, size=FONT, bold=True) for _ in title[:1]),
            f'<g transform="translate({draw.number(corner[0])} {draw.number(corner[1])})">',
            *_shapes(scene, plan),
            "</g>",
            *(
                _line((MARGIN + x, below + LINE * row + SMALL), line, bold=row == 0 and bool(path))
                for x, row, line in notes
            ),
        ],
    )


def _line(at: Point, content: str, *, size: float = SMALL, bold: bool = False) -> str:
    return draw.text(at, content, size=size, colour=INK, anchor="start", bold=bold)


def _shapes(scene: Scene, plan: Plan) -> Iterator[str]:
    """Yield the shapes from back to front: connections, nodes, then what is written on them."""
    for edge in sorted(scene.edges, key=lambda edge: edge.on_path):
        yield draw.arrow(edge.start, edge.end, _pen(edge.on_path, plan))
    for node in scene.nodes:
        yield from _node(node, plan)
    for edge in scene.edges:
        if edge.label:
            colour = PATH if edge.on_path else INK
            yield from _label(edge.label, edge.spot, plan, colour, bold=edge.on_path, halo=True)
    for badge in scene.badges:
        yield from _badge(badge, plan)
    for (x, y), lines in scene.headings:
        for place, line in enumerate(lines):
            at = (x, y - HEADING + SMALL + 18 * place)
            yield draw.text(at, line, size=SMALL, colour=QUIET)
    for x, y in scene.dots:
        yield from (draw.dot((x, y + step), 2.5, QUIET) for step in (-10, 0, 10))


def _pen(on_path: bool, plan: Plan) -> Pen:
    if on_path:
        return Pen(PATH, 4)
    return Pen(CONNECTION, 1 if plan.path is not None else 1.5)


def _node(node: Node, plan: Plan) -> Iterator[str]:
    (x, y), (width, height) = node.centre, node.size
    pen = Pen(PATH, 3.5) if node.on_path else Pen(CONNECTION)
    fill = ON_PATH if node.on_path else FILLS[node.kind]
    radius = 4 if node.kind == "error" else height / 2
    corner = (x - width / 2, y - height / 2)
    yield draw.rectangle(corner, node.size, radius=radius, fill=fill, pen=pen)
    centres = [x]
    if node.middle:
        thin = Pen(pen.colour, pen.width / 2)
        yield draw.line((node.middle, y - height / 2), (node.middle, y + height / 2), thin)
        centres = [(node.left[0] + node.middle) / 2, (node.middle + node.right[0]) / 2]
    for label, at in zip(node.labels, centres, strict=True):
        yield from _label(label, (at, y), plan, INK, bold=node.on_path)


def _label(
    label: Label, at: Point, plan: Plan, colour: str, *, bold: bool = False, halo: bool = False
) -> Iterator[str]:
    """Write a symbol around a place, and its number below it."""
    x, y = at
    first = y - label_height(plan) / 2 + FONT - 1 if label.number else y + FONT * 0.35
    yield draw.text((x, first), label.symbol, size=FONT, colour=colour, bold=bold, halo=halo)
    if label.number:
        below = (x, first + NUMBERS + 3)
        yield draw.text(below, label.number, size=NUMBERS, colour=colour, halo=halo)


def _badge(badge: Badge, plan: Plan) -> Iterator[str]:
    (x, y), (width, height) = badge.at, badge_size(badge.label, plan)
    corner = (x - width / 2, y - height / 2)
    pen = Pen(PATH, 1.5)
    yield draw.rectangle(corner, (width, height), radius=3, fill="#ffffff", pen=pen)
    yield from _label(badge.label, badge.at, plan, PATH, bold=True)


def _bounds(scene: Scene, plan: Plan) -> tuple[float, float, float, float]:
    """Return the left, upper, right and lower end of the picture."""
    boxes = [
        *((node.centre, node.size) for node in scene.nodes),
        *((badge.at, badge_size(badge.label, plan)) for badge in scene.badges),
        *(
            ((x, y - HEADING / 2), (max(text_width(line, SMALL) for line in lines), HEADING))
            for (x, y), lines in scene.headings
        ),
    ]
    return (
        min(x - width / 2 for (x, _), (width, _) in boxes),
        min(y - height / 2 for (_, y), (_, height) in boxes),
        max(x + width / 2 for (x, _), (width, _) in boxes),
        max(y + height / 2 for (_, y), (_, height) in boxes),
    )


def _notes(plan: Plan) -> Iterator[tuple[float, int, str]]:
    """Yield the lines below the picture: how far to the right, in which row, and the text."""
    row = 0
    if plan.equation():
        yield 0.0, row, plan.equation()
        row += 1
    x, key = 0.0, plan.key()
    for lines in key:
        yield from ((x, row + place, line) for place, line in enumerate(lines))
        x += max(text_width(line, SMALL) for line in lines) + 2 * MARGIN
    row += max(map(len, key), default=0)
    yield from ((0.0, row + place, note) for place, note in enumerate(plan.notes()))


def _description(plan: Plan) -> str:
    """Say in words what the picture shows."""
    layers = [", ".join(plan.heading(layer)) for layer in range(len(plan.sizes))]
    what = f"From left to right: {'; '.join(layers)}; the error."
    lines = [plan.equation(), *(line for part in plan.key() for line in part)]
    return " ".join([what, *(f"{line}." for line in lines if line), *plan.notes()])
