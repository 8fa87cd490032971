"""A line of text: cut with an ellipsis, whole on hover, and nothing moves when it changes."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnn_debugger.views.controls import Note
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.text_line import TextLine
from rnn_debugger.views.theme import load_theme
from tests.support.panels import tip_of

LONG = "dWhh waits for 12 operations: 440 dWhh += da[11] h[10]ᵀ"


class Holder(QWidget):
    """Counts how often it is asked to lay out what it holds."""

    asked = 0

    def event(self, event):
        self.asked += event.type() == QEvent.Type.LayoutRequest
        return super().event(event)


@pytest.fixture
def holder(qtbot):
    found = Holder()
    QVBoxLayout(found)
    found.resize(200, 60)
    qtbot.addWidget(found)
    return found


def put(holder, qtbot, line):
    holder.layout().addWidget(line)
    holder.show()
    qtbot.waitExposed(holder)
    qtbot.wait(20)
    return line


def test_what_has_no_room_ends_in_an_ellipsis_and_is_whole_on_hover(holder, qtbot):
    line = put(holder, qtbot, TextLine())
    line.setText("short")
    assert (line.shown(), tip_of(line)) == ("short", "")
    line.setText(LONG)
    assert line.shown().endswith("…")
    assert tip_of(line) == LONG


def test_where_there_is_no_room_at_all_there_is_nothing(qtbot):
    line = TextLine()
    qtbot.addWidget(line)
    line.setText(LONG)
    line.resize(12, 20)
    assert line.shown() == ""
    assert tip_of(line) == LONG


@pytest.mark.parametrize("kind", ["line", "note"])
def test_another_text_asks_for_no_other_layout(holder, qtbot, kind):
    line = put(holder, qtbot, TextLine() if kind == "line" else Note(Themes(load_theme("light"))))
    show = line.setText if kind == "line" else line.show_text
    show(LONG)
    qtbot.wait(20)
    holder.asked = 0
    for text in ("one", "another one", ""):
        show(text)
        qtbot.wait(10)
    assert holder.asked == 0
    assert line.text() == ""


def test_a_note_widens_for_longer_words_and_stays_so(qtbot):
    note = Note(Themes(load_theme("light")))
    qtbot.addWidget(note)
    note.show_text("iteration 9")
    narrow = note.sizeHint().width()
    note.show_text("iteration 10, finished")
    wide = note.sizeHint().width()
    note.show_text("iteration 11")
    assert narrow < wide == note.sizeHint().width()
    assert note.minimumSizeHint().width() == 0
