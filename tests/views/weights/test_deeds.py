"""Loading and exporting weights from the File menu."""

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from rnn_debugger.app import create_window
from rnn_debugger.debugger import Breakpoint, Where, open_session
from rnn_debugger.views import saving

TEXT = """[model]
cell = "gru_reset_after"
hidden_sizes = [2]
[data]
source = "values"
inputs = [[1.0], [0.5]]
targets = [[1.0], [0.0]]
[training]
timesteps = 2
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def window(qtbot, store, file):
    made = create_window(str(file), store=store)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(monkeypatch, kind, path, chosen=""):
    monkeypatch.setattr(QFileDialog, kind, lambda *_: (str(path), chosen))


def shown(window):
    dialogs = window.findChildren(QDialog, "match_dialog")
    (dialog,) = [dialog for dialog in dialogs if dialog.isVisible()]
    return dialog


def cells(dialog):
    table = dialog.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def told(window):
    (box,) = window.findChildren(QDialog, "error_box")
    return box.text() if box.isVisible() else None


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        ("w.npz", "w.npz"),
        ("w.safetensors", "w.safetensors"),
        ("w", "w.safetensors"),
    ],
)
def test_exporting_writes_the_weights_at_the_cursor(window, monkeypatch, tmp_path, chosen, written):
    kind = "Tensors by PyTorch's names (*.safetensors)"
    choose(monkeypatch, "getSaveFileName", tmp_path / chosen, kind)
    window.session.seek(2, 3)
    window.action("export_weights").trigger()
    dialog = shown(window)
    assert dialog.heading.text() == f"{written} is written"
    added = "" if written == "w.npz" else " Parts of one parameter are added."
    assert dialog.sentence.text() == (
        f"All 12 parameters are in it.{added} They are those of iteration 2, operation 3."
    )
    assert [button.text() for button in dialog.buttons.buttons()] == ["Close"]
    choose(monkeypatch, "getOpenFileName", tmp_path / written)
    trained = window.session.value("Whn")
    dialog.reject()
    window.action("load_weights").trigger()
    shown(window).accept()
    np.testing.assert_array_equal(window.session.value("Whn"), trained)


def test_loading_shows_what_was_matched_and_begins_another_run(window, monkeypatch, tmp_path):
    before = window.session
    before.seek(1, 4)
    np.savez(tmp_path / "w.npz", by=[7.0], bhn=[1.0, 2.0])
    choose(monkeypatch, "getOpenFileName", tmp_path / "w.npz")
    window.action("load_weights").trigger()
    dialog = shown(window)
    assert cells(dialog) == [["by", "1", "all", "by", "1"], ["bhn", "2", "all", "bhn", "2"]]
    assert dialog.sentence.text() == (
        "2 of 12 parameters are in it; Wxr, Whr, br, Wxz, Whz, bz, … stay as the "
        "experiment has them. The run begins anew with them."
    )
    assert window.session is before
    dialog.accept()
    assert window.session is not before
    assert window.session.position == (0, 0, 0)
    assert window.session.value("by") == [7]
    assert window.isWindowModified()
    window.action("step_forward").trigger()
    assert window.session.position == (0, 0, 1)


def test_cancelling_leaves_everything(window, monkeypatch, tmp_path):
    before = window.session
    np.savez(tmp_path / "w.npz", by=[7.0])
    choose(monkeypatch, "getOpenFileName", tmp_path / "w.npz")
    window.action("load_weights").trigger()
    shown(window).reject()
    assert window.session is before
    assert not window.isWindowModified()


@pytest.mark.parametrize("answer", ["cancel", "discard"])
def test_what_is_not_saved_is_asked_for(window, monkeypatch, tmp_path, answer):
    before, asked = window.session, []
    before.add_stop(Breakpoint(0, Where(operation=3)))
    np.savez(tmp_path / "w.npz", by=[7.0])
    choose(monkeypatch, "getOpenFileName", tmp_path / "w.npz")
    window.action("load_weights").trigger()
    monkeypatch.setattr(saving, "ask_before_loss", lambda *_, **__: asked.append(1) or answer)
    shown(window).accept()
    assert asked == [1]
    assert (window.session is before) is (answer == "cancel")
    monkeypatch.setattr(saving, "ask_before_loss", lambda *_, **__: "discard")


def test_saving_what_was_loaded_asks_for_a_file(window, monkeypatch, tmp_path, file):
    np.savez(tmp_path / "w.npz", by=[7.0])
    choose(monkeypatch, "getOpenFileName", tmp_path / "w.npz")
    window.action("load_weights").trigger()
    shown(window).accept()
    monkeypatch.setattr(saving, "choose_file", lambda *_: str(tmp_path / "other.toml"))
    window.action("save_experiment").trigger()
    assert not window.isWindowModified()
    assert file.read_text() == TEXT
    assert open_session(tmp_path / "other.toml").value("by") == [7]


@pytest.mark.parametrize(
    ("deed", "kind", "name", "sentence"),
    [
        ("load_weights", "getOpenFileName", "w.npz", "not an .npz file"),
        ("export_weights", "getSaveFileName", "w.txt",
         "weights are written to .npz or .safetensors files"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_sentence(window, monkeypatch, tmp_path, deed, kind, name, sentence):
    path, before = tmp_path / name, window.session
    path.write_text("0.1 0.2\n")
    choose(monkeypatch, kind, path)
    window.action(deed).trigger()
    assert told(window) == f"{path}: {sentence}"
    assert window.session is before
    assert path.read_text() == "0.1 0.2\n"


def test_choosing_no_file_does_nothing(window, monkeypatch):
    choose(monkeypatch, "getOpenFileName", "")
    choose(monkeypatch, "getSaveFileName", "")
    for name in ("load_weights", "export_weights"):
        window.action(name).trigger()
    assert window.findChildren(QDialog, "match_dialog") == []
    assert told(window) is None


def test_without_a_session_there_is_nothing_to_load_into(window):
    window.action("start_page").trigger()
    assert not window.action("load_weights").isEnabled()
    assert not window.action("export_weights").isEnabled()
