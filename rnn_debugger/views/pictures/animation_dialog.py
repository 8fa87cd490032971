"""Asks which stretch of steps becomes an animation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import LAST_FRAME, UNITS, Unit
from rnn_debugger.views.dialog_buttons import SAVE_OR_CANCEL, dialog_buttons
from rnn_debugger.views.fonts import text_font

MOST_STEPS = 500


class AnimationDialog(QDialog):
    """From the cursor so many steps of a unit forward."""

    def __init__(self, unit: Unit, size: QSize, parent: QWidget | None) -> None:
        """`size` is that of a frame in pixels."""
        super().__init__(parent)
        self.setObjectName("animation_dialog")
        self.setWindowTitle("Export animation")
        self._size = size
        told = QLabel(
            "The graph as it stands in the window, from here on: each step is a frame of an "
            "animated GIF. Afterwards the run stands again where it stands now."
        )
        told.setFont(text_font(12))
        told.setWordWrap(True)
        told.setMinimumWidth(380)
        self.steps = QSpinBox()
        self.steps.setObjectName("animation_steps")
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setValue(20)
        self.steps.selectAll()
        self.unit_box = QComboBox()
        self.unit_box.setObjectName("animation_unit")
        self.unit_box.addItems(list(UNITS))
        self.unit_box.setCurrentText(unit)
        self.seconds = QDoubleSpinBox()
        self.seconds.setObjectName("animation_seconds")
        self.seconds.setRange(0.05, 5)
        self.seconds.setSingleStep(0.1)
        self.seconds.setValue(0.6)
        self.seconds.setSuffix(" s")
        self.length = QLabel()
        self.length.setFont(text_font(11))
        self.length.setTextFormat(Qt.TextFormat.PlainText)
        buttons = dialog_buttons(self, SAVE_OR_CANCEL)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText("Save…")
        form = QFormLayout()
        form.addRow("Steps", self.steps)
        form.addRow("of one", self.unit_box)
        form.addRow("Each stands for", self.seconds)
        form.addRow("In all", self.length)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(buttons)
        for field in (self.steps, self.seconds):
            field.valueChanged.connect(self._tell_length)
        self._tell_length()

    @property
    def unit(self) -> Unit:
        return UNITS[self.unit_box.currentIndex()]

    def _tell_length(self) -> None:
        frames, size = self.steps.value() + 1, self._size
        seconds = (frames - 1 + LAST_FRAME) * self.seconds.value()
        self.length.setText(
            f"{frames} frames of {size.width():,} × {size.height():,} pixels, {seconds:.3g} s"
        )
