"""The dialog that draws up a new experiment."""

import tomllib
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from rnn_debugger.debugger import (
    OWN_CELL,
    Size,
    builtin_experiments,
    draft_of,
    find_file,
    resources,
)
from rnn_debugger.experiments import experiment_toml, read_experiment, with_defaults
from rnn_debugger.views.code_box import CodeBox
from rnn_debugger.views.new_experiment import dialog as module
from rnn_debugger.views.new_experiment import previewer
from rnn_debugger.views.new_experiment.preview_pane import FIGURES, FILE, GRAPH

CELL = """def mine(x, h, W, activation):
    return activation(W.xh @ x + W.hh @ h)
"""


def shown(dialog):
    return {key for key, row in dialog.form.rows.items() if not row.isHidden()}


def told(dialog, key):
    row = dialog.form.rows[key]
    return "" if row.told.isHidden() else row.told.text()


def file(dialog):
    return tomllib.loads(dialog.preview.file.toPlainText())


def start_from(dialog, name):
    dialog.template.setCurrentIndex(dialog.template.findData(name))


def test_an_empty_form_is_ready_to_be_saved(dialog, settle):
    settle()
    assert dialog.save_button.isEnabled()
    assert dialog.sentence.text() == ""
    assert dialog.preview.state.text() == "89 parameters, 192 operations an iteration"
    assert file(dialog)["data"] == {"source": "task", "name": "echo"}


@pytest.mark.parametrize("name", ["", *builtin_experiments()])
def test_building_the_form_changes_nothing(dialog, name):
    """What is shown is what the template says, and no editor answers to being filled in."""
    edits = []
    dialog.form.edited.connect(lambda *edit: edits.append(edit))
    start_from(dialog, name)
    assert edits == []
    if name:
        built_in = builtin_experiments()[name]
        assert dialog.draft == draft_of(built_in, resources() / "experiments")
    assert dialog.experiment is not None
    assert dialog.preview.file.toPlainText() == experiment_toml(dialog.experiment)


def test_only_fields_that_apply_are_shown(dialog, enter):
    assert "model.hidden_activation" in shown(dialog)
    enter("model.cell", "lstm")
    assert "model.hidden_activation" not in shown(dialog)
    assert "training.momentum" not in shown(dialog)
    enter("training.optimizer", "momentum")
    assert "training.momentum" in shown(dialog)
    enter("data.source", "values")
    assert "data.name" not in shown(dialog)
    assert {"data.inputs", "data.targets"} <= shown(dialog)


def test_everything_that_is_entered_is_in_the_file(dialog, enter):
    for key, value in {
        "title": "Mine",
        "description": "One.\nTwo.",
        "dtype": "float32",
        "seed": "7",
        "model.cell": "gru",
        "model.hidden_sizes": "4, 3",
        "model.bias": False,
        "data.name": "parity",
        "training.timesteps": 5,
        "training.batch_size": 2,
        "training.carry_state": False,
        "training.loss": "binary_cross_entropy",
        "training.loss_at": "last_timestep",
        "training.reduction": "mean",
        "training.optimizer": "adam",
        "training.learning_rate": "1e-3",
        "training.beta1": "0.5",
        "training.clip_norm": "2",
        "weights.inline": "Why = [[1.0, 2.0, 3.0]]",
    }.items():
        if key == "training.clip_norm":
            dialog.form.rows[key].editor.box.setChecked(True)
        enter(key, value)
    assert file(dialog) == {
        "title": "Mine",
        "description": "One.\nTwo.",
        "dtype": "float32",
        "seed": 7,
        "model": {"cell": "gru", "hidden_sizes": [4, 3], "bias": False},
        "data": {"source": "task", "name": "parity"},
        "training": {
            "timesteps": 5,
            "batch_size": 2,
            "carry_state": False,
            "loss": "binary_cross_entropy",
            "loss_at": "last_timestep",
            "reduction": "mean",
            "optimizer": "adam",
            "learning_rate": 0.001,
            "beta1": 0.5,
            "clip_norm": 2.0,
        },
        "weights": {"Why": [[1.0, 2.0, 3.0]]},
    }


