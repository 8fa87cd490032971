"""Breakpoints, running back, branches and saving, from end to end as a person does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

import rnn_debugger
from rnn_debugger.debugger import Position
from rnn_debugger.views import saving
from rnn_debugger.views.breakpoints.form import StopForm
from rnn_debugger.views.breakpoints.until_dialog import RunUntil

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
EXPERIMENT = """# A sine of my own.
[model]
cell = "rnn"          # plain
hidden_sizes = [3]

[data]
source = "values"
inputs = [[0.1], [0.5], [-0.4]]
targets = [[0.5], [-0.4], [0.2]]

# Slowly.
[training]
timesteps = 3
learning_rate = 0.2
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sine.toml"
    path.write_text(EXPERIMENT)
    return path


def press(qtbot, window, key, modifier=NONE):
    qtbot.keyClick(window, key, modifier)
    settle(qtbot, window)


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.player.is_busy, timeout=20_000)


def add_conditional_breakpoint(qtbot, window):
    window.findChild(QWidget, "breakpoints_dock").raise_()
    button = window.findChild(QToolButton, "add_stop")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    form = window.findChild(StopForm)
    form.place.primitive.setCurrentText("tanh")
    form.place.condition.line.set_text("t == 2 and iteration >= 2")
    form.accept()


def test_the_whole_of_it(open_window, qtbot, file):
    window = open_window(str(file))
    session = window.session

    add_conditional_breakpoint(qtbot, window)
    press(qtbot, window, Qt.Key.Key_F5)
    met = session.position
    assert met.iteration == 2
    assert (session.moment.next.primitive, session.moment.next.timestep) == ("tanh", 2)
    assert window.statusBar().met.sentence == (
        "breakpoint 1: primitive tanh, if t == 2 and iteration >= 2"
    )
    assert window.statusBar().met.isVisible()

    press(qtbot, window, Qt.Key.Key_F5)
    assert session.position.iteration == 3
    press(qtbot, window, Qt.Key.Key_F5, CTRL)
    assert session.position == met

    by_hand = rnn_debugger.open(file)
    by_hand.seek(met.iteration, met.operation)
    assert session.state_hash() == by_hand.state_hash()

    branch = session.edit("Whh", (0, 1), 0.75)
    assert session.position == Position(branch, *met[1:])
    press(qtbot, window, Qt.Key.Key_F5)
    assert session.position == Position(branch, 3, met.operation)
    here = session.value("h[1]")
    assert not (session.value_on(0, "h[1]") == here).all()

    session.bookmarks.add("apart", session.position)
    assert window.isWindowModified()
    press(qtbot, window, Qt.Key.Key_S, CTRL)
    assert not window.isWindowModified()
    state, position = session.state_hash(), session.position
    stops, marks, branches = tuple(session.stops), tuple(session.bookmarks), session.branches
    assert window.close()
    assert file.read_text().startswith(EXPERIMENT)

    again = open_window(str(file))
    settle(qtbot, again)
    session = again.session
    assert session.position == position
    assert session.state_hash() == state
    assert tuple(session.stops) == stops
    assert tuple(session.bookmarks) == marks
    assert session.branches == branches
    assert not again.isWindowModified()
    press(qtbot, again, Qt.Key.Key_F5, CTRL)
    assert session.position[1:] == met[1:]


def test_f9_sets_a_breakpoint_and_takes_it_away(open_window, qtbot):
    window = open_window("simple-words")
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_F11)
    press(qtbot, window, Qt.Key.Key_F9)
    assert [stop.where.operation for stop in window.session.stops] == [4]
    press(qtbot, window, Qt.Key.Key_F5)
    assert window.session.position == (0, 1, 4)
    press(qtbot, window, Qt.Key.Key_F11)
    press(qtbot, window, Qt.Key.Key_F9)
    assert len(window.session.stops) == 0


