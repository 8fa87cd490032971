"""Code that an experiment brings along runs when a person has allowed these very bytes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from rnn_debugger.app import create_window
from rnn_debugger.views.code_box import CodeBox

TEXT = """
[model]
cell = "mine.py:cell"
hidden_sizes = [2]
[data]
source = "task"
name = "echo"
[training]
timesteps = 4
loss = "binary_cross_entropy"
"""


@pytest.fixture
def file(tmp_path):
    write_cell(tmp_path)
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    return path


def write_cell(folder, more=""):
    ran = f"from pathlib import Path\nPath({str(folder / 'it ran')!r}).touch()\n"
    cell = "from rnn_debugger.cells import tanh\ndef cell(x, h, W):\n    return tanh(W.xh @ x)\n"
    (folder / "mine.py").write_text(ran + cell + more)


def box_of(window):
    return window.findChild(CodeBox, "code_box")


def press(box, role):
    buttons = box.findChild(QDialogButtonBox)
    next(b for b in buttons.buttons() if buttons.buttonRole(b) == role).click()


def test_it_asks_once_and_then_opens(qtbot, store, file):
    window = create_window(str(file), store=store)
    qtbot.addWidget(window)
    assert window.session is None
    assert not (file.parent / "it ran").exists()
    box = box_of(window)
    assert box.isVisible()
    assert "def cell(x, h, W):" in box.text.toPlainText()
    assert box.text.isReadOnly()
    press(box, QDialogButtonBox.ButtonRole.AcceptRole)
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session.name == "mine"
    window.close()

    again = create_window(str(file), store=store)
    qtbot.addWidget(again)
    assert again.session.name == "mine"
    again.close()

    write_cell(file.parent, "# changed\n")
    changed = create_window(str(file), store=store)
    qtbot.addWidget(changed)
    assert changed.session is None
    assert box_of(changed).isVisible()


def test_no_is_no(qtbot, store, file):
    window = create_window(str(file), store=store)
    qtbot.addWidget(window)
    press(box_of(window), QDialogButtonBox.ButtonRole.RejectRole)
    assert window.session is None
    assert not (file.parent / "it ran").exists()
    window.open("own-cell")
    assert window.session.name == "own-cell", "what ships with the program is not asked about"
