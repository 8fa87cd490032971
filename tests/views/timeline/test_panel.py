import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QToolButton

from rnn_debugger.app import create_window
from rnn_debugger.debugger import Breakpoint, Place, Position, Where
from rnn_debugger.views.theme import load_theme
from rnn_debugger.views.timeline.panel import TimelinePanel
from rnn_debugger.views.timeline.rows import OPEN, SLIM
from rnn_debugger.views.timeline.strip import LEFT
from rnn_debugger.views.workspace import LEAST_GRAPH
from tests.support.experiments import changed, random_table, session
from tests.support.panels import bench, colour_at, colours_in, hover_text, on_screen

TABLE = random_table(3, length=2, learning_rate=0.1)
LEFT_BUTTON, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def run():
    found = session(TABLE)
    found.seek(200)
    return found


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, TimelinePanel(bench(run)), 1000, SLIM)


@pytest.fixture
def strip(panel):
    return panel.strip


def point(strip, iteration, operation=0, row="loss"):
    """The middle of a row above a place."""
    found = getattr(strip.rows, row)
    return QPoint(
        math.ceil(strip.x_of(Place(iteration, operation))), int(found.top + found.height / 2)
    )


def mouse(strip, kind, place, button=LEFT_BUTTON, modifier=NO_KEY):
    position = QPointF(place)
    held = button if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    event = QMouseEvent(kind, position, strip.mapToGlobal(position), button, held, modifier)
    QApplication.sendEvent(strip, event)


def drag(strip, places, button=LEFT_BUTTON, modifier=NO_KEY):
    mouse(strip, QEvent.Type.MouseButtonPress, places[0], button, modifier)
    for place in places[1:]:
        mouse(strip, QEvent.Type.MouseMove, place, button, modifier)


def wheel(strip, x, delta, modifier=NO_KEY):
    place = QPointF(x, 30)
    event = QWheelEvent(
        place, strip.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip, event)


def test_at_first_all_is_shown(strip):
    assert strip.stretch.is_whole
    assert strip.stretch.end == 201
    assert strip.stretch.level == "curve"


@pytest.mark.parametrize("iteration", [0, 37, 150, 199, 200])
def test_a_click_goes_to_an_iteration(qtbot, strip, run, iteration):
    qtbot.mouseClick(strip, LEFT_BUTTON, pos=point(strip, iteration))
    assert run.position == (0, iteration, 0)


def test_a_click_beyond_the_end_stays_within_what_is_known(qtbot, strip, run):
    qtbot.mouseClick(strip, LEFT_BUTTON, pos=QPoint(strip.width() - 1, 30))
    assert run.position == (0, 200, 0)
    qtbot.mouseClick(strip, LEFT_BUTTON, pos=QPoint(1, 30))
    assert run.position == (0, 0, 0)


def test_a_click_close_by_goes_to_an_operation(qtbot, strip, run):
    strip.show_iteration(80)
    for operation in (0, 7, len(run.program) - 1):
        place = point(strip, 80, operation) + QPoint(2, 0)
        qtbot.mouseClick(strip, LEFT_BUTTON, pos=place)
        assert run.position == (0, 80, operation)


def test_dragging_scrubs_to_the_newest_place(qtbot, strip, run):
    went = []
    run.subscribe(lambda: went.append(run.position.iteration))
    drag(strip, [point(strip, n) for n in range(20, 120)])
    qtbot.waitUntil(lambda: run.position.iteration == 119)
    # One for the press, one for all moves that came at once.
    assert went == [20, 119]
    mouse(strip, QEvent.Type.MouseButtonRelease, point(strip, 119))
    mouse(strip, QEvent.Type.MouseMove, point(strip, 50), Qt.MouseButton.NoButton)
    qtbot.wait(10)
    assert run.position.iteration == 119


def test_the_wheel_zooms_around_the_pointer(strip):
    x = strip.x_of(Place(60, 0))
    before = strip.stretch.scale
    for _ in range(12):
        wheel(strip, x, 120)
    assert strip.stretch.scale > 10 * before
    assert strip.x_of(Place(60, 0)) == pytest.approx(x, abs=0.01)
    for _ in range(30):
        wheel(strip, x, -120)
    assert strip.stretch.is_whole


@pytest.mark.parametrize(("button", "modifier"), [(MIDDLE, NO_KEY), (LEFT_BUTTON, SHIFT)])
def test_panning_moves_what_is_in_view_and_not_the_cursor(strip, run, button, modifier):
    strip.zoom_by(10, 500)
    first = strip.stretch.first
    places = [QPoint(600, 30), QPoint(500, 30)]
    drag(strip, places, button, modifier)
    assert strip.stretch.first == pytest.approx(first + 100 / strip.stretch.scale)
    assert run.position == (0, 200, 0)
    wheel(strip, 500, 120, SHIFT)
    assert strip.stretch.first < first + 100 / strip.stretch.scale


