"""What is painted over a heatmap's colours: what is absent, not finite, current, selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen

from rnn_debugger.debugger import short
from rnn_debugger.views.colours import Array, packed_colours
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.pooling import starts
from rnn_debugger.views.theme import Theme

if TYPE_CHECKING:
    from rnn_debugger.views.heatmap import Picture

HATCH = 7
"""Pixels; what is not a number is hatched at least so wide."""
GRID_FROM = 11
"""Pixels of a cell's smaller side from which cells are parted by lines."""
NUMBER_ROOM = (58, 15)
"""Pixels; a cell at least so wide and high has its number written in it."""


class HeatmapPainter:
    """Paints over the colours of one picture that fills an area."""

    def __init__(self, painter: QPainter, theme: Theme, picture: Picture, area: QRectF) -> None:
        self._painter = painter
        self._theme = theme
        self._picture = picture
        self._area = area
        rows, columns = picture.values.shape
        self._cell = area.width() / columns, area.height() / rows

    def paint(self) -> None:
        self._grid()
        self._columns_without_values()
        self._numbers()
        self._not_finite()
        self._current()
        self._selected()

    def rect(self, first: int, last: int, top: int = 0, bottom: int | None = None) -> QRectF:
        """The columns first to last and the rows top to bottom, all inclusive."""
        width, height = self._cell
        bottom = self._picture.values.shape[0] - 1 if bottom is None else bottom
        return QRectF(
            first * width, top * height, (last - first + 1) * width, (bottom - top + 1) * height
        )

    def _grid(self) -> None:
        width, height = self._cell
        if min(width, height) < GRID_FROM:
            return
        rows, columns = self._picture.values.shape
        self._painter.setPen(QPen(self._theme.surface.canvas, 1))
        across = [
            QLineF(0, row * height, self._area.width(), row * height) for row in range(1, rows)
        ]
        down = [
            QLineF(column * width, 0, column * width, self._area.height())
            for column in range(1, columns)
        ]
        self._painter.drawLines(across + down)

    def _columns_without_values(self) -> None:
        """Columns to come: the canvas and a dashed outline, nothing in it but a message."""
        picture, painter, surface = self._picture, self._painter, self._theme.surface
        if picture.exists is not None:
            for first, last in runs(~picture.exists):
                painter.fillRect(self.rect(first, last), surface.canvas)
        stretches = runs(picture.awaited)
        for first, last in stretches:
            area = self.rect(first, last)
            painter.fillRect(area, surface.canvas)
            painter.setPen(QPen(surface.to_come_line, 1, Qt.PenStyle.DashLine))
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        if stretches and picture.message:
            is_left = picture.message_side == "left"
            self._message(self.rect(*stretches[0 if is_left else -1]))

    def _message(self, area: QRectF) -> None:
        """Held at the outer side, so that it stays where it is while the columns arrive."""
        font = text_font(11)
        text, side = self._picture.message, self._picture.message_side
        # Clear of the first column, through whose lines it could not be read.
        inset = 14 + (self._cell[0] if self._cell[0] < area.width() / 4 else 0)
        room = area.adjusted(inset, 0, -inset, 0)
        if QFontMetricsF(font).horizontalAdvance(text) > room.width() or room.height() < 16:
            return
        flags = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignLeft if side == "left" else Qt.AlignmentFlag.AlignRight
        )
        self._painter.setFont(font)
        self._painter.setPen(self._theme.surface.second)
        self._painter.drawText(room, flags, text)

    def _numbers(self) -> None:
        """Where cells are large the number stands in them, dark on light or light on dark."""
        picture, painter = self._picture, self._painter
        width, height = self._cell
        if width < NUMBER_ROOM[0] or height < NUMBER_ROOM[1]:
            return
        painter.setFont(number_font(11))
        colours = packed_colours(
            picture.values, picture.level, picture.scale, self._theme.is_dark,
            logarithmic=picture.logarithmic,
        )  # fmt: skip
        for column in np.flatnonzero(picture.present):
            for row in range(picture.values.shape[0]):
                text = short(float(picture.values[row, column]))
                painter.setPen(readable_on(QColor(int(colours[row, column]))))
                cell = self.rect(int(column), int(column), row, row)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _not_finite(self) -> None:
        """NaN is hatched one way, infinity the other."""
        picture = self._picture
        if np.isfinite(picture.values).all():
            return
        nan = np.isnan(picture.values) & picture.present
        infinite = np.isinf(picture.values) & picture.present
        ink = self._theme.surface.ink
        for mask, pattern in (
            (nan, Qt.BrushStyle.BDiagPattern),
            (infinite, Qt.BrushStyle.FDiagPattern),
        ):
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QBrush(ink, pattern))
            self._painter.drawRects(self._areas(mask))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _areas(self, mask: Array) -> list[QRectF]:
        """Rectangles that cover the cells of a mask, each wide and high enough to be seen."""
        if not mask.any():
            return []
        row_starts = starts(mask.shape[0], int(self._area.height()) // HATCH)
        column_starts = starts(mask.shape[1], int(self._area.width()) // HATCH)
        coarse = np.logical_or.reduceat(mask, row_starts, axis=0)
        coarse = np.logical_or.reduceat(coarse, column_starts, axis=1)
        row_ends = np.append(row_starts[1:], mask.shape[0]) - 1
        column_ends = np.append(column_starts[1:], mask.shape[1]) - 1
        areas = []
        for row in range(len(coarse)):
            for first, last in runs(coarse[row]):
                areas.append(
                    self.rect(
                        int(column_starts[first]),
                        int(column_ends[last]),
                        int(row_starts[row]),
                        int(row_ends[row]),
                    )
                )
        return areas

    def _current(self) -> None:
        """Two lines in the colour of the phase, one on each side of the column."""
        column = self._picture.current_column
        if column is None:
            return
        area = self.rect(column, column)
        colour = self._theme.phase(self._picture.current_phase).line
        self._painter.setPen(QPen(colour, 2))
        left, right = max(area.left() - 1, 1), min(area.right() + 1, self._area.right() - 1)
        self._painter.drawLine(QLineF(left, 0, left, area.bottom()))
        self._painter.drawLine(QLineF(right, 0, right, area.bottom()))

    def _selected(self) -> None:
        picture = self._picture
        if picture.marked_column is not None:
            self._frame(self.rect(picture.marked_column, picture.marked_column))
        if picture.chosen is not None:
            row, column = picture.chosen
            self._frame(self.rect(column, column, row, row))

    def _frame(self, area: QRectF) -> None:
        """Ink, cased in the canvas' colour so that it is seen on every ground."""
        surface, painter = self._theme.surface, self._painter
        if area.width() < 8 or area.height() < 8:
            area = area.adjusted(-2, -2, 2, 2)
        else:
            area = area.adjusted(1, 1, -1, -1)
        area = area.intersected(self._area.adjusted(1, 1, -1, -1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((surface.canvas, 4), (surface.ink, 2)):
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(area)


def readable_on(ground: QColor) -> QColor:
    """Black or white, whichever reads better on a colour."""
    weights = ((0.2126, ground.redF()), (0.7152, ground.greenF()), (0.0722, ground.blueF()))
    luminance = sum(weight * part**2.2 for weight, part in weights)
    # Both contrasts are alike at a relative luminance of 0.18.
    return QColor("#14161A") if luminance > 0.18 else QColor("#FFFFFF")


def rgb_image(colours: Array) -> QImage:
    """An image of colours, uint8 (rows, columns, 3); it owns its memory."""
    rows, columns = colours.shape[:2]
    packed = np.ascontiguousarray(colours)
    image = QImage(packed.data, columns, rows, columns * 3, QImage.Format.Format_RGB888)
    return image.copy()


def hatch(painter: QPainter, area: QRectF, ink: QColor) -> None:
    """Mark an area as not a number; it is made wide enough to be seen."""
    if area.width() < HATCH:
        more = (HATCH - area.width()) / 2
        area = area.adjusted(-more, 0, more, 0)
    painter.fillRect(area, QBrush(ink, Qt.BrushStyle.BDiagPattern))


def runs(mask: Array) -> list[tuple[int, int]]:
    """First and last index of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
