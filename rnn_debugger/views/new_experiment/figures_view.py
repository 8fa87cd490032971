"""The figures of an experiment: what it counts, and every parameter with its shape."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import PARAMETER_COLUMNS, Preview, figure_rows, parameter_rows
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

ROW = 22
"""Pixels."""


class FiguresView(QWidget):
    """A line for every figure, and the table of the parameters below."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)
        self.table = _table()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(14)
        column.addLayout(self._grid)
        column.addWidget(self.table, 1)

    def show_preview(self, preview: Preview) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        second = self._themes.current.surface.second.name()
        for row, (title, value, more) in enumerate(figure_rows(preview.figures)):
            number, consists = QLabel(value), QLabel(more)
            number.setFont(number_font(12, bold=True))
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            consists.setStyleSheet(f"color: {second}")
            consists.setWordWrap(True)
            for place, label in enumerate((QLabel(title), number, consists)):
                if label is not number:
                    label.setFont(text_font(12))
                self._grid.addWidget(label, row, place)
        rows = parameter_rows(preview.figures)
        self.table.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for place, text in enumerate(texts):
                item_there = QTableWidgetItem(text)
                item_there.setTextAlignment(_alignment(place))
                if place == 0:
                    item_there.setFont(number_font(11.5, bold=True))
                self.table.setItem(row, place, item_there)


def _table() -> QTableWidget:
    table = QTableWidget(0, len(PARAMETER_COLUMNS))
    table.setObjectName("new_parameters")
    table.setFont(number_font(11.5))
    table.setHorizontalHeaderLabels(PARAMETER_COLUMNS)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    header = table.horizontalHeader()
    header.setFont(text_font(10.5))
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for place in range(len(PARAMETER_COLUMNS)):
        item = table.horizontalHeaderItem(place)
        assert item is not None
        item.setTextAlignment(_alignment(place))
    return table


def _alignment(place: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
