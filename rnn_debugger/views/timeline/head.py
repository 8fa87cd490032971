"""The timeline's head: at its left, so that the strip stays slim."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QToolButton, QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.icons import icon
from rnn_debugger.views.panel import PanelHead, Themes
from rnn_debugger.views.timeline.rows import Row

WIDTH = 142


class SideHead(PanelHead):
    """Title above the buttons, and below them, where the strip is open, the names of its rows."""

    def __init__(self, title: str, question: str, themes: Themes) -> None:
        super().__init__(title, question, themes)
        self._themes = themes
        self._icons: list[tuple[QToolButton, str]] = []
        self._names: list[tuple[str, Row, QColor]] = []
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        self._row.setContentsMargins(12, 6, 4, 4)
        self._row.setSpacing(2)
        self._row.setStretch(1, 0)
        # There is no room for it beside the names of the rows.
        self._row.removeWidget(self._question)
        self._question.setParent(None)
        self.setToolTip(question)
        self._tools = QHBoxLayout()
        self._tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setSpacing(0)
        self._row.addLayout(self._tools)
        self._row.addStretch(1)
        self.setMinimumHeight(0)
        self.setMaximumHeight(16_777_215)
        self.setFixedWidth(WIDTH)
        themes.changed.connect(self._tint)

    def add_button(self, name: str, icon_name: str, tip: str) -> QToolButton:
        """A small button under the title; it takes no focus, or Space would press it again."""
        button = QToolButton()
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tools.addWidget(button)
        self._icons.append((button, icon_name))
        self._tint()
        return button

    def add_corner(self, button: QWidget) -> None:
        self._row.removeWidget(self._title)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._title, 1)
        line.addWidget(button)
        self._row.insertLayout(0, line)

    def set_icon(self, button: QToolButton, icon_name: str) -> None:
        """Another icon on a button."""
        self._icons = [(b, icon_name if b is button else name) for b, name in self._icons]
        self._tint()

    def name_rows(self, names: Sequence[tuple[str, Row, QColor]]) -> None:
        """Write names beside rows of the strip, each in its colour."""
        if list(names) != self._names:
            self._names = list(names)
            self.update()

    def _tint(self) -> None:
        for button, icon_name in self._icons:
            button.setIcon(icon(icon_name, self._themes.current))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(text_font(11))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for name, row, colour in self._names:
            painter.setPen(colour)
            area = QRectF(0, row.top, self.width() - 8, row.height)
            painter.drawText(area, flags, name)