def test_a_double_click_shows_all(qtbot, strip):
    strip.zoom_by(10, 500)
    qtbot.mouseDClick(strip, LEFT_BUTTON, pos=QPoint(400, 30))
    assert strip.stretch.is_whole


def test_it_follows_the_cursor_out_of_view(strip, run):
    strip.show_iteration(80)
    run.seek(80, 5)
    kept = strip.stretch
    run.step(3)
    assert strip.stretch == kept
    run.seek(90)
    assert LEFT < strip.x_of(Place(90, 0)) < strip.width()
    assert strip.stretch.scale == pytest.approx(kept.scale)
    moved = strip.stretch
    strip.set_stretch(strip.stretch.panned(5000))
    panned = strip.stretch
    strip.follow()
    assert strip.stretch == panned != moved
    run.step()
    assert LEFT <= strip.x_of(Place(*run.position[1:])) <= strip.width()


def test_all_remains_in_view_while_it_grows(strip, run):
    run.seek(260)
    assert strip.stretch.is_whole
    assert strip.stretch.end == 261


def test_hovering_tells_what_and_where(strip, run):
    place = point(strip, 37)
    loss = run.results_of(0).loss[37]
    text = hover_text(strip, place.x(), place.y())
    assert text.startswith("iteration 37: loss ")
    assert f"{loss:.3f}"[:4] in text
    strip.show_iteration(37)
    place = point(strip, 37, 9)
    done = run.program[9]
    text = hover_text(strip, place.x() + 2, place.y())
    assert text.startswith(f"iteration 37, operation 9: {done.formula}, {done.phase}")


def test_a_bookmark_is_set_named_gone_to_and_deleted(qtbot, panel, strip, run):
    run.seek(60, 4)
    panel.add_bookmark()
    panel.add_bookmark()
    assert [mark.name for mark in run.bookmarks] == ["bookmark 1"]
    run.seek(10)
    place = point(strip, 60, 4, "marks")
    assert strip.mark_at(place.x(), place.y()).mark.text == "bookmark 1"
    assert hover_text(strip, place.x(), place.y()).startswith("bookmark 1\niteration 60")
    qtbot.mouseClick(strip, LEFT_BUTTON, pos=place)
    assert run.position == (0, 60, 4)
    actions = {action.text(): action for action in panel.menu_at(place.x(), place.y()).actions()}
    actions["Rename “bookmark 1”…"].trigger()
    field = strip.findChild(QLineEdit, "bookmark_name")
    field.setText("where it turns")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [mark.name for mark in run.bookmarks] == ["where it turns"]
    actions = {action.text(): action for action in panel.menu_at(place.x(), place.y()).actions()}
    actions["Delete “where it turns”"].trigger()
    assert len(run.bookmarks) == 0
    assert strip.mark_at(place.x(), place.y()) is None


def test_the_bookmarks_of_a_deleted_branch_are_nowhere_until_it_comes_back(panel, strip, run):
    run.seek(50)
    run.edit("Whh", (0, 0), 0.5)
    run.step()
    run.bookmarks.add("apart", run.position)
    run.delete(1)
    place = point(strip, 50, 1, "marks")

    def offered():
        actions = panel.menu_at(place.x() + 200, place.y()).actions()
        menus = [action.menu() for action in actions if action.text() == "Bookmarks"]
        return [action.text() for menu in menus for action in menu.actions()]

    assert offered() == []
    assert strip.mark_at(place.x(), place.y()) is None
    run.restore({1})
    assert offered() == ["apart"]
    assert strip.mark_at(place.x(), place.y()).hidden == 1


def test_escape_leaves_the_name(qtbot, panel, strip, run):
    mark = run.bookmarks.add("old", run.position)
    panel.rename(mark, 100)
    field = strip.findChild(QLineEdit, "bookmark_name")
    field.setText("new")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert [mark.name for mark in run.bookmarks] == ["old"]


def test_the_menu_goes_bookmarks_and_zooms(panel, strip, run):
    place = point(strip, 70)

    def choose(text):
        actions = panel.menu_at(place.x(), place.y()).actions()
        next(action for action in actions if action.text() == text).trigger()

    choose("Bookmark it")
    assert [mark.position for mark in run.bookmarks] == [(0, 70, 0)]
    choose("Go to iteration 70, operation 0")
    assert run.position == (0, 70, 0)
    choose("Zoom to iteration 70")
    assert strip.stretch.level == "operations"
    place = point(strip, 70)
    choose("Fit the whole run")
    assert strip.stretch.is_whole


