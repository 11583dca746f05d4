"""The parts of a diagram, and how large they are. Where they lie is diagram_layout.py's affair."""

from collections.abc import Iterator

from attrs import field, frozen

from gdtrace.render.diagram_plan import Label, Plan, Slot
from gdtrace.render.svg import Point, text_width

FONT = 17.0
NUMBERS = 15.0
SMALL = 15.0
"""The sizes of symbols, of numbers, and of headings and the key."""

PAD = 10.0
"""The room between things that stand side by side."""


@frozen
class Node:
    """An input, neuron, bias, target or error; a neuron has two labels, and a middle line."""

    kind: str
    centre: Point
    size: Point
    labels: tuple[Label, ...]
    middle: float = 0.0
    on_path: bool = False

    @property
    def left(self) -> Point:
        """Where connections arrive."""
        return self.centre[0] - self.size[0] / 2, self.centre[1]

    @property
    def right(self) -> Point:
        """Where connections leave."""
        return self.centre[0] + self.size[0] / 2, self.centre[1]


@frozen
class Edge:
    """An arrow; ``spot`` is the middle of its label and factor, which stand side by side."""

    start: Point
    end: Point
    spot: Point
    label: Label | None = None
    on_path: bool = False


@frozen
class Badge:
    """A factor, written around a place."""

    at: Point
    label: Label


@frozen
class Scene:
    """Everything that is drawn."""

    nodes: list[Node] = field(factory=list)
    edges: list[Edge] = field(factory=list)
    badges: list[Badge] = field(factory=list)
    headings: list[tuple[Point, tuple[str, ...]]] = field(factory=list)
    dots: list[Point] = field(factory=list)


@frozen
class Column:
    """One layer: its slots from top to bottom, and the sizes that its nodes share."""

    slots: list[Slot]
    labels: dict[int, tuple[Label, ...]]
    pitch: float
    halves: tuple[float, ...]

    @property
    def width(self) -> float:
        """How wide a node is."""
        return sum(self.halves)

    def y(self, place: int) -> float:
        """Return the height of a slot; the layer's middle is 0."""
        return (place - (len(self.slots) - 1) / 2) * self.pitch

    def places(self) -> Iterator[tuple[int, float]]:
        """Yield every shown unit with its height."""
        for place, unit in enumerate(self.slots):
            if unit is not None:
                yield unit, self.y(place)


def label_width(label: Label | None) -> float:
    """Return how wide a label is; 0 for none."""
    if label is None:
        return 0.0
    return max(text_width(label.symbol, FONT), text_width(label.number, NUMBERS))


def label_height(plan: Plan) -> float:
    """Return how high a label is."""
    return FONT + NUMBERS + 4 if plan.numbers else FONT + 2


def badge_size(label: Label, plan: Plan) -> Point:
    """Return how large the frame of a factor is."""
    return label_width(label) + PAD, label_height(plan) + 4
