"""The toolbar: stepping by a chosen unit, running, speed, and the sequence of a batch."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from rnn_debugger.debugger import UNITS, Unit
from rnn_debugger.views.fonts import text_font

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, None)
"""Groups a second, from left to right on the slider; the last is as fast as it goes."""


class Toolbar(QToolBar):
    """Buttons of the window's actions; they take no focus, or Space would press them again."""

    unit_chosen = Signal(str)
    speed_chosen = Signal(object)
    sequence_chosen = Signal(int)

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__("Toolbar")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._actions = actions
        self._add("go_to_start")
        self._back = self._unit_button("step_back")
        self.unit_box = self._unit_box()
        self._forward = self._unit_button("step_forward")
        self.addSeparator()
        for name in ("run_back", "pause", "run"):
            self._add(name)
        self._label("speed")
        self.speed_slider = self._speed_slider()
        self.addSeparator()
        self._add("go_to")
        self._add("toggle_breakpoint")
        self._label("sequence")
        self._sequence_actions = self.actions()[-1:]
        self.sequence_box = QComboBox()
        self.sequence_box.setObjectName("sequence")
        self.sequence_box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sequence_box.currentIndexChanged.connect(self.sequence_chosen)
        self._sequence_actions.append(self.addWidget(self.sequence_box))
        self._add_at_right_end("lessons")
        self._choose_unit(0)
        self.offer_sequences(1)

    @property
    def unit(self) -> Unit:
        """What the two stepping buttons step by."""
        return UNITS[self.unit_box.currentIndex()]

    @property
    def speed(self) -> float | None:
        """Groups a second; None is as fast as it goes."""
        return SPEEDS[self.speed_slider.value()]

    def offer_sequences(self, count: int) -> None:
        """Let a sequence of the batch be chosen, where there are several."""
        with QSignalBlocker(self.sequence_box):
            self.sequence_box.clear()
            self.sequence_box.addItems([f"{number + 1} of {count}" for number in range(count)])
        for action in self._sequence_actions:
            action.setVisible(count > 1)

    def _add(self, name: str) -> QToolButton:
        self.addAction(self._actions[name])
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _add_at_right_end(self, name: str) -> None:
        """A button that opens its action's menu."""
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        button = self._add(name)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # The arrow of the style stands outside the button.
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")

    def _unit_button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{name}_unit")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoRepeat(True)
        button.setAutoRepeatDelay(400)
        button.setAutoRepeatInterval(60)
        self.addWidget(button)
        return button

    def _unit_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("unit")
        box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addItems(list(UNITS))
        box.setToolTip("What the two buttons step by")
        box.currentIndexChanged.connect(self._choose_unit)
        self.addWidget(box)
        return box

    def _choose_unit(self, index: int) -> None:
        unit: Unit = UNITS[index]
        suffix = "" if unit == "operation" else f"_{unit}"
        self._back.setDefaultAction(self._actions[f"step{suffix}_back"])
        self._forward.setDefaultAction(self._actions[f"step{suffix}_forward"])
        self.unit_chosen.emit(unit)

    def _speed_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("speed")
        slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slider.setRange(0, len(SPEEDS) - 1)
        slider.setValue(len(SPEEDS) - 1)
        slider.setPageStep(1)
        slider.setFixedWidth(90)
        slider.valueChanged.connect(self._choose_speed)
        self.addWidget(slider)
        self._speed_text = self._label("full")
        self._speed_text.setMinimumWidth(46)
        return slider

    def _choose_speed(self, index: int) -> None:
        speed = SPEEDS[index]
        self._speed_text.setText("full" if speed is None else f"{speed:g} / s")
        self.speed_chosen.emit(speed)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setFont(text_font(11))
        label.setContentsMargins(6, 0, 4, 0)
        self.addWidget(label)
        return label
