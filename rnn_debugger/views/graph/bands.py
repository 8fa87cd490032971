"""Below 24 pixels a timestep: fused bands over time, and an overview strip of all of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from rnn_debugger.debugger import short
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.graph.band_path import paint_path
from rnn_debugger.views.graph.band_rows import NAN_WIDTH, Band, BandRows, stretched, ticks
from rnn_debugger.views.graph.cells import curve_image, magnitude_image, on_pixels, signed_image
from rnn_debugger.views.graph.elements import Point
from rnn_debugger.views.graph.pen import draw_pill, pill_size
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.tracks import Track
from rnn_debugger.views.graph.zoom import Zoom
from rnn_debugger.views.heatmap import runs
from rnn_debugger.views.theme import PhaseColours

Kept: TypeAlias = dict[tuple[str, float], tuple[Hashable, QImage]]


class BandPainter:
    """Paints the bands of the timesteps in sight, and the overview strip."""

    def __init__(
        self, painter: QPainter, scene: Scene, zoom: Zoom, rows: BandRows, kept: Kept
    ) -> None:
        """`kept` holds the pictures of bands from one painting to the next."""
        self._painter = painter
        self._scene = scene
        self._zoom = zoom
        self._rows = rows
        self._kept = kept

    def paint(self) -> None:
        self._axis()
        for band in self._rows.bands:
            self._name(band)
            track = self._scene.tracks.of(band.family)
            if track is None:
                continue
            if band.kind == "heat":
                self._heat(band, track)
            elif band.kind == "loss":
                self._curve(band, track)
            else:
                self._norms(band, track)
        self._marks()
        paint_path(self._painter, self._scene, self._zoom, self._rows)
        self._cursor()
        if self._rows.small is not None:
            self._overview(self._rows.small)

    def _axis(self) -> None:
        surface = self._scene.theme.surface
        self._painter.setFont(text_font(11))
        for timestep in ticks(self._zoom):
            x = self._middle(timestep)
            self._painter.setPen(QPen(surface.line, 1))
            self._painter.drawLine(QPointF(x, self._rows.axis + 14), QPointF(x, self._rows.bottom))
            self._painter.setPen(surface.second)
            area = QRectF(min(x, self._zoom.width - 22) - 30, self._rows.axis - 6, 60, 16)
            self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"{timestep:,}")
        side = QRectF(0, self._rows.axis - 6, self._zoom.left - 10, 16)
        self._painter.drawText(side, Qt.AlignmentFlag.AlignRight, "t")

    def _name(self, band: Band) -> None:
        theme = self._scene.theme
        colour = {"forward": theme.forward.text, "backward": theme.backward.text}.get(
            band.colour, theme.surface.ink
        )
        side = QRectF(0, band.top, self._zoom.left - 10, band.height)
        middle = side.center().y()
        self._painter.setFont(number_font(12.5, bold=True))
        self._painter.setPen(colour)
        up = 9 if band.height > 26 else 0
        name_area = QRectF(0, middle - 9 - up + 1, side.width(), 18)
        self._painter.drawText(name_area, Qt.AlignmentFlag.AlignRight, band.name)
        if up:
            self._painter.setFont(number_font(10))
            self._painter.setPen(theme.surface.second)
            note_area = QRectF(0, middle + 2, side.width(), 15)
            self._painter.drawText(note_area, Qt.AlignmentFlag.AlignRight, self._scale_of(band))

    def _scale_of(self, band: Band) -> str:
        track = self._scene.tracks.of(band.family)
        if track is None or not track.present.any():
            return ""
        if band.kind == "loss":
            return f"0 … {short(track.level, 2)}"
        if band.kind == "norm":
            return f"≤ {short(track.largest_norm, 2)}, log"
        return f"±{short(self._level(band, track), 2)}"

    def _level(self, band: Band, track: Track) -> float:
        is_bounded = band.colour == "forward" and not band.family.startswith("c")
        return max(track.level, 1.0) if is_bounded else track.level

    def _heat(self, band: Band, track: Track) -> None:
        first, last = self._in_sight(track)
        if last < first:
            return
        place = on_pixels(self._area(band, track, first, last))
        level = self._level(band, track)

        def paint() -> QImage:
            values = track.values[:, first : last + 1]
            size = (place.width(), place.height())
            if band.is_magnitude:
                return magnitude_image(values, *size, level)
            return signed_image(values, *size, level, is_dark=self._scene.theme.is_dark)

        self._blit(band, track, place, level, paint)
        self._cover_absent(band, track)

    def _curve(self, band: Band, track: Track) -> None:
        loss = self._scene.theme.loss
        self._ground(band)
        self._steps(band, track, track.values[0] / (track.level or 1.0), loss.fill, loss.line)
        self._cover_absent(band, track)

    def _norms(self, band: Band, track: Track) -> None:
        """Norms on a log scale, four decades below the largest."""
        phase: PhaseColours = self._scene.theme.backward
        self._ground(band)
        if track.largest_norm > 0:
            with np.errstate(divide="ignore", invalid="ignore"):
                shares = np.log10(track.norms / track.largest_norm) / 4 + 1
            shares = np.nan_to_num(np.clip(shares, 0.02, 1), nan=0.0)
            self._steps(band, track, shares, phase.glow, phase.line)
        self._cover_absent(band, track)

    def _steps(self, band: Band, track: Track, shares: Array, fill: QColor, line: QColor) -> None:
        first, last = self._in_sight(track)
        if last < first:
            return
        place = on_pixels(self._area(band, track, first, last))

        def paint() -> QImage:
            heights = stretched(np.nan_to_num(shares[first : last + 1]), place.width())
            return curve_image(heights, place.height(), fill, line)

        self._blit(band, track, place, 0.0, paint)

    def _blit(
        self, band: Band, track: Track, place: QRect, level: float, paint: Callable[[], QImage]
    ) -> None:
        """Draw the picture kept of a band, or, when something has changed, a new one."""
        if place.isEmpty():
            return
        key = (id(track), track.version, place.getRect(), self._zoom, level, self._scene.theme.name)
        kept = self._kept.get((band.name, band.top))
        if kept is None or kept[0] != key:
            kept = self._kept[band.name, band.top] = (key, paint())
        self._painter.drawImage(place.topLeft(), kept[1])

    def _ground(self, band: Band) -> None:
        area = QRectF(self._zoom.left, band.top, self._zoom.view, band.height)
        self._painter.fillRect(area, self._scene.theme.surface.column)

    def _cover_absent(self, band: Band, track: Track) -> None:
        """What has not arrived is a dashed outline; where there is room it says when it will.
        Where nothing ever will, as with a loss at the last timestep alone, there is nothing.
        """
        surface = self._scene.theme.surface
        first, last = self._in_sight(track)
        sight = slice(first, last + 1)
        for start, end in runs(~track.present[sight]):
            area = self._area(band, track, first + start, first + end)
            # A pixel more: the curve's lowest line lies on the band's edge.
            self._painter.fillRect(area.adjusted(0, -1, 0, 1), surface.canvas)
        for start, end in runs(track.awaited[sight]):
            area = self._area(band, track, first + start, first + end)
            pen = QPen(surface.to_come_line, 1)
            pen.setDashPattern([3, 3])
            self._painter.setPen(pen)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
            if area.width() > 260 and area.height() > 30:
                self._painter.setFont(text_font(11.5))
                self._painter.setPen(surface.second)
                self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, band.teaching)

    def _marks(self) -> None:
        """NaN hatched and flagged; the largest gradient marked with a triangle."""
        ink = self._scene.theme.surface.ink
        flagged: set[int] = set()
        for band in self._rows.bands:
            track = self._scene.tracks.of(band.family)
            if track is None:
                continue
            first, last = self._in_sight(track)
            bad = ~np.isfinite(track.values[:, first : last + 1]).all(axis=0)
            for column in np.flatnonzero(bad)[:400]:
                timestep = track.timesteps[first + int(column)]
                x = self._middle(timestep)
                width = max(self._zoom.pitch, NAN_WIDTH)
                area = QRectF(x - width / 2, band.top, width, band.height)
                self._painter.fillRect(area, QBrush(ink, Qt.BrushStyle.BDiagPattern))
                if not flagged:
                    self._flag(x, f"NaN {timestep}")
                flagged.add(timestep)
        self._largest()

    def _flag(self, x: float, text: str) -> None:
        surface = self._scene.theme.surface
        self._painter.setFont(number_font(10.5, bold=True))
        width = self._painter.fontMetrics().horizontalAdvance(text) + 12
        area = QRectF(x - width + 4, self._rows.marks - 9, width, 18)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(surface.ink)
        self._painter.drawRoundedRect(area, 3, 3)
        self._painter.setPen(surface.canvas)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _largest(self) -> None:
        band = next((band for band in self._rows.bands if band.kind == "norm"), None)
        track = self._scene.tracks.of(band.family) if band else None
        if band is None or track is None or not track.largest_norm > 0:
            return
        place = int(np.nanargmax(np.where(np.isfinite(track.norms), track.norms, -1)))
        x = self._middle(track.timesteps[place])
        if not self._zoom.left <= x <= self._zoom.width:
            return
        colour = self._scene.theme.backward.line
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour)
        y = band.top - 2
        corners = [QPointF(x - 5, y - 8), QPointF(x + 5, y - 8), QPointF(x, y)]
        self._painter.drawPolygon(QPolygonF(corners))
        self._painter.setFont(text_font(10.5, bold=True))
        self._painter.setPen(self._scene.theme.backward.text)
        width = self._painter.fontMetrics().horizontalAdvance("largest")
        left = x + 9 if x + 9 + width < self._zoom.width else x - 9 - width
        self._painter.drawText(QPointF(left, y - 1), "largest")

    def _cursor(self) -> None:
        operation = self._scene.progress.last
        timestep = self._scene.progress.timestep
        if timestep is None or not 1 <= timestep <= self._zoom.timesteps:
            return
        theme = self._scene.theme
        x, width = self._middle(timestep), max(self._zoom.pitch, 8.0)
        area = QRectF(x - width / 2, self._rows.bands[0].top - 4, width, 0)
        area.setBottom(self._rows.bands[-1].bottom + 4)
        self._painter.setPen(QPen(theme.surface.ink, 2.5))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(area, 3, 3)
        self._painter.drawLine(
            QPointF(x, self._rows.cursor), area.topLeft() + QPointF(width / 2, 0)
        )
        if operation is None:
            return
        back = "◀ " if self._scene.progress.goes_back else ""
        text = f"{back}{operation.output}"
        half = pill_size(text)[0] / 2
        place = min(max(x, self._zoom.left + half + 2), self._zoom.width - half - 2)
        fill = theme.phase(operation.phase).under_white_text
        draw_pill(self._painter, Point(place, self._rows.cursor), text, fill, theme.surface.ink)

    def _overview(self, rows: BandRows) -> None:
        """All timesteps in one strip, the part in sight framed."""
        surface, top = self._scene.theme.surface, self._rows.overview
        left, view = self._zoom.left, self._zoom.view
        self._painter.setFont(number_font(10))
        self._painter.setPen(surface.second)
        side = QRectF(0, top - 2, left - 10, 14)
        text = f"1 … {self._zoom.timesteps:,}"
        self._painter.drawText(side, Qt.AlignmentFlag.AlignRight, text)
        whole = replace(self._zoom, pitch=view / self._zoom.timesteps, offset=0.0)
        small = BandPainter(self._painter, self._scene, whole, rows, self._kept)
        for band in rows.bands:
            track = self._scene.tracks.of(band.family)
            if track is None:
                continue
            self._painter.setFont(number_font(10.5))
            self._painter.setPen(surface.second)
            name = QRectF(0, band.top, left - 10, band.height)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(name, align, band.name)
            if band.kind == "loss":
                small._curve(band, track)
            else:
                small._norms(band, track)
        scale = view / self._zoom.extent
        frame = QRectF(left + self._zoom.offset * scale, top + 12, view * scale, rows.height)
        veil = QColor(surface.canvas)
        veil.setAlphaF(0.55)
        self._painter.fillRect(QRectF(left, frame.top(), frame.left() - left, frame.height()), veil)
        right = QRectF(frame.right(), frame.top(), left + view - frame.right(), frame.height())
        self._painter.fillRect(right, veil)
        self._painter.setPen(QPen(surface.second, 1.6))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(frame, 4, 4)
        timestep = self._scene.progress.timestep
        if timestep is not None:
            x = whole.column_x(timestep) + whole.pitch / 2
            self._painter.setPen(QPen(surface.ink, 2))
            self._painter.drawLine(QPointF(x, frame.top() - 3), QPointF(x, frame.bottom() + 3))

    def _middle(self, timestep: int) -> float:
        return self._zoom.column_x(timestep) + self._zoom.pitch / 2

    def _in_sight(self, track: Track) -> tuple[int, int]:
        """First and last column of a track that can be seen, h[0] left out."""
        times, visible = track.timesteps, self._zoom.visible()
        first = max(visible.start, times.start, 1) - times.start
        return first, min(visible.stop, times.stop) - 1 - times.start

    def _area(self, band: Band, track: Track, first: int, last: int) -> QRectF:
        times = track.timesteps
        left = self._zoom.column_x(times[first])
        right = self._zoom.column_x(times[last] + 1)
        return QRectF(left, band.top, right - left, band.height)
