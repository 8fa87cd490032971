"""The page of what is live at the cursor: by timestep, and tensor by tensor with the reason why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from rnn_debugger.debugger import Moment, Program, Table, ledger_table, reason
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.memory.page import Page
from rnn_debugger.views.memory.table import LedgerTableView
from rnn_debugger.views.memory.timestep_bars import TimestepBars
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.text_line import TextLine


class NowPage(Page):
    """Bars by timestep, the table of live tensors, and a sentence about the selected one."""

    label = "Now"
    tip = "What is live at the cursor, by timestep and tensor by tensor, and why"
    question = "What must be kept here, and why?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes, program = workbench.themes, workbench.session.program
        self.bars = TimestepBars(themes, ledger_table(program))
        self.live = LedgerTableView(themes, program)
        self.why = TextLine()
        self.why.setObjectName("memory_why")
        self.why.setFont(text_font(11))
        self.why.setContentsMargins(8, 2, 8, 3)
        self._program = program
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.bars)
        splitter.addWidget(self.live)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([260, 600])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(splitter, 1)
        column.addWidget(self.why)
        self.live.chosen.connect(workbench.selection.select)
        self.live.opened.connect(self.go_to_maker)

    def take_program(self, program: Program) -> None:
        self._program = program
        self.bars.take_table(ledger_table(program))
        self.live.ledger.take_program(program)

    def draw(self, moment: Moment) -> None:
        reached, selected = moment.reached, self.workbench.selection.tensor
        last = moment.last
        self.bars.show_live(reached, None if last is None else last.timestep)
        self.live.ledger.show_live(reached)
        self.live.ledger.mark(selected)
        known = selected is not None and selected in self._program.tensors
        text = reason(self._program, selected, reached).sentence if known and selected else ""
        self.why.setText(text)

    def table(self) -> Table | None:
        """The live tensors, in the order in which they are listed."""
        model = self.live.ledger
        names = ("tensor", "bytes", "role", "timestep", "written by", "to come", "freed by", "why")
        rows = []
        for number in range(model.rowCount()):
            why = model.why(number)
            live, tensor = model.live(number), why.tensor
            born = None if tensor.persistent else live.first
            rows.append((
                tensor.name, tensor.bytes, tensor.role, tensor.timestep, born,
                len(why.to_come), why.freed_by, why.sentence,
            ))  # fmt: skip
        return names, rows
