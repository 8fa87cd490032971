"""Breakpoints and watches as a table model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rnn_debugger.debugger import Breakpoint, Program, Session, Watch, ending, stop_text, stop_title
from rnn_debugger.views.fonts import text_font

NUMBER, WHAT, CONDITION, EVERY, TEXT, MET = range(6)
HEADERS: Final = ("", "stops at", "only if", "every", "writes", "met")
_TIPS: Final = {
    NUMBER: "On or off, and the number",
    EVERY: "Stops at every n-th time only",
    TEXT: "Writes this line instead of stopping",
    MET: "How often runs have met it",
}


STRANGE: Final = "It does not fit the operations of this branch here."


class StopsModel(QAbstractTableModel):
    """A row for each, in the order of their numbers; the first column switches them."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stops: tuple[Breakpoint | Watch, ...] = tuple(session.stops)
        self._met: tuple[object, ...] = ()
        self._strange: frozenset[int] = frozenset()
        self.is_compact = False
        """Whether there is room for no more than one column of text."""

    def refresh(self) -> None:
        """Show what there is by now; what is as it was is not touched."""
        stops = tuple(self._session.stops)
        if [stop.id for stop in stops] != [stop.id for stop in self._stops]:
            self.beginResetModel()
            self._stops = stops
            self.endResetModel()
        log, program = self._session.log, self._session.program
        met = (tuple(log.counts.get(stop.id, 0) for stop in stops), id(program))
        if stops != self._stops or met != self._met:
            self._stops, self._met = stops, met
            self._strange = frozenset(stop.id for stop in stops if not _fits(stop, program))
            self.dataChanged.emit(self.index(0, 0), self.index(len(stops) - 1, MET))

    def stop(self, row: int) -> Breakpoint | Watch:
        return self._stops[row]

    def fits(self, number: int) -> bool:
        """Whether one can stop at operations of this iteration: with the settings of another
        branch there may be none that it was made for.
        """
        return number not in self._strange

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        stop = self._stops[row]
        times = self._session.log.counts.get(stop.id, 0)
        texts = {
            NUMBER: str(stop.id),
            WHAT: self._place(stop),
            CONDITION: stop.condition if isinstance(stop, Breakpoint) else "",
            EVERY: "" if stop.hits == 1 else f"{stop.hits:,}{ending(stop.hits)}",
            TEXT: stop.log,
            MET: f"{times:,}" if times else "",
        }
        return texts[column]

    def _place(self, stop: Breakpoint | Watch) -> str:
        """What it stops at, without what has columns of its own."""
        if self.is_compact:
            text = stop_text(stop, self._session.program)
            return f"{text} → {stop.log}" if stop.log else text
        if isinstance(stop, Breakpoint):
            return stop.where.describe(self._session.program)
        return replace(stop, hits=1).describe()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._stops)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NUMBER else flags

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid():
            return None
        stop = self._stops[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NUMBER:
            return Qt.CheckState.Checked if stop.is_enabled else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            state = "" if stop.is_enabled else ", switched off"
            text = f"{stop_title(stop)}{state}: {stop_text(stop, self._session.program)}"
            return text if self.fits(stop.id) else f"{text}\n{STRANGE}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (EVERY, MET):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: Any,
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        stop = self._stops[index.row()]
        is_on = Qt.CheckState(value) == Qt.CheckState.Checked
        (self._session.stops.enable if is_on else self._session.stops.disable)(stop.id)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS.get(section)
        if role == Qt.ItemDataRole.FontRole:
            return text_font(10.5)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in (EVERY, MET)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _fits(stop: Breakpoint | Watch, program: Program) -> bool:
    try:
        stop.check(program)
    except ValueError:
        return False
    return True
