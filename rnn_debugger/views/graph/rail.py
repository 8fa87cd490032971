"""The rail at the left: every parameter beside the row that it serves, value and gradient."""

from __future__ import annotations

from collections.abc import Hashable, Set

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from rnn_debugger.debugger import shape_text
from rnn_debugger.views.colours import Array, symmetric_level
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.graph.cells import hatch_not_finite, signed_image
from rnn_debugger.views.graph.dashes import draw_dashed_box
from rnn_debugger.views.graph.figures import fitting
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.pen import draw_frame, draw_glow, draw_ring
from rnn_debugger.views.graph.rail_rows import RailRows, Slot, rail_rows, rail_width
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.zoom import Level

AROUND, TITLES = 8, 20
"""Pixels drawn around a slot at the sides, and above and below."""


class Rail:
    """Lays out and paints the parameters of a model."""

    def __init__(self, frame: Frame) -> None:
        self._model = frame.model
        self._level: Level = frame.level
        self._frame = frame
        self._thumbs: dict[str, tuple[Hashable, QImage]] = {}
        rows = RailRows() if frame.level == "compact" else rail_rows(frame)
        self.slots, self._labels = rows.slots, rows.labels
        self.width = rail_width(frame.level, frame.model)

    def slot_at(self, x: float, y: float) -> str | None:
        """The tensor under a point: a parameter, or its gradient."""
        for slot in self.slots:
            if slot.value.contains(x, y):
                return slot.parameter
            if slot.gradient.contains(x, y):
                return f"d{slot.parameter}"
        return None

    def place_of(self, names: Set[str], scene: Scene) -> QRect:
        """The rectangle of the slots whose parameter, or what belongs to it, is one of the names;
        null for none.
        """
        tensors = scene.moment.program.tensors
        owners = {tensors[name].of for name in names if name in tensors}
        found = QRect()
        for slot in self.slots:
            both = {slot.parameter, f"d{slot.parameter}"}
            if not both.isdisjoint(names) or not both.isdisjoint(owners):
                found |= _around(slot)
        return found

    def paint(
        self, painter: QPainter, scene: Scene, height: float, inside: QRect | None = None
    ) -> None:
        """Everything, or what lies inside a rectangle in part at least."""
        surface = scene.theme.surface
        painter.fillRect(QRectF(0, 0, self.width, height), surface.canvas)
        if self._level == "compact":
            self._row_names(painter, scene)
            return
        painter.setPen(QPen(surface.line, 1))
        painter.drawLine(QPointF(self.width - 0.5, 0), QPointF(self.width - 0.5, height))
        painter.setFont(text_font(11))
        painter.setPen(surface.second)
        painter.drawText(QPointF(10, 24), "Parameters")
        for label in self._labels:
            painter.setFont(number_font(10.5, bold=label.is_gate))
            painter.setPen(surface.ink if label.is_gate else surface.second)
            painter.drawText(label.area, Qt.AlignmentFlag.AlignCenter, label.text)
        for slot in self.slots:
            if inside is None or inside.intersects(_around(slot)):
                self._paint_slot(painter, scene, slot)

    def _row_names(self, painter: QPainter, scene: Scene) -> None:
        """Where there is no room for names in the columns, they stand here once."""
        theme, frame = scene.theme, self._frame
        names = [
            ("loss", frame.loss_box().y, theme.surface.ink),
            ("y", frame.output_box().y, theme.forward.text),
            *(
                (base, box.y, theme.forward.text)
                for layer in frame.model.layers
                for base, box in (
                    (layer.h, frame.state_box(layer)),
                    (layer.c, frame.cell_state_box(layer)),
                )
                if base is not None and box is not None
            ),
            ("x", frame.style.rows.at(frame.style.rows.x), theme.surface.second),
        ]
        painter.setFont(number_font(12.5, bold=True))
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for name, y, colour in names:
            painter.setPen(colour)
            painter.drawText(QRectF(0, y - 10, self.width - 12, 20), align, name)

    def _paint_slot(self, painter: QPainter, scene: Scene, slot: Slot) -> None:
        theme, progress = scene.theme, scene.progress
        gradient = f"d{slot.parameter}"
        in_use = progress.is_operand(slot.parameter) or progress.is_result(slot.parameter)
        if in_use and not progress.is_result(slot.parameter):
            draw_glow(painter, slot.value, theme.phase(progress.phase).glow)
        if progress.is_operand(gradient):
            draw_glow(painter, slot.gradient, theme.update.glow)
        if not slot.is_in_table:
            self._titles(painter, scene, slot, bold=in_use)
        value = scene.moment.value(slot.parameter)
        grad = scene.moment.value(gradient) if progress.has(gradient) else None
        if self._level == "units":
            self._numbers(painter, scene, slot, value, grad)
        else:
            if slot.is_in_table and value.ndim == 1:
                # A vector stands upright there, its units at the heights of the matrices' rows.
                value, grad = value[:, None], None if grad is None else grad[:, None]
            self._thumb(painter, scene, slot.parameter, slot.value, value, theme.parameter.line)
            self._thumb(painter, scene, gradient, slot.gradient, grad, theme.backward.line)
            if not slot.is_in_table:
                painter.setFont(number_font(10))
                painter.setPen(theme.surface.second)
                area = QRectF(0, slot.value.bottom() + 1, self.width, 15)
                painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, shape_text(value.shape))
        optimizer_step = progress.last is not None and progress.last.phase == "update"
        touches = optimizer_step and scene.moment.program.tensors[
            progress.last.output if progress.last else slot.parameter
        ].of in (slot.parameter, gradient)
        if progress.is_result(slot.parameter) or touches:
            draw_ring(painter, slot.value, theme.update.line)
        elif slot.parameter in scene.selected:
            draw_frame(painter, slot.value, theme.surface.second)
        if progress.is_result(gradient):
            draw_ring(painter, slot.gradient, theme.surface.ink)
        elif gradient in scene.selected:
            draw_frame(painter, slot.gradient, theme.surface.second)

    def _titles(self, painter: QPainter, scene: Scene, slot: Slot, *, bold: bool) -> None:
        theme = scene.theme
        baseline = slot.value.top() - 5
        painter.setFont(number_font(10.5, bold=bold or self._level == "units"))
        painter.setPen(theme.surface.ink)
        painter.drawText(QPointF(slot.value.left() + 1, baseline), slot.parameter)
        painter.setFont(number_font(10.5))
        has = scene.progress.has(f"d{slot.parameter}")
        painter.setPen(theme.backward.text if has else theme.surface.to_come_text)
        area = QRectF(slot.gradient.left(), baseline - 12, slot.gradient.width(), 15)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, f"d{slot.parameter}")

    def _numbers(
        self, painter: QPainter, scene: Scene, slot: Slot, value: Array, grad: Array | None
    ) -> None:
        theme = scene.theme
        whole = slot.value.united(slot.gradient)
        painter.setPen(QPen(theme.parameter.line, 1.6))
        painter.setBrush(theme.surface.card)
        painter.drawRoundedRect(whole, 4, 4)
        painter.setPen(QPen(theme.surface.line, 1))
        painter.drawLine(slot.gradient.topLeft(), slot.gradient.bottomLeft())
        font = number_font(11.5)
        painter.setFont(font)
        count = min(value.size, 4)
        step = whole.height() / count
        for area, numbers, colour in (
            (slot.value, value, theme.surface.ink),
            (slot.gradient, grad, theme.backward.text),
        ):
            if numbers is None:
                continue
            painter.setPen(colour)
            for row, number in enumerate(numbers.reshape(-1)[:count]):
                cell = QRectF(area.left(), area.top() + row * step, area.width() - 6, step)
                align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(cell, align, fitting(float(number), font, cell.width() - 2))

    def _thumb(  # noqa: PLR0917
        self,
        painter: QPainter,
        scene: Scene,
        name: str,
        area: QRectF,
        value: Array | None,
        line: QColor,
    ) -> None:
        surface = scene.theme.surface
        if value is None:
            draw_dashed_box(painter, area, surface.to_come_line, 3)
            return
        inner = area.adjusted(1.5, 1.5, -1.5, -1.5).toAlignedRect()
        maker = scene.moment.maker(name)
        key = (
            scene.moment.position.branch,
            scene.moment.edits,
            # What no operation of this iteration wrote is as the one before left it.
            scene.moment.iteration,
            None if maker is None else maker.id,
            scene.theme.name,
        )
        kept = self._thumbs.get(name)
        if kept is None or kept[0] != key:
            cells = np.atleast_2d(value)
            image = signed_image(
                cells,
                inner.width(),
                inner.height(),
                symmetric_level(cells),
                is_dark=scene.theme.is_dark,
            )
            kept = self._thumbs[name] = (key, image)
        painter.drawImage(inner.topLeft(), kept[1])
        hatch_not_finite(painter, QRectF(inner), np.atleast_2d(value), surface.ink)
        painter.setPen(QPen(line, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 3, 3)


def _around(slot: Slot) -> QRect:
    """With its titles, its shape, and the ring of what is in use."""
    both = slot.value.united(slot.gradient)
    return both.adjusted(-AROUND, -TITLES, AROUND, TITLES).toAlignedRect()