def test_branches_leave_at_their_forks(qtbot, strip, run):
    run.seek(50, 3)
    run.edit("Whh", (0, 0), 0.4)
    run.seek(120)
    (line,) = strip.scene.lines
    assert (line.branch, line.first, line.last) == (0, (50, 3), (200, 0))
    mark = strip.mark_at(point(strip, 50, 3).x(), strip.rows.marks.top + 5.0)
    assert mark.mark.kind == "edit"
    assert "Whh[0, 0] = 0.4" in mark.text
    place = QPoint(point(strip, 160).x(), round(strip.rows.fork_y(line.lane)))
    assert strip.branch_at(place.x(), place.y()) == 0
    assert hover_text(strip, place.x(), place.y()).startswith("original, iteration 160")
    qtbot.mouseClick(strip, LEFT_BUTTON, pos=place)
    assert run.position == (0, 160, 0)
    (line,) = strip.scene.lines
    assert (line.branch, line.last) == (1, (120, 0))
    np.testing.assert_array_equal(strip.scene.others[1]._series, run.results_of(1).loss)


def test_a_program_that_changed_at_a_fork(qtbot, strip, run):
    run.seek(50)
    before = len(run.program)
    run.change_settings(clip_value=0.1)
    run.seek(60)
    assert len(run.program) > before
    for iteration in (49, 50):
        strip.show_iteration(iteration)
        last = len(run.program_at(iteration)) - 1
        qtbot.mouseClick(strip, LEFT_BUTTON, pos=point(strip, iteration, last) + QPoint(2, 0))
        assert run.position[1:] == (iteration, last)


def test_where_it_stopped_being_a_number(qtbot):
    table = random_table(8, length=4, model={"hidden_activation": "relu"})
    run = session(changed(table, training={"learning_rate": 1e200}))
    strip = on_screen(qtbot, TimelinePanel(bench(run)), 900, SLIM).strip
    run.seek(30)
    first = int(np.flatnonzero(~np.isfinite(run.results_of(0).loss))[0])
    mark = strip.mark_at(strip.x_of(Place(first, 0)), 5.0)
    assert (mark.mark.kind, mark.mark.position) == ("nan", (0, first, 0))
    strip.grab()


def test_where_a_breakpoint_was_met(qtbot, strip, run):
    run.seek(40)
    number = run.program.writers["h[2]"][0]
    run.add_stop(Breakpoint(0, Where(operation=number)))
    assert run.run().position == (0, 40, number)
    mark = strip.mark_at(strip.x_of(Place(40, number)), 5.0)
    assert (mark.mark.kind, mark.mark.position) == ("breakpoint", (0, 40, number))
    run.seek(3)
    place = point(strip, 40, number, "marks")
    qtbot.mouseClick(strip, LEFT_BUTTON, pos=place)
    assert run.position == (0, 40, number)


def test_many_breakpoints_that_were_met(strip, run, monkeypatch):
    hits = tuple(Position(0, n, 1) for n in range(100))
    monkeypatch.setattr(type(run), "hits", property(lambda self: hits))
    strip.follow()
    shown = strip.scene.marks.shown(strip.stretch)
    assert {mark.mark.kind for mark in shown} == {"breakpoint"}
    assert sum(1 + mark.hidden for mark in shown) == 100
    assert len(shown) < 60


def test_opening_shows_this_iteration_in_lanes(qtbot, panel, strip, run):
    run.seek(90, 3)
    button = panel.findChild(QToolButton, "timeline_open")
    qtbot.mouseClick(button, LEFT_BUTTON)
    assert panel.is_open
    assert panel.minimumHeight() == OPEN
    panel.resize(1000, OPEN)
    assert list(strip.stretch.iterations)[1] == 90
    assert len(set(strip.rows.lanes)) == 3
    assert [name for name, *_ in panel.head._names] == ["loss", "forward", "backward", "update"]
    qtbot.mouseClick(button, LEFT_BUTTON)
    assert panel.maximumHeight() == SLIM


def test_the_overview_is_dragged(panel, strip, run):
    panel.set_open(True)
    panel.resize(1000, OPEN)
    here = run.position
    whole = strip.stretch.fitted()
    drag(strip, [QPoint(int(LEFT + whole.x(100)), 10), QPoint(int(LEFT + whole.x(40)), 10)])
    middle = (strip.stretch.first + strip.stretch.last) / 2
    assert middle == pytest.approx(40, abs=0.5)
    assert run.position == here


