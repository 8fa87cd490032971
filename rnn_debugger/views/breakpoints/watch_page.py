"""The part of the form that says what is watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLineEdit, QWidget

from rnn_debugger.debugger import Program, Watch, WatchKind, typed_number, watchable
from rnn_debugger.views.fonts import number_font

KINDS: Final[dict[WatchKind, str]] = {
    "written": "is written",
    "changed": "changes",
    "sign": "changes its sign",
    "nonfinite": "becomes NaN or infinite",
    "outside": "leaves a range",
    "saturated": "is saturated in more than a share of its units",
    "norm_above": "has a norm above a limit",
    "norm_below": "has a norm below a limit",
}
LIMITS: Final[dict[WatchKind, str]] = {
    "saturated": "Share, 0 to 1",
    "norm_above": "Limit",
    "norm_below": "Limit",
}


class WatchPage(QWidget):
    """A tensor or a family, and what has to become of it."""

    changed = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.tensor = _field("tensor", "h for all of h[t], or one such as h[2]")
        completer = QCompleter(self.tensor)
        completer.setModel(QStringListModel(list(watchable(program)), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tensor.setCompleter(completer)
        self.kind = QComboBox()
        self.kind.setObjectName("kind")
        for name, text in KINDS.items():
            self.kind.addItem(text, name)
        self.element = _field("element", "any; or its indices, such as 0, 1")
        self.low = _field("low", "none")
        self.high = _field("high", "none")
        self.limit = _field("limit", "such as 8")
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for label, field in (
            ("Tensor", self.tensor),
            ("Stop when it", self.kind),
            ("From", self.low),
            ("To", self.high),
            ("Limit", self.limit),
            ("Element", self.element),
        ):
            self.form.addRow(label, field)
        for line in (self.tensor, self.element, self.low, self.high, self.limit):
            line.textChanged.connect(self.changed)
        self.kind.currentIndexChanged.connect(self._choose_kind)
        self._choose_kind()

    def show_watch(self, watch: Watch) -> None:
        """Fill in what is watched."""
        self.tensor.setText(watch.tensor)
        self.kind.setCurrentIndex(self.kind.findData(watch.kind))
        for field, number in (
            (self.low, watch.low),
            (self.high, watch.high),
            (self.limit, watch.limit),
        ):
            field.setText("" if number is None else repr(number))
        self.element.setText("" if watch.index is None else ", ".join(map(str, watch.index)))

    def show_tensor(self, tensor: str, index: tuple[int, ...] | None) -> None:
        """Begin with a tensor, or one element of it."""
        self.tensor.setText(tensor)
        self.element.setText("" if index is None else ", ".join(map(str, index)))

    def watch(self, hits: int, log: str) -> Watch:
        """The watch that is described. Raises `ValueError`, with a sentence."""
        kind: WatchKind = self.kind.currentData()
        if not self.tensor.text().strip():
            raise ValueError("say which tensor is to be watched")
        is_range = kind == "outside"
        return Watch(
            0,
            self.tensor.text().strip(),
            kind,
            low=_typed(self.low) if is_range else None,
            high=_typed(self.high) if is_range else None,
            limit=_typed(self.limit) if kind in LIMITS else None,
            index=_indices(self.element.text()),
            hits=hits,
            log=log,
        )

    def _choose_kind(self) -> None:
        kind: WatchKind = self.kind.currentData()
        for field in (self.low, self.high):
            self.form.setRowVisible(field, kind == "outside")
        self.form.setRowVisible(self.limit, kind in LIMITS)
        label = self.form.labelForField(self.limit)
        if kind in LIMITS:
            label.setProperty("text", LIMITS[kind])
            self.limit.setPlaceholderText("such as 0.9" if kind == "saturated" else "such as 8")
        self.changed.emit()


def _typed(field: QLineEdit) -> float | None:
    return typed_number(field.text()) if field.text().strip() else None


def _indices(text: str) -> tuple[int, ...] | None:
    words = text.replace("[", " ").replace("]", " ").replace(",", " ").split()
    read: Callable[[str], int] = int
    try:
        return tuple(map(read, words)) or None
    except ValueError:
        raise ValueError(f"“{text}” is not an element: whole numbers such as 0, 1") from None


def _field(name: str, placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setFont(number_font(12))
    field.setPlaceholderText(placeholder)
    field.setMinimumWidth(260)
    return field
