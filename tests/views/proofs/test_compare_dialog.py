"""Gradients of one's own against the run, in the window."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog, QFileDialog

from rnn_debugger.app import create_window
from rnn_debugger.views.proofs.compare_dialog import CompareDialog
from tests.views.proofs.test_check_dialog import TEXT, done, rows

NAMES = ("dh[3]", "da[3]", "dh[2]", "dWhh", "dbh")


@pytest.fixture
def window(qtbot, store, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    made = create_window(str(path), store=store)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def truth(window):
    """What iteration 1 of the run computes."""
    run = window.session
    found = {}
    for name in NAMES:
        run.seek(1, run.program.writers[name][-1])
        run.step()
        found[name] = run.moment.value(name).copy()
    run.seek(1, 6)
    return found


def chosen(window, qtbot, monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.action("compare_arrays").trigger()
    dialog = window.conductor.proofs.compare_dialog
    if dialog is not None:
        done(dialog, qtbot)
    return dialog


def told(window):
    (box,) = window.findChildren(QDialog, "error_box")
    return box.text() if box.isVisible() else None


def test_what_is_right_agrees(window, qtbot, monkeypatch, tmp_path, truth):
    np.savez(tmp_path / "own.npz", **truth)
    before = window.session.position, window.session.state_hash()
    dialog = chosen(window, qtbot, monkeypatch, tmp_path / "own.npz")
    assert dialog.place.text() == "own.npz · original · iteration 1"
    assert dialog.sentence.text() == "All 5 arrays agree with the run, to a relative error of 10⁻⁵."
    assert dialog.notes.text() == "Not in the file: dWxh, dWhy, dby."
    assert [texts[0] for texts in rows(dialog)] == ["✓"] * 5
    assert (window.session.position, window.session.state_hash()) == before


def test_where_it_first_goes_wrong_stands_first_and_a_double_click_goes_there(
    window, qtbot, monkeypatch, tmp_path, truth
):
    truth["dh[2]"] = -truth["dh[2]"]
    truth["dWhh"] = truth["dWhh"].T
    truth["dbh"][1] += 0.5
    truth["dbhh"] = truth["dbh"]
    np.savez(tmp_path / "own.npz", **truth)
    dialog = chosen(window, qtbot, monkeypatch, tmp_path / "own.npz")
    assert [texts[1] for texts in rows(dialog)] == ["dh[2]", "dbh", "dWhh", "dh[3]", "da[3]"]
    assert [texts[0] for texts in rows(dialog)] == ["✗", "✗", "✗", "✓", "✓"]
    # As everywhere in the window, rather than 2.0e+00 and 0.0e+00.
    assert [texts[3] for texts in rows(dialog)][::4] == ["2.0", "0"]
    number = window.session.program.writers["dh[2]"][0]
    assert dialog.sentence.text() == (
        f"3 of 5 arrays differ. It first goes wrong in operation {number}, "
        "dh[2] = dh_out[2] + dh_next[2]: the sign is the other one."
    )
    assert rows(dialog)[2][-1] == "DIFFERS: it is transposed"
    assert dialog.notes.text().splitlines()[0] == (
        "dbhh: there is no such tensor; did you mean dbh?"
    )
    window.session.seek(4, 2)
    dialog.table.opened.emit(1)
    last = window.session.program.writers["dbh"][-1]
    assert window.session.position == (0, 1, last + 1)
    selection = window.workspace.workbench.selection
    assert (selection.tensor, selection.element) == ("dbh", (1,))


def test_the_file_is_read_again_after_it_was_mended(window, qtbot, monkeypatch, tmp_path, truth):
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"dbh": (2 * truth["dbh"]).tolist()}))
    dialog = chosen(window, qtbot, monkeypatch, path)
    assert "it is 2 times as large" in dialog.sentence.text()
    path.write_text(json.dumps({"dbh": truth["dbh"].tolist()}))
    dialog.again.click()
    done(dialog, qtbot)
    assert dialog.sentence.text().startswith("The array agrees")
    assert dialog.table.rowCount() == 1
    path.write_text("{")
    dialog.again.click()
    assert dialog.sentence.text().startswith(f"{path}: is not JSON: ")


def test_another_shape_selects_the_whole_tensor(window, qtbot, monkeypatch, tmp_path, truth):
    np.savez(tmp_path / "own.npz", dWxh=np.zeros((2, 2)))
    dialog = chosen(window, qtbot, monkeypatch, tmp_path / "own.npz")
    assert dialog.sentence.text().endswith(": 2 × 2, the tensor is 3 × 1.")
    dialog.table.opened.emit(0)
    selection = window.workspace.workbench.selection
    assert (selection.tensor, selection.element) == ("dWxh", None)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("own.json", "[1]", "is not an object of arrays by their names"),
        ("own.npz", "nothing", "not an .npz file"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(
    window, qtbot, monkeypatch, tmp_path, name, content, sentence
):
    (tmp_path / name).write_text(content)
    assert chosen(window, qtbot, monkeypatch, tmp_path / name) is None
    assert sentence in told(window)
    assert "\n" not in told(window)


def test_names_that_are_all_unknown_are_listed(window, qtbot, monkeypatch, tmp_path):
    np.savez(tmp_path / "own.npz", qqq=np.zeros(2), grad=np.zeros(3))
    dialog = chosen(window, qtbot, monkeypatch, tmp_path / "own.npz")
    assert dialog.table.rowCount() == 0
    assert dialog.sentence.text() == "Nothing could be compared: no tensor has any of these names."
    assert "qqq: there is no such tensor." in dialog.notes.text()
    assert "grad: there is no such tensor" in dialog.notes.text()


def test_building_it_changes_nothing(workbench, tmp_path):
    workbench.session.seek(1, 7)
    before = workbench.session.position, workbench.session.state_hash()
    dialog = CompareDialog(workbench, tmp_path / "own.npz")
    assert (workbench.session.position, workbench.session.state_hash()) == before
    assert not dialog.turns.is_busy
    dialog.deleteLater()


def test_it_closes_with_its_session(window, qtbot, monkeypatch, tmp_path, truth):
    np.savez(tmp_path / "own.npz", **truth)
    dialog = chosen(window, qtbot, monkeypatch, tmp_path / "own.npz")
    window.show_start_page()
    assert not dialog.isVisible()
    assert window.conductor.proofs.compare_dialog is None
