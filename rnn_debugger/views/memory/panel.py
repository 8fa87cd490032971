"""The panel of memory."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from rnn_debugger.debugger import ROLES, Moment, Program, bytes_by_role, bytes_text
from rnn_debugger.views.controls import Note, standing
from rnn_debugger.views.memory.bytes_curve import BytesCurve
from rnn_debugger.views.memory.roles_bar import RolesBar
from rnn_debugger.views.memory.table import LedgerTableView
from rnn_debugger.views.panel import Panel, Workbench


class MemoryPanel(Panel):
    """What is held now by role, over the operations of the iteration, and tensor by tensor."""

    name = "memory"
    title = "Memory"
    question = "What does training keep in memory, and how much?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes, program = workbench.themes, workbench.session.program
        self.note = Note(themes)
        self.head.add_setting(self.note)
        self._measure(program)
        self.bar = RolesBar(themes)
        self.curve = BytesCurve(themes, self._roles, self._by_role)
        self.table = LedgerTableView(themes, program)
        left = QWidget()
        row = QHBoxLayout(left)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar)
        row.addWidget(self.curve, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(self.table)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        self.body.addWidget(splitter, 1)
        self.curve.double_clicked.connect(self._go_to)
        self.table.chosen.connect(workbench.selection.select)
        self.table.opened.connect(self._go_to_maker)

    def take_program(self, program: Program) -> None:
        self._measure(program)
        self.curve.show_bytes(self._roles, self._by_role)
        self.table.ledger.take_program(program)

    def draw(self, moment: Moment) -> None:
        reached = moment.reached
        live = [int(count) for count in self._by_role[:, reached]]
        session = self.workbench.session
        history = session.history_bytes, session.history_budget
        self.bar.show_bytes(self._roles, live, self.curve.peak[1], history)
        self.curve.show_cursor(reached)
        self.table.ledger.show_live(reached)
        self.table.ledger.mark(self.workbench.selection.tensor)
        self.note.show_text(f"{standing(moment)} · {bytes_text(sum(live))} held")

    def _measure(self, program: Program) -> None:
        by_role = bytes_by_role(program)
        # A role of which this program has no tensor has no place in the legend.
        used = [number for number in range(len(ROLES)) if by_role[number].any()]
        self._roles = [ROLES[number] for number in used]
        self._by_role = by_role[used]

    def _go_to(self, reached: int) -> None:
        """To where so many operations of the iteration shown have run."""
        iteration, player = self.workbench.moment.iteration, self.workbench.player
        if reached == 0:
            player.seek(iteration, 0)
        else:
            player.seek_after(iteration, reached - 1)

    def _go_to_maker(self, name: str) -> None:
        moment = self.workbench.moment
        maker = moment.maker(name)
        if maker is not None:
            self.workbench.player.seek_after(moment.iteration, maker.id)
