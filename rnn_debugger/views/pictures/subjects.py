"""What a picture can be taken of: a panel with its head, or the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMainWindow, QMenuBar, QToolButton, QWidget

from rnn_debugger.views.panel import Panel

UNSEEN, LEAST = QSize(720, 260), QSize(120, 40)
"""Pixels that a panel gets which has never been shown, and below which it has not."""


@dataclass(frozen=True)
class Subject:
    """Widgets that stand one below the other."""

    name: str
    """For the file's name."""
    title: str
    parts: tuple[QWidget, ...]
    panel: Panel | None = None
    menu_bar: QMenuBar | None = None

    @property
    def size(self) -> QSize:
        """Pixels at the picture's standard size."""
        width = max(part.width() for part in self.parts)
        return QSize(width, sum(part.height() for part in self.parts))

    def prepare(self) -> None:
        """Bring a panel behind another tab to the moment, and to a size."""
        panel = self.panel
        if panel is None:
            return
        if panel.width() < LEAST.width() or panel.height() < LEAST.height():
            panel.resize(UNSEEN)
            for part in self.parts[:-1]:
                part.resize(UNSEEN.width(), part.sizeHint().height())
        panel.complete()
        # Words may have grown; to lay them out anew Qt would wait for its next turn.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def paint(self, painter: QPainter) -> None:
        """Draw it from the painter's origin on; buttons that only do something are left out."""
        surroundings = self.parts[0].palette().window()
        painter.fillRect(0, 0, self.size.width(), self.size.height(), surroundings)
        with _without_buttons(self.panel):
            top = 0
            for part in self.parts:
                part.render(painter, QPoint(0, top))
                top += part.height()

    def mend(self, painter: QPainter) -> None:
        """Draw anew what a painter that knows no clipping, as that of SVG files, gets wrong."""
        if self.menu_bar is not None:
            # It covers its words with its ground, all but where they stand.
            place = self.menu_bar.mapTo(self.parts[0], QPoint())
            painter.drawPixmap(place, self.menu_bar.grab())


def panel_subject(panel: Panel) -> Subject:
    """A panel, its head above it unless that is a part of it already."""
    parts = (panel,) if panel.isAncestorOf(panel.head) else (panel.head, panel)
    return Subject(panel.name, panel.title, parts, panel)


def window_subject(window: QMainWindow) -> Subject:
    """The whole window as it stands."""
    return Subject("window", "The whole window", (window,), menu_bar=window.menuBar())


@contextmanager
def _without_buttons(panel: Panel | None) -> Iterator[None]:
    """While it lasts, the head's buttons are away; those that stay down say how it is drawn."""
    buttons = [] if panel is None else panel.head.findChildren(QToolButton)
    hidden = [b for b in buttons if not b.isCheckable() and not b.isHidden()]
    for button in hidden:
        button.hide()
    try:
        yield
    finally:
        for button in hidden:
            button.show()
