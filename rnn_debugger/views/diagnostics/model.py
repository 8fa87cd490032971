"""Findings as a list model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rnn_debugger.debugger import KIND_TITLES, Finding, Session

WORDS = {
    "serious": "serious",
    "warning": "warning",
    "note": "note",
    "healthy": "healthy",
    "waiting": "to come",
}
"""Of a severity; the sign before it says the same."""


class FindingsModel(QAbstractListModel):
    """A row for each finding, the worst first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._findings: tuple[Finding, ...] = ()

    def show(self, findings: tuple[Finding, ...]) -> None:
        """Show these. Where they are of the same kinds as before, the row that the cursor is on
        stays.
        """
        kinds = [finding.kind for finding in findings]
        if kinds != [finding.kind for finding in self._findings]:
            self.beginResetModel()
            self._findings = findings
            self.endResetModel()
        elif findings != self._findings:
            self._findings = findings
            self.dataChanged.emit(self.index(0), self.index(len(findings) - 1))
            self.layoutChanged.emit()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._findings

    def finding(self, row: int) -> Finding:
        return self._findings[row]

    def stops_already(self, finding: Finding) -> bool:
        """Whether there is a breakpoint or watch at just that."""
        return finding.stop is not None and any(
            replace(stop, id=0, is_enabled=True) == finding.stop for stop in self._session.stops
        )

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._findings)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text_of(self._findings[index.row()])
        return None


def text_of(finding: Finding) -> str:
    """A row as one line of text."""
    parts = (WORDS[finding.severity], KIND_TITLES[finding.kind], finding.sentence, finding.advice)
    return " · ".join(part for part in parts if part)
