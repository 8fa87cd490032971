"""The program, or some of its operations, as a table model. Nothing is kept for a row."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rnn_debugger.debugger import (
    Breakpoint,
    Operation,
    Program,
    RowState,
    StopMark,
    operation_marks,
    row_detail,
    row_state,
    row_value,
    updated_sentences,
)
from rnn_debugger.views.colours import Array
from rnn_debugger.views.panel import Workbench

NUMBER, PHASE, TIMESTEP, FORMULA, VALUE = range(5)
HEADERS: Final = ("#", "phase", "t", "formula", "value")
FEW: Final = 64
"""Operations; after a longer way everything in sight is painted anew."""


class OperationsModel(QAbstractTableModel):
    """Rows are operations in order. Values are asked of the session whenever a row is painted,
    so that a step costs nothing for the rows out of sight.
    """

    def __init__(self, workbench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._program = workbench.session.program
        self._numbers: Array = np.arange(len(self.program))
        self._reached = self._next = 0
        self._shown = (0, 0, 0)
        self._breakpoints: tuple[object, ...] = ()
        self.marks: dict[int, StopMark] = {}
        """By operation the mark of a breakpoint there."""
        self.phase_is_letter = False
        """Whether there is room for no more than the phase's first letter."""

    @property
    def program(self) -> Program:
        return self._program

    def take_program(self, program: Program) -> None:
        """The rows are operations of another program; all of them at first."""
        self.beginResetModel()
        self._program = program
        self._numbers = np.arange(len(program))
        self._mark(self._workbench.session.stops.breakpoints)
        self.endResetModel()

    @property
    def numbers(self) -> Array:
        """The operations shown: intp, (rows,), ascending."""
        return self._numbers

    def show(self, numbers: Array) -> None:
        """Show these operations, in ascending order, and no others."""
        if not np.array_equal(numbers, self._numbers):
            self.beginResetModel()
            self._numbers = numbers
            self.endResetModel()

    def operation(self, row: int) -> Operation:
        return self.program[int(self._numbers[row])]

    def row_of(self, number: int) -> int | None:
        """The row of an operation; None when it is not shown."""
        row = int(np.searchsorted(self._numbers, number))
        return row if row < len(self._numbers) and self._numbers[row] == number else None

    def state(self, row: int) -> RowState:
        return row_state(self._workbench.moment, int(self._numbers[row]))

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        operation = self.operation(row)
        if column == FORMULA:
            return operation.formula
        if column != VALUE:
            return self.place(operation, column)
        workbench = self._workbench
        characters, sequence = workbench.session.characters, workbench.selection.sequence
        return row_value(workbench.moment, operation, characters, sequence)

    def place(self, operation: Operation, column: int) -> str:
        """An operation's number, phase or timestep."""
        if column == NUMBER:
            return str(operation.id)
        if column == PHASE:
            return operation.phase
        return "" if operation.timestep is None else str(operation.timestep)

    def refresh(self, *, everything: bool = False) -> None:
        """The session has moved: say which rows look different now."""
        moment = self._workbench.moment
        reached, upcoming = moment.reached, moment.position.operation
        shown = moment.position.branch, moment.edits, moment.iteration
        jumped = abs(reached - self._reached) > FEW or shown != self._shown
        if everything or jumped:
            self._say_changed(0, len(self._numbers) - 1)
        else:
            low, high = sorted((self._reached, reached))
            changed = {*range(low - 1, high + 1), self._next, upcoming}
            # What wrote the same tensors before points on to the later operation.
            for number in range(max(low - 1, 0), min(high, len(self.program))):
                changed.update(self._writers_near(number))
            for number in changed:
                row = self.row_of(number)
                if row is not None:
                    self._say_changed(row, row)
        self._reached, self._next, self._shown = reached, upcoming, shown

    def follow_stops(self) -> None:
        """Mark the operations that have a breakpoint by now."""
        breakpoints = self._workbench.session.stops.breakpoints
        if breakpoints != self._breakpoints:
            self._mark(breakpoints)
            self._say_changed(0, len(self._numbers) - 1)

    def _mark(self, breakpoints: tuple[Breakpoint, ...]) -> None:
        self._breakpoints = breakpoints
        self.marks = operation_marks(breakpoints, self._program)

    def _writers_near(self, number: int) -> tuple[int, ...]:
        """The operations that wrote the tensor of an operation last before it."""
        writers = self.program.writers[self.program[number].output]
        place = bisect_left(writers, number)
        return writers[max(place - 1, 0) : place]

    def _say_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, VALUE))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            operation = self.operation(index.row())
            if index.column() == VALUE:
                workbench = self._workbench
                return row_detail(workbench.moment, operation, workbench.selection.sequence)
            sentences = updated_sentences(self._program, operation)
            lines = (operation.formula, operation.rule.sentence, *(f"{s}." for s in sentences))
            return "\n".join(lines)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            is_squeezed = section == PHASE and self.phase_is_letter
            return "" if is_squeezed else HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in (NUMBER, TIMESTEP)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
