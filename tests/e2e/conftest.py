"""A real window for the tests, driven as a person drives it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSettings

from rnn_debugger.app import create_window
from rnn_debugger.views import saving


@pytest.fixture(autouse=True)
def nothing_is_asked_at_the_end(monkeypatch):
    """Windows that a test leaves open are closed without a question."""
    monkeypatch.setattr(saving, "ask_before_loss", lambda *_, **__: "discard")


@pytest.fixture
def open_window(qtbot, tmp_path) -> Callable:
    """A function that opens a shown, active window with settings of its own."""
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)

    def open_it(path_or_name=None, size=(1280, 800)):
        window = create_window(path_or_name, store=store)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return open_it
