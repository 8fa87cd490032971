"""The panel of breakpoints, watches and the log."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from rnn_debugger.debugger import Breakpoint, Watch, Where
from rnn_debugger.views.breakpoints.form import StopForm
from rnn_debugger.views.breakpoints.model import CONDITION, EVERY, MET, NUMBER, TEXT, WHAT
from rnn_debugger.views.breakpoints.panel import BreakpointsPanel
from tests.support.experiments import random_table
from tests.support.experiments import session as session_of
from tests.support.panels import bench, on_screen


@pytest.fixture
def panel(show_panel, qtbot):
    made = show_panel(BreakpointsPanel, size=(1100, 300))
    qtbot.addWidget(made.head)
    return made


@pytest.fixture
def session(panel):
    found = panel.workbench.session
    found.add_stop(Breakpoint(0, Where(primitive="sigmoid"), "t == 2", hits=2))
    found.add_stop(Watch(0, "dWhh", "norm_above", limit=8.0))
    found.add_stop(Breakpoint(0, Where(phase="backward"), log="‖dh‖={norm(dh)}"))
    return found


def texts(panel, column):
    return [panel.model.text(row, column) for row in range(panel.model.rowCount())]


def settle(panel, qtbot):
    qtbot.waitUntil(lambda: not panel.workbench.player.is_busy)


def click_switch(panel, qtbot, row):
    cell = panel.view.visualRect(panel.model.index(row, NUMBER))
    place = QPoint(cell.left() + 10, cell.center().y())
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_is_named_and_says_what_to_do(panel):
    assert (panel.objectName(), panel.title) == ("breakpoints", "Breakpoints")
    empty = panel._pages.currentWidget()
    assert "F9" in empty.text()
    assert not panel.log.isVisible()


def test_its_rows(panel, session):
    assert texts(panel, NUMBER) == ["1", "2", "3"]
    assert texts(panel, WHAT) == ["primitive sigmoid", "norm of dWhh above 8", "phase backward"]
    assert texts(panel, CONDITION) == ["t == 2", "", ""]
    assert texts(panel, EVERY) == ["2nd", "", ""]
    assert texts(panel, TEXT) == ["", "", "‖dh‖={norm(dh)}"]


def test_in_a_narrow_table_one_column_says_everything(panel, session):
    panel.resize(400, 300)
    QApplication.processEvents()
    assert texts(panel, WHAT)[0] == "primitive sigmoid, if t == 2, every 2nd time"
    assert texts(panel, WHAT)[2] == "phase backward → ‖dh‖={norm(dh)}"
    assert panel.view.isColumnHidden(CONDITION)


def test_a_click_switches_one_off_and_on(panel, session, qtbot):
    click_switch(panel, qtbot, 1)
    assert [stop.id for stop in session.stops.enabled] == [1, 3]
    click_switch(panel, qtbot, 1)
    assert [stop.id for stop in session.stops.enabled] == [1, 2, 3]
    panel.view.setCurrentIndex(panel.model.index(0, WHAT))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert not session.stops[1].is_enabled


def test_all_off_and_on(panel, session, qtbot):
    for name, count in (("disable_all", 0), ("enable_all", 3)):
        qtbot.mouseClick(panel.head.findChild(QToolButton, name), Qt.MouseButton.LeftButton)
        assert len(session.stops.enabled) == count


def test_how_often_each_was_met(panel, session, qtbot):
    panel.workbench.player.run()
    settle(panel, qtbot)
    assert texts(panel, MET) == ["2", "", ""]


def test_a_deleted_one_comes_back_until_the_next_is_deleted(panel, session, qtbot):
    before = tuple(session.stops)
    panel.view.setCurrentIndex(panel.model.index(1, WHAT))
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert texts(panel, NUMBER) == ["1", "3"]
    assert panel.undo_bar.isVisible()
    qtbot.mouseClick(panel.undo_bar.undo, Qt.MouseButton.LeftButton)
    assert tuple(session.stops) == before
    assert not panel.undo_bar.isVisible()
    panel.delete(1)
    panel.delete(2)
    panel.undo()
    assert texts(panel, NUMBER) == ["2", "3"]


def test_a_double_click_goes_to_where_it_stops_next(panel, session, qtbot):
    session.add_stop(Breakpoint(0, Where(operation=30), is_enabled=False))
    cell = panel.view.visualRect(panel.model.index(3, WHAT)).center()
    viewport = panel.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=cell)
    settle(panel, qtbot)
    assert session.position == (0, 0, 30)
    assert session.log.lines == []


def test_adding_by_the_form(panel, session, qtbot):
    qtbot.mouseClick(panel.head.findChild(QToolButton, "add_stop"), Qt.MouseButton.LeftButton)
    form = panel.window().findChild(StopForm)
    form.place.operation.setValue(12)
    form.accept()
    assert session.stops[4] == Breakpoint(4, Where(operation=12))
    assert len(texts(panel, NUMBER)) == 4


def test_changing_one_by_enter(panel, session, qtbot):
    panel.view.setCurrentIndex(panel.model.index(1, WHAT))
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    form = panel.window().findChild(StopForm)
    form.watched.limit.setText("0.5")
    form.accept()
    assert session.stops[2] == Watch(2, "dWhh", "norm_above", limit=0.5)
    assert texts(panel, WHAT)[1] == "norm of dWhh above 0.5"


def test_the_log_and_the_way_to_where_a_line_was_written(panel, session, qtbot):
    session.stops.disable(1)
    panel.workbench.player.run_iterations(2)
    settle(panel, qtbot)
    lines = panel.log.lines
    assert lines.rowCount() == 2
    assert lines.data(lines.index(1, 1)).startswith("‖dh‖=")
    place = lines.data(lines.index(1, 0))
    position = session.log.lines[1].position
    assert place == f"iteration 1 · {position.operation}"
    cell = panel.log.visualRect(lines.index(1, 0)).center()
    qtbot.mouseClick(panel.log.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    settle(panel, qtbot)
    assert session.position == position


def test_the_log_is_copied_and_cleared(panel, session, qtbot, qapp):
    session.stops.disable(1)
    panel.workbench.player.run_iterations(2)
    settle(panel, qtbot)
    qtbot.mouseClick(panel.findChild(QToolButton, "copy_log"), Qt.MouseButton.LeftButton)
    copied = qapp.clipboard().text().splitlines()
    assert len(copied) == 2
    assert copied[0].startswith("iteration 0 · ")
    qtbot.mouseClick(panel.findChild(QToolButton, "clear_log"), Qt.MouseButton.LeftButton)
    assert panel.log.lines.rowCount() == 0
    assert session.log.lines == []


def test_what_can_be_done_with_one(panel, session):
    def offered(number):
        return [action.text() for action in panel.menu_of(number).actions() if action.text()]

    assert offered(1) == ["Run to where it stops next", "Change…", "Switch off", "Delete"]
    session.stops.disable(1)
    assert "Switch on" in offered(1)


def test_one_that_does_not_fit_the_branchs_operations_is_faint_and_leads_nowhere(qtbot):
    run = session_of(random_table(length=3, clip_value=0.1))
    run.add_stop(Breakpoint(0, Where(primitive="clip_value")))
    run.add_stop(Watch(0, "dWhh_clipped", "written"))
    run.add_stop(Breakpoint(0, Where(phase="update"), "norm(dWhh_clipped) > 0"))
    run.add_stop(Breakpoint(0, Where(phase="update")))
    panel = on_screen(qtbot, BreakpointsPanel(bench(run)), 900, 300)

    def fit():
        return [number for number in range(1, 5) if panel.model.fits(number)]

    def offered(number):
        return [a.text() for a in panel.menu_of(number).actions() if a.text() and a.isEnabled()]

    assert fit() == [1, 2, 3, 4]
    assert offered(1)[:2] == ["Run to where it stops next", "Change…"]
    inks = panel.view.grab().toImage()
    run.change_settings(clip_value=None)
    assert fit() == [4]
    assert panel.view.grab().toImage() != inks
    assert offered(1) == ["Switch off", "Delete"]
    tip = panel.model.index(2, WHAT).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("It does not fit the operations of this branch here.")
    for number in (1, 2, 3):
        panel.view.went.emit(number)
        panel.edit(number)
        assert not panel.workbench.player.is_busy
        assert panel.window().findChild(StopForm) is None
    panel.workbench.player.run()
    settle(panel, qtbot)
    assert panel.workbench.player.told == "breakpoint 4: phase update"
    panel.workbench.player.run(-1)
    settle(panel, qtbot)
    assert run.position == (1, 0, 0)
    panel.workbench.player.close()


def test_a_line_of_a_deleted_branch_leads_nowhere(panel, session, qtbot):
    session.stops.disable(1)
    session.seek(1)
    session.edit("Whh", (0, 0), 0.5)
    panel.workbench.player.run_iterations(1)
    settle(panel, qtbot)
    assert panel.log.lines.leads_there(0)
    session.delete(1)
    before = session.position
    index = panel.log.lines.index(0, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Its branch has been deleted"
    cell = panel.log.visualRect(index).center()
    qtbot.mouseClick(panel.log.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert session.position == before
    session.restore({1})
    qtbot.mouseClick(panel.log.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    settle(panel, qtbot)
    assert session.position.branch == 1
