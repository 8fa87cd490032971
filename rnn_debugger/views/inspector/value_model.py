"""The numbers of a tensor as a table model. Texts are made for the cells in sight alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rnn_debugger.debugger import Alignment, AxisLabels, alignment
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.panel import Themes

FONT_SIZE = 11.5


class ValueModel(QAbstractTableModel):
    """Four significant digits, aligned at the decimal point; all digits in the tips."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.content: Content | None = None
        self.alignment = Alignment(1, 0)

    @property
    def values(self) -> Array:
        """What is shown: (rows, columns)."""
        return np.zeros((0, 0)) if self.content is None else self.content.values

    def written(self, row: int, column: int) -> str:
        """An element as Python writes it, with no more digits than its own precision needs."""
        return str(self.values[row, column])

    def is_edited(self, row: int, column: int) -> bool:
        return self.content is not None and (row, column) in self.content.edited

    def show_content(self, content: Content) -> None:
        """Show other values; as long as shape and labels are the same, the table stays as it
        is, scrolled and selected.
        """
        before = self.content
        alike = (
            before is not None
            and before.values.shape == content.values.shape
            and before.labels == content.labels
        )
        if not alike:
            self.beginResetModel()
        self.content = content
        self.alignment = alignment(content.values)
        if alike:
            rows, columns = content.values.shape
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
        else:
            self.endResetModel()

    @property
    def _labels(self) -> AxisLabels:
        return AxisLabels() if self.content is None else self.content.labels

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else int(self.values.shape[0])

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else int(self.values.shape[1])

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or self.content is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.alignment.text(float(self.values[row, column]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.content.tell(row, column)
        if role == Qt.ItemDataRole.FontRole and (row, column) == self.content.place:
            return number_font(FONT_SIZE, bold=True)
        if role == Qt.ItemDataRole.BackgroundRole and self.is_edited(row, column):
            return self._themes.current.edited
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        is_column = orientation == Qt.Orientation.Horizontal
        labels = self._labels.columns if is_column else self._labels.rows
        return str(section) if labels is None else labels[section]
