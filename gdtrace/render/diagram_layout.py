"""Where everything in a diagram lies, so that no two labels overlap.

The labels of a layer's connections stand in columns, one for each unit of the smaller side. Within
a column all connections come from (or lead to) different units, and the column stands where they
are still far enough apart.
"""

from collections.abc import Sequence

from attrs import evolve

from gdtrace.expr import Ref
from gdtrace.render.diagram_plan import Label, Plan
from gdtrace.render.diagram_scene import (
    PAD,
    Badge,
    Column,
    Edge,
    Node,
    Scene,
    badge_size,
    label_height,
    label_width,
)
from gdtrace.render.svg import Point
from gdtrace.steps import EXAMPLES

NARROWEST_GAP = 80.0
BADGE_DIP = 4.0
"""How far a neuron's factor reaches into the neuron."""


def arranged(plan: Plan) -> Scene:
    """Lay out a network."""
    scene = Scene()
    columns = _columns(plan)
    top = min(column.y(0) for column in columns) - _above(plan)
    x = 0.0
    before: list[Node] = []
    for layer, column in enumerate(columns):
        if layer:
            x = _connect(scene, plan, before, columns[layer - 1], column, layer, x)
        scene.headings.append(((x + column.width / 2, top), plan.heading(layer)))
        before = _add_layer(scene, plan, column, layer, x)
        x += column.width
    _add_error(scene, plan, before, columns[-1], x)
    return scene


def _node_height(plan: Plan) -> float:
    return label_height(plan) + 14


def _bias_height(plan: Plan) -> float:
    return label_height(plan) + 4


def _above(plan: Plan) -> float:
    """Return the room between the middle of the first node and the headings above it."""
    badge = label_height(plan) if plan.path is not None else 0.0
    return _node_height(plan) / 2 + badge + PAD


def _columns(plan: Plan) -> list[Column]:
    made = [_column(plan, layer) for layer in range(len(plan.sizes))]
    tallest = max(len(column.slots) * column.pitch for column in made)
    # A small layer beside a large one is spread, so that fewer connections are steep.
    return [
        evolve(column, pitch=max(column.pitch, tallest / 2 / len(column.slots))) for column in made
    ]


def _column(plan: Plan, layer: int) -> Column:
    slots = plan.shown(layer)
    labels: dict[int, tuple[Label, ...]] = {}
    for unit in (unit for unit in slots if unit is not None):
        roles = ("SOP", "Activ") if layer else ("X",)
        labels[unit] = tuple(plan.unit(role, layer, unit) for role in roles)
    widths = [max(map(label_width, each)) for each in zip(*labels.values(), strict=True)]
    pitch = _node_height(plan) + (30 if not layer else 40)
    if layer and plan.names.network.bias:
        pitch += _bias_height(plan) + 2 * PAD
    if layer and plan.path is not None:
        pitch += label_height(plan) - PAD
    least = _node_height(plan)
    halves = tuple(max(width + 2 * PAD, least) for width in widths)
    return Column(slots, labels, pitch, halves)


def _add_layer(scene: Scene, plan: Plan, column: Column, layer: int, x: float) -> list[Node]:
    nodes = []
    middle = x + column.halves[0] if layer else 0.0
    size = (column.width, _node_height(plan))
    for unit, y in column.places():
        kind = "neuron" if layer else "given"
        centre = (x + column.width / 2, y)
        node = Node(kind, centre, size, column.labels[unit], middle, plan.passes(layer, unit))
        nodes.append(node)
        factor = plan.neuron_factor(layer, unit)
        if factor:
            height = badge_size(factor, plan)[1]
            at = (middle, y - size[1] / 2 - height / 2 + BADGE_DIP)
            scene.badges.append(Badge(at, factor))
        if layer and plan.names.network.bias:
            _add_bias(scene, plan, node, Ref(f"b@{layer}", (unit,)))
    scene.nodes.extend(nodes)
    scene.dots.extend(
        (x + column.width / 2, column.y(place))
        for place, unit in enumerate(column.slots)
        if unit is None
    )
    return nodes


def _add_bias(scene: Scene, plan: Plan, node: Node, bias: Ref) -> None:
    label, factor = plan.label(bias), plan.bias_factor(bias)
    height = _bias_height(plan)
    width = max(height, label_width(label) + 2 * PAD)
    x = (node.left[0] + node.middle) / 2
    bottom = node.centre[1] + node.size[1] / 2
    y = bottom + 20 + height / 2
    on_path = plan.path == bias
    scene.nodes.append(Node("bias", (x, y), (width, height), (label,), on_path=on_path))
    foot = (x, y - height / 2)
    scene.edges.append(Edge(foot, (x, bottom), foot, on_path=on_path))
    if factor:
        at = x + width / 2 + badge_size(factor, plan)[0] / 2 + 2
        scene.badges.append(Badge((at, y), factor))


