"""The sign of an operation that reads a weight which its own iteration has changed already."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnn_debugger.debugger import UPDATED_LEGEND, Program, updated_lines
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import Theme

MARK_SIZE = 5.0
"""Pixels from the middle of the sign to its corners."""
SHORT_LEGEND = "weight already updated"


def draw_updated_mark(
    painter: QPainter, centre: QPointF, theme: Theme, *, is_done: bool = True, ground: QColor
) -> None:
    """A diamond in the colour of updates; hollow while the operation is to come."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for size, fill in ((MARK_SIZE + 2, ground), (MARK_SIZE, theme.update.line)):
        diamond = QPolygonF(
            [
                centre + QPointF(0, -size),
                centre + QPointF(size, 0),
                centre + QPointF(0, size),
                centre + QPointF(-size, 0),
            ]
        )
        is_sign = size == MARK_SIZE
        painter.setPen(QPen(fill, 1.4) if is_sign else Qt.PenStyle.NoPen)
        painter.setBrush(fill if is_done or not is_sign else ground)
        painter.drawPolygon(diamond)
    painter.restore()


class UpdatedLegend(QWidget):
    """The sign and what it means; of the words only as much as there is room for: all or none.
    It is there only for programs in which the sign is.
    """

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self.setObjectName("updated_legend")
        self._themes = themes
        self._font = text_font(11)
        self.setToolTip(f"An operation that {UPDATED_LEGEND}")
        self.setAccessibleName(SHORT_LEGEND)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)
        self.take_program(program)

    def take_program(self, program: Program) -> None:
        self.setVisible(bool(updated_lines(program)))

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._font).horizontalAdvance(SHORT_LEGEND)
        return QSize(int(2 * MARK_SIZE + width) + 14, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(int(2 * MARK_SIZE) + 6, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        centre = QPointF(MARK_SIZE + 3, self.height() / 2)
        draw_updated_mark(painter, centre, theme, ground=theme.surface.window)
        if self.width() >= self.sizeHint().width():
            painter.setFont(self._font)
            painter.setPen(theme.surface.second)
            area = QRectF(2 * MARK_SIZE + 9, 0, self.width(), self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, SHORT_LEGEND)
