"""Painting columns, from the pictures kept of them where what they show has not changed."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.graph.elements import Column
from rnn_debugger.views.graph.faces import Faces
from rnn_debugger.views.graph.nodes import NodePainter
from rnn_debugger.views.graph.pen import draw_chevron
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.tiles import Tiles
from rnn_debugger.views.graph.wires import WirePainter
from rnn_debugger.views.graph.zoom import TENSORS_FROM, Zoom


class ColumnPainter:
    """Paints columns one after the other; the pictures that it keeps outlive a painting."""

    def __init__(self) -> None:
        self._tiles = Tiles()
        self._faces = Faces()
        self._iteration = -1

    def paint(  # noqa: PLR0917
        self,
        painter: QPainter,
        scene: Scene,
        zoom: Zoom,
        height: float,
        placed: list[tuple[float, Column]],
        changed: Set[str] | None,
    ) -> None:
        """`placed` are columns and their left edges, on whole pixels; `changed` are the names of
        what may look different from the last time, None for everything.
        """
        if not self._keeps(scene, zoom):
            self._tiles.keep_only(set())
            paint_columns(painter, scene, zoom, height, placed)
            return
        progress = scene.progress
        self._faces.follow(scene.key)
        for x, column in placed:
            is_current = column.timestep == progress.timestep
            key = (is_current, progress.phase if is_current else "", scene.key)

            def paint(on_tile: QPainter, part: Column, whole: Column = column) -> None:
                _paint_parts(on_tile, scene, zoom, height, whole, part, self._faces)

            painter.save()
            painter.translate(x, 0)
            self._tiles.draw(painter, column, zoom.pitch, height, key, changed, paint)
            painter.restore()
        self._tiles.keep_only({column.timestep for _, column in placed})

    def _keeps(self, scene: Scene, zoom: Zoom) -> bool:
        """While running every frame is of another iteration, and pictures would be kept in vain."""
        before, self._iteration = self._iteration, scene.moment.iteration
        return before == self._iteration and zoom.level != "units"


def paint_columns(
    painter: QPainter,
    scene: Scene,
    zoom: Zoom,
    height: float,
    placed: list[tuple[float, Column]],
) -> None:
    """The same from no picture, for files and other resolutions."""
    for x, column in placed:
        painter.save()
        painter.translate(x, 0)
        _paint_parts(painter, scene, zoom, height, column, column, None)
        painter.restore()


def _paint_parts(  # noqa: PLR0917
    painter: QPainter,
    scene: Scene,
    zoom: Zoom,
    height: float,
    whole: Column,
    column: Column,
    faces: Faces | None,
) -> None:
    """`column` is the whole one, or as much of it as is to be painted."""
    wires = WirePainter(painter, scene, zoom.level)
    nodes = NodePainter(painter, scene, faces)
    if column.timestep:
        _paint_ground(painter, scene, wires, zoom.pitch, height, column.timestep)
    wires.paint(column)
    wires.paint_current(column)
    for node in column.nodes:
        nodes.paint_rings(node)
    for node in column.nodes:
        nodes.paint(node)
    # What these leave out, since it stands elsewhere, they can only tell by the whole column.
    wires.paint_signs(whole)
    wires.paint_pointer(whole)
    for chevron in column.chevrons:
        draw_chevron(
            painter,
            chevron,
            scene.theme.surface,
            several=scene.has_layers and zoom.pitch >= TENSORS_FROM,
        )


def _paint_ground(  # noqa: PLR0917
    painter: QPainter, scene: Scene, wires: WirePainter, pitch: float, height: float, t: int
) -> None:
    """The plate of a column, tinted where the current operation is, and its timestep."""
    surface = scene.theme.surface
    gap = 3.0 if pitch >= 64 else 1.0
    area = QRectF(gap, 8, pitch - 2 * gap, height - 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(wires.ground(t))
    painter.drawRoundedRect(area, 8, 8)
    is_current = t == scene.progress.timestep
    painter.setPen(surface.ink if is_current else surface.second)
    painter.setFont(text_font(14 if pitch >= 64 else 11.5, bold=is_current))
    if pitch >= 120:
        painter.drawText(QPointF(area.left() + 10, 29), f"t = {t}")
    else:
        row = QRectF(area.left(), 12, area.width(), 20)
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter, str(t))
