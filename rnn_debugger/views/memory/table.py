"""The table of live tensors."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

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


class LedgerTableView(QTableView):
    """Sorted by a click on a head; a click on a row chooses its tensor."""

    chosen = Signal(str)
    opened = Signal(str)
    """A tensor, by a double click."""

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self._themes = themes
        self.setObjectName("memory_table")
        self.ledger = LedgerModel(program, self)
        self.setModel(self.ledger)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Row by row: Qt asks for every cell by itself, which takes four times as long."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._themes.current.surface.canvas)
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        if first < 0:
            return
        columns = [
            (self.columnViewportPosition(column), self.columnWidth(column), column)
            for column in range(len(LEDGER_COLUMNS))
        ]
        seen = [each for each in columns if each[0] + each[1] > 0 and each[0] < self.width()]
        for row in range(first, (last if last >= 0 else self.ledger.rowCount() - 1) + 1):
            self._paint_row(painter, row, seen)

    def _paint_row(
        self, painter: QPainter, row: int, columns: Sequence[tuple[int, int, int]]
    ) -> None:
        """`columns` are left edges, widths and numbers."""
        surface, texts = self._themes.current.surface, self.ledger.texts(row)
        top, is_selected = self.rowViewportPosition(row), self.ledger.is_selected(row)
        if is_selected:
            painter.fillRect(0, top, self.viewport().width(), ROW, surface.selection)
        painter.setFont(number_font(11, bold=is_selected))
        painter.setPen(surface.ink)
        for left, width, column in columns:
            cell = QRect(left + 6, top, width - 12, ROW)
            painter.drawText(cell, self.ledger.alignment(column), texts[column])

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
