"""The part of the form that says where a breakpoint stops."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from rnn_debugger.debugger import (
    Session,
    Where,
    condition_error,
    expression_words,
    listings,
    phases_of,
    primitives_of,
)
from rnn_debugger.views.breakpoints.expression_field import ExpressionField
from rnn_debugger.views.dialogs import LAST_ITERATION
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Themes

ANY: Final = "any"
FIELD_HEIGHT: Final = 26


class PlacePage(QWidget):
    """All that is given has to be so of the operation that runs next; and the condition."""

    changed = Signal()

    def __init__(self, session: Session, themes: Themes) -> None:
        super().__init__()
        program = session.program
        self._program = program
        self.operation = _number("operation", len(program) - 1)
        self.line = _choice("line")
        for listing in listings(program, session.source_text):
            numbers = {op.source.line for op in program if op.source and _is_in(op, listing.file)}
            for code in listing.lines:
                if code.number in numbers:
                    text = f"{code.number}: {code.text.strip()}"
                    self.line.addItem(text, (listing.file, code.number))
        self.primitive = _choice("primitive", primitives_of(program))
        self.phase = _choice("phase", phases_of(program))
        latest = max((op.timestep or 0 for op in program), default=0)
        self.timestep = _number("timestep", latest)
        self.iteration = _number("iteration", LAST_ITERATION)
        self.condition = ExpressionField(
            themes, lambda text: condition_error(text, program), expression_words(program)
        )
        self.condition.line.setObjectName("condition")
        self.condition.line.setPlaceholderText("norm(dWhh) > 8 and t == 2")
        self._formula = QLabel()
        self._formula.setFont(number_font(11.5))
        self._formula.setContentsMargins(6, 0, 0, 0)
        # However long it is, the form stays as wide as it is.
        self._formula.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = QHBoxLayout()
        first.addWidget(self.operation)
        first.addWidget(self._formula, 1)
        form.addRow("Operation", first)
        for label, field in (
            ("Source line", self.line),
            ("Primitive", self.primitive),
            ("Phase", self.phase),
            ("Timestep", self.timestep),
            ("Iteration", self.iteration),
            ("Only if", self.condition),
        ):
            form.addRow(label, field)
        for box in (self.operation, self.timestep, self.iteration):
            box.valueChanged.connect(self._say)
        for choice in (self.line, self.primitive, self.phase):
            choice.currentIndexChanged.connect(self._say)
        self.condition.changed.connect(self.changed)
        self._say()

    def show_place(self, where: Where, condition: str) -> None:
        """Fill in a place that there is."""
        for box, value in (
            (self.operation, where.operation),
            (self.timestep, where.timestep),
            (self.iteration, where.iteration),
        ):
            box.setValue(-1 if value is None else value)
        self.primitive.setCurrentText(where.primitive or ANY)
        self.phase.setCurrentText(where.phase or ANY)
        if where.file is not None:
            self._choose_line(where)
        self.condition.line.set_text(condition)

    def where(self) -> Where:
        """The place that is described. Raises `ValueError` where nothing is."""
        file, line = self.line.currentData() or (None, None)
        return Where(
            operation=_given(self.operation),
            file=file,
            line=line,
            primitive=self.primitive.currentData(),
            phase=self.phase.currentData(),
            timestep=_given(self.timestep),
            iteration=_given(self.iteration),
        )

    def _choose_line(self, where: Where) -> None:
        for row in range(1, self.line.count()):
            file, number = self.line.itemData(row)
            if number == where.line and (file == where.file or file.endswith(f"/{where.file}")):
                self.line.setCurrentIndex(row)
                return
        # Of a file that no operation comes from any more: it is kept as it is.
        self.line.addItem(f"{where.line} of {where.file}", (where.file, where.line))
        self.line.setCurrentIndex(self.line.count() - 1)

    def _say(self) -> None:
        number = self.operation.value()
        self._formula.setText("" if number < 0 else self._program[number].formula)
        self.changed.emit()


def _is_in(operation: object, file: str) -> bool:
    source = getattr(operation, "source", None)
    return source is not None and source.file == file


def _given(box: QSpinBox) -> int | None:
    return None if box.value() < 0 else box.value()


def _number(name: str, last: int) -> QSpinBox:
    """A whole number, or any."""
    box = QSpinBox()
    box.setObjectName(name)
    box.setRange(-1, max(last, 0))
    box.setSpecialValueText(ANY)
    box.setGroupSeparatorShown(True)
    box.setValue(-1)
    box.setMaximumWidth(140)
    box.setMinimumHeight(FIELD_HEIGHT)
    return box


def _choice(name: str, values: tuple[str, ...] = ()) -> QComboBox:
    """One of some words, or any."""
    box = _NarrowBox()
    box.setObjectName(name)
    box.setFont(number_font(11.5))
    box.addItem(ANY, None)
    for value in values:
        box.addItem(value, value)
    return box


class _NarrowBox(QComboBox):
    """A long line in the list does not make the form wider."""

    def minimumSizeHint(self) -> QSize:
        return QSize(140, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(260, super().sizeHint().height())
