"""The gradient check in the window."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from rnn_debugger.app import create_window
from rnn_debugger.debugger.proofs import checking
from rnn_debugger.engine.primitive import aligned
from rnn_debugger.engine.primitives import activations
from rnn_debugger.views.proofs import turns
from rnn_debugger.views.proofs.check_dialog import CheckDialog

TEXT = """[model]
cell = "rnn"
hidden_sizes = [3]
[data]
source = "values"
inputs = [[1.0], [0.5], [-0.5]]
targets = [[1.0], [0.0], [0.5]]
[training]
timesteps = 3
"""


@pytest.fixture
def window(qtbot, store, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    made = create_window(str(path), store=store)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def wrong_tanh(monkeypatch):
    """As if the derivative of tanh were 1 − h."""

    def kernel(self, work, out, *operands):
        grad, value, result = aligned(out, *operands)
        one = value.dtype.type(1)
        return [
            partial(np.subtract, one, value, result),
            partial(np.multiply, result, grad, result),
        ]

    monkeypatch.setattr(activations.TanhGradient, "kernel", kernel)


def opened(window, qtbot):
    window.action("check_gradients").trigger()
    dialog = window.conductor.proofs.check_dialog
    done(dialog, qtbot)
    return dialog


def done(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog.turns.is_busy, timeout=20_000)


def rows(dialog):
    return [dialog.table.texts(row) for row in range(dialog.table.rowCount())]


def signs(dialog):
    return {texts[1]: texts[0] for texts in rows(dialog)}


def ask(dialog, qtbot, name):
    dialog.field.setText(name)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    done(dialog, qtbot)


def test_errors_are_written_as_in_the_sentence_above(window, qtbot):
    """Powers of ten, and four digits of a norm."""
    dialog = opened(window, qtbot)
    for _, _, _, norm, error, *_ in rows(dialog):
        assert re.fullmatch(r"\d\.\d·10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+|0", error), error
        assert len(norm.replace(".", "").lstrip("0")) == 4, norm


def test_building_it_changes_nothing(workbench):
    workbench.session.seek(1, 7)
    before = workbench.session.position, workbench.session.state_hash()
    dialog = CheckDialog(workbench)
    assert (workbench.session.position, workbench.session.state_hash()) == before
    assert not dialog.turns.is_busy
    dialog.deleteLater()


def test_every_parameter_of_the_iteration_shown(window, qtbot):
    window.session.seek(2, 5)
    before = window.session.position, window.session.state_hash()
    dialog = opened(window, qtbot)
    assert not dialog.isModal()
    assert dialog.place.text() == "original · iteration 2 · in float64, with updates suspended"
    assert signs(dialog) == dict.fromkeys(["dWxh", "dWhh", "dbh", "dWhy", "dby"], "✓")
    assert rows(dialog)[1][2] == "3 × 3"
    assert rows(dialog)[1][-2:] == ["all 9", "agrees"]
    assert dialog.sentence.text().startswith("All 5 gradients agree with finite differences: ")
    assert (window.session.position, window.session.state_hash()) == before
    assert dialog.again.text() == "Check parameters"
    window.session.seek(3, 2)
    assert dialog.again.text() == "Check parameters of iteration 3"
    dialog.again.click()
    done(dialog, qtbot)
    assert dialog.place.text().startswith("original · iteration 3 · ")
    assert dialog.table.rowCount() == 5


def test_the_table_fills_while_it_runs_and_can_be_stopped(window, qtbot, monkeypatch):
    monkeypatch.setattr(checking, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.0)
    window.action("check_gradients").trigger()
    dialog = window.conductor.proofs.check_dialog
    assert dialog.sentence.text() == "Comparing …"
    assert dialog.bar.isVisible()
    while dialog.table.rowCount() < 2:
        dialog.turns._turn()
    assert dialog.turns.is_busy
    dialog.stop_button.click()
    assert not dialog.turns.is_busy
    assert not dialog.bar.isVisible()
    assert dialog.sentence.text() == f"Stopped: {dialog.table.rowCount()} compared so far."
    assert 2 <= dialog.table.rowCount() < 5


def test_another_tensor_is_checked_beside_them(window, qtbot):
    dialog = opened(window, qtbot)
    ask(dialog, qtbot, "h[2]")
    ask(dialog, qtbot, "da[1]")
    ask(dialog, qtbot, "dh[2]")
    assert [texts[1] for texts in rows(dialog)][5:] == ["dh[2]", "da[1]"]
    assert dialog.sentence.text().startswith("All 7 gradients agree")
    ask(dialog, qtbot, "dh[9]")
    assert dialog.sentence.text() == (
        "dh[9]: no tensor of the forward or backward sweep; did you mean dh[3]?"
    )
    ask(dialog, qtbot, "x[1]")
    assert dialog.sentence.text() == "x[1] has no gradient of its own in the backward sweep."


def test_the_selected_tensor_is_offered_until_another_is_typed(window, qtbot):
    window.session.seek(0, 30)
    dialog = opened(window, qtbot)
    selection = window.workspace.workbench.selection
    selection.select("h[2]")
    assert dialog.field.text() == "dh[2]"
    selection.select("da[1]")
    assert dialog.field.text() == "da[1]"
    selection.select("x[1]")
    assert dialog.field.text() == "da[1]"
    dialog.field.setText("dh[3]")
    selection.select("h[1]")
    assert dialog.field.text() == "dh[3]"


def test_all_gradients_show_where_a_derivative_is_wrong(window, qtbot, wrong_tanh):
    # Its machines were made before.
    window.open(str(window.session.path))
    dialog = opened(window, qtbot)
    assert signs(dialog) == {"dWxh": "✗", "dWhh": "✗", "dbh": "✗", "dWhy": "✓", "dby": "✓"}
    assert rows(dialog)[0][-1] == "DIFFERS"
    dialog.check_every.click()
    done(dialog, qtbot)
    first = next(texts[1] for texts in rows(dialog) if texts[0] == "✗")
    assert first == "da[3]"
    assert "da[3] = dh[3] ∘ (1 − h[3]²)." in dialog.sentence.text()


def test_a_double_click_goes_to_the_operation_and_the_worst_element(window, qtbot, wrong_tanh):
    window.open(str(window.session.path))
    window.session.seek(1, 4)
    dialog = opened(window, qtbot)
    window.session.seek(5, 0)
    worst = dialog.outcome.tensors[1].worst
    dialog.table.cellDoubleClicked.emit(1, 2)
    program = window.session.program
    assert window.session.position == (0, 1, program.writers["dWhh"][-1] + 1)
    selection = window.workspace.workbench.selection
    assert (selection.tensor, selection.element) == ("dWhh", worst)
    assert worst is not None


def test_it_goes_back_to_the_branch_that_it_was_made_on(window, qtbot):
    window.session.seek(1, 4)
    dialog = opened(window, qtbot)
    window.session.edit("Whh", (0, 0), 3.0)
    window.session.seek(2)
    dialog.table.opened.emit(0)
    assert window.session.position[:2] == (0, 1)
    assert window.workspace.workbench.selection.tensor == "dWxh"


def test_an_edit_makes_it_another_iteration(window, qtbot):
    window.session.seek(1, 4)
    dialog = opened(window, qtbot)
    window.session.edit("Whh", (0, 0), 3.0)
    ask(dialog, qtbot, "dh[2]")
    assert dialog.table.rowCount() == 1
    assert dialog.place.text().startswith("branch 1 · iteration 1")
    assert "Edited within this iteration: Whh." in dialog.notes.text()


def test_copying_takes_everything(window, qtbot):
    dialog = opened(window, qtbot)
    dialog.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == dialog.place.text()
    assert lines[1] == dialog.sentence.text()
    assert lines[2].split()[0] == "gradient"
    assert [line.split()[0] for line in lines[3:8]] == ["dWxh", "dWhh", "dbh", "dWhy", "dby"]


def test_it_closes_with_its_session(window, qtbot):
    dialog = opened(window, qtbot)
    assert window.conductor.proofs.check_dialog is dialog
    window.show_start_page()
    assert window.conductor.proofs.check_dialog is None
    assert not dialog.isVisible()
    assert not window.action("check_gradients").isEnabled()


def test_closing_gives_up_what_is_under_way(window, qtbot):
    window.action("check_gradients").trigger()
    dialog = window.conductor.proofs.check_dialog
    dialog.close()
    assert not dialog.turns.is_busy
    again = opened(window, qtbot)
    assert again is dialog
    assert again.table.rowCount() == 5


def test_the_inspector_offers_it_for_a_gradient(window, qtbot):
    window.session.seek(1, window.session.program.writers["dh[2]"][0] + 1)
    (inspector,) = [p for p in window.workspace.panels if p.objectName() == "inspector"]

    def actions():
        menu = QMenu(inspector)
        inspector.values.menu_filled.emit(menu, 0, 0)
        return {action.objectName(): action for action in menu.actions()}

    actions()["check"].trigger()
    dialog = window.conductor.proofs.check_dialog
    done(dialog, qtbot)
    assert signs(dialog) == {"dh[2]": "✓"}
    assert dialog.sentence.text().startswith("dh[2] agrees with finite differences: ")
    window.workspace.workbench.selection.select("h[2]")
    assert "check" not in actions()
