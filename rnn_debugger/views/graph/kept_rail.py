"""The rail on the screen: a picture in which only what is in use is painted again."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from rnn_debugger.views.graph.kept_picture import KeptPicture
from rnn_debugger.views.graph.rail import Rail
from rnn_debugger.views.graph.scene import Scene


class KeptRail:
    """Outlives the rail of one size and zoom."""

    def __init__(self) -> None:
        self._rail: Rail | None = None
        self._picture = KeptPicture(QRect(), 1.0)

    def paint(
        self, painter: QPainter, rail: Rail, scene: Scene, height: float, changed: Set[str] | None
    ) -> None:
        """`changed` are the names of what may look different from the last time, None for
        everything.
        """
        area = QRect(0, 0, round(rail.width), round(height))
        ratio = painter.device().devicePixelRatioF()
        if rail is not self._rail or (area, ratio) != (self._picture.area, self._picture.ratio):
            self._rail, self._picture = rail, KeptPicture(area, ratio)
        place = None if changed is None else rail.place_of(changed, scene)

        def paint(on_picture: QPainter, inside: QRect | None) -> None:
            rail.paint(on_picture, scene, height, inside)

        self._picture.bring_up_to_date(scene.key, place, paint)
        self._picture.draw(painter)
