"""Where everything in a column is drawn, so that a step need paint no more than what it changes.

An operation changes the look of what bears the name of a tensor that it reads or writes, and of
nothing else in the column.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRect, QRectF

from rnn_debugger.views.graph.captions import captions
from rnn_debugger.views.graph.changes import family_name
from rnn_debugger.views.graph.elements import Chevron, Column, Joint, Node, Sum, Wire
from rnn_debugger.views.graph.pen import rect_of

AROUND_NODE = 9
"""Pixels that glow, ring and sign reach beyond a box."""
AROUND_WIRE = 16
"""Pixels that the widest line with its head and its casing reaches beyond its points."""
AROUND_CIRCLE = 13
BESIDE = 85
"""Pixels of a name at the side of a box."""
CHARACTER = 8
"""Pixels that a character of a name on a line takes at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing drawn: the names that its look hangs on, those of families among them, and its
    rectangles.
    """

    drawn: Node | Wire | Sum | Joint | Chevron
    names: frozenset[str]
    areas: tuple[QRect, ...]


class Outline:
    """The parts of one column, in pixels from its left edge; `left` and `right` are how far they
    reach.
    """

    def __init__(self, column: Column, pitch: float) -> None:
        self.column = column
        self._parts = tuple(_parts(column))
        areas = [area for part in self._parts for area in part.areas]
        self.left = min([0, *(area.left() for area in areas)])
        self.right = max([round(pitch) + 1, *(area.right() + 1 for area in areas)])

    def of(self, names: Set[str]) -> QRect:
        """The rectangle in which all that bears one of the names is drawn; null for nothing."""
        found = QRect()
        for part in self._parts:
            if not part.names.isdisjoint(names):
                for area in part.areas:
                    found |= area
        return found

    def within(self, place: QRect) -> Column:
        """The column with no more than what is drawn, in part at least, inside a rectangle."""
        found = Column(self.column.timestep)
        for part in self._parts:
            if any(place.intersects(area) for area in part.areas):
                match part.drawn:
                    case Node():
                        found.nodes.append(part.drawn)
                    case Wire():
                        found.wires.append(part.drawn)
                    case Sum():
                        found.sums.append(part.drawn)
                    case Joint():
                        found.joints.append(part.drawn)
                    case Chevron():
                        found.chevrons.append(part.drawn)
        return found


def _parts(column: Column) -> Iterator[Part]:
    for node in column.nodes:
        yield Part(node, _names(node.value, node.gradient, *node.others), tuple(_of_node(node)))
    for wire in column.wires:
        yield Part(wire, _names(wire.carries, *wire.outputs), tuple(_of_wire(wire)))
    for point in column.sums:
        yield Part(point, _names(point.output, *point.parts), (_of_circle(point),))
    for joint in column.joints:
        yield Part(joint, _names(joint.output), (_of_circle(joint),))
    for chevron in column.chevrons:
        area = rect_of(chevron.box).adjusted(-2, -4, BESIDE, 4)
        yield Part(chevron, frozenset(), (area.toAlignedRect(),))


def _names(*found: str | None) -> frozenset[str]:
    """Of tensors and of their families."""
    tensors = [name for name in found if name]
    return frozenset([*tensors, *(family_name(name.partition("[")[0]) for name in tensors)])


def _of_node(node: Node) -> Iterator[QRect]:
    box = rect_of(node.box)
    yield _grown(box, AROUND_NODE)
    if node.caption in ("left", "right"):
        yield box.adjusted(-BESIDE, -2, BESIDE, 2).toAlignedRect()
    elif node.caption not in ("none", "inside"):
        names = [node.value] if node.gradient is None else [node.value, node.gradient]
        # Without its gradient a name may stand elsewhere.
        for shown in (names[:1], names):
            for caption in captions(node, shown):
                width = CHARACTER * len(caption.text)
                yield QRectF(caption.x - 2, caption.y - 13, width + 4, 19).toAlignedRect()


def _of_wire(wire: Wire) -> Iterator[QRect]:
    for start, end in pairwise(wire.points):
        left, top = min(start.x, end.x), min(start.y, end.y)
        stretch = QRectF(left, top, abs(start.x - end.x), abs(start.y - end.y))
        yield _grown(stretch, AROUND_WIRE)
    if wire.label is not None:
        text = max(len(wire.weight or "") + 1, len(wire.symbol))
        # The sign of a changed weight stands at the right of its name.
        half = CHARACTER * text / 2 + 2 * AROUND_WIRE
        label = QRectF(wire.label.x - half, wire.label.y - 9, 2 * half, 18)
        yield _grown(label, 6)


def _of_circle(circle: Sum | Joint) -> QRect:
    r, (x, y) = circle.radius, circle.centre
    return _grown(QRectF(x - r, y - r, 2 * r, 2 * r), AROUND_CIRCLE)


def _grown(area: QRectF, by: float) -> QRect:
    return area.adjusted(-by, -by, by, by).toAlignedRect()
