"""Live bytes by role, now: one bar of parts, each named with its letter and its bytes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import bytes_of_text, bytes_text
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.heatmap_marks import readable_on
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.roles import LETTERS, role_colour

BAR = 26
"""Pixels."""
ROW = (13.5, 19.0)
"""Pixels of a line of text, at least and at most."""
LETTER_FROM = 13
"""Pixels of a part's height from which its letter stands in it."""


class RolesBar(QWidget):
    """The bar's full height is the peak of the iteration, so that it grows and shrinks with what
    is held. Below the roles, apart from them, stands the debugger's own history.
    """

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._roles: tuple[str, ...] = ()
        self._bytes: tuple[int, ...] = ()
        self._peak = 0
        self._history = (0, 0)
        self.setFixedWidth(216)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines of the legend."""
        return tuple(
            f"{LETTERS[role]} {role} {bytes_text(count)}"
            for role, count in zip(self._roles, self._bytes, strict=True)
        )

    @property
    def history_text(self) -> str:
        """Of the debugger's own history: what it takes, and may take."""
        return bytes_of_text(*self._history)

    def show_bytes(
        self, roles: Sequence[str], live: Sequence[int], peak: int, history: tuple[int, int]
    ) -> None:
        """Roles in the order in which they are stacked from below, and the bytes of each;
        `history` is what it takes and what it may take.
        """
        shown = (tuple(roles), tuple(live), peak, history)
        if shown != (self._roles, self._bytes, self._peak, self._history):
            self._roles, self._bytes, self._peak, self._history = shown
            self.update()

    def _row_height(self) -> float:
        # The roles, a line for their sum and one for the history.
        return min(max((self.height() - 8) / (len(self._roles) + 2), ROW[0]), ROW[1])

    def _parts(self) -> list[QRectF]:
        """Where each role's part of the bar is."""
        foot, room = self.height() - 6.0, self.height() - 12.0
        parts = []
        for count in self._bytes:
            height = room * count / max(self._peak, 1)
            parts.append(QRectF(10, foot - height, BAR, height))
            foot -= height
        return parts

    def _paint_bar(self, painter: QPainter) -> None:
        theme = self._themes.current
        painter.setPen(QPen(theme.surface.to_come_line, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(10.5, 6.5, BAR - 1, self.height() - 13))
        painter.setFont(number_font(10.5, bold=True))
        for role, part in zip(self._roles, self._parts(), strict=True):
            colour = role_colour(theme, role)
            painter.fillRect(part, colour)
            painter.setPen(QPen(theme.surface.canvas, 1))
            painter.drawLine(part.topLeft(), part.topRight())
            if part.height() >= LETTER_FROM:
                painter.setPen(readable_on(colour))
                painter.drawText(part, Qt.AlignmentFlag.AlignCenter, LETTERS[role])

    def _paint_legend(self, painter: QPainter) -> None:
        theme, row = self._themes.current, self._row_height()
        # From the top as the bar is stacked: what came last stands first.
        lines = list(zip(self._roles, self._bytes, strict=True))[::-1]
        top = 4.0
        for role, count in lines:
            colour = role_colour(theme, role)
            swatch = QRectF(46, top + row / 2 - 6, 13, 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRect(swatch)
            painter.setFont(number_font(9, bold=True))
            painter.setPen(readable_on(colour))
            painter.drawText(swatch, Qt.AlignmentFlag.AlignCenter, LETTERS[role])
            self._write(painter, top, role, count, faint=count == 0)
            top += row
        self._write(painter, top, "in all", sum(self._bytes), bold=True)
        swatch = QRectF(46, top + 1.5 * row - 6, 13, 12)
        painter.setPen(QPen(theme.surface.to_come_line, 1))
        painter.setBrush(QBrush(theme.surface.second, Qt.BrushStyle.Dense6Pattern))
        painter.drawRect(swatch)
        self._write(painter, top + row, "history", self.history_text)

    def _write(
        self, painter: QPainter, top: float, name: str, count: int | str,
        *, bold: bool = False, faint: bool = False,
    ) -> None:  # fmt: skip
        surface = self._themes.current.surface
        painter.setPen(surface.second if faint else surface.ink)
        row = self._row_height()
        painter.setFont(text_font(10.5, bold=bold))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(64, top, 70, row), middle, name)
        painter.setFont(number_font(10.5, bold=bold))
        right = middle | Qt.AlignmentFlag.AlignRight
        text = count if isinstance(count, str) else bytes_text(count)
        painter.drawText(QRectF(104, top, self.width() - 110, row), right, text)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._themes.current.surface.canvas)
        self._paint_bar(painter)
        self._paint_legend(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        text = ""
        for role, count, part in zip(self._roles, self._bytes, self._parts(), strict=True):
            if part.contains(event.position()):
                text = f"{role}\n{count:,} bytes"
        if not text and event.position().y() > 4 + self._row_height() * (len(self._roles) + 1):
            text = (
                f"The debugger's own history: {self._history[0]:,} bytes.\n"
                "It is not part of what training keeps.\n"
                "How much it may take is set under View, History budget."
            )
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)
