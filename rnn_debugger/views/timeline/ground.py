"""What is painted of the timeline once for a stretch: all but the cursor and the mouse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from rnn_debugger.debugger import (
    LANES,
    Cell,
    Stretch,
    lane_blocks,
    lane_of,
    loss_course,
    map_place,
    operation_cells,
)
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.theme import Theme
from rnn_debugger.views.timeline.loss_painter import LEAST, LossPainter, loss_range
from rnn_debugger.views.timeline.mark_painter import paint_marks
from rnn_debugger.views.timeline.rows import NAMED_FORK, Row, Rows
from rnn_debugger.views.timeline.run_scene import RunScene

GAP_FROM = 4.0
"""Pixels of a block from which a gap parts it from the next."""
BLEED = 4.0
"""Pixels that a block goes on beyond the edge that cuts it off."""
WRITTEN_FROM = 12.0
"""Pixels of height from which there is text in a row."""
BORDERS_FROM = 30.0
"""Pixels of an iteration from which a line parts it from the next."""


class GroundPainter:
    """Paints into coordinates in which the run begins at x = 0 and pixel 0 is the strip's top."""

    def __init__(
        self, painter: QPainter, theme: Theme, scene: RunScene, stretch: Stretch, rows: Rows
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._scene = scene
        self._stretch = stretch
        self._rows = rows

    def paint(self) -> None:
        self._painter.setClipRect(QRectF(0, 0, self._stretch.width, self._rows.axis.bottom))
        if self._rows.overview.height:
            self._overview()
        self._end_of_run()
        self._losses()
        if self._stretch.level == "blocks":
            self._blocks()
        elif self._stretch.level == "operations":
            self._cells()
        self._branch_lines()
        if not self._stretch.is_whole and not self._rows.overview.height:
            self._scroll_mark(self._rows.axis)
        self._painter.setClipping(False)
        paint_marks(self._painter, self._theme, self._rows, self._scene.marks.shown(self._stretch))

    def _overview(self) -> None:
        whole, row, surface = self._stretch.fitted(), self._rows.overview, self._theme.surface
        self._painter.fillRect(QRectF(0, row.top, whole.width, row.height), surface.column)
        # Half the points are enough for a curve that is not to be read.
        coarse = replace(whole, width=whole.width / 2)
        course = loss_course(self._scene.losses, coarse, 0, len(self._scene.losses))
        span = loss_range(course.losses)
        LossPainter(self._painter, self._theme, whole, row, span).paint(course, pale=0.25)
        first, last = whole.x(self._stretch.first), whole.x(self._stretch.last)
        if self._stretch.is_whole:
            return
        painter, veil = self._painter, QColor(surface.canvas)
        veil.setAlphaF(0.5)
        painter.fillRect(QRectF(0, row.top, first, row.height), veil)
        painter.fillRect(QRectF(last, row.top, whole.width - last, row.height), veil)
        painter.setPen(QPen(surface.second, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle, width = (first + last) / 2, max(last - first, 5.0)
        frame = QRectF(middle - width / 2, row.top + 1, width, row.height - 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(frame, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _end_of_run(self) -> None:
        """The ground of what has been run or is under way; beyond it there is nothing."""
        row = self._rows.content
        width = min(self._stretch.x(self._scene.end), self._stretch.width)
        left = max(self._stretch.x(0), 0)
        ground = QRectF(left, row.top, width - left, row.height - 1)
        self._painter.fillRect(ground, self._theme.surface.column)

    def _losses(self) -> None:
        """The loss so far; what is in view of it fills the height. Behind it that of others."""
        row, stretch, scene = self._rows.loss, self._stretch, self._scene
        if row.height < LEAST:
            return
        course = loss_course(scene.losses, stretch, 0, len(scene.losses))
        span = loss_range(course.losses)
        loss = LossPainter(self._painter, self._theme, stretch, row, span)
        self._painter.save()
        self._painter.setClipRect(QRectF(0, row.top, stretch.width, row.height))
        loss.paint(course)
        for line in scene.lines:
            ends = line.first.iteration, line.last.iteration
            loss.paint_other(loss_course(scene.others[line.branch], stretch, *ends))
        self._painter.restore()

    def _blocks(self) -> None:
        painter, stretch = self._painter, self._stretch
        blocks = lane_blocks(stretch, self._scene.programs)
        left = np.maximum((blocks.first - stretch.first) * stretch.scale, -BLEED)
        right = np.minimum((blocks.last - stretch.first) * stretch.scale, stretch.width + BLEED)
        right = np.maximum(right - (right - left >= GAP_FROM), left + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        for lane, row in enumerate(self._rows.lanes):
            own = blocks.lanes == lane
            painter.setBrush(self._theme.phase(LANES[lane]).glow)
            painter.drawRects(boxes(left[own], right[own], row))
        painter.setFont(number_font(10.5))
        painter.setPen(self._theme.surface.ink)
        letters = (right - left - 6) / QFontMetricsF(painter.font()).horizontalAdvance("0")
        for number in np.flatnonzero(letters >= 1):
            lane = int(blocks.lanes[number])
            row = self._rows.lanes[lane]
            text = block_text(lane, int(blocks.timesteps[number]), int(letters[number]))
            area = QRectF(left[number], row.top, right[number] - left[number], row.height)
            if text and row.height >= WRITTEN_FROM:
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        self._iteration_borders()

    def _cells(self) -> None:
        painter, stretch = self._painter, self._stretch
        painter.setFont(number_font(10.5))
        for cell in operation_cells(stretch, self._scene.programs):
            phase = self._theme.phase(cell.operation.phase)
            area = self._area_of(lane_of(cell.operation), cell.first, cell.last)
            painter.setPen(QPen(phase.glow, 1))
            painter.setBrush(phase.tint)
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(phase.text)
            write_operation(painter, area, cell)
        self._iteration_borders()

    def _iteration_borders(self) -> None:
        """Where an iteration begins, once they are wide."""
        if self._stretch.scale < BORDERS_FROM:
            return
        row = self._rows.content
        self._painter.setPen(QPen(self._theme.surface.to_come_line, 1))
        for iteration in self._stretch.iterations:
            x = round(self._stretch.x(iteration)) + 0.5
            self._painter.drawLine(QLineF(x, row.top, x, row.bottom))

    def _area_of(self, lane: int, first: float, last: float) -> QRectF:
        return block_area(self._stretch, self._rows, lane, first, last)

    def _branch_lines(self) -> None:
        painter, stretch, surface = self._painter, self._stretch, self._theme.surface
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._scene.lines:
            y = self._rows.fork_y(line.lane)
            start = self._rows.fork_y(line.parent_lane) if line.parent_lane else None
            first = stretch.x(map_place(*line.first, self._scene.programs(line.first.iteration)))
            last = stretch.x(map_place(*line.last, self._scene.programs(line.last.iteration)))
            if last < 0 or first > stretch.width:
                continue
            start_y = self._rows.forks.top - 2 if start is None else start
            path = QPainterPath(QPointF(first, start_y))
            path.quadTo(QPointF(first, y), QPointF(first + 5, y))
            path.lineTo(max(last, first + 8), y)
            painter.setPen(QPen(surface.to_come_text, 1.5))
            painter.drawPath(path)
            if self._rows.fork_pitch == NAMED_FORK:
                self._branch_name(line.branch, max(first + 12, 6), y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _branch_name(self, branch: int, x: float, y: float) -> None:
        """On its line, on a ground of its own."""
        painter, surface = self._painter, self._theme.surface
        text = self._scene.name_of(branch)
        painter.setFont(text_font(10.5))
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
        area = QRectF(x, y - 7, width, 14)
        painter.fillRect(area, surface.column)
        painter.setPen(surface.second)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _scroll_mark(self, row: Row) -> None:
        """Where the stretch lies in the run."""
        whole, surface = self._stretch.fitted(), self._theme.surface
        first, last = whole.x(self._stretch.first), whole.x(self._stretch.last)
        self._painter.fillRect(QRectF(0, row.bottom - 3, whole.width, 3), surface.line)
        thumb = QRectF(first, row.bottom - 3, max(last - first, 6.0), 3)
        self._painter.fillRect(thumb, surface.second)


def block_text(lane: int, timestep: int, letters: int) -> str:
    """What is written in a block that has room for so many letters; a timestep of −1 is none."""
    texts = (LANES[lane],) if timestep < 0 else (f"t = {timestep}", str(timestep))
    return next((text for text in texts if len(text) <= letters), "")


def boxes(left: Array, right: Array, row: Row) -> list[QRectF]:
    """Rectangles in a row, from their edges (n,), (n,)."""
    edges = zip(left.tolist(), (right - left).tolist(), strict=True)
    return [QRectF(x, row.top, width, row.height) for x, width in edges]


def write_operation(painter: QPainter, area: QRectF, cell: Cell) -> None:
    """As much of an operation as there is room for: its formula, its result, nothing."""
    width = QFontMetricsF(painter.font()).horizontalAdvance("0")
    for text in (cell.operation.formula, cell.operation.output):
        if len(text) * width + 8 <= area.width() and area.height() >= WRITTEN_FROM:
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            return


def block_area(stretch: Stretch, rows: Rows, lane: int, first: float, last: float) -> QRectF:
    """What a stretch of a lane takes up, in pixels, cut off a little beyond the edges."""
    left = max(stretch.x(first), -BLEED)
    right = min(stretch.x(last), stretch.width + BLEED)
    gap = 1.0 if right - left >= GAP_FROM else 0.0
    row = rows.lanes[lane]
    return QRectF(left, row.top, max(right - left - gap, 1.0), row.height)
