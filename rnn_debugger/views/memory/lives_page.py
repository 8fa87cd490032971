"""The page of lives: every tensor a bar over the operations of the iteration."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from rnn_debugger.debugger import Moment, Program, Table, lives_map
from rnn_debugger.views.memory.lives_view import LivesView
from rnn_debugger.views.memory.page import Page
from rnn_debugger.views.panel import Workbench


class LivesPage(Page):
    """The map of lives with the cursor in it."""

    label = "Lives"
    tip = "From which operation to which each tensor lives; the wheel comes closer"
    question = "How long does each tensor live?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._program = workbench.session.program
        self.view = LivesView(workbench.themes, self._program)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.view)
        self.view.chosen.connect(workbench.selection.select)
        self.view.opened.connect(self.go_to_maker)

    def take_program(self, program: Program) -> None:
        self._program = program
        self.view.take_program(program)

    def draw(self, moment: Moment) -> None:
        self.view.show_place(moment.reached, self.workbench.selection.tensor)

    def table(self) -> Table | None:
        """Every tensor with its life; −1 and the number of operations for what lasts."""
        found, tensors = lives_map(self._program), self._program.tensors
        rows = [
            (name, tensors[name].role, tensors[name].timestep, tensors[name].bytes, first, last)
            for name, first, last in zip(
                found.names, found.first.tolist(), found.last.tolist(), strict=True
            )
        ]
        return ("tensor", "role", "timestep", "bytes", "first operation", "last operation"), rows
