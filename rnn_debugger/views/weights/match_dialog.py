"""What of a file of weights is which parameter, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import MATCH_COLUMNS
from rnn_debugger.views.fonts import number_font, text_font

ROW = 22
"""Pixels."""
MOST_ROWS = 18
"""Of the table before it scrolls."""
PARAMETER = MATCH_COLUMNS.index("parameter")


class MatchDialog(QDialog):
    """With the text of a button it asks whether to go on; else it only tells."""

    def __init__(
        self,
        heading: str,
        sentence: str,
        rows: Sequence[tuple[str, ...]],
        parent: QWidget,
        go_on: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("match_dialog")
        self.setWindowTitle("Weights")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading, self.sentence = QLabel(heading), QLabel(sentence)
        self.heading.setFont(text_font(12.5, bold=True))
        for label in (self.heading, self.sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.table = _table(rows)
        roles = QDialogButtonBox.ButtonRole
        self.buttons = QDialogButtonBox()
        if go_on:
            self.buttons.addButton(go_on, roles.AcceptRole).setDefault(True)
        self.buttons.addButton("Cancel" if go_on else "Close", roles.RejectRole)
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addWidget(self.sentence)
        column.addWidget(self.table, 1)
        column.addWidget(self.buttons)
        # Else the table would have the focus, and a frame round its first cell.
        self.buttons.buttons()[0].setFocus()
        self.resize(660, 190 + ROW * min(len(rows), MOST_ROWS))


def _table(rows: Sequence[tuple[str, ...]]) -> QTableWidget:
    table = QTableWidget(len(rows), len(MATCH_COLUMNS))
    table.setObjectName("matches")
    table.setFont(number_font(11.5))
    table.setHorizontalHeaderLabels(MATCH_COLUMNS)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column == PARAMETER:
                item.setFont(number_font(11.5, bold=True))
            table.setItem(row, column, item)
    header = table.horizontalHeader()
    header.setFont(text_font(10.5))
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table
