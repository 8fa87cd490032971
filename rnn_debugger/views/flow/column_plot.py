"""What the plots over timesteps have in common: columns, marks on them, and the mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.heatmap import runs
from rnn_debugger.views.heatmap_marks import HATCH
from rnn_debugger.views.panel import Themes

TOP, FOOT = 7, 5
"""Pixels above and below the columns, in which half of a tick's text has room."""


@dataclass(frozen=True)
class ColumnMarks:
    """The column of the sweep, in the colour of its phase, and that of the selected tensor."""

    current: int | None = None
    phase: str = "backward"
    selected: int | None = None


class ColumnPlot(QWidget):
    """Columns between two gutters, as wide as those of the other plots of the page."""

    clicked = Signal(int)
    """A column."""
    double_clicked = Signal(int)

    def __init__(
        self, themes: Themes, gutters: tuple[int, int], tell: Callable[[int], str]
    ) -> None:
        """`gutters` are the pixels at the left and right; `tell` gives the text for a column that
        the mouse hovers over.
        """
        super().__init__()
        self.themes = themes
        self._left, self._right = gutters
        self._tell = tell
        self._count = 1
        self._marks = ColumnMarks()
        self.setMouseTracking(True)
        self.setMinimumHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    @property
    def area(self) -> QRectF:
        """Where the columns are."""
        width = max(self.width() - self._left - self._right, 1)
        return QRectF(self._left, TOP, width, max(self.height() - TOP - FOOT, 1))

    def show_columns(self, count: int, marks: ColumnMarks) -> None:
        self._count, self._marks = max(count, 1), marks
        self.update()

    def column_at(self, place: QPoint) -> int | None:
        """The column under a point; None in the gutters."""
        if not self.area.contains(QPointF(place)):
            return None
        share = (place.x() - self._left) / self.area.width()
        return min(int(share * self._count), self._count - 1)

    def columns_rect(self, first: int, last: int) -> QRectF:
        """The columns first to last, both included."""
        width = self.area.width() / self._count
        return QRectF(
            self._left + first * width, self.area.top(), (last - first + 1) * width,
            self.area.height(),
        )  # fmt: skip

    def paint_awaited(self, painter: QPainter, awaited: Array, message: str = "") -> None:
        """Columns to come: a dashed outline, and what will be there."""
        surface = self.themes.current.surface
        stretches = runs(awaited)
        for first, last in stretches:
            area = self.columns_rect(first, last).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(surface.to_come_line, 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
        if stretches and message:
            area = self.columns_rect(*stretches[0]).adjusted(14, 0, -14, 0)
            if painter.fontMetrics().horizontalAdvance(message) <= area.width():
                painter.setPen(surface.second)
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(area, flags, message)

    def paint_not_finite(self, painter: QPainter, bad: Array) -> None:
        """NaN and infinity: hatched, wide enough to be seen, with a flag at the last of them, which
        came first.
        """
        surface = self.themes.current.surface
        found = runs(bad)
        painter.setPen(Qt.PenStyle.NoPen)
        for first, last in found:
            area = self.columns_rect(first, last)
            if area.width() < HATCH:
                more = (HATCH - area.width()) / 2
                area.adjust(-more, 0, more, 0)
            painter.fillRect(area, QBrush(surface.ink, Qt.BrushStyle.BDiagPattern))
        if found:
            right = self.columns_rect(*found[-1]).right()
            area = QRectF(max(right - 34, self._left), TOP, 34, 14)
            painter.setBrush(surface.ink)
            painter.drawRoundedRect(area, 3, 3)
            painter.setPen(surface.canvas)
            painter.setFont(number_font(10, bold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "NaN")
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def paint_marks(self, painter: QPainter) -> None:
        """Two lines beside the current column, a frame round the selected one."""
        theme, marks = self.themes.current, self._marks
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if marks.current is not None:
            area = self.columns_rect(marks.current, marks.current)
            painter.setPen(QPen(theme.phase(marks.phase).line, 2))
            for x in (max(area.left() - 1, self._left + 1), area.right() + 1):
                painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        if marks.selected is not None:
            area = self.columns_rect(marks.selected, marks.selected)
            if area.width() < 8:
                area.adjust(-2, 0, 2, 0)
            painter.setPen(QPen(theme.surface.ink, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def write_tick(self, painter: QPainter, height: float, text: str) -> None:
        """A line across the columns, and its text in the left gutter."""
        surface = self.themes.current.surface
        painter.setPen(QPen(surface.line, 1))
        painter.drawLine(QLineF(self._left, height, self.area.right(), height))
        painter.setPen(surface.second)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, height - 8, self._left - 6, 16), flags, text)

    def sizeHint(self) -> QSize:
        return QSize(320, 90)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position().toPoint())
        text = "" if column is None else self._tell(column)
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position().toPoint())
        if column is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position().toPoint())
        if column is not None and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(column)
