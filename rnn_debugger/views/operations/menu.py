"""The context menu of an operation in a table."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from rnn_debugger.debugger import Where
from rnn_debugger.views.breakpoints.offers import offer_break, offer_watch, toggle_breakpoint
from rnn_debugger.views.operations.table import OperationsTable
from rnn_debugger.views.panel import Workbench


def operation_menu(workbench: Workbench, parent: QWidget, number: int) -> QMenu:
    """What can be done with an operation of the iteration shown."""
    player = workbench.player
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    iteration = workbench.moment.iteration
    go = menu.addAction("Go here", lambda: player.seek_after(iteration, number))
    go.setEnabled(not player.is_running)
    menu.addSeparator()
    offer_break(menu, workbench.session, number)
    tensor = workbench.session.program[number].output
    offer_watch(menu, workbench, parent, tensor)
    return menu


def connect_stops(table: OperationsTable, workbench: Workbench) -> None:
    """Let a table set breakpoints, and show what else can be done with its operations."""

    def toggle(number: int) -> None:
        toggle_breakpoint(workbench.session, Where(operation=number))

    def offer(number: int, place: QPoint) -> None:
        operation_menu(workbench, table, number).popup(place)

    table.break_asked.connect(toggle)
    table.menu_asked.connect(offer)
