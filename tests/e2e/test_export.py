"""Exporting a trace from the window, and reading it back."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

import rnn_debugger


def test_what_is_exported_opens_where_the_cursor_was(open_window, qtbot, tmp_path):
    window = open_window("simple-words")
    window.session.seek(2, 31)
    path = tmp_path / "run.json"
    dialog = window.conductor.export_to(str(path))
    with qtbot.waitSignal(dialog.ended) as ended:
        pass
    assert ended.args == [True]
    assert window.statusBar().currentMessage() == f"{path} is written"
    trace = json.loads(path.read_text("utf-8"))
    assert len(trace["steps"]) == 2 * len(window.session.program) + 31
    again = rnn_debugger.open(path)
    assert again.position == window.session.position
    assert again.state_hash() == window.session.state_hash()


def test_a_cancelled_export_leaves_nothing_behind(open_window, qtbot, tmp_path):
    window = open_window("char-rnn")
    window.session.seek(60, 0)
    dialog = window.conductor.export_to(str(tmp_path / "run.json"))
    qtbot.waitUntil(lambda: dialog.value() > 0, timeout=10_000)
    with qtbot.waitSignal(dialog.ended) as ended:
        qtbot.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert ended.args == [False]
    assert list(tmp_path.glob("*.json*")) == []
    assert window.session.position == (0, 60, 0)


def test_a_folder_that_is_not_there_is_told(open_window, qtbot, tmp_path):
    window = open_window("simple-words")
    dialog = window.conductor.export_to(str(tmp_path / "missing" / "run.json"))
    with qtbot.waitSignal(dialog.failed) as failed:
        pass
    assert "missing" in failed.args[0]
    assert window._errors.isVisible()
    window._errors.close()
