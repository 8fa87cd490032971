"""Panels on sessions of any kind, and what can be seen of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QTabBar, QToolTip, QWidget

from rnn_debugger.debugger import Session
from rnn_debugger.views.panel import Panel, Themes, Workbench
from rnn_debugger.views.player import Player
from rnn_debugger.views.selection import Selection
from rnn_debugger.views.theme import load_theme


def bench(session: Session, theme: str = "light") -> Workbench:
    """A workbench on a session, its selection following the step as the window has it."""
    selection, player = Selection(), Player(session)
    player.moved.connect(lambda: selection.follow(session.moment))
    selection.follow(session.moment)
    return Workbench(session, player, selection, Themes(load_theme(theme)))


def on_screen(qtbot: Any, widget: QWidget, width: int = 700, height: int = 220) -> Any:
    """The widget, shown and painted."""
    qtbot.addWidget(widget)
    if isinstance(widget, Panel):
        qtbot.addWidget(widget.head)
    widget.resize(width, height)
    widget.show()
    QApplication.processEvents()
    return widget


def colour_at(widget: QWidget, x: float, y: float) -> QColor:
    """What is painted at a point of a widget."""
    return widget.grab().toImage().pixelColor(int(x), int(y))


def colours_in(widget: QWidget) -> set[str]:
    """The names of all colours that are painted."""
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def hover_text(widget: QWidget, x: float, y: float) -> str:
    """What a widget tells when the mouse is over a point of it."""
    told: list[str] = []
    original = QToolTip.showText
    QToolTip.showText = lambda place, text, *rest: told.append(text)  # type: ignore[method-assign]
    try:
        move_mouse(widget, x, y)
    finally:
        QToolTip.showText = original  # type: ignore[method-assign]
    return told[-1]


def tip_of(widget: QWidget) -> str:
    """What a widget that makes its tips itself tells when the mouse rests on it."""
    told: list[str] = []
    original = QToolTip.showText
    QToolTip.showText = lambda place, text, *rest: told.append(text)  # type: ignore[method-assign]
    middle = widget.rect().center()
    try:
        tip = QHelpEvent(QEvent.Type.ToolTip, middle, widget.mapToGlobal(middle))
        QApplication.sendEvent(widget, tip)
    finally:
        QToolTip.showText = original  # type: ignore[method-assign]
    return told[-1]


def move_mouse(
    widget: QWidget, x: float, y: float, buttons: Qt.MouseButton = Qt.MouseButton.NoButton
) -> None:
    """The mouse moves to a point of a widget, whatever windows of other tests lie there."""
    place = QPointF(x, y)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        widget.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def tabs(window: QWidget) -> list[list[str]]:
    """The texts of every bar of tabs that can be seen, in order."""
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count()]
    texts = [[bar.tabText(i) for i in range(bar.count())] for bar in bars]
    return sorted(text for text in texts if len(text) > 1)
