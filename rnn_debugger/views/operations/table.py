"""The table of operations: it follows the step, and lets one be chosen or gone to."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from rnn_debugger.debugger import updated_reads
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.operations.model import (
    FORMULA,
    HEADERS,
    NUMBER,
    PHASE,
    TIMESTEP,
    VALUE,
    OperationsModel,
)
from rnn_debugger.views.operations.row_painter import (
    FONT_SIZE,
    MARK_WIDTH,
    ROW_HEIGHT,
    RowPainter,
)
from rnn_debugger.views.panel import Themes

WORDS_FROM_WIDTH = 470
"""Pixels; a narrower table has letters for the phases."""
CONTEXT_ROWS = 2
"""Rows kept in sight above and below the one that is followed."""


class OperationsTable(QTableView):
    """Rows of operations. A click or an arrow key chooses one; a double click or Enter asks to
    go there; a click beside the number asks for a breakpoint.
    """

    chosen = Signal(int)
    """The number of the operation that a person points at."""
    asked_for = Signal(int)
    """The number of the operation that is to be the last one that ran."""
    break_asked = Signal(int)
    """The number of an operation that is to get a breakpoint, or to lose it."""
    menu_asked = Signal(int, QPoint)
    """The number of an operation, and the place on the screen."""

    def __init__(
        self, model: OperationsModel, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.operations = model
        self._themes = themes
        self._is_following = False
        self.empty_text = ""
        """What is said where there are no rows."""
        latest = max((operation.timestep or 0 for operation in model.program), default=0)
        self._timestep_digits = max(len(str(latest)), 2)
        self.setModel(model)
        self._set_up()
        # A click on the row that the cursor is on already chooses it too.
        self.clicked.connect(lambda index: self.chosen.emit(self._number(index)))
        self.doubleClicked.connect(lambda index: self.asked_for.emit(self._number(index)))
        themes.changed.connect(self.viewport().update)

    def follow(self, number: int, *, choose: bool) -> None:
        """Bring an operation into sight, its neighbours with it; with `choose` point at it."""
        row = self.operations.row_of(number)
        if row is None:
            return
        if choose:
            self.point_at(number)
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - ROW_HEIGHT // 2)
        bottom = self.operations.rowCount() - 1 if bottom < 0 else bottom
        # By the page rather than row by row: a table that stands still is read, and painted,
        # more easily.
        is_near_top = row < top + CONTEXT_ROWS and top > 0
        is_near_bottom = row > bottom - CONTEXT_ROWS and bottom < self.operations.rowCount() - 1
        if row < top or row > bottom or is_near_top or is_near_bottom:
            index = self.operations.index(row, NUMBER)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def point_at(self, number: int) -> None:
        """Move the table's cursor, as if a person had not done it."""
        row = self.operations.row_of(number)
        if row is None or row == self.currentIndex().row():
            return
        self._is_following = True
        # Setting the current row would scroll; following sees to that.
        self.setAutoScroll(False)
        self.setCurrentIndex(self.operations.index(row, FORMULA))
        self.setAutoScroll(True)
        self._is_following = False

    def jump(self, steps: int, start: int) -> None:
        """Choose the row so many further on, round the end; at first that of operation `start`."""
        count = self.operations.rowCount()
        if count:
            row = self.currentIndex().row()
            row = (row + steps) % count if row >= 0 else self.operations.row_of(start) or 0
            self.setCurrentIndex(self.operations.index(row, FORMULA))

    @property
    def current_number(self) -> int | None:
        """The operation that the cursor is on."""
        return self._number(self.currentIndex()) if self.currentIndex().isValid() else None

    def _number(self, index: QModelIndex | QPersistentModelIndex) -> int:
        return self.operations.operation(index.row()).id

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        # Else everything below the table is painted anew with every row.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setFont(text_font(10.5))
        header.setMinimumSectionSize(16)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(FORMULA, QHeaderView.ResizeMode.Stretch)

    def fit_columns(self) -> None:
        """Formula and value first: the phase is a letter where there is little room."""
        is_narrow = self.viewport().width() < WORDS_FROM_WIDTH
        self.operations.phase_is_letter = is_narrow
        self.operations.headerDataChanged.emit(Qt.Orientation.Horizontal, PHASE, PHASE)
        digit = QFontMetrics(number_font(FONT_SIZE, bold=True)).horizontalAdvance("0")
        digits = len(str(len(self.operations.program)))
        widths = {
            NUMBER: MARK_WIDTH + digits * digit + 5,
            PHASE: 22 if is_narrow else 74,
            TIMESTEP: 10 + self._timestep_digits * digit,
            VALUE: 8 + 10 * digit,
        }
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def _paint_row(self, rows: RowPainter, row: int, area: QRect) -> None:
        model, surface = self.operations, self._themes.current.surface
        operation, state = model.operation(row), model.state(row)
        top, height = area.top(), area.height()
        number, phase, timestep, formula, value = (
            QRect(self.columnViewportPosition(column), top, self.columnWidth(column), height)
            for column in range(len(HEADERS))
        )
        is_selected = row == self.currentIndex().row()
        mark = model.marks.get(operation.id)
        rows.paint_ground(area, operation, state, is_selected=is_selected, mark=mark)
        rows.paint_place(number, phase, timestep, operation, state)
        pale = surface.second if is_selected else surface.to_come_text
        reads_updated = operation.id in updated_reads(model.program)
        rows.paint_result(
            formula,
            value,
            (operation.formula, model.text(row, VALUE)),
            surface.ink if state.done else pale,
            is_bold=state.last,
            updated=("done" if state.done else "to come") if reads_updated else None,
        )

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setPen(self._themes.current.surface.second)
        painter.setFont(text_font(12))
        area = self.viewport().rect().adjusted(16, 16, -16, -16)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.empty_text)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._is_following:
            self.chosen.emit(self._number(current))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and event.position().x() < MARK_WIDTH:
            self.break_asked.emit(self._number(index))
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.menu_asked.emit(self._number(index), event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.asked_for.emit(self._number(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._themes.current.surface.canvas)
        count = self.operations.rowCount()
        if count == 0:
            self._paint_empty(painter)
            return
        rows = RowPainter(
            painter, self._themes.current, phase_is_letter=self.operations.phase_is_letter
        )
        first = self.rowAt(event.rect().top())
        last = self.rowAt(event.rect().bottom())
        width = self.viewport().width()
        for row in range(max(first, 0), (last if last >= 0 else count - 1) + 1):
            area = QRect(0, self.rowViewportPosition(row), width, self.rowHeight(row))
            # A step changes a few rows that are often far apart.
            if event.region().intersects(area):
                self._paint_row(rows, row, area)
