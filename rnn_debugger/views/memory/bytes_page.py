"""The page of bytes over the operations of the iteration."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from rnn_debugger.debugger import ROLES, Moment, Program, Table, bytes_by_role
from rnn_debugger.views.colours import Array
from rnn_debugger.views.memory.bytes_curve import BytesCurve
from rnn_debugger.views.memory.page import Page
from rnn_debugger.views.panel import Workbench


class BytesPage(Page):
    """A curve stacked by role; a double click goes to a place in it."""

    label = "Bytes"
    tip = "How many bytes are held while each operation of the iteration runs, by role"
    question = "How much is held over an iteration, and where is the peak?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._program = workbench.session.program
        self.curve = BytesCurve(workbench.themes, *used_roles(self._program))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.curve)
        self.curve.double_clicked.connect(self._go_to)

    def take_program(self, program: Program) -> None:
        self._program = program
        self.curve.show_bytes(*used_roles(program))

    def draw(self, moment: Moment) -> None:
        self.curve.show_cursor(moment.reached)

    def table(self) -> Table | None:
        """Bytes by role for every operation."""
        by_role = bytes_by_role(self._program)
        rows = [
            (op.id, op.phase, op.formula, *(int(count) for count in by_role[:, op.id + 1]))
            for op in self._program
        ]
        return ("operation", "phase", "formula", *ROLES), rows

    def _go_to(self, reached: int) -> None:
        """To where so many operations of the iteration shown have run."""
        iteration, player = self.workbench.moment.iteration, self.workbench.player
        if reached == 0:
            player.seek(iteration, 0)
        else:
            player.seek_after(iteration, reached - 1)


def used_roles(program: Program) -> tuple[tuple[str, ...], Array]:
    """The roles that the program has tensors of, and their bytes: (roles, operations + 1)."""
    by_role = bytes_by_role(program)
    used = [number for number in range(len(ROLES)) if by_role[number].any()]
    return tuple(ROLES[number] for number in used), by_role[used]
