"""Painting columns: live where something happens, else from the picture kept of them."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.graph.elements import Column
from rnn_debugger.views.graph.nodes import NodePainter
from rnn_debugger.views.graph.pen import draw_chevron
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.tiles import Tiles
from rnn_debugger.views.graph.touching import Touching
from rnn_debugger.views.graph.wires import WirePainter
from rnn_debugger.views.graph.zoom import TENSORS_FROM, Zoom


class ColumnPainter:
    """Paints columns one after the other; the pictures that it keeps outlive a painting."""

    def __init__(self, touching: Touching) -> None:
        self._touching = touching
        self._tiles = Tiles()
        self._iteration = -1

    def paint(
        self, painter: QPainter, scene: Scene, zoom: Zoom, height: float,
        placed: list[tuple[float, Column]],
    ) -> None:  # fmt: skip
        """`placed` are columns and their left edges, on whole pixels."""
        # While running every frame is of another iteration, and pictures would be kept in vain.
        keeps = scene.moment.iteration == self._iteration and zoom.level != "units"
        for x, column in placed:
            painter.save()
            painter.translate(x, 0)
            if keeps and not self._is_live(scene, column):
                self._blit(painter, scene, zoom, height, column)
            else:
                _paint_parts(painter, scene, zoom, height, column)
            painter.restore()
        self._tiles.keep_only({column.timestep for _, column in placed})
        self._iteration = scene.moment.iteration

    def _is_live(self, scene: Scene, column: Column) -> bool:
        """Whether the last or the next operation, or the selection, is to be seen in it."""
        events = (scene.progress.last, scene.progress.next)
        touches = self._touching.touches
        return scene.selected_is_in(column) or any(
            event is not None and touches(event.id, column.timestep) for event in events
        )

    def _blit(
        self, painter: QPainter, scene: Scene, zoom: Zoom, height: float, column: Column
    ) -> None:
        t, progress = column.timestep, scene.progress
        # Lines of a column reach into the one before it.
        reach = float(math.ceil(zoom.pitch + zoom.stub))
        size = QSizeF(reach + zoom.pitch + 40, height).toSize()

        def paint(tile: QPainter) -> None:
            tile.translate(reach, 0)
            _paint_parts(tile, scene, zoom, height, column)

        is_current = t == progress.timestep
        key = (
            self._touching.done(t, scene.moment.reached),
            progress.phase if is_current else progress.goes_back,
            is_current,
            scene.moment.iteration,
            scene.moment.position.branch,
            scene.moment.edits,
            zoom.pitch,
            height,
            tuple(chevron.is_open for chevron in column.chevrons),
            scene.theme.name,
            scene.sequence,
            scene.lit,
            scene.tracks.signature(),
        )
        painter.drawPixmap(QPointF(-reach, 0), self._tiles.get(t, key, size, paint))


def _paint_parts(
    painter: QPainter, scene: Scene, zoom: Zoom, height: float, column: Column
) -> None:
    wires = WirePainter(painter, scene, zoom.level)
    nodes = NodePainter(painter, scene)
    if column.timestep:
        _paint_ground(painter, scene, wires, zoom.pitch, height, column.timestep)
    wires.paint(column)
    wires.paint_current(column)
    for node in column.nodes:
        nodes.paint_rings(node)
    for node in column.nodes:
        nodes.paint(node)
    wires.paint_signs(column)
    wires.paint_pointer(column)
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
