"""The values as a table: cells can be chosen, copied with all their digits, and edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from rnn_debugger.debugger import copied_text
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.inspector.cell_note import CellNote
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.inspector.number_editor import NumberDelegate
from rnn_debugger.views.inspector.value_model import FONT_SIZE, ValueModel
from rnn_debugger.views.panel import Themes

ROW_HEIGHT = 20


class ValueTable(QTableView):
    """Scrolls over any number of values."""

    chosen = Signal(int, int)
    """Row and column of the element that a person points at."""
    menu_filled = Signal(QMenu, int, int)
    """A context menu for an element, to which more can be added."""
    entered = Signal(int, int, float)
    """Row and column of an element, and what a person wants it to be."""

    def __init__(self, themes: Themes, why_not: Callable[[], str] = str) -> None:
        """`why_not` gives a sentence when what is shown cannot be edited, else nothing."""
        super().__init__()
        self.values = ValueModel(themes, self)
        self._why_not = why_not
        self.delegate = NumberDelegate(themes, self.values)
        self.setItemDelegate(self.delegate)
        self.note = CellNote(themes, self.viewport())
        self.delegate.refused.connect(self._tell)
        self.delegate.corrected.connect(self.note.hide)
        self.delegate.entered.connect(self.entered)
        self._themes = themes
        self._is_following = False
        self.setModel(self.values)
        self.setFont(number_font(FONT_SIZE))
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
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

    def edit_at(self, row: int, column: int) -> None:
        """Begin to edit an element, or say why it cannot be."""
        index = self.values.index(row, column)
        self._point_at(row, column)
        self.scrollTo(index)
        self.edit(index, QAbstractItemView.EditTrigger.AllEditTriggers, QEvent(QEvent.Type.None_))

    def give_up(self) -> None:
        """Close the editor, where one is open, and leave its element as it is."""
        self.delegate.give_up()
        self.note.hide()

    def menu(self) -> QMenu:
        """What a right click offers."""
        menu, current = QMenu(self), self.currentIndex()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edit = menu.addAction("Edit the element\tF2")
        edit.setEnabled(current.isValid() and not self._why_not())
        edit.triggered.connect(lambda: self.edit_at(current.row(), current.column()))
        menu.addAction("Copy\tCtrl+C", self.copy)
        if current.isValid():
            self.menu_filled.emit(menu, current.row(), current.column())
        return menu

    def _tell(self, sentence: str) -> None:
        editor = self.delegate.editor
        cell = self.visualRect(self.currentIndex()) if editor is None else editor.geometry()
        self.note.tell(sentence, cell)

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

    def edit(self, *details: Any) -> bool:  # type: ignore[override]
        # Of the two forms the longer one is what keys and the mouse come by.
        if len(details) == 1:
            super().edit(*details)
            return True
        index, trigger, _ = details
        begins = trigger == QAbstractItemView.EditTrigger.AllEditTriggers or bool(
            trigger & self.editTriggers()
        )
        sentence = self._why_not() if begins and index.isValid() else ""
        if sentence:
            self.note.tell(sentence, self.visualRect(index))
            return False
        return bool(super().edit(*details))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.currentIndex().isValid():
            self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.edit_at(current.row(), current.column())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
