"""Boxes with values in them, kept as pictures for as long as the values stand."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

AROUND = 2
"""Pixels that the frame of a box reaches beyond it at most."""
MOST = 1000
"""Pictures."""


class Faces:
    """The pictures hang on a key of all of them, and each on one of its own."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._kept: dict[Hashable, tuple[QPoint, QPixmap]] = {}

    def follow(self, key: Hashable) -> None:
        """Keep nothing that was painted for another key."""
        if key != self._key or len(self._kept) > MOST:
            self._key = key
            self._kept.clear()

    def draw(
        self, painter: QPainter, key: Hashable, area: QRectF, paint: Callable[[QPainter], None]
    ) -> None:
        """Draw the picture of an area, from `paint` where none is kept for the key."""
        ratio = painter.device().devicePixelRatioF()
        if (key, ratio) not in self._kept:
            self._kept[key, ratio] = _picture(area, ratio, paint)
        place, pixmap = self._kept[key, ratio]
        painter.drawPixmap(place, pixmap)


def _picture(
    area: QRectF, ratio: float, paint: Callable[[QPainter], None]
) -> tuple[QPoint, QPixmap]:
    place = area.adjusted(-AROUND, -AROUND, AROUND, AROUND).toAlignedRect()
    pixmap = QPixmap(place.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-place.topLeft())
    paint(painter)
    painter.end()
    return place.topLeft(), pixmap
