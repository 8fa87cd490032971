"""A panel draws while it can be seen, and catches up when it comes into sight."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from rnn_debugger.views.docks import dock_of
from rnn_debugger.views.panel import Panel


class Counting(Panel):
    """Counts how often it draws."""

    def __init__(self, workbench):
        super().__init__(workbench)
        self.drawn = []

    def draw(self, moment):
        self.drawn.append(moment.position.operation)


@pytest.fixture
def panels(workbench, qtbot):
    """Two panels, the second in a tab behind the first."""
    window = QMainWindow()
    qtbot.addWidget(window)
    found = [Counting(workbench), Counting(workbench)]
    window.docks = [dock_of(panel) for panel in found]
    for dock in window.docks:
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.tabifyDockWidget(*window.docks)
    window.docks[0].raise_()
    window.resize(600, 400)
    window.show()
    qtbot.waitExposed(window)
    # The docks find their places when events are processed.
    qtbot.wait(10)
    for panel in found:
        panel.drawn.clear()
    yield found
    window.close()


def test_a_panel_behind_another_tab_does_not_draw(panels, workbench):
    before, behind = panels
    workbench.player.step(2, "operation")
    workbench.selection.select("Whh")
    assert before.drawn == [2, 2]
    assert behind.drawn == []


def test_it_catches_up_once_when_it_is_brought_to_the_front(panels, workbench, qtbot):
    before, behind = panels
    for _ in range(3):
        workbench.player.step(1, "operation")
    dock = behind.parentWidget()
    dock.raise_()
    qtbot.waitUntil(lambda: behind.drawn == [3])
    workbench.player.step(1, "operation")
    assert behind.drawn == [3, 4]
    assert before.drawn == [1, 2, 3]


def test_a_panel_on_its_own_draws_while_it_is_shown(workbench, qtbot):
    panel = Counting(workbench)
    panel.resize(200, 100)
    qtbot.addWidget(panel)
    workbench.player.step(1, "operation")
    assert panel.drawn == []
    panel.show()
    assert panel.drawn == [1]
    workbench.player.step(1, "operation")
    assert panel.drawn == [1, 2]
    panel.hide()
    workbench.player.step(1, "operation")
    assert panel.drawn == [1, 2]


def test_a_floating_panel_draws(panels, workbench, qtbot):
    behind = panels[1]
    behind.parentWidget().setFloating(True)
    qtbot.waitUntil(lambda: bool(behind.drawn))
    behind.drawn.clear()
    workbench.player.step(1, "operation")
    assert behind.drawn == [1]