def test_what_cannot_be_read_is_said_at_once(dialog, enter):
    enter("training.learning_rate", "fast")
    sentence = "“fast” is not a number such as 0.5, 1e-3, inf or nan."
    assert told(dialog, "training.learning_rate") == sentence
    assert dialog.sentence.text() == f"Training, Learning rate: {sentence}"
    assert dialog.form.sections.tabText(3) == "Training •"
    assert not dialog.save_button.isEnabled()
    assert not dialog.is_compiling
    dialog.preview.tabs.setCurrentIndex(FILE)
    assert dialog.preview.message.isVisible()
    enter("training.learning_rate", "0.5")
    assert told(dialog, "training.learning_rate") == ""
    assert dialog.save_button.isEnabled()


def test_what_compiling_finds_is_said_at_its_field(dialog, enter, settle):
    enter("training.timesteps", 1)
    settle()
    assert told(dialog, "training.timesteps") == (
        '1 is too short for data.name = "echo", which takes 2 or more.'
    )
    assert dialog.preview.message.isVisible()
    assert not dialog.save_button.isEnabled()
    enter("training.timesteps", 2)
    settle()
    assert told(dialog, "training.timesteps") == ""
    assert dialog.preview.canvas.isVisible()


def test_what_was_wrong_with_a_field_goes_with_it(dialog, enter, settle):
    enter("data.source", "text")
    enter("data.path", "/nowhere/a.txt")
    settle()
    assert told(dialog, "data.path") == "No such file or directory."
    enter("data.source", "task")
    assert dialog.sentence.text() == ""


def test_the_preview_is_the_graph_of_the_session_before_it_has_run(dialog, settle):
    start_from(dialog, "simple-words")
    settle()
    canvas = dialog.preview.canvas
    assert canvas.isVisible()
    assert canvas.model.timesteps == 2
    dialog.preview.tabs.setCurrentIndex(FIGURES)
    table = dialog.preview.figures.table
    names = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert names == ["Wxh", "Whh", "Why"]


def test_the_tab_stays_while_the_preview_changes(dialog, enter, settle):
    settle()
    dialog.preview.tabs.setCurrentIndex(FIGURES)
    enter("model.hidden_sizes", "3")
    settle()
    assert dialog.preview.tabs.currentIndex() == FIGURES
    assert dialog.preview.figures.isVisible()


def test_what_is_made_of_a_template_is_there_when_one_comes_back(dialog, enter):
    enter("title", "Mine")
    start_from(dialog, "echo")
    assert dialog.draft["title"] == builtin_experiments()["echo"].title
    start_from(dialog, "")
    assert dialog.draft["title"] == "Mine"


def test_the_file_can_be_copied(dialog):
    start_from(dialog, "copy")
    dialog.preview.tabs.setCurrentIndex(FILE)
    dialog.preview.copy.click()
    assert QGuiApplication.clipboard().text() == find_file("copy").read_text()
    assert dialog.preview.copy.isVisible()
    dialog.preview.tabs.setCurrentIndex(GRAPH)
    assert not dialog.preview.copy.isVisible()


def test_saving_writes_the_experiment_and_has_it_opened(dialog, tmp_path, monkeypatch):
    target = tmp_path / "mine.toml"
    asked = []
    monkeypatch.setattr(
        "rnn_debugger.views.new_experiment.dialog.ask_target",
        lambda _, name: asked.append(name) or target,
    )
    opened = []
    dialog.saved.connect(opened.append)
    start_from(dialog, "char-rnn")
    dialog.save_button.click()
    assert asked == ["a-character-model-of-alice-s-adventures.toml"]
    assert opened == [str(target)]
    assert not dialog.isVisible()
    written = read_experiment(target)
    assert (tmp_path / written.data.path).samefile(resources() / "texts" / "alice.txt")
    assert not Path(written.data.path).is_absolute()
    assert (
        with_defaults(written).training == with_defaults(builtin_experiments()["char-rnn"]).training
    )


