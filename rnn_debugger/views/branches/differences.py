"""The table of what differs between two branches."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from rnn_debugger.debugger import Difference, Moment, exact, relative_text, short
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.markup import tensor_colour
from rnn_debugger.views.panel import Themes

TENSOR, RELATIVE, ABSOLUTE, ELEMENT, HERE, THERE = range(6)
ROW: Final = 20
"""Pixels."""
ABSOLUTE_FROM: Final = 440
"""Pixels of the table's width from which the absolute difference is shown."""
Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_TIPS: Final = {
    TENSOR: "Tensors with a value on both branches that are not bit for bit the same",
    RELATIVE: "The largest difference between elements, as a share of the largest magnitude in "
    "the tensor on either branch",
    ABSOLUTE: "The largest difference between elements",
    ELEMENT: "The element that differs most",
}


class DifferencesModel(QAbstractTableModel):
    """Rows in the order of the comparison."""

    def __init__(self, themes: Themes, parent: QTableView) -> None:
        super().__init__(parent)
        self._themes = themes
        self._moment: Moment | None = None
        self._there = ""
        self.rows: tuple[Difference, ...] = ()

    def show(self, moment: Moment, rows: tuple[Difference, ...], there: str) -> None:
        """`there` is the other branch's name."""
        self.beginResetModel()
        self._moment, self.rows, self._there = moment, rows, there
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        found = self.rows[row]
        return (
            found.tensor,
            relative_text(found.relative),
            short(found.absolute),
            f"[{', '.join(map(str, found.index))}]" if found.index else "",
            short(found.here),
            short(found.there),
        )[column]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else THERE + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        found, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"here {exact(found.here)}\nthere {exact(found.there)}"
        return self._look(found, role) if column == TENSOR else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            heads = ("tensor", "relative", "difference", "element", "here", self._there)
            return heads[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS.get(section)
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _look(self, found: Difference, role: int) -> Any:
        """Names look as links do."""
        if role == Qt.ItemDataRole.FontRole:
            return number_font(11.5, bold=True)
        if role == Qt.ItemDataRole.ForegroundRole and self._moment is not None:
            return tensor_colour(self._themes.current, self._moment, found.tensor)
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    is_word = column in {TENSOR, ELEMENT}
    side = Qt.AlignmentFlag.AlignLeft if is_word else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


class DifferencesTable(QTableView):
    """A click, or Enter, on a row selects its tensor and the element that differs most."""

    chosen = Signal(object)
    """The `Difference` of a row."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("differences")
        self._themes = themes
        self.differences = DifferencesModel(themes, self)
        self.setModel(self.differences)
        self.setFont(number_font(11.5))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setFont(text_font(10.5))
        header.setFixedHeight(24)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(40)
        widths = {TENSOR: 94, RELATIVE: 62, ABSOLUTE: 82, ELEMENT: 62, HERE: 82}
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        self.clicked.connect(lambda index: self._choose(index.row()))
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_differences(self, moment: Moment, rows: tuple[Difference, ...], there: str) -> None:
        """Show them, the first where the table was scrolled to."""
        place = self.verticalScrollBar().value()
        self.differences.show(moment, rows, there)
        self.verticalScrollBar().setValue(place)

    def _choose(self, row: int) -> None:
        self.chosen.emit(self.differences.rows[row])

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"QTableView {{ background: {surface.canvas.name()};"
            f" selection-background-color: {surface.selection.name()};"
            f" selection-color: {surface.ink.name()}; }}"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(ABSOLUTE, event.size().width() < ABSOLUTE_FROM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
