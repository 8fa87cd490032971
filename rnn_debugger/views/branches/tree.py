"""The tree of branches: which there are, where each begins, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from rnn_debugger.debugger import BranchRow, short
from rnn_debugger.views.branches.dots import SIZE, dot
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

NAME, CHANGE, BEGINS, ITERATIONS, LOSS = range(5)
HEADERS: Final = ("branch", "what was changed", "where it begins", "iterations", "last loss")
ROW: Final = 22
"""Pixels."""
BEGINS_FROM, ITERATIONS_FROM = 560, 420
"""Pixels of the tree's width from which these columns are shown; the tips have what they say."""
_ID: Final = Qt.ItemDataRole.UserRole


class _NameDelegate(QStyledItemDelegate):
    """Only names are edited in place."""

    def createEditor(self, parent: QWidget, option: object, index: object) -> QWidget:
        if index.column() != NAME:  # type: ignore[attr-defined]
            return None  # type: ignore[return-value]
        return super().createEditor(parent, option, index)  # type: ignore[arg-type]


class BranchTree(QTreeWidget):
    """Double click or Enter asks to go to a branch, F2 renames it, Delete deletes it."""

    going_asked = Signal(int)
    comparing_asked = Signal(int)
    deleting_asked = Signal(int)
    renamed = Signal(int, str)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("branch_tree")
        self._themes = themes
        self._rows: tuple[BranchRow, ...] = ()
        self._items: dict[int, QTreeWidgetItem] = {}
        self._is_showing = False
        self.setItemDelegate(_NameDelegate(self))
        self.setHeaderLabels(list(HEADERS))
        self.setFont(text_font(12))
        self.setIconSize(QSize(SIZE, SIZE))
        self.setIndentation(16)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_up_header()
        self.itemActivated.connect(lambda item, _: self.going_asked.emit(item.data(0, _ID)))
        self.itemChanged.connect(self._tell_renamed)
        self.customContextMenuRequested.connect(self._offer)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def current(self) -> int | None:
        """The branch that the tree's cursor is on."""
        item = self.currentItem()
        return None if item is None else int(item.data(0, _ID))

    def show_rows(self, rows: Sequence[BranchRow]) -> None:
        """Show these, parents before what begins in them."""
        before, self._rows = self._rows, tuple(rows)
        if before == self._rows or self.state() == QAbstractItemView.State.EditingState:
            return
        self._is_showing = True
        if [(row.id, row.parent) for row in before] != [(row.id, row.parent) for row in rows]:
            self._build(rows)
        for row in rows:
            self._fill(self._items[row.id], row)
        if not before or [r.id for r in before if r.is_current] != [
            row.id for row in rows if row.is_current
        ]:
            self.setCurrentItem(next(self._items[row.id] for row in rows if row.is_current))
        self._is_showing = False

    def rename(self, branch: int) -> None:
        """Let the name be typed anew where it stands."""
        self.setCurrentItem(self._items[branch])
        self.editItem(self._items[branch], NAME)

    def menu_of(self, branch: int) -> QMenu:
        """What can be done with a branch."""
        row = next(row for row in self._rows if row.id == branch)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        deeds: Sequence[tuple[str, Callable[[], object], bool]] = (
            ("Go to this branch\tEnter", lambda: self.going_asked.emit(branch), not row.is_current),
            (
                "Compare with this branch",
                lambda: self.comparing_asked.emit(branch),
                not row.is_current,
            ),
            ("Rename\tF2", lambda: self.rename(branch), True),
            ("Delete\tDel", lambda: self.deleting_asked.emit(branch), row.can_delete),
        )
        for text, deed, is_enabled in deeds:
            menu.addAction(text, deed).setEnabled(is_enabled)
        return menu

    def _build(self, rows: Sequence[BranchRow]) -> None:
        self.clear()
        self._items.clear()
        for row in rows:
            item = QTreeWidgetItem()
            item.setData(0, _ID, row.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setSizeHint(0, QSize(0, ROW))
            item.setTextAlignment(ITERATIONS, _RIGHT)
            item.setTextAlignment(LOSS, _RIGHT)
            for column in (CHANGE, ITERATIONS, LOSS):
                item.setFont(column, number_font(11.5))
            self._items[row.id] = item
            if row.parent in self._items:
                self._items[row.parent].addChild(item)
            else:
                self.addTopLevelItem(item)
        self.expandAll()

    def _fill(self, item: QTreeWidgetItem, row: BranchRow) -> None:
        texts = (
            row.name,
            ", ".join(row.changes),
            row.begins or "at the very beginning",
            f"{row.iterations:,}",
            "" if row.loss is None else short(row.loss),
        )
        for column, text in enumerate(texts):
            item.setText(column, text)
        item.setToolTip(CHANGE, "\n".join(row.changes))
        item.setToolTip(BEGINS, row.begins)
        item.setFont(NAME, text_font(12, bold=row.is_current))
        item.setIcon(NAME, dot(self._themes.current, row.id, is_current=row.is_current))
        where = "the session stands on it" if row.is_current else "double click goes there"
        begins = f"begins at {texts[BEGINS].removeprefix('at ')}"
        facts = f"{row.name}, {where}\n{begins}\n{row.iterations:,} iterations"
        item.setToolTip(NAME, facts)

    def _tell_renamed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._is_showing and column == NAME:
            self.renamed.emit(item.data(0, _ID), item.text(NAME).strip())

    def _offer(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is not None:
            self.menu_of(int(item.data(0, _ID))).popup(self.viewport().mapToGlobal(place))

    def _set_up_header(self) -> None:
        header = self.header()
        header.setFont(text_font(10.5))
        header.setFixedHeight(24)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(BEGINS, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        for column, width in {NAME: 140, CHANGE: 172, ITERATIONS: 66, LOSS: 72}.items():
            self.setColumnWidth(column, width)
        for column in (ITERATIONS, LOSS):
            self.headerItem().setTextAlignment(column, _RIGHT)

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"QTreeView {{ background: {surface.canvas.name()}; }}"
            f"QTreeView::item:selected {{ background: {surface.selection.name()};"
            f" color: {surface.ink.name()}; }}"
        )
        self._is_showing = True
        for row in self._rows:
            self._fill(self._items[row.id], row)
        self._is_showing = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        is_wide = width >= BEGINS_FROM
        self.setColumnHidden(BEGINS, not is_wide)
        self.setColumnHidden(ITERATIONS, width < ITERATIONS_FROM)
        modes = QHeaderView.ResizeMode
        self.header().setSectionResizeMode(CHANGE, modes.Interactive if is_wide else modes.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current
        if event.key() == Qt.Key.Key_Delete and current is not None:
            self.deleting_asked.emit(current)
        else:
            super().keyPressEvent(event)


_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
