"""The scale beside a heatmap: which colour is which number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnn_debugger.debugger import short
from rnn_debugger.views.colours import DECADES, Scale, packed_colours
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Themes

BAR = 10
"""Pixels."""
GAP = 8
"""Pixels between the heatmap and the bar."""
TEXT_HEIGHT = 16
"""Pixels between two numbers at least."""


class ScaleBar(QWidget):
    """Stands at the right of a heatmap, as high as it."""

    def __init__(self, themes: Themes, width: int) -> None:
        super().__init__()
        self._themes = themes
        self._level = float("nan")
        self._scale: Scale = "signed"
        self._logarithmic = False
        self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        themes.changed.connect(self.update)

    def show_scale(self, level: float, scale: Scale, *, logarithmic: bool) -> None:
        """The scale of a picture; a level of 0 says that every value is 0, NaN that there are no
        values yet.
        """
        shown = (level, scale, logarithmic)
        # NaN is never equal to itself.
        if str(shown) != str((self._level, self._scale, self._logarithmic)):
            self._level, self._scale, self._logarithmic = shown
            self.update()

    def texts(self) -> list[tuple[float, str]]:
        """Places from 0, the foot, to 1, the head, and what is written there; the most
        important first.
        """
        level = self._level
        if not level > 0:
            return [(0.5, "all 0")] if level == 0 else []
        sides = (1.0, -1.0) if self._scale == "signed" else (1.0,)
        zero = 0.5 if self._scale == "signed" else 0.0
        parts = [1.0]
        if self._logarithmic:
            parts += [1 - decade / DECADES for decade in range(1, int(DECADES))]
        found = [(zero, "0")]
        for number, part in enumerate(parts):
            for side in sides:
                value = level * 10.0**-number * side
                found.append((zero + part * side * (1 - zero), short(value, trim=True)))
        if not self._logarithmic:
            found += [
                (zero + (1 - zero) * side / 2, short(level * side / 2, trim=True)) for side in sides
            ]
        return found

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        area = QRectF(GAP, 0.5, BAR, self.height() - 1)
        if self._level > 0:
            low = -1.0 if self._scale == "signed" else 0.0
            ramp = np.linspace(1.0, low, max(self.height(), 2))[:, None]
            pixels = np.ascontiguousarray(packed_colours(ramp, 1.0, self._scale, theme.is_dark))
            image = QImage(pixels.data, 1, len(pixels), 4, QImage.Format.Format_RGB32)
            painter.drawImage(area, image)
        painter.setPen(QPen(theme.surface.to_come_line, 1))
        painter.drawRect(area)
        painter.setPen(theme.surface.second)
        taken: list[float] = []
        for place, text in self.texts():
            middle = (1 - place) * self.height()
            top = min(max(middle - 8, -2), self.height() - 14)
            room = QRectF(GAP + BAR + 5, top, self.width() - GAP - BAR - 5, 16)
            fonts = [number_font(size) for size in (10.5, 9)]
            fitting = [f for f in fonts if QFontMetricsF(f).horizontalAdvance(text) <= room.width()]
            # A number that is cut is a wrong one.
            if fitting and all(abs(top - other) >= TEXT_HEIGHT for other in taken):
                taken.append(top)
                painter.setFont(fitting[0])
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, flags, text)
