"""The button in a panel's head that saves or copies what the panel shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from rnn_debugger.views.icons import icon
from rnn_debugger.views.panel import Panel
from rnn_debugger.views.pictures.formats import FORMATS, PictureFormat


class PanelMenu(QObject):
    """What is asked for is told; somebody else does it."""

    picture_asked = Signal(object, object)
    """The panel, and a `PictureFormat`."""
    copy_asked = Signal(object)
    numbers_asked = Signal(object)

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.button = QToolButton()
        self.button.setObjectName(f"{panel.name}_export")
        self.button.setToolTip("Save or copy this panel")
        self.button.setIconSize(QSize(16, 16))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # Without the arrow that Qt paints over the icon.
        self.button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.button.setMenu(self._menu())
        panel.head.add_corner(self.button)
        panel.workbench.themes.changed.connect(self._tint)
        self._tint()

    def _menu(self) -> QMenu:
        menu = QMenu(self.button)
        for picture in FORMATS:
            ask = partial(self._ask_picture, picture)
            menu.addAction(f"Save picture as {picture.name}…", ask)
        menu.addAction("Copy picture", lambda: self.copy_asked.emit(self._panel))
        if type(self._panel).table is not Panel.table:
            menu.addSeparator()
            menu.addAction("Save numbers as CSV…", lambda: self.numbers_asked.emit(self._panel))
        return menu

    def _ask_picture(self, picture: PictureFormat) -> None:
        self.picture_asked.emit(self._panel, picture)

    def _tint(self) -> None:
        self.button.setIcon(icon("tray-arrow-down", self._panel.workbench.theme))
