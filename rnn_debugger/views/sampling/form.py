"""What is to be drawn: prime, length, temperature, seed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from rnn_debugger.debugger import SampleSettings
from rnn_debugger.views.fonts import number_font

MOST_CHARACTERS = 20_000
HOTTEST = 2.0
"""The slider's right end; the field beside it goes on to five times as much."""
STEPS = 100
"""Of the slider for a temperature of 1."""
LAST_SEED = 999_999_999


class SampleForm(QWidget):
    """`changed` comes with every change, once."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.prime = QLineEdit()
        self.prime.setObjectName("prime_field")
        self.prime.setFont(number_font(12))
        self.prime.setPlaceholderText("what it reads first; else the first letter of its text")
        self.length = _spin_box("length_field", 1, MOST_CHARACTERS, 400)
        self.length.setSingleStep(100)
        self.seed = _spin_box("seed_field", 0, LAST_SEED, 0)
        self.temperature = QDoubleSpinBox()
        self.temperature.setObjectName("temperature_field")
        self.temperature.setRange(0, 5 * HOTTEST)
        self.temperature.setSingleStep(0.05)
        self.temperature.setDecimals(2)
        self.temperature.setValue(1)
        told = "0 always takes the likeliest, 1 draws as the model has it, more is wilder"
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("temperature_slider")
        self.slider.setRange(0, round(HOTTEST * STEPS))
        self.slider.setValue(STEPS)
        for widget in (self.slider, self.temperature):
            widget.setToolTip(f"softmax(s / temperature): {told}")
        self._lay_out()
        self.slider.valueChanged.connect(self._take_slider)
        self.temperature.valueChanged.connect(self._take_temperature)
        for field in (self.length, self.seed):
            field.valueChanged.connect(self.changed)
        self.prime.textChanged.connect(self.changed)

    @property
    def settings(self) -> SampleSettings:
        return SampleSettings(
            # As a person would write a new line in a field of one line.
            self.prime.text().replace("\\n", "\n"),
            self.length.value(),
            self.temperature.value(),
            self.seed.value(),
        )

    def take_another_seed(self) -> None:
        self.seed.setValue(self.seed.value() % LAST_SEED + 1)

    def _take_slider(self, place: int) -> None:
        self.temperature.setValue(place / STEPS)

    def _take_temperature(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * STEPS))
        self.slider.blockSignals(False)
        self.changed.emit()

    def _lay_out(self) -> None:
        warm = QHBoxLayout()
        warm.addWidget(self.slider, 1)
        warm.addWidget(self.temperature)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Prime", self.prime)
        form.addRow("Temperature", warm)
        numbers = QHBoxLayout()
        numbers.addWidget(self.length)
        numbers.addSpacing(16)
        numbers.addWidget(_named("Seed", self.seed))
        numbers.addStretch(1)
        form.addRow("Characters", numbers)


def _named(name: str, widget: QWidget) -> QWidget:
    pair = QWidget()
    row = QFormLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.addRow(name, widget)
    return pair


def _spin_box(name: str, low: int, high: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setRange(low, high)
    box.setValue(value)
    box.setGroupSeparatorShown(True)
    return box
