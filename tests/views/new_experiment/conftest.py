"""The dialog on settings of its own."""

from __future__ import annotations

import pytest

from rnn_debugger.views.new_experiment import previewer
from rnn_debugger.views.new_experiment.dialog import NewExperiment
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.settings import Settings
from rnn_debugger.views.theme import load_theme


@pytest.fixture
def settings(store) -> Settings:
    return Settings(store)


@pytest.fixture
def dialog(qtbot, settings, monkeypatch) -> NewExperiment:
    """On an empty form, shown; it waits for nobody before it compiles."""
    monkeypatch.setattr(previewer, "WAIT_MILLISECONDS", 0)
    monkeypatch.setattr(previewer, "CANCEL_MILLISECONDS", 50)
    made = NewExperiment(settings, Themes(load_theme("light")), None)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()


@pytest.fixture
def settle(qtbot, dialog):
    """A function that waits for the preview of what the form says."""

    def wait():
        qtbot.waitUntil(lambda: not dialog.is_compiling, timeout=20_000)

    return wait


@pytest.fixture
def enter(dialog):
    """A function that edits a field as a person does."""

    def edit(key, value):
        editor = dialog.form.rows[key].editor
        if hasattr(editor, "choose"):
            editor.choose(value)
        elif hasattr(editor, "line"):
            editor.line.setText(value)
            editor.line.textEdited.emit(value)
        elif hasattr(editor, "text"):
            editor.text.setPlainText(value)
        elif isinstance(value, bool):
            editor.box.setChecked(value)
        else:
            editor.box.setValue(value)

    return edit
