"""The table of breakpoints and watches."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from rnn_debugger.debugger import Breakpoint, mark_of
from rnn_debugger.views.breakpoints.model import (
    CONDITION,
    EVERY,
    MET,
    NUMBER,
    TEXT,
    WHAT,
    StopsModel,
)
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.icons import icon
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.stop_sign import paint_stop

ROW_HEIGHT = 24
COLUMNS_FROM_WIDTH = 620
"""Pixels; in a narrower table one column says everything."""
_SIGN = 24
"""Pixels for the sign at the left of what it stops at."""


class StopsTable(QTableView):
    """A double click asks to go where it stops next, Enter to change it, Delete to remove it."""

    went = Signal(int)
    edit_asked = Signal(int)
    delete_asked = Signal(int)
    """The number of a breakpoint or watch."""

    def __init__(self, stops: StopsModel, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("stops_table")
        self.stops = stops
        self._themes = themes
        self.setModel(stops)
        self._delegate = _RowDelegate(stops, themes)
        self.setItemDelegate(self._delegate)
        self.setFont(number_font(11.5))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(120, 48)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFont(text_font(10.5))
        header.setFixedHeight(22)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._go)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def current_number(self) -> int | None:
        """The number of the breakpoint or watch that the cursor is on."""
        index = self.currentIndex()
        return self.stops.stop(index.row()).id if index.isValid() else None

    def _go(self, index: QModelIndex) -> None:
        if index.column() != NUMBER:
            self.went.emit(self.stops.stop(index.row()).id)

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"QTableView {{ background: {surface.canvas.name()};"
            f" selection-background-color: {surface.selection.name()};"
            f" selection-color: {surface.ink.name()}; }}"
        )
        self.viewport().update()

    def _fit_columns(self) -> None:
        """What, condition and text share what the others leave; where that is little, all stands
        in one column.
        """
        self.stops.is_compact = self.viewport().width() < COLUMNS_FROM_WIDTH
        for column in (CONDITION, EVERY, TEXT):
            self.setColumnHidden(column, self.stops.is_compact)
        digit = QFontMetrics(number_font(11.5)).horizontalAdvance("0")
        fixed = {NUMBER: 30 + 3 * digit, EVERY: 20 + 5 * digit, MET: 20 + 7 * digit}
        room = max(self.viewport().width() - sum(fixed.values()), 0)
        shares = {WHAT: 0.46, CONDITION: 0.29, TEXT: 0.25}
        if self.stops.is_compact:
            shares = {WHAT: 1.0}
            room += fixed[EVERY]
        for column, width in fixed.items():
            self.setColumnWidth(column, width)
        for column, share in shares.items():
            self.setColumnWidth(column, int(room * share))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self.current_number
        if number is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit(number)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit(number)
        elif event.key() == Qt.Key.Key_Space:
            index = self.currentIndex().siblingAtColumn(NUMBER)
            is_on = self.stops.stop(index.row()).is_enabled
            state = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
            self.stops.setData(index, state, Qt.ItemDataRole.CheckStateRole)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 48)


class _RowDelegate(QStyledItemDelegate):
    """Signs before what it stops at; what is switched off is pale."""

    def __init__(self, stops: StopsModel, themes: Themes) -> None:
        super().__init__(stops)
        self._stops = stops
        self._themes = themes

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        surface = self._themes.current.surface
        stop = self._stops.stop(index.row())
        is_live = stop.is_enabled and self._stops.fits(stop.id)
        ink = surface.ink if is_live else surface.to_come_text
        for role in (option.palette.ColorRole.Text, option.palette.ColorRole.HighlightedText):
            option.palette.setColor(role, ink)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if index.column() == NUMBER:
            self._paint_switch(painter, option, index)
            return
        if index.column() != WHAT:
            super().paint(painter, option, index)
            return
        theme, stop = self._themes.current, self._stops.stop(index.row())
        area = QRect(option.rect)
        option.rect = area.adjusted(_SIGN, 0, 0, 0)
        super().paint(painter, option, index)
        sign = QRect(area.left(), area.top(), _SIGN, area.height())
        if option.state & option.state.State_Selected:
            painter.fillRect(sign, theme.surface.selection)
        if isinstance(stop, Breakpoint):
            middle = QPointF(sign.center()) + QPointF(0.5, 0.5)
            paint_stop(painter, middle, 6.5, mark_of(stop), theme)
        else:
            shape = "eye-outline" if stop.is_enabled else "eye-off-outline"
            icon(shape, theme).paint(painter, sign.adjusted(4, 4, -4, -4))

    def _paint_switch(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """A box that can be seen in the dark too, and the number."""
        surface, stop = self._themes.current.surface, self._stops.stop(index.row())
        area = QRect(option.rect)
        if option.state & option.state.State_Selected:
            painter.fillRect(area, surface.selection)
        box = QRectF(area.left() + 4.5, area.center().y() - 6, 13, 13)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(surface.second, 1.2))
        painter.drawRoundedRect(box, 3, 3)
        if stop.is_enabled:
            painter.setPen(QPen(surface.ink, 1.8))
            corner = box.topLeft()
            points = [QPointF(3, 6.5), QPointF(5.5, 9.5), QPointF(10, 3.5)]
            painter.drawPolyline(QPolygonF([corner + point for point in points]))
        painter.restore()
        painter.setFont(number_font(11.5))
        painter.setPen(surface.ink if stop.is_enabled else surface.to_come_text)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area.adjusted(24, 0, -2, 0), middle, str(stop.id))
