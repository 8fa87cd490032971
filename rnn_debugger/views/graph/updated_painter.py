"""The sign on lines whose operations read a weight that this iteration has changed already."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from rnn_debugger.debugger import updated_lines
from rnn_debugger.views.graph.elements import Column, Node, Point, Wire
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.updated_mark import draw_updated_mark

SHORT = 24.0
"""Pixels of a line that has no room for a sign on it."""
BESIDE_NAME, BESIDE_LINE = 30.0, 12.0
"""Pixels from the middle of a name, or of a short line, to the sign."""


class UpdatedPainter:
    """Paints the signs of a program's lines on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._painter = painter
        self._scene = scene
        self._names = updated_lines(scene.moment.program)

    def paint(self, wire: Wire, ground: QColor) -> None:
        """The sign of a line, if it has one; hollow while it is to come in the sweep back."""
        if self._names.isdisjoint(wire.outputs):
            return
        self._mark(QPointF(*place_of(wire)), wire.outputs, ground)

    def paint_nodes(self, column: Column, ground: QColor) -> None:
        """Those of operations that have no line of their own, at the corner of their node."""
        if not self._names:
            return
        for node, names in marked_nodes(column, self._names):
            self._mark(QPointF(node.box.right, node.box.top), names, ground)

    def _mark(self, place: QPointF, names: Iterable[str], ground: QColor) -> None:
        progress, theme = self._scene.progress, self._scene.theme
        is_done = progress.of_line(names) != "to come"
        if is_done or progress.goes_back:
            draw_updated_mark(self._painter, place, theme, is_done=is_done, ground=ground)


def marked_nodes(column: Column, names: Set[str]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """The nodes at which operations that write some of these names are seen, and on no line; and
    what these write.
    """
    on_lines = {name for wire in column.wires if wire.part != "way" for name in wire.outputs}
    for node in column.nodes:
        inside = tuple(name for name in node.others if name in names and name not in on_lines)
        if inside:
            yield node, inside


def place_of(wire: Wire) -> Point:
    """Beside the name of the weight where there is one on the line, else in the middle of its
    longest stretch.
    """
    if wire.label is not None and wire.weight is not None:
        return Point(wire.label.x + BESIDE_NAME, wire.label.y)
    start, end = max(pairwise(wire.points), key=lambda ends: math.dist(*ends))
    # On a short line it would lie under what the line joins.
    aside = BESIDE_LINE if math.dist(start, end) < SHORT else 0.0
    return Point((start.x + end.x) / 2 + aside, (start.y + end.y) / 2)
