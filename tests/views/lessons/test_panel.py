"""The player of lessons: stations, leaving and returning, links, and long ways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

import rnn_debugger
from rnn_debugger.debugger import BadInput, builtin_lessons
from rnn_debugger.views.lessons.panel import LessonPanel
from tests.support.panels import bench, on_screen
from tests.support.running import short_slices_and_dense_keyframes

LESSONS = builtin_lessons()


@pytest.fixture
def show(qtbot):
    """A function that shows the panel on a lesson, at its first station."""
    benches = []

    def make(name="forward", size=(300, 480)):
        lesson = LESSONS[name]
        workbench = bench(rnn_debugger.open(lesson.experiment))
        benches.append(workbench)
        panel = on_screen(qtbot, LessonPanel(workbench), *size)
        panel.begin(lesson)
        return panel

    yield make
    for workbench in benches:
        workbench.player.close()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_building_the_view_changes_nothing(qtbot, simple_words):
    before = simple_words.position, simple_words.state_hash()
    workbench = bench(simple_words)
    panel = on_screen(qtbot, LessonPanel(workbench))
    assert panel.lesson is None
    assert (simple_words.position, simple_words.state_hash()) == before


def test_next_and_back(show, qtbot):
    panel = show()
    session = panel.workbench.session
    assert panel.heading.text() == "Forward through time"
    assert panel.feet.place.text() == "1 of 8"
    assert not panel.feet.back.isEnabled()
    click(qtbot, panel.feet.next)
    assert panel.feet.place.text() == "2 of 8"
    assert session.moment.last.output == "x[1]"
    assert "x[1] holds three numbers: 1, 0.5 and −0.5." in panel.text.text
    click(qtbot, panel.feet.next)
    click(qtbot, panel.feet.back)
    assert panel.feet.place.text() == "2 of 8"
    assert session.moment.last.output == "x[1]"


def test_the_first_that_it_points_at_is_selected(show):
    panel = show()
    panel.go(5)
    assert panel.workbench.session.moment.last.output == "Whh_h[2]"
    assert panel.workbench.selection.tensor == "Whh_h[2]"
    panel.go(4)
    assert panel.workbench.session.moment.last.output == "loss[1]"
    assert panel.workbench.selection.tensor == "y[1]"


def test_all_that_it_points_at_is_pointed_at_until_one_goes_away(show):
    panel = show("two-terms")
    panel.go(5)
    selection = panel.workbench.selection
    assert selection.tensor == "dh[1]"
    assert selection.points == {"dh[1]", "dh_out[1]", "dh_next[1]"}
    selection.select("h[1]")
    assert "dh_out[1]" in selection.points
    panel.workbench.player.step(1)
    assert not selection.points
    panel.return_to_it()
    panel.end()
    assert not selection.points


def test_what_to_look_at_stands_right_below_the_text(show, qapp):
    panel = show()
    for number in (5, 3):
        panel.go(number)
        qapp.processEvents()
    # Station 6 has twice as many lines.
    assert panel.points.y() - panel.text.geometry().bottom() < 12
    assert panel.text.height() < panel.text.width() / 2


def test_names_are_links(show):
    panel = show()
    panel.go(3)
    targets = {run.target for run in panel.text.runs if run.target}
    assert targets == {"tensor:h[1]"}
    panel.text.activated.emit("tensor:h[1]")
    assert panel.workbench.selection.tensor == "h[1]"
    assert panel.points.text == "Look at h[1], Source"
    with_panel = next(run for run in panel.points.runs if run.target.startswith("panel:"))
    pointed = []
    panel.pointed.connect(lambda name, is_asked: pointed.append((name, is_asked)))
    panel.points.activated.emit(with_panel.target)
    assert pointed == [("source", True)]


def test_leaving_the_rails_and_returning(show, qtbot):
    panel = show("two-terms")
    panel.go(3)
    there, text = panel.workbench.session.position, panel.text.text
    assert not panel.left_bar.isVisible()
    panel.workbench.player.step(5)
    assert panel.has_left
    assert panel.left_bar.isVisible()
    # The text speaks of the station, not of where one has gone.
    assert panel.text.text == text
    click(qtbot, panel.left_bar.button)
    assert panel.workbench.session.position == there
    assert not panel.left_bar.isVisible()
    assert panel.text.text == text


def test_returning_from_an_edit(show):
    panel = show("two-terms")
    panel.go(2)
    session = panel.workbench.session
    there = session.position, session.state_hash()
    session.edit("Whh", (0, 0), 3.0)
    assert panel.has_left
    panel.return_to_it()
    assert (session.position, session.state_hash()) == there


def test_a_long_way_goes_in_slices(show, qtbot):
    with short_slices_and_dense_keyframes():
        panel = show("truncation")
        panel.workbench.player.pause()
        panel.go(8)
        qtbot.waitUntil(lambda: not panel.workbench.player.is_busy, timeout=20_000)
    assert panel.workbench.session.position.iteration == 400
    assert "After four hundred windows" in panel.text.text


def test_a_way_that_is_given_up_is_no_arrival(show, monkeypatch):
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", -1.0)
    with short_slices_and_dense_keyframes():
        panel = show("truncation")
        panel.workbench.player.pause()
        panel.go(8)
        assert panel.workbench.player.is_busy
        assert panel.text.text == ""
        panel.workbench.player.pause()
    assert panel.has_left
    assert panel.left_bar.isVisible()


def test_after_the_last_station_comes_the_next_lesson(show, qtbot):
    panel = show()
    asked = []
    panel.next_lesson_asked.connect(asked.append)
    panel.go(7)
    assert panel.feet.next.text() == "Next lesson"
    click(qtbot, panel.feet.next)
    assert asked == ["forward"]


def test_the_end(show, qtbot):
    panel = show()
    panel.go(3)
    there = panel.workbench.session.position
    click(qtbot, panel.feet.end)
    assert panel.lesson is None
    assert panel.workbench.session.position == there
    panel.workbench.player.step(1)
    assert not panel.has_left


def test_a_lesson_that_does_not_fit_is_refused(show):
    panel = show("forward")
    with pytest.raises(BadInput, match=r"lstm-road.toml: station 2: operation"):
        panel.begin(LESSONS["lstm-road"])
    assert panel.lesson.name == "forward"
