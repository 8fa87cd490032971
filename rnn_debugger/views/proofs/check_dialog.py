"""The gradient check: every parameter's gradient, and any other, against finite differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QWidget

from rnn_debugger.debugger import (
    CHECK_COLUMNS,
    BadInput,
    GradientCheck,
    IterationCheck,
    Task,
    TensorCheck,
    check_cells,
    check_sentence,
    exact,
    short,
)
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.proofs.dialog import ProofDialog, as_sentence
from rnn_debugger.views.proofs.table import Row

EVERY_SAMPLE: Final = 16
"""Elements of each tensor where all gradients are checked: there are many."""


class CheckDialog(ProofDialog):
    """It checks the iteration that the window showed when it was asked."""

    how = " · in float64, with updates suspended"

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        numbers = ("gradient norm", "max relative error")
        super().__init__(workbench, ("gradient", *CHECK_COLUMNS), numbers, "compared", parent)
        self.setObjectName("check_dialog")
        self.setWindowTitle("Gradients against finite differences")
        self._here: IterationCheck = workbench.session.checking_iteration()
        self._task: Task[GradientCheck] | None = None
        self.outcome = GradientCheck((), 0.0, 0.0, moved=False)
        """What was found, once it is over."""
        self._found: dict[str, TensorCheck] = {}
        self._offered = ""
        self.again.setText("Check parameters")
        self.field = QLineEdit()
        self.field.setObjectName("check_field")
        self.field.setFont(number_font(12))
        self.field.setPlaceholderText("dh[2], a[1], Whh …")
        self.field.setMaximumWidth(220)
        self.field.returnPressed.connect(self.check_named)
        self.check_one = self._button("Check", self.check_named)
        self.check_every = self._button("Check every gradient", self.check_all)
        self.check_every.setToolTip(
            "All gradients in the order of the backward sweep, some elements of each: the first "
            "that differs shows where it goes wrong"
        )
        self.column.insertLayout(self.column.count() - 1, self._line())
        self.resize(880, 440)
        workbench.selection.changed.connect(self.follow)
        self.follow()
        self.field.setFocus()

    def begin(self) -> None:
        """Check the gradients of all parameters, where the window stands now."""
        self._begin(None, anew=True)

    def check_named(self) -> None:
        """Check the gradient in the field too."""
        name = self.field.text().strip()
        if name:
            self.check(name)

    def check(self, name: str) -> None:
        """Check one gradient, or that of a tensor, beside those that stand there."""
        self._begin([name])

    def check_all(self) -> None:
        """Check every gradient of the sweep, a sample of each."""
        gradients = self.workbench.session.checking_iteration().gradients
        self._begin(gradients, anew=True, sample=EVERY_SAMPLE)

    def subject(self, row: int) -> tuple[str, tuple[int, ...] | None] | None:
        found = list(self._found.values())[row]
        if not self._here.program.writers.get(found.tensor):
            return None
        return found.tensor, found.worst

    def finish(self) -> None:
        assert self._task is not None
        self.outcome = replace(self._task.finish(), tensors=tuple(self._found.values()))
        self.sentence.setText(check_sentence(self.outcome, self._here.program))
        self.notes.setText("\n".join(self.outcome.notes))

    def follow(self) -> None:
        """Offer the selected tensor, unless something else was typed."""
        program, name = self.workbench.session.program, self.workbench.selection.tensor or ""
        tensor = program.tensors.get(name)
        gradient = name if tensor is not None and tensor.role == "gradient" else f"d{name}"
        if self.field.text() == self._offered and gradient in program.tensors:
            self._offered = gradient
            self.field.setText(gradient)
        here = f" of iteration {self.workbench.moment.iteration:,}" if self.is_elsewhere else ""
        self.again.setText(f"Check parameters{here}")

    def _begin(
        self, names: Sequence[str] | None, *, anew: bool = False, sample: int | None = None
    ) -> None:
        here = self.workbench.session.checking_iteration()
        extra = {} if sample is None else {"sample": sample}
        try:
            task = here.checking(names, self._take, **extra)
        except BadInput as error:
            self.sentence.setText(as_sentence(str(error)))
            return
        if anew or self.is_elsewhere:
            self._found.clear()
            self.table.setRowCount(0)
        self.stand()
        self._here, self._task = here, task
        self.follow()
        self.sentence.setText("Comparing …")
        self.notes.clear()
        self.start(task)

    def _take(self, found: TensorCheck) -> None:
        is_listed = found.tensor in self._found
        number = list(self._found).index(found.tensor) if is_listed else None
        self._found[found.tensor] = found
        tip = f"backward sweep {exact(found.gradient)}\ndifferences {exact(found.difference)}"
        shape, _, _, *others = check_cells(found)
        texts = found.tensor, shape, short(found.gradient_norm), short(found.error, 2), *others
        self.table.show_row(Row(found.verdict, texts, tip), number)

    def _line(self) -> QHBoxLayout:
        completer = QCompleter(self._here.gradients, self.field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        line = QHBoxLayout()
        line.addWidget(QLabel("Another gradient"))
        line.addWidget(self.field, 1)
        line.addWidget(self.check_one)
        line.addStretch(1)
        line.addWidget(self.check_every)
        return line
