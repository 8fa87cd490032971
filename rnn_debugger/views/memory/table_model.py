"""The live tensors as rows of a table; only rows that can be seen are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rnn_debugger.debugger import (
    LEDGER_COLUMNS,
    LiveTensor,
    Program,
    Reason,
    bytes_text,
    ledger_table,
    reason,
    shape_text,
)
from rnn_debugger.views.colours import Array
from rnn_debugger.views.roles import LETTERS

TITLES = {
    "name": "tensor",
    "role": "role",
    "t": "t",
    "shape": "shape",
    "bytes": "bytes",
    "born": "written by",
    "to_come": "to come",
    "needed": "freed by",
}
_RIGHT = ("t", "bytes", "born", "to_come", "needed")
_ALIGNMENTS = tuple(
    (Qt.AlignmentFlag.AlignRight if name in _RIGHT else Qt.AlignmentFlag.AlignLeft)
    | Qt.AlignmentFlag.AlignVCenter
    for name in LEDGER_COLUMNS
)
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LedgerModel(QAbstractTableModel):
    """Sorted by one of its columns; the order stays while stepping."""

    def __init__(self, program: Program, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Array = np.empty(0, np.intp)
        self._selected: str | None = None
        self.take_program(program)
        self._column, self._descending = LEDGER_COLUMNS.index("bytes"), True

    def take_program(self, program: Program) -> None:
        """The tensors are those of another program."""
        self.beginResetModel()
        self._program = program
        self._table = ledger_table(program)
        self._rows = np.empty(0, np.intp)
        self._texts: dict[int, tuple[str, ...]] = {}
        self._reached = -1
        self.endResetModel()

    @property
    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """The column that the rows are sorted by, and which way."""
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        return self._column, order

    def show_live(self, reached: int) -> None:
        """The tensors held when so many operations have run."""
        if reached != self._reached:
            self._reached = reached
            self._arrange()
            if len(self._rows):
                # What is to come changes with every step.
                self._tell_changed(0, len(self._rows) - 1)

    def mark(self, selected: str | None) -> None:
        """Show which tensor is selected."""
        if selected != self._selected:
            before, self._selected = self._selected, selected
            for name in (before, selected):
                row = None if name is None else self.row_of(name)
                if row is not None:
                    self._tell_changed(row, row)

    def live(self, row: int) -> LiveTensor:
        """The tensor of a row."""
        return self._table.tensors[int(self._rows[row])]

    def is_selected(self, row: int) -> bool:
        return self.live(row).tensor.name == self._selected

    def row_of(self, name: str) -> int | None:
        """The row of a tensor; None where it is not live."""
        found = np.flatnonzero(self._rows == self._table.numbers.get(name, -1))
        return int(found[0]) if len(found) else None

    def texts(self, row: int) -> tuple[str, ...]:
        """What stands in the columns of a row."""
        number = int(self._rows[row])
        if number not in self._texts:
            self._texts[number] = self._texts_of(self._table.tensors[number])
        texts = list(self._texts[number])
        # All the others stay while stepping.
        texts[LEDGER_COLUMNS.index("to_come")] = f"{len(self.why(row).to_come):,}"
        return tuple(texts)

    def why(self, row: int) -> Reason:
        """Why the tensor of a row is kept."""
        return reason(self._program, self.live(row).tensor.name, max(self._reached, 0))

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        return _ALIGNMENTS[column]

    def _texts_of(self, live: LiveTensor) -> tuple[str, ...]:
        tensor = live.tensor
        texts = {
            "name": tensor.name,
            "bytes": bytes_text(tensor.bytes),
            "role": f"{LETTERS[tensor.role]} {tensor.role}",
            "t": "" if tensor.timestep is None else str(tensor.timestep),
            "shape": shape_text(tensor.shape),
            "to_come": "",
            "born": "before" if tensor.persistent else f"{live.first:,}",
            "needed": "never" if tensor.persistent else f"{live.last:,}",
        }
        return tuple(texts[column] for column in LEDGER_COLUMNS)

    def _arrange(self) -> None:
        column = LEDGER_COLUMNS[self._column]
        rows = self._table.rows(self._reached, column, descending=self._descending)
        before, self_rows = len(self._rows), self._rows
        # Rows come and go at the end, and then those are new that differ: a reset would let go
        # of the place that the table is scrolled to.
        if len(rows) > before:
            self.beginInsertRows(_NOWHERE, before, len(rows) - 1)
            self._rows = rows
            self.endInsertRows()
        elif len(rows) < before:
            self.beginRemoveRows(_NOWHERE, len(rows), before - 1)
            self._rows = rows
            self.endRemoveRows()
        self._rows = rows
        common = min(len(rows), before)
        differing = np.flatnonzero(rows[:common] != self_rows[:common])
        if len(differing):
            self._tell_changed(int(differing[0]), int(differing[-1]))

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(LEDGER_COLUMNS) - 1))

    def _tip(self, row: int, column: str) -> str:
        live = self.live(row)
        if column == "bytes":
            return f"{live.tensor.bytes:,} bytes"
        if column not in ("born", "needed"):
            return self.why(row).sentence
        if live.tensor.persistent:
            return f"{live.tensor.name} lives from iteration to iteration"
        number = live.first if column == "born" else live.last
        return f"operation {number:,}: {self._program[number].formula}"

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(LEDGER_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                # Qt's own arrow would lie on the words.
                arrow = " ▾" if self._descending else " ▴"
                return TITLES[LEDGER_COLUMNS[section]] + (arrow if section == self._column else "")
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self.alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # The view may ask for rows between two of our signals.
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row(), LEDGER_COLUMNS[index.column()])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column = column
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()
        last = len(LEDGER_COLUMNS) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
