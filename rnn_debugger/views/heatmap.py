"""A heatmap of numbers: signed or magnitudes, NaN hatched, absent columns dashed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from rnn_debugger.views.colours import Array, magnitude_rgb, signed_rgb
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.pooling import pool


@dataclass(frozen=True, eq=False)
class Picture:
    """What a heatmap shows. `values` is (rows, columns); `present` (columns,) says which of the
    columns have arrived. The scale goes to ±`level`, or from 0 to `level` for magnitudes.
    """

    values: Array
    present: Array
    level: float
    scale: Literal["signed", "magnitude"] = "signed"
    marked_column: int | None = None
    chosen: tuple[int, int] | None = None


class Heatmap(QWidget):
    """Fills its whole rectangle with the picture."""

    clicked = Signal(int, int)
    """Row and column of a cell."""
    double_clicked = Signal(int, int)

    def __init__(self, themes: Themes, tell: Callable[[int, int], str]) -> None:
        """`tell` gives the text for a cell that the mouse hovers over."""
        super().__init__()
        self._themes = themes
        self._tell = tell
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(24, 24)
        themes.changed.connect(self._forget_image)

    @property
    def picture(self) -> Picture | None:
        return self._picture

    def show_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self._forget_image()

    def mark(self, column: int | None) -> None:
        """Move the mark of the current column alone."""
        if self._picture is not None:
            self._picture = replace(self._picture, marked_column=column)
            self.update()

    def cell_at(self, place: QPoint) -> tuple[int, int] | None:
        """Row and column under a point of the widget."""
        if self._picture is None or not self.rect().contains(place):
            return None
        rows, columns = self._picture.values.shape
        row = min(place.y() * rows // max(self.height(), 1), rows - 1)
        column = min(place.x() * columns // max(self.width(), 1), columns - 1)
        return row, column

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        assert self._picture is not None
        rows, columns = self._picture.values.shape
        width, height = self.width() / columns, self.height() / rows
        return QRectF(column * width, row * height, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._themes.current.surface
        painter.fillRect(self.rect(), surface.canvas)
        if self._picture is None or self._picture.values.size == 0:
            return
        if self._image is None:
            self._image = self._render(self._picture)
        painter.drawImage(QRectF(self.rect()), self._image)
        self._paint_absent(painter, self._picture)
        self._paint_not_a_number(painter, self._picture)
        self._paint_marks(painter, self._picture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        text = self._tell(*cell) if cell else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(*cell)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._forget_image()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget_image()

    def _forget_image(self) -> None:
        self._image = None
        self.update()

    def _render(self, picture: Picture) -> QImage:
        is_dark = self._themes.current.is_dark
        values = pool(np.asarray(picture.values, np.float64), self.height(), self.width())
        if picture.scale == "signed":
            colours = signed_rgb(values, picture.level, is_dark)
        else:
            colours = magnitude_rgb(values, picture.level)
        return rgb_image(colours)

    def _paint_absent(self, painter: QPainter, picture: Picture) -> None:
        """Columns to come: the canvas and a dashed outline, nothing in it."""
        surface = self._themes.current.surface
        for first, last in runs(~picture.present):
            area = self.cell_rect(0, first).united(
                self.cell_rect(picture.values.shape[0] - 1, last)
            )
            painter.fillRect(area, surface.canvas)
            painter.setPen(QPen(surface.to_come_line, 1, Qt.PenStyle.DashLine))
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_not_a_number(self, painter: QPainter, picture: Picture) -> None:
        for row, column in np.argwhere(np.isnan(picture.values) & picture.present)[:2000]:
            hatch(painter, self.cell_rect(int(row), int(column)), self._themes.current.surface.ink)

    def _paint_marks(self, painter: QPainter, picture: Picture) -> None:
        ink = self._themes.current.surface.ink
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if picture.marked_column is not None:
            area = self.cell_rect(0, picture.marked_column)
            area.setHeight(self.height())
            painter.setPen(QPen(ink, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        if picture.chosen is not None:
            painter.setPen(QPen(ink, 2))
            painter.drawRect(self.cell_rect(*picture.chosen).adjusted(-1, -1, 1, 1))


def rgb_image(colours: Array) -> QImage:
    """An image of colours, uint8 (rows, columns, 3); it owns its memory."""
    rows, columns = colours.shape[:2]
    packed = np.ascontiguousarray(colours)
    image = QImage(packed.data, columns, rows, columns * 3, QImage.Format.Format_RGB888)
    return image.copy()


def hatch(painter: QPainter, area: QRectF, ink: QColor) -> None:
    """Mark an area as not a number; it is made wide enough to be seen."""
    if area.width() < 7:
        area = area.adjusted(-(7 - area.width()) / 2, 0, (7 - area.width()) / 2, 0)
    painter.fillRect(area, QBrush(ink, Qt.BrushStyle.BDiagPattern))


def runs(mask: Array) -> list[tuple[int, int]]:
    """First and last index of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
