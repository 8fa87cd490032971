"""The scale of probabilities, lying: which colour is which."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnn_debugger.views.colours import packed_colours
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

WIDTH, HEIGHT = 90, 10
"""Pixels of the colours."""
ROOM = 14
"""Pixels for a number at each end."""
TITLE = "probability"


class ProbabilityRamp(QWidget):
    """From 0 to 1, with its name before it."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.setFont(text_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(TITLE) + WIDTH + 2 * ROOM + 12, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._themes.current.surface
        right = self.width() - ROOM
        area = QRectF(right - WIDTH, (self.height() - HEIGHT) / 2, WIDTH, HEIGHT)
        pixels = np.ascontiguousarray(
            packed_colours(np.linspace(0, 1, WIDTH)[None], 1.0, "magnitude", is_dark=False)
        )
        image = QImage(pixels.data, WIDTH, 1, 4 * WIDTH, QImage.Format.Format_RGB32)
        painter.drawImage(area, image)
        painter.setPen(QPen(surface.to_come_line, 1))
        painter.drawRect(area)
        painter.setPen(surface.second)
        middle = Qt.AlignmentFlag.AlignVCenter
        end = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(right + 4, 0, ROOM - 4, self.height()), middle, "1")
        painter.drawText(QRectF(area.left() - ROOM, 0, ROOM - 4, self.height()), middle | end, "0")
        title = QRectF(0, 0, area.left() - ROOM - 6, self.height())
        painter.drawText(title, middle | end, TITLE)