def test_f9_in_the_table_of_operations_is_at_its_cursor(open_window, qtbot):
    window = open_window("simple-words")
    window.findChild(QWidget, "operations_dock").raise_()
    table = window.findChild(QWidget, "operations_table")
    table.setFocus()
    writers = window.session.program.writers["dWhh"]
    table.setCurrentIndex(table.operations.index(writers[-1], 0))
    press(qtbot, window, Qt.Key.Key_F9)
    assert [stop.where.operation for stop in window.session.stops] == [writers[-1]]


def test_running_until_a_condition_and_back_to_one(open_window, qtbot):
    window = open_window("simple-words")
    press(qtbot, window, Qt.Key.Key_U, CTRL)
    dialog = window.findChild(RunUntil)
    dialog.condition.line.set_text("norm(dWxx) > 0")
    assert not dialog.run_button.isEnabled()
    dialog.condition.line.set_text("iteration == 4 and t == 2")
    qtbot.keyClick(dialog.condition.line, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.position.iteration == 4
    assert window.statusBar().met.sentence == "iteration == 4 and t == 2 is true"
    qtbot.waitUntil(lambda: window.findChild(RunUntil) is None)
    window.action("run_until").trigger()
    dialog = window.findChild(RunUntil)
    assert dialog.condition.text == "iteration == 4 and t == 2"
    dialog.condition.line.set_text("iteration == 2")
    qtbot.mouseClick(dialog.back_button, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.session.position.iteration == 2
    assert window.settings.recent_conditions == ["iteration == 2", "iteration == 4 and t == 2"]


def test_back_to_where_it_was_written_and_on_to_its_operands(open_window, qtbot):
    window = open_window("simple-words")
    session, selection = window.session, window.workspace.workbench.selection
    session.seek(2, 30)
    selection.select("h[2]")
    press(qtbot, window, Qt.Key.Key_L, CTRL)
    assert session.moment.last.output == "h[2]"
    operand = session.moment.last.inputs[0]
    selection.select(operand)
    press(qtbot, window, Qt.Key.Key_L, CTRL)
    assert session.moment.last.output == operand
    session.seek(2, 30)
    selection.select("Whh")
    press(qtbot, window, Qt.Key.Key_L, CTRL | SHIFT)
    assert session.moment.last.output == "Whh"
    assert window.statusBar().met.sentence.startswith("Whh was last changed by operation ")


def test_escape_and_pause_end_a_search_and_leave_everything(open_window, qtbot, monkeypatch):
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("rnn_debugger.views.status.PATIENCE_MILLISECONDS", 0)
    window = open_window("char-rnn")
    window.session.seek(150, 5)
    before = window.session.position
    for key, modifier in ((Qt.Key.Key_Escape, NONE), (Qt.Key.Key_F5, SHIFT)):
        window.player.run_until("norm(Whh) < 0", -1)
        assert window.player.is_searching
        qtbot.waitUntil(window.statusBar().progress.isVisible)
        assert window.statusBar().search.text() == "searching back for norm(Whh) < 0 …"
        qtbot.keyClick(window, key, modifier)
        assert not window.player.is_busy
        assert not window.statusBar().progress.isVisible()
        assert window.session.position == before


def test_asked_before_quitting_and_kept_when_cancelled(open_window, qtbot, file, monkeypatch):
    window = open_window(str(file))
    press(qtbot, window, Qt.Key.Key_F9)
    monkeypatch.setattr(saving, "ask_before_loss", lambda *_, **__: "cancel")
    press(qtbot, window, Qt.Key.Key_Q, CTRL)
    assert window.isVisible()
    assert len(window.session.stops) == 1
    monkeypatch.setattr(saving, "ask_before_loss", lambda *_, **__: "save")
    window.close()
    assert len(rnn_debugger.open(file).stops) == 1


def test_no_two_commands_have_a_key_in_common(open_window):
    window = open_window("simple-words")
    keys = [
        key.toString() for action in window.command_actions.values() for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
