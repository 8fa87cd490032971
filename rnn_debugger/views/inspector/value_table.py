"""The values as a table: cells can be chosen, and copied with all their digits."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from rnn_debugger.debugger import copied_text
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.inspector.value_model import FONT_SIZE, ValueModel
from rnn_debugger.views.panel import Themes

ROW_HEIGHT = 20


class ValueTable(QTableView):
    """Scrolls over any number of values."""

    chosen = Signal(int, int)
    """Row and column of the element that a person points at."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.values = ValueModel(self)
        self._themes = themes
        self._is_following = False
        self.setModel(self.values)
        self.setFont(number_font(FONT_SIZE))
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setFont(number_font(10.5))
            header.setMinimumSectionSize(12)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_content(self, content: Content) -> None:
        before = self.values.alignment.width
        self.values.show_content(content)
        width = self.values.alignment.width
        if width != before:
            digit = QFontMetrics(self.font()).horizontalAdvance("0")
            self.horizontalHeader().setDefaultSectionSize(max(width, 3) * digit + 18)
        self.horizontalHeader().setVisible(content.is_matrix)
        # The largest element wanders while stepping: it is bold, and no more than that.
        if content.is_chosen:
            self._point_at(*content.place)

    def copy(self) -> None:
        """Put the selected cells on the clipboard: the rectangle round them, all digits."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.size())]
        if ranges:
            top = min(found.top() for found in ranges)
            bottom = max(found.bottom() for found in ranges)
            left = min(found.left() for found in ranges)
            right = max(found.right() for found in ranges)
            part = self.values.values[top : bottom + 1, left : right + 1]
            QGuiApplication.clipboard().setText(copied_text(part))

    def _point_at(self, row: int, column: int) -> None:
        """Move the cursor into sight, as if a person had not done it."""
        index = self.values.index(row, column)
        if index != self.currentIndex():
            self._is_following = True
            self.setCurrentIndex(index)
            self._is_following = False

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"QTableView {{ selection-background-color: {surface.selection.name()};"
            f" selection-color: {surface.ink.name()}; }}"
            # Beyond the last row and column there is nothing to head.
            f"QHeaderView {{ background: {surface.canvas.name()}; }}"
        )

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._is_following:
            self.chosen.emit(current.row(), current.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
