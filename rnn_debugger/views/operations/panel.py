"""The panel of the program: every operation of an iteration in a table."""

from __future__ import annotations

import numpy as np

from rnn_debugger.debugger import Moment, Program, Table, find_operations, operations_table
from rnn_debugger.views.operations.menu import connect_stops
from rnn_debugger.views.operations.model import OperationsModel
from rnn_debugger.views.operations.search_field import SearchField
from rnn_debugger.views.operations.table import OperationsTable
from rnn_debugger.views.panel import Panel, Workbench


class OperationsPanel(Panel):
    """What ran last is followed. A click selects what an operation writes; a double click, or
    Enter, goes there: afterwards that operation is the one that ran last, in the iteration
    shown, so that its value, its numbers and its arrow are what is seen.
    """

    name = "operations"
    title = "Operations"
    question = "What happens, in which order?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.model = OperationsModel(workbench, self)
        self.search_field = SearchField(workbench.themes)
        self.view = OperationsTable(self.model, workbench.themes)
        self.view.setObjectName("operations_table")
        self.body.addWidget(self.search_field)
        self.body.addWidget(self.view, 1)
        self.search_field.changed.connect(self._filter)
        self.search_field.stepped.connect(self._jump)
        self.search_field.left.connect(self.view.setFocus)
        self.view.chosen.connect(self._select)
        self.view.asked_for.connect(self.go_to)
        connect_stops(self.view, workbench)
        workbench.selection.sequence_changed.connect(self._repaint)
        self._drawn: Moment | None = None
        self._tensor: str | None = None

    def take_program(self, program: Program) -> None:
        self.model.take_program(program)
        self.view.fit_columns()
        if self.search_field.text:
            self._filter(self.search_field.text)

    def draw(self, moment: Moment) -> None:
        moved, self._drawn = moment is not self._drawn, moment
        tensor, self._tensor = self._tensor, self.workbench.selection.tensor
        self.model.follow_stops()
        if moved:
            self.model.refresh()
            if moment.last is not None:
                pinned = self.workbench.selection.pinned
                self.view.follow(moment.last.id, choose=not pinned)
            else:
                self.view.follow(moment.next.id, choose=False)
        elif tensor != self._tensor:
            self._show_selected(moment)

    def table(self) -> Table | None:
        workbench = self.workbench
        numbers = self.model.numbers.tolist()
        return operations_table(workbench.moment, numbers, workbench.selection.sequence)

    def search(self) -> None:
        """Begin a search."""
        self.search_field.begin()

    def go_to(self, number: int) -> None:
        """Go to where an operation has just run, in the iteration shown."""
        self.workbench.player.seek_after(self.workbench.moment.iteration, number)

    def _show_selected(self, moment: Moment) -> None:
        """Something else has selected a tensor: point at the operation that made it."""
        number, tensor = self.view.current_number, self._tensor
        if tensor is None or tensor not in moment.program.tensors:
            return
        if number is not None and self.model.program[number].output == tensor:
            return
        maker = moment.maker(tensor)
        writers = moment.program.writers[tensor]
        if maker is not None or writers:
            self.view.follow(maker.id if maker else writers[0], choose=True)

    def _select(self, number: int) -> None:
        self.workbench.selection.select(self.model.program[number].output)

    def _filter(self, text: str) -> None:
        number = self.view.current_number
        program = self.model.program
        found = find_operations(program, text) if text else np.arange(len(program))
        self.view.empty_text = f"No operation has “{text}” in it. Try a tensor, such as h[1]."
        self.model.show(found)
        self.search_field.tell(f"{len(found)} of {len(program)}" if text else "")
        if number is not None and self.model.row_of(number) is not None:
            self.view.follow(number, choose=True)
        elif len(found):
            self.view.follow(self._nearest(), choose=False)

    def _jump(self, steps: int) -> None:
        if self.search_field.text:
            self.view.jump(steps, self._nearest())

    def _nearest(self) -> int:
        """Of what was found the first from the last step on, else the last."""
        found, last = self.model.numbers, self.workbench.moment.last
        row = int(np.searchsorted(found, last.id if last else 0))
        return int(found[min(row, len(found) - 1)]) if len(found) else 0

    def _repaint(self) -> None:
        self.model.refresh(everything=True)
