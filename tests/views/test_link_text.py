"""Coloured text with links."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import Run


@pytest.fixture
def label(qtbot):
    widget = LinkText(number_font(12), "", lambda target: f"about {target}")
    qtbot.addWidget(widget)
    widget.resize(300, widget.height())
    widget.show()
    return widget


def link_place(label, target):
    """A point on a link."""
    return next(
        QPoint(x, y)
        for y in range(4, label.height(), 4)
        for x in range(2, label.width(), 4)
        if label.target_at(QPoint(x, y)) == target
    )


def test_it_says_what_it_is_given(label):
    label.show_runs(Run("made from ", "#333333"), Run("h[1]", "#005C91", target="tensor:h[1]"))
    assert label.text == "made from h[1]"


def test_a_click_on_a_link_activates_it_and_one_beside_it_does_not(label, qtbot):
    label.show_runs(Run("made from ", "#333333"), Run("h[1]", "#005C91", target="tensor:h[1]"))
    with qtbot.waitSignal(label.activated) as signal:
        place = link_place(label, "tensor:h[1]")
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["tensor:h[1]"]
    with qtbot.assertNotEmitted(label.activated):
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(3, 5))


def test_the_hand_shows_over_links_alone(label, qtbot):
    label.show_runs(Run("made from ", "#333333"), Run("h[1]", "#005C91", target="tensor:h[1]"))
    qtbot.mouseMove(label, link_place(label, "tensor:h[1]"))
    assert label.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(label, QPoint(3, 5))
    assert label.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_it_grows_with_its_text_and_does_not_shrink_until_its_width_changes(label):
    low = label.height()
    label.show_runs(Run("a long text " * 20, "#333333"))
    high = label.height()
    assert high > 2 * low
    label.show_runs(Run("short", "#333333"))
    assert label.height() == high
    label.resize(400, high)
    assert label.height() == low


def test_what_is_taken_away_is_gone(label):
    label.show_runs(Run("h[1]", "#005C91", target="tensor:h[1]"))
    label.show_runs(Run("nothing", "#005C91"))
    targets = {label.target_at(QPoint(x, 6)) for x in range(0, 100, 3)}
    assert targets == {""}


def test_its_text_can_be_copied(label, qtbot, monkeypatch):
    label.show_runs(Run("h[1] = tanh(", "#333333"), Run("a[1]", "#005C91"), Run(")", "#333333"))
    (action,) = label.menu().actions()
    action.trigger()
    assert QGuiApplication.clipboard().text() == "h[1] = tanh(a[1])"


def test_room_is_kept_for_a_sample_of_what_is_to_come(qtbot):
    widget = LinkText(number_font(12), "a long text " * 20)
    qtbot.addWidget(widget)
    widget.resize(300, 20)
    widget.show()
    high = widget.height()
    widget.show_runs(Run("short", "#333333"))
    assert widget.height() == high
    widget.resize(600, high)
    assert widget.height() < high
