"""Docks round the graph: what becomes of them when another experiment is opened, or the window
is small.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget

from rnn_debugger.app import create_window
from rnn_debugger.views.window import MainWindow
from tests.support.panels import tabs


@pytest.fixture
def show_window(qapp, qtbot, store) -> Callable[..., MainWindow]:
    """A function that shows a window of a size."""

    def show(path_or_name: str | None = "simple-words", size=(1380, 860)) -> MainWindow:
        window = create_window(path_or_name, store=store)
        assert isinstance(window, MainWindow)
        qtbot.addWidget(window)
        window.show()
        window.resize(*size)
        qapp.processEvents()
        return window

    return show


def shown(window: MainWindow) -> set[str]:
    return {dock.objectName() for dock in window.findChildren(QDockWidget) if not dock.isHidden()}


def test_the_docks_do_not_widen_the_window(qapp, qtbot, store):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    window.resize(1380, 860)
    window.show()
    qapp.processEvents()
    assert window.width() == 1380


def test_opening_something_else_leaves_size_and_tabs_as_they_were(show_window, qapp):
    window = show_window()
    docks, order = shown(window), tabs(window)[-1]
    for name in ("char-rnn", "simple-words"):
        assert window.open(name)
        qapp.processEvents()
        assert window.width() == 1380
        assert shown(window) == docks
        assert ["Source", "Operations"] in tabs(window)
        assert order in tabs(window)
        assert len(window.findChildren(QDockWidget)) == len(window.workspace.docks)


def test_what_a_small_window_folds_comes_back_in_a_large_one(show_window, qapp):
    window = show_window()
    everything = shown(window)
    window.close()
    small = show_window(size=(700, 500))
    assert shown(small) < everything
    small.close()
    large = show_window()
    # The platform of the tests may have a small screen.
    large.resizeEvent(QResizeEvent(large.size(), large.size()))
    qapp.processEvents()
    assert shown(large) == everything


def test_a_dock_that_a_person_hid_stays_hidden(show_window, qapp):
    window = show_window()
    window.findChild(QDockWidget, "loss_dock").hide()
    window.open("char-rnn")
    qapp.processEvents()
    assert "loss_dock" not in shown(window)


def test_the_view_menu_does_not_grow(show_window, qtbot):
    window = show_window()
    menu = window._menus["View"]
    before = [action.text() for action in menu.actions()]
    window.open("char-rnn")
    window.show_start_page()
    window.open("simple-words")
    qtbot.wait(1)  # the docks of before die in the event loop
    assert [action.text() for action in menu.actions()] == before
