"""The table of live tensors."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from rnn_debugger.debugger import LEDGER_COLUMNS, Program
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.memory.table_model import LedgerModel
from rnn_debugger.views.panel import Themes

ROW = 19
"""Pixels."""
_WIDEST = {
    "name": "dWxh_clip",
    "bytes": "78.1 KiB",
    "role": "A activation",
    "t": "1000",
    "shape": "100 × 100",
    "born": "10,000",
    "to_come": "1,000",
    "needed": "10,000",
}


class LedgerDelegate(QStyledItemDelegate):
    """Text and nothing else: a fifth of what Qt's own cells cost, for every step."""

    def __init__(self, themes: Themes, ledger: LedgerModel) -> None:
        super().__init__(ledger)
        self._themes = themes
        self._ledger = ledger

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        surface, row, column = self._themes.current.surface, index.row(), index.column()
        is_selected = self._ledger.is_selected(row)
        area = option.rect
        if is_selected:
            painter.fillRect(area, surface.selection)
        painter.setFont(number_font(11, bold=is_selected))
        painter.setPen(surface.ink)
        text = self._ledger.texts(row)[column]
        painter.drawText(area.adjusted(6, 0, -6, 0), self._ledger.alignment(column), text)


class LedgerTableView(QTableView):
    """Sorted by a click on a head; a click on a row chooses its tensor."""

    chosen = Signal(str)
    opened = Signal(str)
    """A tensor, by a double click."""

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self.setObjectName("memory_table")
        self.ledger = LedgerModel(program, self)
        self.setModel(self.ledger)
        self.setItemDelegate(LedgerDelegate(themes, self.ledger))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self._size_columns()
        # Before the head is asked, which would sort by the first column.
        self.horizontalHeader().setSortIndicator(*self.ledger.sorting)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorShown(False)
        self.clicked.connect(lambda index: self.chosen.emit(self._name(index)))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._name(index)))
        themes.changed.connect(self.viewport().update)

    def _name(self, index: QModelIndex) -> str:
        return self.ledger.live(index.row()).tensor.name

    def _size_columns(self) -> None:
        """Wide enough for what there may be, so that nothing moves while stepping."""
        self.setFont(number_font(11))
        header = self.horizontalHeader()
        header.setFont(text_font(11))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(28)
        header.setFixedHeight(22)
        header.setStretchLastSection(True)
        metrics = self.fontMetrics()
        for column, name in enumerate(LEDGER_COLUMNS):
            title = str(self.ledger.headerData(column, Qt.Orientation.Horizontal))
            widest = max(
                metrics.horizontalAdvance(_WIDEST[name]), metrics.horizontalAdvance(title) + 14
            )
            self.setColumnWidth(column, widest + 12)
