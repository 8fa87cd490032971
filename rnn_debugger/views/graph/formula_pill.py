"""The formula of the operation that ran last, written where it happened, and its result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

from rnn_debugger.debugger import Operation, short
from rnn_debugger.views.graph.elements import Column, Pill, Point
from rnn_debugger.views.graph.pen import draw_pill, draw_result, pill_size
from rnn_debugger.views.graph.rail import Rail
from rnn_debugger.views.graph.scene import Scene

MARGIN = 4.0
"""Pixels between a pill and the edges of the view."""
WIDEST = 340.0
"""Pixels of a sum's pill; of a longer one only the first and the last term are written."""
SLACK = 24.0
"""Pixels that a pill's place may lie outside."""


class FormulaPainter:
    """`placed` are the columns in sight with their left edges in the widget; `size` is its own."""

    def __init__(
        self, scene: Scene, rail: Rail, placed: Sequence[tuple[float, Column]], size: QSizeF
    ) -> None:
        self._scene = scene
        self._rail = rail
        self._placed = placed
        self._size = size

    def paint(self, painter: QPainter) -> None:
        operation = self._scene.progress.last
        pill = None if operation is None else self._place_of(operation)
        if operation is None or pill is None or not self._is_in_sight(pill.place):
            return
        text = self._text_of(operation)
        width, height = pill_size(text)
        shift = {"middle": 0.0, "left": -width / 2, "right": width / 2}[pill.side]
        low, high = self._rail.width + width / 2 + MARGIN, self._size.width() - width / 2 - MARGIN
        x = min(max(pill.place.x + shift, low), high)
        lowest = self._size.height() - height / 2 - MARGIN
        y = min(max(pill.place.y, height / 2 + MARGIN), lowest)
        theme = self._scene.theme
        phase = theme.phase(operation.phase)
        drawn = draw_pill(painter, Point(x, y), text, phase.under_white_text, theme.surface.ink)
        value = self._scene.moment.value(operation.output)
        if value.size == 1:
            result = short(float(value.reshape(-1)[0]))
            below = pill.side != "middle"
            draw_result(painter, drawn, result, phase, self._size.width(), below=below)

    def _is_in_sight(self, place: Point) -> bool:
        """At the edge a formula from beyond it would seem to belong to what is there."""
        return self._rail.width - SLACK < place.x < self._size.width() + SLACK

    def _text_of(self, operation: Operation) -> str:
        """The right side, since the place tells the left; in full where the place does not."""
        has_no_column = self._scene.moment.program.tensors[operation.output].timestep is None
        if has_no_column and not self._rail.slots:
            return operation.formula
        text = operation.right_side
        terms = text.split(" + ")
        if len(terms) > 2 and pill_size(text)[0] > WIDEST:
            return f"{terms[0]} + … + {terms[-1]}"
        return text

    def _place_of(self, operation: Operation) -> Pill | None:
        """At the operation's line, at its node, or beside its parameter in the rail."""
        for x, column in self._placed:
            for wire in column.wires:
                if operation.output in wire.outputs and wire.pill is not None:
                    return _shifted(wire.pill, x)
        for x, column in self._placed:
            for node in column.nodes:
                if operation.output in (node.value, node.gradient, *node.others):
                    if node.pill is not None:
                        return _shifted(node.pill, x)
                    above = node.kind in ("letter", "input")
                    y = node.box.top - 24 if above else node.box.bottom + 34
                    return Pill(Point(x + node.box.x, y))
        if not self._rail.slots:
            return self._place_without_rail(operation)
        owner = self._scene.moment.program.tensors[operation.output].of
        for slot in self._rail.slots:
            if slot.parameter in (operation.output, owner):
                return Pill(Point(self._rail.width + 6, slot.value.center().y()), "right")
        return None

    def _place_without_rail(self, operation: Operation) -> Pill:
        """At the foot of the operation's timestep; without a timestep, of the view."""
        for x, column in self._placed:
            if column.timestep == operation.timestep and column.nodes:
                box = column.nodes[0].box
                return Pill(Point(x + box.x, box.bottom + 40))
        return Pill(Point(self._size.width() / 2, self._size.height() - 60))


def _shifted(pill: Pill, x: float) -> Pill:
    return Pill(Point(x + pill.place.x, pill.place.y), pill.side)
