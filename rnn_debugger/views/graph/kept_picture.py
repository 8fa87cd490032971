"""A picture of something drawn, in which only what has changed is painted again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

Paint: TypeAlias = Callable[[QPainter, QRect | None], None]
"""Paints what lies, in part at least, inside a rectangle; everything without one."""


class KeptPicture:
    """Of an area, in the coordinates that it is painted and drawn in, `ratio` dots a pixel."""

    def __init__(self, area: QRect, ratio: float) -> None:
        self.area = area
        self.ratio = ratio
        self._key: Hashable = None
        self._pixmap = QPixmap(area.size() * ratio)
        self._pixmap.setDevicePixelRatio(ratio)
        # Or it would have no alpha channel.
        self._pixmap.fill(Qt.GlobalColor.transparent)

    def bring_up_to_date(self, key: Hashable, changed: QRect | None, paint: Paint) -> None:
        """Paint a rectangle again, which may be a null one; everything if `changed` is None, or
        the key is another than the last time.
        """
        if key != self._key:
            self._key, changed = key, None
        if changed is not None and changed.isNull():
            return
        if changed is not None and self.ratio % 1:
            # Its edges lie between two dots of the screen.
            changed = changed.adjusted(-1, -1, 1, 1)
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.area.topLeft())
        if changed is not None:
            # A rectangle, since painting in a clip of any other shape takes twice as long.
            painter.setClipRect(changed)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(self.area, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        paint(painter, changed)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        painter.drawPixmap(self.area.topLeft(), self._pixmap)
