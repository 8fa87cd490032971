"""The command New experiment, from the menu, by its key and from the start page."""

import pytest
from PySide6.QtWidgets import QMenu, QPushButton

from rnn_debugger.app import create_window
from rnn_debugger.views.new_experiment.dialog import NewExperiment


@pytest.fixture
def window(qtbot, store):
    made = create_window(None, store=store)
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in made.findChildren(NewExperiment):
        dialog.reject()


def dialogs(window):
    return [dialog for dialog in window.findChildren(NewExperiment) if dialog.isVisible()]


def test_it_stands_first_in_the_file_menu(window):
    menu = next(m for m in window.menuBar().findChildren(QMenu) if m.title() == "File")
    assert menu.actions()[0] is window.action("new_experiment")
    assert window.action("new_experiment").shortcut().toString() == "Ctrl+N"


def test_the_start_page_has_a_button_for_it(window):
    window.findChild(QPushButton, "new_button").click()
    assert len(dialogs(window)) == 1


def test_what_is_saved_is_opened(window, tmp_path, qtbot):
    window.action("new_experiment").trigger()
    (dialog,) = dialogs(window)
    dialog.template.setCurrentIndex(dialog.template.findData("sine"))
    target = tmp_path / "mine.toml"
    assert dialog.save_to(target)
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session.path == target
    assert window.session.experiment.data.name == "sine"
    assert dialogs(window) == []


def test_what_was_entered_is_there_again_until_it_is_saved(window, tmp_path):
    window.action("new_experiment").trigger()
    (dialog,) = dialogs(window)
    dialog.template.setCurrentIndex(dialog.template.findData("sine"))
    line = dialog.form.rows["title"].editor.line
    line.setText("Mine")
    line.textEdited.emit("Mine")
    dialog.reject()
    window.action("new_experiment").trigger()
    (dialog,) = dialogs(window)
    assert dialog.template.currentData() == "sine"
    assert dialog.form.rows["title"].editor.line.text() == "Mine"
    assert dialog.save_to(tmp_path / "mine.toml")
    window.action("new_experiment").trigger()
    (dialog,) = dialogs(window)
    assert dialog.draft["title"] == "The next value of a sine"


def test_it_can_be_drawn_up_beside_an_open_experiment(window):
    window.open("simple-words")
    window.session.step(3)
    before = window.session.position
    window.action("new_experiment").trigger()
    (dialog,) = dialogs(window)
    dialog.reject()
    assert window.session.position == before
