"""Painting the nodes of a column: a value, and its gradient once it has arrived."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from rnn_debugger.debugger import character_label, short
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.boxes import BOX_RADIUS, draw_box, draw_text
from rnn_debugger.views.graph.captions import CAPTION_SIZE, captions
from rnn_debugger.views.graph.dashes import draw_dashed_box
from rnn_debugger.views.graph.elements import Node
from rnn_debugger.views.graph.faces import Faces
from rnn_debugger.views.graph.figures import fitting
from rnn_debugger.views.graph.half_box import half_box
from rnn_debugger.views.graph.pen import draw_frame, draw_glow, draw_ring, rect_of
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.vectors import VectorPainter, vector_of
from rnn_debugger.views.heatmap import hatch
from rnn_debugger.views.theme import PhaseColours


class NodePainter:
    """Paints nodes of every kind on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene, faces: Faces | None = None) -> None:
        self._painter = painter
        self._scene = scene
        self._faces = faces

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
                draw_text(self._painter, area, node.value, surface.to_come_text, 10.5)
            return
        halves = self._halves(node, area)
        colours = [theme.forward, theme.backward]
        for (name, part), phase in zip(halves, colours, strict=False):
            if node.kind == "card":
                self._card(node, name, part, area, phase)
            else:
                self._vector_box(node, name, part, phase)

    def _vector_box(self, node: Node, name: str, area: QRectF, phase: PhaseColours) -> None:
        """All of a vector, from the picture kept of it where there is one."""

        def paint(painter: QPainter) -> None:
            boxes = VectorPainter(painter, self._scene)
            if node.kind == "bars":
                boxes.bars(name, area, phase)
            else:
                boxes.strip(name, area, phase, node.kind == "share" and name == node.value)

        if self._faces is None:
            paint(self._painter)
            return
        track = self._scene.tracks.of(name.partition("[")[0])
        scale = None if track is None else track.scale
        # Once in an iteration it is written, and what edits change has another scene's key.
        key = (name, scale, area.getRect())
        self._faces.draw(self._painter, key, area, paint)

    def _card(
        self, node: Node, name: str, area: QRectF, whole: QRectF, phase: PhaseColours
    ) -> None:
        """One half of a card, or all of it: the name over the number."""
        surface = self._scene.theme.surface
        is_gradient = name == node.gradient
        fill = phase.pale if is_gradient else surface.card
        if area == whole:
            draw_box(self._painter, whole, fill, phase.line, 1.6)
        else:
            pen = QPen(phase.line, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            middle = area.left() if is_gradient else area.right()
            self._painter.setPen(pen)
            self._painter.setBrush(fill)
            self._painter.drawPath(half_box(whole, middle, BOX_RADIUS, is_left=not is_gradient))
        number = self._number(name, node.row or 0)
        name_area = QRectF(area.left(), area.top() + 2, area.width(), area.height() * 0.45)
        draw_text(self._painter, name_area, name, surface.second, 10.5)
        value_area = QRectF(
            area.left(), area.top() + area.height() * 0.42, area.width(), area.height() * 0.52
        )
        size = 12.0 if 7.4 * len(short(number)) < area.width() - 4 else 10.5
        text = fitting(number, number_font(size, bold=True), area.width() - 2)
        draw_text(self._painter, value_area, text, phase.text, size, bold=True)

    def _input(self, node: Node, area: QRectF) -> None:
        surface = self._scene.theme.surface
        name = self._element_name(node)
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            draw_text(self._painter, area, name, surface.to_come_text, 10.5)
            return
        draw_box(self._painter, area, surface.card, surface.to_come_text, 1.3)
        left = area.adjusted(7, 0, -4, 0)
        draw_text(self._painter, left, name, surface.second, 10.5, Qt.AlignmentFlag.AlignLeft)
        number = short(self._number(node.value, node.row or 0), trim=True)
        right = area.adjusted(4, 0, -7, 0)
        draw_text(
            self._painter, right, number, surface.ink, 12, Qt.AlignmentFlag.AlignRight, bold=True
        )

    def _element_name(self, node: Node) -> str:
        base, _, rest = node.value.partition("[")
        return f"{base}{_subscript((node.row or 0) + 1)}[{rest}"

    def _letter(self, node: Node, area: QRectF) -> None:
        surface = self._scene.theme.surface
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            return
        value = vector_of(self._scene, node.value)
        draw_box(self._painter, area, surface.card, surface.to_come_text, 1.4)
        if self._scene.characters is not None and np.count_nonzero(value) == 1:
            letter = self._scene.characters[int(np.argmax(value != 0))]
            size = 16 if area.width() >= 24 else 13
            draw_text(self._painter, area, character_label(letter), surface.ink, size, bold=True)
        elif value.size == 1 and area.width() > 34:
            draw_text(self._painter, area, short(float(value[0]), 3), surface.ink, 10.5)
        else:
            inner = area.adjusted(3, 3, -3, -3)
            boxes = VectorPainter(self._painter, self._scene)
            boxes.cells(value, inner, float(np.abs(value).max(initial=0)))

    def _loss(self, node: Node, area: QRectF) -> None:
        theme = self._scene.theme
        if not self._scene.progress.has(node.value):
            self._dashed(area)
            if node.caption == "inside" and area.width() >= 60:
                draw_text(self._painter, area, node.value, theme.surface.to_come_text, 10.5)
            return
        value = float(self._scene.moment.value(node.value))
        if node.kind == "bar":
            track = self._scene.tracks.of("loss")
            level = track.scale if track is not None and track.scale > 0 else 1.0
            part = min(max(value / level, 0.04), 1.0) if np.isfinite(value) else 1.0
            area = area.adjusted(0, area.height() * (1 - part), 0, 0)
        draw_box(self._painter, area, theme.loss.fill, theme.loss.line, 1.4, 3)
        if not np.isfinite(value):
            hatch(self._painter, area, theme.surface.ink)
        if area.width() >= 60:
            self._loss_texts(node, area, value)

    def _loss_texts(self, node: Node, area: QRectF, value: float) -> None:
        """The number, and left of it the name if it stands inside and there is room for both."""
        ink, bold = self._scene.theme.surface.ink, number_font(12, bold=True)
        inner = area.adjusted(8, 0, -8, 0)
        name = QFontMetricsF(number_font(10.5)).horizontalAdvance(node.value) + 8
        number = fitting(value, bold, inner.width() - name)
        both = node.caption == "inside" and (
            name + QFontMetricsF(bold).horizontalAdvance(number) <= inner.width()
        )
        if not both:
            number = fitting(value, bold, inner.width() + 12)
            draw_text(self._painter, area, number, ink, 12, bold=True)
            return
        draw_text(self._painter, inner, node.value, ink, 10.5, Qt.AlignmentFlag.AlignLeft)
        side = Qt.AlignmentFlag.AlignRight
        draw_text(self._painter, inner, number, ink, 12, side, bold=True)

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
            draw_text(self._painter, side, node.value, colours[0], 10.5, align)
            return
        for caption, colour in zip(captions(node, names), colours, strict=False):
            bold = progress.is_operand(caption.name) or progress.is_result(caption.name)
            self._painter.setFont(number_font(CAPTION_SIZE, bold=bold))
            self._painter.setPen(colour)
            self._painter.drawText(QPointF(caption.x, caption.y), caption.text)

    def _number(self, name: str, row: int) -> float:
        return float(vector_of(self._scene, name)[row])

    def _dashed(self, area: QRectF) -> None:
        draw_dashed_box(self._painter, area, self._scene.theme.surface.to_come_line, 4)


def _subscript(number: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(number))
