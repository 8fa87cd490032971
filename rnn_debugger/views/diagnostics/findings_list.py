"""The list of findings."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from rnn_debugger.views.diagnostics.model import FindingsModel
from rnn_debugger.views.diagnostics.row_delegate import RowDelegate
from rnn_debugger.views.panel import Themes


class FindingsList(QListView):
    """A double click or Enter asks to go to a finding's place."""

    went = Signal(int)
    """The row."""

    def __init__(self, findings: FindingsModel, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("findings_list")
        self._themes = themes
        self.setModel(findings)
        self.setItemDelegate(RowDelegate(findings, themes, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(120, 48)
        self.doubleClicked.connect(self._go)
        themes.changed.connect(self._restyle)
        self._restyle()

    def _go(self, index: QModelIndex) -> None:
        self.went.emit(index.row())

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(f"QListView {{ background: {surface.canvas.name()}; }}")
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went.emit(index.row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Rows are as high as their text is in this width.
        self.scheduleDelayedItemsLayout()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 48)