def _connect(
    scene: Scene,
    plan: Plan,
    sources: Sequence[Node],
    before: Column,
    after: Column,
    layer: int,
    x: float,
) -> float:
    """Add the connections into a layer, and return where the layer begins."""
    froms = [unit for unit, _ in before.places()]
    tos = list(after.places())
    weights = [[Ref(f"W@{layer}", (source, target)) for target, _ in tos] for source in froms]
    labels = [[plan.label(weight) for weight in row] for row in weights]
    factors = [[plan.weight_factor(weight) for weight in row] for row in weights]
    widths = [
        [_block(label, factor) for label, factor in zip(*rows, strict=True)]
        for rows in zip(labels, factors, strict=True)
    ]
    room, spots = gap(widths, before.pitch, after.pitch, label_height(plan) + 8)
    for place, source in enumerate(sources):
        for at, (_, y) in enumerate(tos):
            share = spots[place][at]
            spot = (x + room * share, source.centre[1] + (y - source.centre[1]) * share)
            edge = Edge(
                source.right,
                (x + room, y),
                _beside(spot, factors[place][at]),
                labels[place][at],
                plan.passes_weight(weights[place][at]),
            )
            scene.edges.append(edge)
            factor = factors[place][at]
            if factor:
                offset = (label_width(labels[place][at]) + PAD / 2) / 2
                scene.badges.append(Badge((spot[0] + offset, spot[1]), factor))
    return x + room


def _block(label: Label | None, factor: Label | None) -> float:
    """Return the width of a label with its factor beside it."""
    framed = label_width(factor) + PAD if factor else 0.0
    both = PAD / 2 if label and factor else 0.0
    return label_width(label) + both + framed


def _beside(spot: Point, factor: Label | None) -> Point:
    """Return the middle of a label that leaves room for its factor on the right."""
    return (spot[0] - (label_width(factor) + 1.5 * PAD) / 2, spot[1]) if factor else spot


def gap(
    widths: Sequence[Sequence[float]], pitch_before: float, pitch_after: float, height: float
) -> tuple[float, list[list[float]]]:
    """Return how far two layers are apart, and how far along each connection its label stands.

    Parameters
    ----------
    widths : nested sequence, shape (sources, targets)
        How wide the labels are.
    pitch_before, pitch_after : float
        How far the units of each layer are apart.
    height : float
        How high the labels are.
    """
    sources, targets = len(widths), len(widths[0])
    if targets > sources:
        # The same picture, seen from the other side.
        turned = [list(column) for column in zip(*widths, strict=True)]
        room, spots = gap(turned, pitch_after, pitch_before, height)
        return room, [[1 - share for share in column] for column in zip(*spots, strict=True)]
    # Towards the target connections run together; here they are still a label's height apart.
    limit = min(0.8, 1 - height / pitch_before) if sources > 1 else 0.6
    centres, x = [], 2 * PAD
    for column in zip(*widths, strict=True):
        centres.append(x + max(column) / 2)
        x += max(column) + 2 * PAD
    needed = max(NARROWEST_GAP, x, *(centre / limit for centre in centres))
    if targets == 1:
        centres = [max(centres[0], needed * min(limit, 0.5))]
    return needed, [[centre / needed for centre in centres] for _ in range(sources)]


def _add_error(scene: Scene, plan: Plan, outputs: Sequence[Node], column: Column, x: float) -> None:
    """Add the error and the targets: one below the error, several behind it."""
    units = list(column.places())
    factors = [plan.error_factor(unit) for unit, _ in units]
    error = plan.label(Ref("Error", (EXAMPLES,)))
    targets = [plan.unit("Target", 0, unit) for unit, _ in units]
    height = label_height(plan)
    room, spots = gap([[_block(None, factor)] for factor in factors], column.pitch, 1.0, height + 8)
    size = (label_width(error) + 2.4 * PAD, _node_height(plan))
    x += room
    box = Node("error", (x + size[0] / 2, 0.0), size, (error,), on_path=plan.path is not None)
    for (_, y), output, factor, share in zip(units, outputs, factors, spots, strict=True):
        spot = (x - room * (1 - share[0]), y * (1 - share[0]))
        scene.edges.append(Edge(output.right, box.left, spot, on_path=box.on_path))
        if factor:
            scene.badges.append(Badge(spot, factor))
    scene.nodes.append(box)
    _add_targets(scene, plan, box, targets, [y for _, y in units])


def _add_targets(
    scene: Scene, plan: Plan, box: Node, targets: Sequence[Label], heights: Sequence[float]
) -> None:
    height = _node_height(plan)
    size = (max(height, max(map(label_width, targets)) + 2 * PAD), height)
    if len(targets) == 1:
        x, bottom = box.centre[0], box.size[1] / 2
        node = Node("given", (x, bottom + 34 + size[1] / 2), size, (targets[0],))
        scene.nodes.append(node)
        start = (x, node.centre[1] - size[1] / 2)
        scene.edges.append(Edge(start, (x, bottom), start))
        return
    for label, y in zip(targets, heights, strict=True):
        node = Node("given", (box.right[0] + 50 + size[0] / 2, y), size, (label,))
        scene.nodes.append(node)
        scene.edges.append(Edge(node.left, box.right, node.left))
