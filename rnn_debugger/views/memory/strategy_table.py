"""The strategies as rows of a table, with bars behind the bytes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from rnn_debugger.debugger import Strategy, bytes_text
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

ROW = 19
"""Pixels."""
TITLES = (
    "strategy",
    "left behind",
    "sweep peak",
    "update peak",
    "operations",
    "run again",
    "extra",
)
TIPS = (
    "",
    "Bytes that the forward sweep leaves behind for the backward sweep",
    "The most that is held during the forward and the backward sweep",
    "The most that is held during the whole iteration, with the optimizer's own values",
    "Operations of one iteration",
    "Operations of the forward sweep that are run a second time, or more often",
    "How many operations of the forward sweep are run, against full BPTT",
)
_BARS = (1, 2, 3)
SHARE = Qt.ItemDataRole.UserRole
"""The data role of a cell's share of its column's largest, from 0 to 1."""


class _Delegate(QStyledItemDelegate):
    """Text over a bar that is as long as the cell's share."""

    def __init__(self, themes: Themes, table: StrategyTable) -> None:
        super().__init__(table)
        self._themes = themes
        self._table = table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        surface, area = self._themes.current.surface, QRectF(option.rect)
        is_chosen = index.row() == self._table.currentRow()
        if is_chosen:
            painter.fillRect(area, surface.selection)
        share = index.data(SHARE)
        if share is not None:
            width = max((area.width() - 12) * share, 1.0) if share else 0.0
            bar = QRectF(area.left() + 6, area.bottom() - 3, width, 2)
            painter.fillRect(bar, surface.second)
        is_name = index.column() == 0
        is_bold = index.data(Qt.ItemDataRole.FontRole) is not None
        painter.setFont((text_font if is_name else number_font)(11, bold=is_bold))
        painter.setPen(QPen(surface.ink))
        lift = 3 if share is not None else 0
        painter.drawText(
            area.adjusted(6, 0, -6, -lift),
            self._table.alignment(index.column()),
            index.data() or "",
        )


class StrategyTable(QTableWidget):
    """A row for each; the current row is the one chosen."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(0, len(TITLES))
        self.setObjectName("memory_strategies")
        self.strategies: tuple[Strategy, ...] = ()
        self.setItemDelegate(_Delegate(themes, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setShowGrid(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setFont(text_font(11))
        header.setFixedHeight(22)
        header.setHighlightSections(False)
        for column, title in enumerate(TITLES):
            item = QTableWidgetItem(title)
            item.setToolTip(TIPS[column])
            item.setTextAlignment(self.alignment(column))
            self.setHorizontalHeaderItem(column, item)
            stretch = QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.currentCellChanged.connect(lambda *_: self.viewport().update())
        themes.changed.connect(self.viewport().update)

    @staticmethod
    def alignment(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    @property
    def chosen(self) -> Strategy | None:
        """The strategy of the current row."""
        row = self.currentRow()
        return self.strategies[row] if 0 <= row < len(self.strategies) else None

    def show_strategies(self, strategies: Sequence[Strategy], in_use: int | None) -> None:
        """All of them; the one `in_use` is marked in words and in bold."""
        before = self.chosen
        self.strategies = tuple(strategies)
        self.setRowCount(len(strategies))
        full = next((s.forward for s in strategies if s.kind == "full"), 0)
        bars = [[s.waiting, s.sweeps_peak, s.peak] for s in strategies]
        largest = [max(column, default=0) for column in zip(*bars, strict=True)]
        for row, strategy in enumerate(strategies):
            for column, text in enumerate(texts(strategy, full, is_used=row == in_use)):
                item = QTableWidgetItem(text)
                item.setToolTip(strategy.refusal or strategy.sentence)
                if row == in_use:
                    item.setFont(text_font(11, bold=True))
                if column in _BARS and largest[column - 1] and not strategy.refusal:
                    item.setData(SHARE, bars[row][column - 1] / largest[column - 1])
                self.setItem(row, column, item)
        metrics = QFontMetrics(text_font(11, bold=True))
        names = [texts(s, full, is_used=row == in_use)[0] for row, s in enumerate(strategies)]
        widest = max(map(metrics.horizontalAdvance, names), default=0)
        self.setColumnWidth(0, widest + 16)
        kinds = [strategy.kind for strategy in strategies]
        wanted = in_use if before is None else None
        if before is not None and before.kind in kinds:
            wanted = kinds.index(before.kind)
        self.setCurrentCell(wanted or 0, 0)


def texts(strategy: Strategy, full_forward: int, *, is_used: bool) -> tuple[str, ...]:
    """What stands in the columns; `full_forward` is what full BPTT runs forward."""
    title = strategy.title + (" · in use" if is_used else "")
    if strategy.refusal:
        return (title, "too large", *[""] * (len(TITLES) - 2))
    compares = strategy.kind in ("full", "square_root", "gruslys") and full_forward
    share = f"+{strategy.extra:.0f} %" if strategy.repeated else "+0 %"
    return (
        title,
        bytes_text(strategy.waiting),
        bytes_text(strategy.sweeps_peak),
        bytes_text(strategy.peak),
        f"{strategy.operations:,}",
        f"{strategy.repeated:,}",
        share if compares else "",
    )