def test_what_cannot_be_written_is_said_and_nothing_lost(dialog, tmp_path):
    assert not dialog.save_to(tmp_path / "no" / "mine.toml")
    assert dialog.sentence.text().endswith(f"there is no folder {tmp_path / 'no'}")
    assert dialog.isVisible()


def test_a_cell_of_ones_own_has_to_be_allowed(dialog, enter, settle, settings, tmp_path):
    path = tmp_path / "cells.py"
    path.write_text(CELL)
    enter("model.cell", OWN_CELL)
    assert told(dialog, "model.file") == "Choose a file."
    enter("model.file", str(path))
    settle()
    (box,) = dialog.findChildren(CodeBox)
    assert box.text.toPlainText() == CELL
    assert "Previewing the experiment runs it" in box.findChild(QLabel).text()
    box.reject()
    assert "is Python code" in dialog.preview.message.text()
    # It may be saved all the same: opening asks again.
    assert dialog.save_button.isEnabled()
    enter("model.hidden_sizes", "3")
    settle()
    assert not any(box.isVisible() for box in dialog.findChildren(CodeBox))
    dialog.preview.button.click()
    (box,) = [box for box in dialog.findChildren(CodeBox) if box.isVisible()]
    box.accept()
    settle()
    assert dialog.preview.canvas.isVisible()
    assert len(settings.allowed_code) == 1


def test_what_is_too_large_is_compiled_when_that_is_asked_for(
    dialog, enter, settle, qtbot, monkeypatch
):
    settle()
    monkeypatch.setattr(previewer, "LIVE_PREVIEW", Size(1_000, 2**30))
    enter("training.timesteps", 400)
    settle()
    sentence = "Too large for a live preview: about 9,600 operations an iteration, and"
    assert dialog.preview.message.text().startswith(sentence)
    assert dialog.save_button.isEnabled()
    dialog.preview.button.click()
    assert not dialog.preview.button.isVisible()
    qtbot.waitUntil(dialog.preview.button.isVisible)
    assert dialog.preview.button.text() == "Cancel"
    dialog.preview.button.click()
    assert not dialog.is_compiling
    assert dialog.preview.message.text() == "Compiling was cancelled."
    dialog.preview.button.click()
    settle()
    assert dialog.preview.canvas.model.timesteps == 400


def test_the_window_lives_while_a_large_experiment_is_compiled(dialog, enter, settle):
    """512 units over 1,000 timesteps: no event waits for the whole of it."""
    turns = []
    timer = QTimer()
    timer.timeout.connect(lambda: turns.append(perf_counter()))
    timer.start(5)
    enter("model.hidden_sizes", "512")
    enter("training.timesteps", 1_000)
    began = perf_counter()
    settle()
    took = perf_counter() - began
    assert len(dialog.preview.canvas.model.program) > 20_000
    gaps = [after - before for before, after in pairwise(turns)]
    assert max(gaps) < took / 2
    assert len(turns) > 10


def test_return_in_a_field_does_not_end_the_dialog(dialog, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(module, "ask_target", lambda *given: asked.append(given))
    line = dialog.form.rows["title"].editor.line
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert asked == []


def test_closing_gives_up_what_is_compiled(dialog, enter, qtbot):
    enter("training.timesteps", 100)
    dialog.reject()
    assert not dialog.is_compiling
    assert dialog.preview.canvas is None


def test_the_buttons_at_the_foot_are_on_a_small_screen(dialog):
    room = dialog.screen().availableSize()
    assert room.width() < module.BEST.width()
    assert dialog.height() < room.height()
    assert dialog.width() < room.width()
