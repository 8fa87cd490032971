"""Lessons in the window: menu, toolbar, start page, keys, and the panel's place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QToolButton

from rnn_debugger.app import create_window
from rnn_debugger.debugger import builtin_lessons
from rnn_debugger.views.start_page import Card
from rnn_debugger.views.workspace import BOTTOM
from tests.support.panels import tabs


@pytest.fixture
def window(qapp, qtbot, store):
    window = create_window(None, store=store)
    qtbot.addWidget(window)
    window.resize(1380, 860)
    window.show()
    qapp.processEvents()
    return window


def dock(window):
    found = window.workspace.lesson.parent()
    assert isinstance(found, QDockWidget)
    return found


def test_the_start_page_lists_the_lessons(window, qtbot):
    cards = {card.target: card for card in window.findChildren(Card)}
    assert set(builtin_lessons()) < set(cards)
    qtbot.mouseClick(cards["two-terms"], Qt.MouseButton.LeftButton)
    assert window.session.name == "simple-words"
    assert window.workspace.lesson.lesson.name == "two-terms"
    assert dock(window).isVisible()


def test_the_menu_and_the_toolbar_offer_them(window):
    menu = window.action("lessons").menu()
    assert len(menu.actions()) == 10
    button = window.toolbar.widgetForAction(window.action("lessons"))
    assert isinstance(button, QToolButton)
    assert button.geometry().right() > window.toolbar.width() - 20
    menu.actions()[8].trigger()
    assert window.session.name == "remembering"


def test_the_panel_is_there_only_while_a_lesson_is_on(window, qtbot):
    window.open("simple-words")
    usual = sorted([["Source", "Operations"], [kind.title for kind in BOTTOM]])
    qtbot.waitUntil(lambda: tabs(window) == usual)
    assert dock(window).isHidden()
    assert not window.action("lesson_next").isEnabled()
    window.conductor.lessons.open_lesson("forward")
    assert dock(window).isVisible()
    window.action("lesson_end").trigger()
    qtbot.waitUntil(lambda: tabs(window) == usual)
    assert dock(window).isHidden()


def test_commands_lead_through_it(window):
    window.conductor.lessons.open_lesson("forward")
    panel = window.workspace.lesson
    assert not window.action("lesson_back").isEnabled()
    window.action("lesson_next").trigger()
    assert panel.number == 1
    window.action("lesson_back").trigger()
    assert panel.number == 0
    assert not window.action("lesson_return").isEnabled()
    window.action("step_forward").trigger()
    assert window.action("lesson_return").isEnabled()
    window.action("lesson_return").trigger()
    assert not panel.has_left


def test_a_session_of_the_same_experiment_is_kept(window):
    window.open("simple-words")
    session = window.session
    window.conductor.lessons.open_lesson("backward")
    assert window.session is session
    window.conductor.lessons.open_lesson("truncation")
    assert window.session is not session
    assert window.session.name == "cut-short"


def test_the_next_lesson(window):
    window.conductor.lessons.open_lesson("forward")
    window.workspace.lesson.go(7)
    window.action("lesson_next").trigger()
    assert window.workspace.lesson.lesson.name == "backward"
    window.conductor.lessons.open_lesson("feedforward")
    window.workspace.lesson.go(6)
    window.action("lesson_next").trigger()
    assert window.workspace.lesson.lesson is None


def test_a_panel_that_a_station_points_at_comes_to_the_front(window, qapp):
    window.conductor.lessons.open_lesson("forward-keeps")
    qapp.processEvents()
    memory = next(panel for panel in window.workspace.panels if panel.name == "memory")
    assert memory.is_in_sight


@pytest.mark.parametrize("name", builtin_lessons())
def test_every_panel_that_a_station_points_at_is_in_front(window, qtbot, name):
    """But for those that stand behind the lesson itself."""
    window.conductor.lessons.open_lesson(name)
    lesson, panels = window.workspace.lesson, {p.name: p for p in window.workspace.panels}
    behind = {d.widget().name for d in window.tabifiedDockWidgets(dock(window))}
    for number, station in enumerate(lesson.lesson.stations):
        if not station.panels:
            continue
        lesson.go(number)
        qtbot.waitUntil(lambda: bool(lesson.text.text), timeout=20_000)
        for panel in set(station.panels) - behind:
            assert panels[panel].is_in_sight, (number, panel)
            assert panels[panel].title in lesson.points.text


def test_in_a_narrow_window_it_stands_beside_the_inspector(window, qapp):
    window.conductor.lessons.open_lesson("forward")
    window.workspace.follow_window_size(QSize(1024, 700))
    qapp.processEvents()
    names = {tab.objectName() for tab in window.tabifiedDockWidgets(dock(window))}
    assert names == {"inspector_dock"}
    assert window.workspace.lesson.is_in_sight
    window.workspace.follow_window_size(QSize(1380, 860))
    qapp.processEvents()
    names = {tab.objectName() for tab in window.tabifiedDockWidgets(dock(window))}
    assert names == {"source_dock", "operations_dock"}


def test_a_layout_that_was_kept_does_not_bring_the_panel_back(window, qapp, qtbot, store):
    window.conductor.lessons.open_lesson("forward")
    window.close()
    again = create_window("simple-words", store=store)
    qtbot.addWidget(again)
    again.show()
    qapp.processEvents()
    assert dock(again).isHidden()