@pytest.mark.parametrize("height", [SLIM, OPEN])
@pytest.mark.parametrize("zoom", [1, 30, 200, 1e9])
def test_light_and_dark(qtbot, panel, strip, run, zoom, height):
    panel.set_open(height == OPEN)
    panel.resize(1000, height)
    strip.fit()
    strip.zoom_by(zoom)
    run.step_back(5)
    for name in ("light", "dark"):
        theme = load_theme(name)
        panel.workbench.themes.set(theme)
        assert colour_at(strip, 2, height / 2) == theme.surface.canvas
        found = colours_in(strip)
        assert theme.surface.ink.name().upper() in found
        assert theme.phase("update").under_white_text.name().upper() in found


def test_a_step_paints_the_ground_no_second_time(strip, run, monkeypatch):
    strip.grab()
    painted = []
    original = strip._painted_ground
    monkeypatch.setattr(strip, "_painted_ground", lambda: painted.append(1) or original())
    run.step_back(9)
    run.step(4)
    strip.grab()
    assert painted == []
    run.seek(201)
    strip.grab()
    assert painted == [1]


def test_keys_and_commands_in_the_window(qapp, qtbot, store):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    window.resize(1300, 860)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    run, panel = window.session, window.workspace.timeline
    run.seek(3)
    panel.setFocus()
    for key, modifier, expected in (
        (Qt.Key.Key_Right, NO_KEY, (3, 1)),
        (Qt.Key.Key_Left, NO_KEY, (3, 0)),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, (3, 1)),
        (Qt.Key.Key_Right, SHIFT, (3, 21)),
        (Qt.Key.Key_PageUp, NO_KEY, (3, 0)),
        (Qt.Key.Key_PageUp, NO_KEY, (2, 0)),
        (Qt.Key.Key_PageDown, NO_KEY, (3, 0)),
        (Qt.Key.Key_Home, NO_KEY, (0, 0)),
        (Qt.Key.Key_End, NO_KEY, (3, 21)),
    ):
        qtbot.keyClick(window.focusWidget(), key, modifier)
        assert run.position[1:] == expected, key
    panel.rename(run.bookmarks.add("x", run.position), 100)
    field = panel.findChild(QLineEdit, "bookmark_name")
    qtbot.keyClicks(field, "a b")
    qtbot.keyClick(field, Qt.Key.Key_Left)
    qtbot.keyClick(field, Qt.Key.Key_Home)
    assert field.text() == "a b"
    assert run.position[1:] == (3, 21)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not window.player.is_busy
    run.bookmarks.remove(run.position)
    assert not window.action("next_bookmark").isEnabled()
    for iteration in (1, 2):
        run.seek(iteration)
        qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert [mark.position for mark in run.bookmarks] == [(0, 1, 0), (0, 2, 0)]
    window.action("previous_bookmark").trigger()
    assert run.position == (0, 1, 0)
    assert not window.action("previous_bookmark").isEnabled()
    assert window.action("next_bookmark").isEnabled()
    window.action("next_bookmark").trigger()
    assert run.position == (0, 2, 0)


def test_it_stands_along_the_foot_of_the_window(qapp, qtbot, store):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    window.resize(1300, 760)
    window.show()
    qapp.processEvents()
    panel = window.workspace.timeline
    assert panel.width() == window.width()
    assert panel.height() == SLIM
    assert panel.mapTo(window, QPoint()).y() + SLIM == window.statusBar().y()
    toggle = next(a for a in window._menus["View"].actions() if a.text() == "Timeline")
    toggle.trigger()
    assert not panel.isVisible()
    window.reset_layout()
    assert panel.isVisible()
    window.open("vanishing")
    assert len(window.findChildren(TimelinePanel)) >= 1
    assert window.workspace.timeline.isVisible()


def test_opening_it_in_a_small_window_folds_the_tabs_and_the_graph_keeps_its_room(
    qapp, qtbot, store
):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    qapp.processEvents()
    docks = [window.findChild(QDockWidget, f"{name}_dock") for name in ("activations", "memory")]
    graph = window.workspace.graph

    def has_room():
        return graph.width() >= LEAST_GRAPH.width() and graph.height() >= LEAST_GRAPH.height()

    assert all(not dock.isHidden() for dock in docks)
    window.workspace.timeline.set_open(True)
    qtbot.waitUntil(lambda: all(dock.isHidden() for dock in docks) and has_room())
    assert window.size().toTuple() == (1024, 700)
    window.workspace.timeline.set_open(False)
    qtbot.waitUntil(lambda: all(not dock.isHidden() for dock in docks) and has_room())
