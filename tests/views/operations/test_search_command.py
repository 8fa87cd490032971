"""Ctrl+F in the window."""

import pytest

from rnn_debugger import app
from rnn_debugger.views.operations.panel import OperationsPanel


@pytest.fixture
def window(qtbot, store):
    found = app.create_window("simple-words", store=store)
    qtbot.addWidget(found)
    found.show()
    return found


def test_a_search_brings_the_operations_to_the_front(window, qtbot):
    (panel,) = (p for p in window.workspace.panels if isinstance(p, OperationsPanel))
    (dock,) = (dock for dock in window.workspace.docks if dock.widget() is panel)
    with qtbot.waitSignal(dock.visibilityChanged) as signal:
        window.action("search").trigger()
    assert signal.args == [True]
    line = panel.search_field.focusProxy()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "dh[1]")
    assert panel.model.rowCount() == 2


def test_without_an_experiment_there_is_nothing_to_search(window):
    assert window.action("search").isEnabled()
    window.show_start_page()
    assert not window.action("search").isEnabled()
