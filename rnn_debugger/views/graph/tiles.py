"""Columns painted before, kept as pictures until they look different."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap


class Tiles:
    """One picture a column; a picture whose key no longer fits is painted anew."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Hashable, QPixmap]] = {}

    def get(
        self, column: int, key: Hashable, size: QSize, paint: Callable[[QPainter], None]
    ) -> QPixmap:
        """The picture of a column, from `paint` if what is kept was painted for another key."""
        kept = self._kept.get(column)
        if kept is not None and kept[0] == key:
            return kept[1]
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
        painter.end()
        self._kept[column] = (key, pixmap)
        return pixmap

    def keep_only(self, columns: set[int]) -> None:
        """Forget the pictures of columns out of sight."""
        self._kept = {column: kept for column, kept in self._kept.items() if column in columns}
