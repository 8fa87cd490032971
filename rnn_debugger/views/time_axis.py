"""The axis of timesteps under a heatmap: where the sweep is, what is selected, the characters."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnn_debugger.debugger import Tick, whole_ticks
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Themes

ROW = 17
"""Pixels of a line of text."""
APART = 7
"""Pixels between two timesteps that are written; where there are more, every one is."""
CHARACTER_ROOM = 9
"""Pixels of a column from which its character is written."""


@dataclass(frozen=True)
class TimeMarks:
    """What the axis shows. `characters` (columns,) stand in a line of their own."""

    timesteps: range
    current: int | None = None
    phase: str = "forward"
    selected: int | None = None
    characters: tuple[str, ...] = ()


class TimeAxis(QWidget):
    """Spans a heatmap and the gutters beside it; its columns are the heatmap's."""

    def __init__(self, themes: Themes, left: int, right: int) -> None:
        """`left` and `right` are the widths of the gutters in pixels."""
        super().__init__()
        self._themes = themes
        self._left, self._right = left, right
        self._marks = TimeMarks(range(1, 2))
        self._has_characters = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    @property
    def marks(self) -> TimeMarks:
        return self._marks

    def expect_characters(self, expected: bool) -> None:
        """Whether there is a line for characters."""
        self._has_characters = expected
        self.updateGeometry()

    def show_marks(self, marks: TimeMarks) -> None:
        if marks != self._marks:
            self._marks = marks
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW * (2 if self._has_characters else 1) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(10.5))
        surface = self._themes.current.surface
        painter.setPen(surface.second)
        self._write(painter, self._left / 2, "t", 0)
        taken = self._paint_special(painter)
        painter.setPen(surface.second)
        metrics = QFontMetricsF(painter.font())
        for tick in self._ticks():
            middle = self._middle(int(tick.place))
            half = metrics.horizontalAdvance(tick.text) / 2
            if all(middle + half + 2 < a or b < middle - half - 2 for a, b in taken):
                self._write(painter, middle, tick.text, 0)
        if self._has_characters and self._column_width() >= CHARACTER_ROOM:
            self._paint_characters(painter)

    def _ticks(self) -> list[Tick]:
        steps = self._marks.timesteps
        widest = QFontMetricsF(number_font(10.5)).horizontalAdvance(f"{steps.stop - 1:,}")
        is_every = self._column_width() >= widest + APART
        most = len(steps) if is_every else self._room() // 48
        return whole_ticks(steps.start, steps.stop - 1, most)

    def _room(self) -> int:
        return max(self.width() - self._left - self._right, 1)

    def _column_width(self) -> float:
        return self._room() / len(self._marks.timesteps)

    def _middle(self, timestep: int) -> float:
        return self._left + (timestep - self._marks.timesteps.start + 0.5) * self._column_width()

    def _write(self, painter: QPainter, middle: float, text: str, line: int) -> None:
        area = QRectF(middle - 60, 3 + ROW * line, 120, ROW)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_special(self, painter: QPainter) -> list[tuple[float, float]]:
        """The current timestep as a pill of its phase, the selected one under a triangle;
        returns what they take up.
        """
        marks, theme = self._marks, self._themes.current
        taken: list[tuple[float, float]] = []
        if marks.current is not None:
            ground = theme.phase(marks.phase).under_white_text
            taken.append(self._pill(painter, marks.current, ground, QColor("#FFFFFF")))
        if marks.selected is not None and marks.selected != marks.current:
            span = self._pill(painter, marks.selected, theme.surface.ink, theme.surface.canvas)
            if not any(span[0] < b and a < span[1] for a, b in taken):
                taken.append(span)
        return taken

    def _pill(
        self, painter: QPainter, timestep: int, ground: QColor, ink: QColor
    ) -> tuple[float, float]:
        middle, text = self._middle(timestep), f"{timestep:,}"
        painter.setFont(number_font(10.5, bold=True))
        width = max(QFontMetricsF(painter.font()).horizontalAdvance(text) + 10, 18)
        area = QRectF(middle - width / 2, 3.5, width, ROW - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, 5, 5)
        tip = QPolygonF([QPointF(middle - 4, 4), QPointF(middle, 0), QPointF(middle + 4, 4)])
        painter.drawPolygon(tip)
        painter.setPen(ink)
        self._write(painter, middle, text, 0)
        painter.setFont(number_font(10.5))
        return area.left(), area.right()

    def _paint_characters(self, painter: QPainter) -> None:
        surface = self._themes.current.surface
        painter.setPen(surface.second)
        self._write(painter, self._left / 2, "x", 1)
        painter.setFont(number_font(12))
        painter.setPen(surface.ink)
        start = self._marks.timesteps.start
        for column, character in enumerate(self._marks.characters):
            if character:
                self._write(painter, self._middle(start + column), character, 1)
