"""The lines that log points have written."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from rnn_debugger.debugger import LogLine, Position, Session
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

PLACE, TEXT = range(2)
ROW_HEIGHT: Final = 20


class LogModel(QAbstractTableModel):
    """Where, and what."""

    def __init__(self, session: Session, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._lines: list[LogLine] = []

    def refresh(self) -> bool:
        """Show what has been written by now; whether that is more, or other, than before."""
        lines, shown = self._session.log.lines, self._lines
        is_same = len(lines) == len(shown) and (not lines or lines[-1] is shown[-1])
        if not is_same:
            self.beginResetModel()
            self._lines = list(lines)
            self.endResetModel()
        return not is_same

    def line(self, row: int) -> LogLine:
        return self._lines[row]

    def leads_there(self, row: int) -> bool:
        """Whether the place of a line can be gone to: its branch may have been deleted."""
        branch = self._lines[row].position.branch
        return any(listed.id == branch for listed in self._session.branches)

    def text(self) -> str:
        """All lines, place and text, as they are copied."""
        return "\n".join(f"{place_text(line.position)}\t{line.text}" for line in self._lines)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return place_text(line.position) if index.column() == PLACE else line.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._place_tip(index.row()) if index.column() == PLACE else line.text
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == PLACE:
            theme = self._themes.current
            return theme.forward.text if self.leads_there(index.row()) else theme.surface.second
        return None

    def _place_tip(self, row: int) -> str:
        return "Go there" if self.leads_there(row) else "Its branch has been deleted"


class LogView(QTableView):
    """A click on a place asks to go there; Ctrl+C copies all lines."""

    place_asked = Signal(object)
    """A `Position`."""

    def __init__(self, session: Session, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("log_lines")
        self.lines = LogModel(session, themes, self)
        self._themes = themes
        self.setModel(self.lines)
        self.setFont(number_font(11))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSize(80, 40)
        self.clicked.connect(self._click)
        themes.changed.connect(self.viewport().update)

    def refresh(self) -> None:
        """Show what has been written by now; at the end one stays at the end."""
        bar = self.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 1
        if self.lines.refresh():
            self._fit_places()
            if is_at_end:
                self.scrollToBottom()

    def copy(self) -> None:
        """Put all lines on the clipboard."""
        QGuiApplication.clipboard().setText(self.lines.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.lines.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self._themes.current.surface.second)
        painter.setFont(text_font(12))
        area = self.viewport().rect().adjusted(12, 8, -12, -8)
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, "Log points write their lines here while it runs.")

    def _fit_places(self) -> None:
        """As wide as the last place, which is the longest as a rule."""
        count = self.lines.rowCount()
        if count:
            text = place_text(self.lines.line(count - 1).position)
            self.setColumnWidth(PLACE, self.fontMetrics().horizontalAdvance(text) + 18)

    def _click(self, index: QModelIndex) -> None:
        if index.column() == PLACE and self.lines.leads_there(index.row()):
            self.place_asked.emit(self.lines.line(index.row()).position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_link = index.isValid() and index.column() == PLACE
        is_link = is_link and self.lines.leads_there(index.row())
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


def place_text(position: Position) -> str:
    """Such as ``12 · 37``, iteration and operation, the branch before it where it is another than
    the first.
    """
    place = f"iteration {position.iteration:,} · {position.operation:,}"
    return place if not position.branch else f"{place}, branch {position.branch}"
