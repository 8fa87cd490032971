"""A way through the graph, drawn over the bands of a thousand timesteps."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from rnn_debugger.debugger import split_name
from rnn_debugger.views.graph.band_rows import BandRows
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.zoom import Zoom


def paint_path(painter: QPainter, scene: Scene, zoom: Zoom, rows: BandRows) -> None:
    """In the band of each family that the way touches, a line from its last timestep back to its
    first, with an arrow's head there.
    """
    steps: dict[str, list[int]] = {}
    for name in scene.path:
        base, timestep = split_name(name)
        if timestep is not None:
            steps.setdefault(base, []).append(timestep)
    for band in rows.bands:
        found = steps.get(band.family)
        if found is None or band.kind == "norm":
            continue
        y = band.top + band.height / 2
        first, last = (zoom.column_x(t) + zoom.pitch / 2 for t in (min(found), max(found)))
        painter.save()
        # Cased, so that it is seen on any colours.
        for pen in (
            QPen(scene.theme.surface.canvas, 6),
            QPen(scene.theme.backward.line, 3),
        ):
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QLineF(first, y, last, y))
            painter.drawLine(QLineF(first, y, first + 7, y - 6))
            painter.drawLine(QLineF(first, y, first + 7, y + 6))
        painter.restore()
