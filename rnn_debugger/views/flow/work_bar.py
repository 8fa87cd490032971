"""One line over a plot: what it says, how far the work on it is, and a button to give that up."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

HEIGHT = 22
"""Pixels; the same with and without work, so that nothing moves."""


class Sentence(QWidget):
    """A sentence in one line, elided at its end; the whole of it, and more, on hover."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._text = ""
        self._is_strong = False
        self.setFont(text_font(11.5))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, *, strong: bool = False, more: str = "") -> None:
        """Show a sentence; a strong one is in ink. `more` is told on hover alone."""
        if (text, strong) != (self._text, self._is_strong):
            self._text, self._is_strong = text, strong
            self.setToolTip(f"{text}\n\n{more}".strip())
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._themes.current.surface
        painter.setPen(surface.ink if self._is_strong else surface.second)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        elided = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width() - 2
        )
        painter.drawText(QRectF(self.rect()), flags, elided)


class WorkBar(QWidget):
    """A sentence, and beside it a bar with Cancel, or a button that begins the work."""

    begun = Signal()
    given_up = Signal()

    def __init__(self, name: str, themes: Themes, what: str = "") -> None:
        """`what` is worked out, in words."""
        super().__init__()
        self.what = what
        self.sentence = Sentence(themes)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 10)
        self.button = QToolButton()
        self.button.setObjectName(f"{name}_work")
        self.button.setFont(text_font(11))
        self.button.setFixedHeight(HEIGHT - 2)
        self.button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.button.setStyleSheet(
            "QToolButton { border: 1px solid palette(dark); border-radius: 4px; padding: 0 8px; }"
        )
        self.button.clicked.connect(self._press)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(10, 0, 8, 0)
        self.row.setSpacing(8)
        self.row.addWidget(self.sentence, 1)
        self.row.addWidget(self.bar)
        self.row.addWidget(self.button)
        self.setFixedHeight(HEIGHT)
        self._is_working = False
        self.show_nothing()

    def show_nothing(self) -> None:
        """There is nothing to work out."""
        self.bar.hide()
        self.button.hide()

    def show_progress(self, share: float) -> None:
        self._is_working = True
        self.bar.setValue(int(1000 * share))
        self.bar.show()
        self.button.setText("Cancel")
        self.button.show()

    def offer(self, seconds: float) -> None:
        """Offer work that takes about so long."""
        self._is_working = False
        self.bar.hide()
        self.button.setText("Work it out" if seconds < 1 else f"Work it out ({_about(seconds)})")
        self.button.show()

    def _press(self) -> None:
        (self.given_up if self._is_working else self.begun).emit()


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s"
    return f"about {round(seconds / 60)} min"
