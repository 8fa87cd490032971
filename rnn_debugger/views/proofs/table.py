"""A table of what was compared: a sign before each row, and a double click that goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

ROW: Final = 22
"""Pixels."""
MEASURED_ROWS: Final = 50
"""From the first one in sight on, which the columns are made wide enough for."""
SIGNS: Final = {"agrees": "✓", "DIFFERS": "✗", "other shape": "✗", "not finite": "!"}
"""What stands before a row for its verdict."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows: the sign of its verdict, a text for each column, all numbers on hover."""

    verdict: str
    texts: tuple[str, ...]
    tip: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.verdict != "agrees"


class ProofTable(QTableWidget):
    """Rows are added while they are found."""

    opened = Signal(int)
    """The number of a row, by a double click or Enter."""

    def __init__(
        self, columns: Sequence[str], numbers: Sequence[str], wide: str, themes: Themes
    ) -> None:
        """Columns named in `numbers` are set to the right; `wide` names the one that takes the room
        there is.
        """
        super().__init__(0, len(columns) + 1)
        self.setObjectName("proof_table")
        self._themes = themes
        self._right = {column for column, name in enumerate(columns, 1) if name in numbers}
        self.setHorizontalHeaderLabels(["", *columns])
        self.setFont(number_font(11.5))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setFont(text_font(10.5))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(28)
        # Else a thousand rows would be measured for every one that is added.
        header.setResizeContentsPrecision(MEASURED_ROWS)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        wide_column = 1 + list(columns).index(wide)
        header.setSectionResizeMode(wide_column, QHeaderView.ResizeMode.Stretch)
        for column in range(self.columnCount()):
            head = self.horizontalHeaderItem(column)
            assert head is not None
            head.setTextAlignment(self._side(column))
        self.cellDoubleClicked.connect(lambda row, _: self.opened.emit(row))
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_row(self, row: Row, number: int | None = None) -> None:
        """Show a row in place of that one, or below all others."""
        place = self.rowCount() if number is None else number
        if number is None:
            self.insertRow(place)
        for column, text in enumerate((SIGNS[row.verdict], *row.texts)):
            item = QTableWidgetItem(text)
            item.setTextAlignment(self._side(column))
            item.setToolTip(row.tip)
            if column == 1 or row.is_wrong:
                item.setFont(number_font(11.5, bold=True))
            self.setItem(place, column, item)

    def texts(self, row: int) -> list[str]:
        """What stands in a row, the sign first."""
        items = [self.item(row, column) for column in range(self.columnCount())]
        return ["" if item is None else item.text() for item in items]

    def text(self) -> str:
        """All rows in columns, a line each, below the heads; without the signs."""
        heads = [self.horizontalHeaderItem(column) for column in range(1, self.columnCount())]
        lines = [["" if head is None else head.text() for head in heads]]
        lines += [self.texts(row)[1:] for row in range(self.rowCount())]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft
        if column == 0:
            side = Qt.AlignmentFlag.AlignHCenter
        elif column in self._right:
            side = Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"QTableView {{ background: {surface.canvas.name()};"
            f" selection-background-color: {surface.selection.name()};"
            f" selection-color: {surface.ink.name()}; }}"
            "QTableView::item { padding: 0 6px; }"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.opened.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
