"""A heatmap of numbers: signed or magnitudes, NaN hatched, absent columns dashed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from rnn_debugger.views.colours import Array, Scale
from rnn_debugger.views.heatmap_marks import HeatmapPainter, hatch, rgb_image, runs
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.raster import Colouring, Raster

__all__ = ["Heatmap", "Picture", "hatch", "rgb_image", "runs"]


@dataclass(frozen=True, eq=False)
class Picture:
    """What a heatmap shows. `values` is (rows, columns); `present` (columns,) says which of the
    columns have arrived, `exists` which ever will. The scale goes to ±`level`, or from 0 to
    `level` for magnitudes; `logarithmic` shows three decades below the level.

    `marked_column` and `chosen`, a row and a column, are framed in ink: what is selected.
    `current_column` is where the sweep is, in the colour of `current_phase`. `message` stands
    where columns are absent, at the side that they will arrive at last.
    """

    values: Array
    present: Array
    level: float
    scale: Scale = "signed"
    marked_column: int | None = None
    chosen: tuple[int, int] | None = None
    exists: Array | None = None
    logarithmic: bool = False
    current_column: int | None = None
    current_phase: str = "forward"
    message: str = ""
    message_side: Literal["left", "right"] = "right"

    @property
    def awaited(self) -> Array:
        """Whether a column is still to come: bool, (columns,)."""
        absent: Array = ~self.present if self.exists is None else self.exists & ~self.present
        return absent


class Heatmap(QWidget):
    """Fills its whole rectangle with the picture."""

    clicked = Signal(int, int)
    """Row and column of a cell."""
    double_clicked = Signal(int, int)
    menu_asked = Signal(int, int, QPoint)
    """Row and column of a cell, and the place on the screen."""

    def __init__(self, themes: Themes, tell: Callable[[int, int], str]) -> None:
        """`tell` gives the text for a cell that the mouse hovers over."""
        super().__init__()
        self._themes = themes
        self._tell = tell
        self._picture: Picture | None = None
        self._raster: Raster | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(24, 24)
        themes.changed.connect(self._forget_image)

    @property
    def picture(self) -> Picture | None:
        return self._picture

    def show_picture(self, picture: Picture | None, changed: Array | None = None) -> None:
        """Show a picture. `changed`, where it is given, are the only columns whose values
        differ from those of the picture shown last.
        """
        self._picture = picture
        raster = self._raster
        if picture is None or changed is None or raster is None:
            self._raster = None
        elif raster.colouring == self._colouring(picture) and raster.shape == picture.values.shape:
            raster.update(picture.values, picture.present, changed)
        else:
            self._raster = None
        self.update()

    def mark(self, column: int | None) -> None:
        """Move the mark of the selected column alone."""
        if self._picture is not None:
            self._picture = replace(self._picture, marked_column=column)
            self.update()

    def cell_at(self, place: QPoint) -> tuple[int, int] | None:
        """Row and column of what is drawn at a point of the widget; where many cells share a
        pixel, of the one whose colour is seen.
        """
        picture = self._picture
        if picture is None or picture.values.size == 0 or not self.rect().contains(place):
            return None
        pixels = self._fresh_raster(picture)
        height, width = pixels.pixels.shape
        rows, columns = pixels.block(
            min(place.y() * height // max(self.height(), 1), height - 1),
            min(place.x() * width // max(self.width(), 1), width - 1),
        )
        sizes = np.abs(picture.values[rows, columns])
        seen = int(np.where(np.isnan(sizes), np.inf, sizes).argmax())
        row, column = divmod(seen, sizes.shape[1])
        return rows.start + row, columns.start + column

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        assert self._picture is not None
        rows, columns = self._picture.values.shape
        width, height = self.width() / columns, self.height() / rows
        return QRectF(column * width, row * height, width, height)

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        painter.fillRect(self.rect(), theme.surface.canvas)
        picture = self._picture
        if picture is None or picture.values.size == 0:
            return
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        pixels = self._fresh_raster(picture).scaled(size.height(), size.width())
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPoint(), image)
        HeatmapPainter(painter, theme, picture, QRectF(self.rect())).paint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        text = self._tell(*cell) if cell else ""
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(*cell)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        cell = self.cell_at(event.pos())
        if cell:
            self.menu_asked.emit(*cell, event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._forget_image()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget_image()

    def _forget_image(self) -> None:
        self._raster = None
        self.update()

    def _colouring(self, picture: Picture) -> Colouring:
        return Colouring(
            picture.level, picture.scale, self._themes.current.is_dark, picture.logarithmic
        )

    def _fresh_raster(self, picture: Picture) -> Raster:
        if self._raster is None:
            size = self.size() * self.devicePixelRatioF()
            values = np.asarray(picture.values, np.float64)
            self._raster = Raster(
                values,
                picture.present,
                self._colouring(picture),
                size.height(),
                size.width(),
            )
        return self._raster
