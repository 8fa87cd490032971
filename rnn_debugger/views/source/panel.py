"""The panel of the cell's own lines, and of what the current one consists of."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from rnn_debugger.debugger import (
    Listing,
    Moment,
    Operation,
    Program,
    Where,
    breakpoint_on,
    line_operations,
    listings,
    longest_line,
    no_line_sentence,
    stop_title,
)
from rnn_debugger.views.breakpoints.offers import toggle_breakpoint
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import run
from rnn_debugger.views.operations.menu import connect_stops
from rnn_debugger.views.operations.model import PHASE, TIMESTEP, OperationsModel
from rnn_debugger.views.operations.row_painter import ROW_HEIGHT
from rnn_debugger.views.operations.table import OperationsTable
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.source.code_view import CodeView

MOST_ROWS: Final = 8
"""Operations of one line that are seen without scrolling."""


class SourcePanel(Panel):
    """The functions of cell, output layer and loss; below them the operations of the line that
    ran last, at its timestep: done, current, to come.
    """

    name = "source"
    title = "Source"
    question = "Which line does it come from?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.code = CodeView(workbench.themes)
        session = workbench.session
        self.code.show_listings(*self._listed(session.program))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.code)
        # The code is higher, or lower, once it is wrapped at another width.
        self._scroll.verticalScrollBar().rangeChanged.connect(self._follow)
        self.place = LinkText(text_font(11), "Two lines, so that most sentences fit. " * 2)
        self.model = OperationsModel(workbench, self)
        self.model.show(np.arange(0))
        self.view = OperationsTable(self.model, workbench.themes)
        self.view.setObjectName("line_operations")
        self.view.horizontalHeader().hide()
        for column in (PHASE, TIMESTEP):
            self.view.setColumnHidden(column, True)
        self.view.setFixedHeight(ROW_HEIGHT * min(self._longest_line(), MOST_ROWS) + 4)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._framed(self.place))
        self.body.addWidget(self.view)
        self.view.chosen.connect(self._select)
        self.view.asked_for.connect(self._go_to)
        connect_stops(self.view, workbench)
        self.code.break_asked.connect(self._toggle)
        self.code.menu_asked.connect(self._offer)

    def take_program(self, program: Program) -> None:
        self.code.show_listings(*self._listed(program))
        self.model.take_program(program)

    def draw(self, moment: Moment) -> None:
        last = moment.last
        self.code.point(last, moment.next)
        self._follow()
        colour = self.workbench.theme.surface.second
        self.place.show_runs(run(self._sentence(moment), colour))
        shown = self._shown(last or moment.next)
        self.model.show(np.array(shown))
        self.model.follow_stops()
        self.code.mark_stops(self.workbench.session.stops.breakpoints)
        self.model.refresh(everything=True)
        if last is not None:
            self.view.follow(last.id, choose=True)

    def menu_of(self, file: str, line: int) -> QMenu:
        """What can be done with a line."""
        session, where = self.workbench.session, Where(file=file, line=line)
        there = breakpoint_on(session.stops.breakpoints, where)
        text = f"Break at line {line}" if there is None else f"Remove {stop_title(there)}"
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(text, lambda: toggle_breakpoint(session, where))
        return menu

    def _toggle(self, file: str, line: int) -> None:
        toggle_breakpoint(self.workbench.session, Where(file=file, line=line))

    def _offer(self, file: str, line: int, place: QPoint) -> None:
        self.menu_of(file, line).popup(place)

    def _follow(self) -> None:
        """Bring the current line into sight."""
        area = self.code.marked_area()
        if area is not None:
            self._scroll.ensureVisible(0, area.center().y(), 0, area.height())

    def _listed(self, program: Program) -> tuple[tuple[Listing, ...], set[tuple[str, int]]]:
        """The functions, and the lines that operations come from."""
        sources = {op.source for op in program if op.source is not None}
        found = listings(program, self.workbench.session.source_text)
        return found, {(source.file, source.line) for source in sources}

    def _sentence(self, moment: Moment) -> str:
        operation = moment.last
        if operation is None:
            return f"Nothing has run yet. Next: {moment.next.formula}"
        if operation.source is None:
            return no_line_sentence(operation)
        group = line_operations(moment.program, operation)
        return (
            f"Line {operation.source.line}, {operation.phase}, t = {operation.timestep}: "
            f"operation {group.index(operation.id) + 1} of {len(group)}"
        )

    def _shown(self, operation: Operation) -> tuple[int, ...]:
        return line_operations(self.model.program, operation) or (operation.id,)

    def _framed(self, widget: QWidget) -> QWidget:
        """On the ground of the code, with room round it."""
        frame = QFrame()
        frame.setBackgroundRole(QPalette.ColorRole.Base)
        frame.setAutoFillBackground(True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 6, 8, 4)
        column.addWidget(widget)
        return frame

    def _longest_line(self) -> int:
        return longest_line(self.model.program)

    def _select(self, number: int) -> None:
        self.workbench.selection.select(self.model.program[number].output)

    def _go_to(self, number: int) -> None:
        self.workbench.player.seek_after(self.workbench.moment.iteration, number)
