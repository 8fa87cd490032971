"""What other panels offer about breakpoints."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from rnn_debugger.debugger import Breakpoint, Watch, Where
from rnn_debugger.views.activations.panel import ActivationsPanel
from rnn_debugger.views.breakpoints.form import StopForm
from rnn_debugger.views.breakpoints.offers import selected_operation, toggle_breakpoint
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.operations.menu import operation_menu
from rnn_debugger.views.operations.model import FORMULA, NUMBER
from rnn_debugger.views.operations.panel import OperationsPanel
from rnn_debugger.views.source.panel import SourcePanel


def action(menu: QMenu, name: str):
    return next(each for each in menu.actions() if each.objectName() == name)


def settle(panel, qtbot):
    qtbot.waitUntil(lambda: not panel.workbench.player.is_busy)


def form_of(panel):
    return panel.window().findChild(StopForm)


def test_a_breakpoint_is_set_and_taken_away(workbench):
    session = workbench.session
    toggle_breakpoint(session, Where(operation=7))
    assert session.stops.breakpoints == (Breakpoint(1, Where(operation=7)),)
    toggle_breakpoint(session, Where(operation=7))
    assert session.stops.breakpoints == ()


def test_the_operation_of_what_is_selected(workbench):
    session, selection = workbench.session, workbench.selection
    assert selected_operation(workbench) == 0
    session.seek(0, 20)
    assert selected_operation(workbench) == 19
    selection.select("h[2]")
    assert session.program[selected_operation(workbench)].output == "h[2]"
    selection.select("dWhh")
    assert selected_operation(workbench) == session.program.writers["dWhh"][0]


def test_on_the_graph(show_panel, qtbot):
    panel = show_panel(GraphPanel)
    session = panel.workbench.session
    action(panel.menu_of("h[2]"), "break_here").trigger()
    writer = session.program.writers["h[2]"][0]
    assert session.stops.breakpoints[0].where == Where(operation=writer)
    assert action(panel.menu_of("h[2]"), "break_here").text() == "Remove breakpoint 1"
    action(panel.menu_of("dWhh"), "watch").trigger()
    assert form_of(panel).watched.tensor.text() == "dWhh"
    form_of(panel).accept()
    assert session.stops.watches == (Watch(2, "dWhh", "written"),)


def test_on_a_cell_of_a_heatmap(show_panel, qtbot):
    panel = show_panel(ActivationsPanel, "char-rnn", size=(800, 300))
    session = panel.workbench.session
    session.step(2, "phase")
    menu = panel.menu_of(3, 2)
    assert action(menu, "watch").text() == "Watch h[2][3, 0]…"
    action(menu, "watch").trigger()
    assert form_of(panel).stop == Watch(0, "h[2]", "written", index=(3, 0))
    action(menu, "back_to_change").trigger()
    settle(panel, qtbot)
    assert session.moment.last.output == "h[2]"
    # It was only pointed at, and stays what is looked at.
    selection = panel.workbench.selection
    assert (selection.tensor, selection.element) == ("h[2]", (3, 0))


@pytest.mark.parametrize("as_table", [False, True])
def test_on_an_element_in_the_inspector(show_panel, qtbot, as_table):
    panel = show_panel(InspectorPanel, size=(340, 700))
    session, selection = panel.workbench.session, panel.workbench.selection
    session.seek(2, 4)
    selection.select("Wxh", (0, 1))
    panel.values.show_table(as_table)
    QApplication.processEvents()
    menu = panel.values.table.menu() if as_table else panel.values.map.menu_of(0, 1)
    action(menu, "back_to_change").trigger()
    settle(panel, qtbot)
    assert session.moment.last.output == "Wxh"
    assert (selection.tensor, selection.element) == ("Wxh", (0, 1))
    action(menu, "watch").trigger()
    assert form_of(panel).stop == Watch(0, "Wxh", "written", index=(0, 1))


def test_the_buttons_of_the_inspector(show_panel, qtbot):
    panel = show_panel(InspectorPanel, size=(340, 700))
    session = panel.workbench.session
    session.seek(2, 4)
    panel.workbench.selection.select("Whh")
    qtbot.mouseClick(panel.heading.origin, Qt.MouseButton.LeftButton)
    settle(panel, qtbot)
    assert session.moment.last.output == "Whh"
    qtbot.mouseClick(panel.heading.watch, Qt.MouseButton.LeftButton)
    assert form_of(panel).watched.tensor.text() == "Whh"


def test_in_the_table_of_operations(show_panel, qtbot):
    panel = show_panel(OperationsPanel)
    session = panel.workbench.session
    cell = panel.view.visualRect(panel.model.index(4, NUMBER))
    gutter = QPoint(9, cell.center().y())
    plain = panel.view.viewport().grab(cell).toImage()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=gutter)
    assert session.stops.breakpoints[0].where == Where(operation=4)
    assert panel.model.marks == {4: "stop"}
    assert panel.view.viewport().grab(cell).toImage() != plain
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=gutter)
    assert len(session.stops) == 0
    assert panel.view.viewport().grab(cell).toImage() == plain
    menu = operation_menu(panel.workbench, panel, 4)
    action(menu, "break_here").trigger()
    assert panel.model.marks == {4: "stop"}
    formula = panel.view.visualRect(panel.model.index(4, FORMULA)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=formula)
    assert panel.view.current_number == 4


def test_in_the_gutter_of_the_source(show_panel, qtbot):
    panel = show_panel(SourcePanel, size=(320, 700))
    session, code = panel.workbench.session, panel.code
    source = next(op.source for op in session.program if op.primitive == "sigmoid")
    line = source.file, source.line
    y = next(y for y in range(code.height()) if code.line_at(QPoint(5, y)) == line)
    plain = code.grab().toImage()
    qtbot.mouseClick(code, Qt.MouseButton.LeftButton, pos=QPoint(code.code_left + 40, y + 4))
    assert len(session.stops) == 0
    qtbot.mouseClick(code, Qt.MouseButton.LeftButton, pos=QPoint(9, y + 4))
    assert session.stops.breakpoints[0].where == Where(file=source.file, line=source.line)
    assert code.grab().toImage() != plain
    assert panel.menu_of(source.file, source.line).actions()[0].text() == "Remove breakpoint 1"
    panel.workbench.player.run()
    settle(panel, qtbot)
    assert session.moment.next.source == source
    qtbot.mouseClick(code, Qt.MouseButton.LeftButton, pos=QPoint(9, y + 4))
    assert len(session.stops) == 0


def test_lines_that_no_operation_comes_from_take_no_breakpoint(show_panel, qtbot):
    panel = show_panel(SourcePanel, size=(320, 700))
    code = panel.code
    lines = {code.line_at(QPoint(5, y)) for y in range(code.height())} - {None}
    program = panel.workbench.session.program
    assert lines == {(op.source.file, op.source.line) for op in program if op.source is not None}
