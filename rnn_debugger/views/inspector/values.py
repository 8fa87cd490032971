"""The values: heatmap or table, or why there are none; likeliest characters beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Absence, Program
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.inspector.absent import AbsentNote
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.inspector.figures import Figures, entries_of
from rnn_debugger.views.inspector.guesses import Guesses
from rnn_debugger.views.inspector.value_map import LARGEST_ROW, ValueMap
from rnn_debugger.views.inspector.value_table import ValueTable
from rnn_debugger.views.panel import Themes

LEAST_HEIGHT, FULL_HEIGHT = 112, 150
"""Pixels of the values, where the program's tensors are small, and where they are large."""


class Values(QWidget):
    """Only the page in sight is kept up to date."""

    chosen = Signal(int, int)
    """Row and column of the element that a person points at."""
    menu_filled = Signal(QMenu, int, int)
    """A context menu for an element, to which more can be added."""
    go_asked = Signal()
    entered = Signal(int, int, float)
    """Row and column of an element, and what a person wants it to be."""

    def __init__(self, themes: Themes, program: Program, why_not: Callable[[], str] = str) -> None:
        """`why_not` gives a sentence when what is shown cannot be edited, else nothing."""
        super().__init__()
        self._themes = themes
        self._content: Content | None = None
        self.map = ValueMap(themes, program)
        self.table = ValueTable(themes, why_not)
        self.guesses = Guesses(themes)
        self.absent = AbsentNote(themes)
        self.figures = Figures(themes)
        self.map_button = _button("as_heatmap", "Heatmap", "The values as colours")
        self.table_button = _button(
            "as_table", "Table", "The values as numbers: double click edits one, Ctrl+C copies"
        )
        self.map_button.setChecked(True)
        self.sequence = QLabel()
        self.sequence.setFont(text_font(11))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._map_page())
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.absent)
        # So high that no tensor of the program makes what stands below move.
        rows = max(tensor.shape[0] for tensor in program.tensors.values() if tensor.shape)
        height = min(max(rows * LARGEST_ROW, LEAST_HEIGHT), FULL_HEIGHT)
        self._pages.setMinimumHeight(height)
        self.is_tall = height == FULL_HEIGHT
        """Whether more room shows more."""
        if not self.is_tall:
            self._pages.setMaximumHeight(height)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._head())
        column.addWidget(self._pages, 1)
        column.addWidget(self.figures)
        self.map.clicked.connect(self.chosen)
        self.map.heatmap.double_clicked.connect(self._edit)
        self.table.chosen.connect(self.chosen)
        for part in (self.map, self.table):
            part.menu_filled.connect(self.menu_filled)
        self.table.entered.connect(self.entered)
        self.guesses.clicked.connect(lambda row: self.chosen.emit(row, 0))
        self.absent.go_asked.connect(self.go_asked)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_content(self, content: Content, sequence: str) -> None:
        """Show a value; `sequence` says which sequence of the batch it is."""
        self._content = content
        self.sequence.setText(sequence)
        self._update()

    def show_absence(self, absence: Absence) -> None:
        """Say why there is no value."""
        self._content = None
        self.sequence.setText("")
        self.absent.show_absence(absence)
        self._pages.setCurrentWidget(self.absent)
        self.figures.show_entries(())

    def show_table(self, shown: bool) -> None:
        """Show the table, or the heatmap."""
        (self.table_button if shown else self.map_button).setChecked(True)

    def take_program(self, program: Program) -> None:
        """What is shown from now on are tensors of another program."""
        self.map.take_program(program)

    def give_up(self) -> None:
        """Leave the element that is being edited as it is."""
        self.table.give_up()

    def _edit(self, row: int, column: int) -> None:
        """An element of the picture is edited in the table."""
        self.show_table(True)
        self.table.edit_at(row, column)

    def _update(self) -> None:
        content = self._content
        if content is None:
            return
        if self.table_button.isChecked():
            self.table.show_content(content)
            self._pages.setCurrentIndex(1)
        else:
            self.map.show_content(content)
            self.guesses.show_guesses(content.guesses)
            self.guesses.setVisible(bool(content.guesses))
            self._pages.setCurrentIndex(0)
        self.figures.show_entries(entries_of(content.values, content.maker))

    def _map_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        # The picture first: only what its rows do not fill stays empty below it.
        column.addWidget(self.map, 1000)
        column.addStretch(1)
        row.addLayout(column, 2)
        row.addWidget(self.guesses, 3)
        return page

    def _head(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in (self.map_button, self.table_button):
            group.addButton(button)
            row.addWidget(button)
        self.table_button.toggled.connect(self._update)
        row.addStretch(1)
        row.addWidget(self.sequence)
        return row

    def _restyle(self) -> None:
        self.sequence.setStyleSheet(f"color: {self._themes.current.surface.second.name()}")


def _button(name: str, text: str, tip: str) -> QToolButton:
    """One of two of which one stays down."""
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(tip)
    button.setFont(text_font(11))
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
