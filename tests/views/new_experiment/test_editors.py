"""What is shown in an editor is not told, what is edited is."""

import pytest
from PySide6.QtWidgets import QFileDialog

from rnn_debugger.debugger import DRAFT_FIELDS, Draft, offers
from rnn_debugger.views.new_experiment.editors import (
    ChoiceEditor,
    FileEditor,
    LimitEditor,
    editor_of,
)

ANOTHER = {"whole": 3, "switch": True, "limit": "0.5"}


@pytest.mark.parametrize("field", DRAFT_FIELDS, ids=lambda field: field.key)
def test_showing_a_value_is_not_editing(qtbot, field):
    editor = editor_of(field)
    qtbot.addWidget(editor)
    told = []
    editor.edited.connect(told.append)
    value = ANOTHER.get(field.kind, "1")
    if field.kind == "choice":
        editor.offer(offers(Draft(), field.key))
        value = field.start
    for each in (value, field.start, value):
        editor.show_value(each)
    assert told == []
    assert editor.objectName() == field.key


def test_a_choice_is_told_by_its_value(qtbot):
    editor = ChoiceEditor()
    qtbot.addWidget(editor)
    editor.offer(offers(Draft(), "training.optimizer"))
    with qtbot.waitSignal(editor.edited) as told:
        editor.choose("rmsprop")
    assert told.args == ["rmsprop"]
    assert editor.box.currentText() == "RMSprop"


def test_a_limit_is_switched_on_with_the_number_that_was_there(qtbot):
    editor = LimitEditor()
    qtbot.addWidget(editor)
    told = []
    editor.edited.connect(told.append)
    editor.box.setChecked(True)
    editor.show_value("5.0")
    editor.line.setText("2")
    editor.line.textEdited.emit("2")
    editor.box.setChecked(False)
    editor.show_value(None)
    editor.box.setChecked(True)
    assert told == ["5.0", "2", None, "2"]


def test_a_file_is_chosen(qtbot, monkeypatch):
    editor = FileEditor("File")
    qtbot.addWidget(editor)
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *given: asked.append(given[3]) or ("/a/b.csv", "")
    )
    editor.filters = "Tables (*.csv)"
    with qtbot.waitSignal(editor.edited) as told:
        editor.button.click()
    assert told.args == ["/a/b.csv"]
    assert asked == ["Tables (*.csv)"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    editor.button.click()
    assert editor.line.text() == "/a/b.csv"
