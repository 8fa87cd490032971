"""The command in a real window."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDockWidget, QToolButton

from rnn_debugger.app import create_window
from rnn_debugger.debugger import BadInput
from rnn_debugger.views import long_call
from rnn_debugger.views.side_by_side import deeds


@pytest.fixture
def open_window(qtbot, store) -> Callable:
    def open_it(name="simple-words", size=(1300, 850)):
        window = create_window(name, store=store)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        return window

    return open_it


def divide(window, qtbot):
    """Ask for two graphs, and wait for them: on a busy machine the making takes a moment."""
    window.action("side_by_side").trigger()
    centre = window.workspace.centre
    qtbot.waitUntil(lambda: centre.is_divided)
    return centre


def test_the_command_divides_the_middle_and_joins_it_again(open_window, qtbot):
    window = open_window()
    centre = divide(window, qtbot)
    assert centre.pair.contrast == "recurrence"
    for name in ("step_forward", "step_timestep_forward", "step_phase_forward", "step_back"):
        window.action(name).trigger()
        assert centre.pair.lockstep.is_level
    window.session.seek(4, 3)
    qtbot.waitUntil(lambda: centre.pair.lockstep.is_level)
    window.action("side_by_side").trigger()
    assert not centre.is_divided
    window.action("step_forward").trigger()


def test_the_chooser_sets_another_run_beside_and_the_button_ends_it(open_window, qtbot):
    window = open_window()
    window.session.seek(2, 9)
    centre = divide(window, qtbot)
    box = centre.other.findChild(QComboBox, "contrast")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: centre.pair.contrast == "schedule")
    assert centre.pair.lockstep.is_level
    assert centre.head.title == "Every window"
    centre.other.findChild(QToolButton, "close_side").click()
    assert not centre.is_divided


def test_a_feedforward_network_gets_a_sentence(open_window):
    window = open_window("simple-words-feedforward")
    window.action("side_by_side").trigger()
    assert "feedforward already" in window.workspace.centre.refusal


def test_opening_something_else_ends_it(open_window, qtbot):
    window = open_window()
    second = divide(window, qtbot).pair.lockstep.second
    assert window.open("char-rnn")
    assert not window.workspace.centre.is_divided
    window.action("step_forward").trigger()
    assert second.position == (0, 0, 0)
    assert divide(window, qtbot).pair.lockstep.first is window.session


def test_lower_tabs_make_room_while_there_are_two_graphs(open_window, qtbot):
    window = open_window()
    lower = window.findChild(QDockWidget, "loss_dock")
    qtbot.wait(1)
    before = lower.isHidden()
    divide(window, qtbot)
    qtbot.wait(1)
    assert window.height() <= 850
    assert lower.isHidden()
    window.action("side_by_side").trigger()
    assert lower.isHidden() == before


def test_keys_of_the_graph_work_in_both_halves(open_window, qtbot):
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    centre = divide(window, qtbot)
    for canvas in (centre.graph.canvas, centre.pair.panel.canvas):
        before = window.session.position.operation
        canvas.setFocus()
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        assert window.session.position.operation == before + 1


def test_what_takes_long_is_made_in_a_thread_and_can_be_cancelled(open_window, qtbot, monkeypatch):
    monkeypatch.setattr(long_call, "AT_ONCE_SECONDS", 0.0)
    window = open_window("char-gru")
    window.action("side_by_side").trigger()
    centre = window.workspace.centre
    assert not centre.is_divided
    qtbot.waitUntil(lambda: centre.is_divided, timeout=10_000)
    window.action("side_by_side").trigger()
    window.action("side_by_side").trigger()
    window.conductor.side_by_side.cancel()
    qtbot.wait(600)
    assert not centre.is_divided


def test_what_cannot_be_made_is_told(open_window, qtbot, monkeypatch):
    def refuse(*_):
        raise BadInput("training.timesteps: too many")

    monkeypatch.setattr(deeds, "counterpart", refuse)
    window = open_window()
    told = []
    monkeypatch.setattr(window, "tell_error", told.append)
    window.action("side_by_side").trigger()
    assert told == ["training.timesteps: too many"]
    assert not window.workspace.centre.is_divided
