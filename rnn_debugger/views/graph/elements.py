"""What a column of the graph is made of, in pixels: nodes, wires and sums. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["card", "strip", "share", "bars", "input", "letter", "loss", "bar"]
Caption: TypeAlias = Literal[
    "none", "inside", "below", "around", "short", "split", "alone", "left", "right"
]
Direction: TypeAlias = Literal["forward", "backward"]
Part: TypeAlias = Literal["whole", "shared", "way"]
Side: TypeAlias = Literal["middle", "left", "right"]


class Point(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its centre."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2

    @property
    def forward_x(self) -> float:
        """Where forward lines run: at a quarter of the width."""
        return self.x - self.width / 4

    @property
    def backward_x(self) -> float:
        """Where backward lines run: at three quarters."""
        return self.x + self.width / 4

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def moved(self, x: float) -> Box:
        return Box(self.x + x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Pill:
    """Where a formula is written: around a point, or at the left or the right of it."""

    place: Point
    side: Side = "middle"


@dataclass(frozen=True, slots=True)
class Node:
    """A value, and its gradient at the right once it has arrived.

    `row` is the element shown, for a node that is a single unit of a tensor.
    """

    kind: Kind
    box: Box
    value: str
    gradient: str | None = None
    row: int | None = None
    others: tuple[str, ...] = ()
    """Tensors in between whose operations are seen at this node: partial sums, biases added."""
    caption: Caption = "inside"
    """Where the names stand; "around" is below, at both sides of a line that ends there, "short"
    the same without the timestep, "split" at the outer sides of the lines to value and gradient,
    "alone" the same for the value only.
    """
    is_captioned_above: bool = False
    pill: Pill | None = None
    """Where the formula stands while one of its operations is the current one, if not below."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A line along `points`, its corners rounded, an arrow at its end.

    `outputs` are the tensors that the operations on this line write; `weight` is the parameter
    named on it.
    """

    direction: Direction
    points: tuple[Point, ...]
    outputs: tuple[str, ...]
    weight: str | None = None
    transposed: bool = False
    label: Point | None = None
    symbol: str = ""
    weight_column: int | None = None
    """Where a weight is drawn singly: its column in the matrix."""
    pill: Pill | None = None
    """Where the formula stands while one of its operations is the current one."""
    is_road: bool = False
    """Whether it is the straight road of a cell state, wider than any other line."""
    part: Part = "whole"
    """"shared" is a stretch that several lines have in common; "way" is one of those from its
    beginning to its end, drawn only while one of its own operations is the current one.
    """
    has_head: bool = True
    has_dot: bool = False
    """Whether it branches off another line, with a dot."""
    is_inner: bool = False
    """Whether it runs inside an opened cell, where there is little room: gradients are thinner."""
    carries: str | None = None
    """The gradient whose size the width tells; the last of the outputs where it is None."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The ⊕ in which parts of a gradient meet."""

    centre: Point
    radius: float
    output: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joint:
    """Where two values of a cell become one: by "∘" or "+", or one becomes "1 −" itself."""

    centre: Point
    radius: float
    sign: str
    output: str


@dataclass(frozen=True, slots=True)
class Chevron:
    """The mark that a cell is folded and opened by."""

    box: Box
    layer: int
    is_open: bool


@dataclass(slots=True)
class Column:
    """One timestep, in pixels from the column's left edge."""

    timestep: int
    nodes: list[Node] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    chevrons: list[Chevron] = field(default_factory=list)
