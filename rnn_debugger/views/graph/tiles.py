"""Columns painted before, kept as pictures in which only what has changed is painted again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from rnn_debugger.views.graph.elements import Column
from rnn_debugger.views.graph.kept_picture import KeptPicture
from rnn_debugger.views.graph.outline import Outline


@dataclass
class _Tile:
    outline: Outline
    picture: KeptPicture


class Tiles:
    """One picture a column, painted anew when the column or its key is another one."""

    def __init__(self) -> None:
        self._kept: dict[int, _Tile] = {}

    def draw(  # noqa: PLR0917
        self,
        painter: QPainter,
        column: Column,
        pitch: float,
        height: float,
        key: Hashable,
        changed: Set[str] | None,
        paint: Callable[[QPainter, Column], None],
    ) -> None:
        """Draw a column at the painter's origin. `changed` are the names of what may look different
        from the last time, None for everything; `paint` paints a column, or a part of one.
        """
        tile = self._of(column, pitch, height, painter.device().devicePixelRatioF())
        place = None if changed is None else tile.outline.of(changed)

        def paint_inside(on_picture: QPainter, inside: QRect | None) -> None:
            paint(on_picture, column if inside is None else tile.outline.within(inside))

        tile.picture.bring_up_to_date(key, place, paint_inside)
        tile.picture.draw(painter)

    def _of(self, column: Column, pitch: float, height: float, ratio: float) -> _Tile:
        tile = self._kept.get(column.timestep)
        if tile is None or tile.outline.column is not column or tile.picture.ratio != ratio:
            outline = Outline(column, pitch)
            area = QRect(outline.left, 0, outline.right - outline.left, round(height))
            tile = self._kept[column.timestep] = _Tile(outline, KeptPicture(area, ratio))
        return tile

    def keep_only(self, columns: Set[int]) -> None:
        """Forget the pictures of columns out of sight."""
        self._kept = {column: kept for column, kept in self._kept.items() if column in columns}
