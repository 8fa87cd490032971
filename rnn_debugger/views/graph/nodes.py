"""Painting the nodes of a column: a value, and its gradient once it has arrived."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from rnn_debugger.debugger import character_label, short
from rnn_debugger.views.colours import Array, Scale, packed_colours
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.graph.captions import CAPTION_SIZE, captions
from rnn_debugger.views.graph.cells import draw_cells, hatch_not_finite
from rnn_debugger.views.graph.elements import Node
from rnn_debugger.views.graph.figures import fitting
from rnn_debugger.views.graph.half_box import half_box
from rnn_debugger.views.graph.pen import draw_frame, draw_glow, draw_ring, rect_of
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.heatmap import hatch
from rnn_debugger.views.heatmap_marks import readable_on
from rnn_debugger.views.pooling import pool
from rnn_debugger.views.theme import PhaseColours

BOX_RADIUS = 5.0
LEAST_ROW = 3
"""Pixels of a row in a strip."""
NUMBER_SIZE, NUMBER_HEIGHT = 10, 15
"""Pixels of the numbers in a strip, and of a row that has room for one."""


class NodePainter:
    """Paints nodes of every kind on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._painter = painter
        self._scene = scene

    def paint(self, node: Node) -> None:
        area = rect_of(node.box)
        if node.kind == "input":
            self._input(node, area)
        elif node.kind == "letter":
            self._letter(node, area)
        elif node.kind in ("loss", "bar"):
            self._loss(node, area)
        else:
            self._split(node, area)
        self._caption(node, area)

    def paint_rings(self, node: Node) -> None:
        """Glow of operands, ring of the result, frame of the selection."""
        progress, theme = self._scene.progress, self._scene.theme
        whole = rect_of(node.box)
        halves = self._halves(node, whole)
        for name, area in halves:
            if progress.is_operand(name):
                draw_glow(self._painter, area, theme.phase(progress.phase).glow)
            elif name in self._scene.path:
                draw_glow(self._painter, area, theme.backward.line)
        inside = self._written_inside(node)
        for name, area in halves:
            if progress.is_result(name) or name == inside:
                draw_ring(self._painter, area, theme.surface.ink)
            elif name in self._scene.selected:
                draw_frame(self._painter, area, theme.surface.second)

    def _written_inside(self, node: Node) -> str | None:
        """The half of a node at which an operation in between is seen."""
        last = self._scene.progress.last
        if last is None or last.output not in node.others:
            return None
        is_gradient = self._scene.moment.program.tensors[last.output].role == "gradient"
        has_gradient = node.gradient is not None and self._scene.progress.has(node.gradient)
        return node.gradient if is_gradient and has_gradient else node.value

    def _halves(self, node: Node, area: QRectF) -> list[tuple[str, QRectF]]:
        if node.gradient is None or not self._scene.progress.has(node.gradient):
            return [(node.value, area)]
        gap = 0.0 if node.kind == "card" else 2.0
        width = area.width() / 2 - gap / 2
        left = QRectF(area.left(), area.top(), width, area.height())
        right = QRectF(area.right() - width, area.top(), width, area.height())
        return [(node.value, left), (node.gradient, right)]

    def _split(self, node: Node, area: QRectF) -> None:
        theme, surface = self._scene.theme, self._scene.theme.surface
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            if node.kind == "card":
                self._text(area, node.value, surface.to_come_text, 10.5)
            return
        halves = self._halves(node, area)
        colours = [theme.forward, theme.backward]
        for (name, part), phase in zip(halves, colours, strict=False):
            if node.kind == "card":
                self._card(node, name, part, area, phase)
            elif node.kind == "bars":
                self._bars(name, part, phase)
            else:
                self._strip(name, part, phase, node.kind == "share" and name == node.value)

    def _card(
        self, node: Node, name: str, area: QRectF, whole: QRectF, phase: PhaseColours
    ) -> None:
        """One half of a card, or all of it: the name over the number."""
        surface = self._scene.theme.surface
        is_gradient = name == node.gradient
        fill = phase.pale if is_gradient else surface.card
        if area == whole:
            self._box(whole, fill, phase.line, 1.6)
        else:
            pen = QPen(phase.line, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            middle = area.left() if is_gradient else area.right()
            self._painter.setPen(pen)
            self._painter.setBrush(fill)
            self._painter.drawPath(half_box(whole, middle, BOX_RADIUS, is_left=not is_gradient))
        number = self._number(name, node.row or 0)
        name_area = QRectF(area.left(), area.top() + 2, area.width(), area.height() * 0.45)
        self._text(name_area, name, surface.second, 10.5)
        value_area = QRectF(
            area.left(), area.top() + area.height() * 0.42, area.width(), area.height() * 0.52
        )
        size = 12.0 if 7.4 * len(short(number)) < area.width() - 4 else 10.5
        text = fitting(number, number_font(size, bold=True), area.width() - 2)
        self._text(value_area, text, phase.text, size, bold=True)

    def _input(self, node: Node, area: QRectF) -> None:
        surface = self._scene.theme.surface
        name = self._element_name(node)
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            self._text(area, name, surface.to_come_text, 10.5)
            return
        self._box(area, surface.card, surface.to_come_text, 1.3)
        left = area.adjusted(7, 0, -4, 0)
        self._text(left, name, surface.second, 10.5, Qt.AlignmentFlag.AlignLeft)
        number = short(self._number(node.value, node.row or 0), trim=True)
        right = area.adjusted(4, 0, -7, 0)
        self._text(right, number, surface.ink, 12, Qt.AlignmentFlag.AlignRight, bold=True)

    def _element_name(self, node: Node) -> str:
        base, _, rest = node.value.partition("[")
        return f"{base}{_subscript((node.row or 0) + 1)}[{rest}"

    def _letter(self, node: Node, area: QRectF) -> None:
        surface = self._scene.theme.surface
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            return
        value = self._vector(node.value)
        self._box(area, surface.card, surface.to_come_text, 1.4)
        if self._scene.characters is not None and np.count_nonzero(value) == 1:
            letter = self._scene.characters[int(np.argmax(value != 0))]
            size = 16 if area.width() >= 24 else 13
            self._text(area, character_label(letter), surface.ink, size, bold=True)
        elif value.size == 1 and area.width() > 34:
            self._text(area, short(float(value[0]), 3), surface.ink, 10.5)
        else:
            self._cells(value, area.adjusted(3, 3, -3, -3), float(np.abs(value).max(initial=0)))

    def _loss(self, node: Node, area: QRectF) -> None:
        theme = self._scene.theme
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            if node.caption == "inside" and area.width() >= 60:
                self._text(area, node.value, theme.surface.to_come_text, 10.5)
            return
        value = float(self._scene.moment.value(node.value))
        if node.kind == "bar":
            track = self._scene.tracks.of("loss")
            level = track.scale if track is not None and track.scale > 0 else 1.0
            part = min(max(value / level, 0.04), 1.0) if np.isfinite(value) else 1.0
            area = area.adjusted(0, area.height() * (1 - part), 0, 0)
        self._box(area, theme.loss.fill, theme.loss.line, 1.4, 3)
        if not np.isfinite(value):
            hatch(self._painter, area, theme.surface.ink)
        if area.width() >= 60:
            if node.caption == "inside":
                left = area.adjusted(8, 0, 0, 0)
                self._text(left, node.value, theme.surface.ink, 10.5, Qt.AlignmentFlag.AlignLeft)
                right = area.adjusted(0, 0, -8, 0)
                self._text(
                    right,
                    short(value),
                    theme.surface.ink,
                    12,
                    Qt.AlignmentFlag.AlignRight,
                    bold=True,
                )
            else:
                self._text(area, short(value), theme.surface.ink, 12, bold=True)

    def _bars(self, name: str, area: QRectF, phase: PhaseColours) -> None:
        """A row of bars, for probabilities and their errors."""
        surface = self._scene.theme.surface
        self._box(area, surface.card, phase.line, 1.6, 3)
        value = self._vector(name)
        inner = area.adjusted(3, 3, -3, -3)
        level = float(np.abs(value[np.isfinite(value)]).max(initial=0.0))
        if not np.isfinite(value).all():
            hatch(self._painter, area, surface.ink)
        if level == 0 or inner.width() < 4:
            return
        signed = bool((value < 0).any())
        middle = inner.center().y() if signed else inner.bottom()
        room = inner.height() / 2 if signed else inner.height()
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(phase.line)
        step = inner.width() / value.size
        width, bars = max(step * 0.8, 1.0), []
        for number, x in enumerate(value.tolist()):
            if math.isfinite(x) and abs(x) > 0.01 * level:
                height = room * abs(x) / level
                top = middle - height if x > 0 else middle
                bars.append(QRectF(inner.left() + number * step, top, width, height))
        self._painter.drawRects(bars)

    def _strip(self, name: str, area: QRectF, phase: PhaseColours, is_share: bool = False) -> None:
        """A vector as a column of coloured rows; unit k stands at the same height everywhere.
        What is a share has the colours of magnitudes between 0 and 1.
        """
        self._box(area, self._scene.theme.surface.card, phase.line, 1.6, 3)
        inner = area.adjusted(2.5, 2.5, -2.5, -2.5)
        if is_share:
            self._cells(self._vector(name), inner, 1.0, "magnitude")
            return
        base = name.partition("[")[0]
        track = self._scene.tracks.of(base)
        level = track.scale if track is not None else 0.0
        if base.startswith("h"):
            level = max(level, 1.0)
        self._cells(self._vector(name), inner, level)

    def _cells(self, value: Array, area: QRectF, level: float, scale: Scale = "signed") -> None:
        rows = max(int(area.height() // LEAST_ROW), 1)
        column = pool(value[:, None], rows, 1)
        is_dark = self._scene.theme.is_dark
        draw_cells(self._painter, area, column, level, scale, is_dark=is_dark)
        hatch_not_finite(self._painter, area, column, self._scene.theme.surface.ink)
        if area.height() / len(column) >= NUMBER_HEIGHT:
            self._numbers_in(column[:, 0], area, level, scale)

    def _numbers_in(self, column: Array, area: QRectF, level: float, scale: Scale) -> None:
        """Across, else upwards; all of them, or none where one would be cut: half a number is a
        wrong number.
        """
        texts = [short(float(number), 2) for number in column]
        metrics = QFontMetricsF(number_font(NUMBER_SIZE))
        widest = max(map(metrics.horizontalAdvance, texts))
        height = area.height() / len(column)
        goes_up = widest > area.width()
        if goes_up and widest > height - 4:
            return
        theme = self._scene.theme
        grounds = packed_colours(column, level, scale, theme.is_dark)
        length, breadth = (height, area.width()) if goes_up else (area.width(), height)
        for row, text in enumerate(texts):
            self._painter.save()
            self._painter.translate(area.center().x(), area.top() + (row + 0.5) * height)
            self._painter.rotate(-90 if goes_up else 0)
            cell = QRectF(-length / 2, -breadth / 2, length, breadth)
            ground = QColor(int(grounds[row]))
            if not np.isfinite(column[row]):
                # Hatching would run through the letters.
                ground = theme.surface.card
                width = metrics.horizontalAdvance(text) + 2
                self._painter.fillRect(QRectF(-width / 2, -7, width, 14), ground)
            self._text(cell, text, readable_on(ground), NUMBER_SIZE)
            self._painter.restore()

    def _caption(self, node: Node, area: QRectF) -> None:
        if node.caption in ("none", "inside"):
            return
        theme, progress = self._scene.theme, self._scene.progress
        names = [name for name, _ in self._halves(node, area)]
        colours = [theme.forward.text, theme.backward.text]
        if not progress.has(node.value):
            colours = [theme.surface.to_come_text]
        elif node.kind in ("letter", "loss"):
            colours = [theme.surface.second]
        if node.caption in ("left", "right"):
            is_left = node.caption == "left"
            side = QRectF(area.left() - 75 if is_left else area.right() + 5, area.top(), 70, 0)
            side.setHeight(area.height())
            align = Qt.AlignmentFlag.AlignRight if is_left else Qt.AlignmentFlag.AlignLeft
            self._text(side, node.value, colours[0], 10.5, align)
            return
        for caption, colour in zip(captions(node, names), colours, strict=False):
            bold = progress.is_operand(caption.name) or progress.is_result(caption.name)
            self._painter.setFont(number_font(CAPTION_SIZE, bold=bold))
            self._painter.setPen(colour)
            self._painter.drawText(QPointF(caption.x, caption.y), caption.text)

    def _number(self, name: str, row: int) -> float:
        return float(self._vector(name)[row])

    def _vector(self, name: str) -> Array:
        value = self._scene.moment.value(name)
        column: Array = value[:, self._scene.sequence] if value.ndim == 2 else value.reshape(-1)
        return column

    def _dashed(self, area: QRectF) -> None:
        pen = QPen(self._scene.theme.surface.to_come_line, 1.1)
        pen.setDashPattern([3, 3])
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(area, 4, 4)

    def _box(
        self, area: QRectF, fill: QColor, line: QColor, width: float, radius: float = BOX_RADIUS
    ) -> None:
        self._painter.setPen(QPen(line, width))
        self._painter.setBrush(fill)
        self._painter.drawRoundedRect(area, radius, radius)

    def _text(
        self,
        area: QRectF,
        text: str,
        colour: QColor,
        pixels: float,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        *,
        bold: bool = False,
    ) -> None:
        plain = not any(c.isdigit() for c in text) and len(text) > 6
        self._painter.setFont(
            text_font(pixels, bold=bold) if plain else number_font(pixels, bold=bold)
        )
        self._painter.setPen(colour)
        self._painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter, text)


def _subscript(number: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(number))
