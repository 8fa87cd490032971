"""Assembles the window."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QMainWindow

from rnn_debugger.views.panel import Themes
from rnn_debugger.views.settings import Settings
from rnn_debugger.views.theme import apply_theme, load_theme
from rnn_debugger.views.window import MainWindow


def create_window(
    path_or_name: str | None = None, *, store: QSettings | None = None
) -> QMainWindow:
    """The window on an experiment, a trace or the start page; a QApplication must exist.

    It is not shown yet. `store` keeps what it remembers, by default in the user's settings.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = Settings(store)
    theme = load_theme(settings.theme or "light")
    apply_theme(application, theme)
    window = MainWindow(settings, Themes(theme))
    if path_or_name is not None:
        window.open(str(path_or_name))
    return window


def main(path_or_name: str | None) -> int:
    """Show the window and run until it is closed; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("RNN debugger")
    window = create_window(path_or_name)
    window.show()
    return application.exec()
