"""The field for expressions: checked while it is typed, words completed."""

import pytest
from PySide6.QtCore import Qt

from rnn_debugger.debugger import condition_error, expression_words, open_session
from rnn_debugger.views.breakpoints.completion import word_before
from rnn_debugger.views.breakpoints.expression_field import ExpressionField
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme

# A list of words takes the keyboard, which the platform of the tests has not got.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")
PROGRAM = open_session("simple-words").program


@pytest.fixture
def field(qtbot):
    made = ExpressionField(
        Themes(load_theme("light")),
        lambda text: condition_error(text, PROGRAM),
        expression_words(PROGRAM),
    )
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "wrong", "word"),
    [
        ("t == 1 and norm(dWxx) > 8", "dWxx", "there is no tensor dWxx"),
        ("t = 2", "=", "== compares"),
        ("  norm(h[99]) > 1", "99", ""),
        ("t == 2 and", None, ""),
    ],
)
def test_what_is_wrong_is_underlined_at_its_place_and_said(field, text, wrong, word):
    field.line.set_text(text)
    assert not field.is_right
    assert word in field.note.text()
    assert field.note.text()
    start, end = field.line.underlined
    assert end > start
    assert len(field.line.extraSelections()) == 1
    if wrong is not None:
        assert (start, text[start:end]) == (text.index(wrong), wrong)


def test_what_is_right_has_no_mark(field):
    field.line.set_text("norm(dWxx) > 8")
    field.line.set_text("norm(dWxh) > 8")
    assert field.is_right
    assert (field.line.extraSelections(), field.note.text()) == ([], "")
    field.line.set_text("")
    assert field.is_right


@pytest.mark.parametrize(
    ("text", "cursor", "word"),
    [
        ("norm(dW", 7, "dW"),
        ("t == 2 and h[1", 14, "h[1"),
        ("phase == 'ba", 12, "'ba"),
        ("dWhh > 1", 2, "dW"),
        ("t > ", 4, ""),
        ("3", 1, ""),
    ],
)
def test_the_word_that_is_being_typed(text, cursor, word):
    assert word_before(text, cursor) == word


def test_words_are_completed_where_the_cursor_is(field, qtbot):
    field.line.setFocus()
    qtbot.keyClicks(field.line, "norm(dWh")
    completion = field.line.completion
    assert completion.is_open
    assert completion.completionModel().rowCount() == 2
    qtbot.keyClick(completion.list, Qt.Key.Key_Down)
    qtbot.keyClick(completion.list, Qt.Key.Key_Return)
    assert field.text == "norm(dWhy"
    assert not completion.is_open
    qtbot.keyClicks(field.line, ") > 1")
    assert field.is_right


def test_it_stays_one_line(field, qtbot):
    qtbot.keyClicks(field.line, "t == 1")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    field.line.set_text("t == 1\nand t == 1")
    assert field.text == "t == 1 and t == 1"
