"""Asks for other settings of the training, from this position on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import BadInput, Session, typed_number
from rnn_debugger.views.fonts import number_font, text_font

USUAL_CLIP = "5.0"
"""As min-char-rnn clips; offered where clipping is off."""


class ChangeSettings(QDialog):
    """OK begins a branch; what cannot be is said in the dialog, which stays."""

    def __init__(
        self, session: Session, change: Callable[[Callable[[], object]], bool], parent: QWidget
    ) -> None:
        """`change` carries out what changes the run, False where it cannot now."""
        super().__init__(parent)
        self.setObjectName("change_settings_dialog")
        self.setWindowTitle("Change settings")
        self._session, self._change = session, change
        self._training = session.training
        clip = self._training.clip_value
        self.learning_rate = _field("learning_rate_field", str(self._training.learning_rate))
        self.clips = QCheckBox("Clip every element of a gradient to ±")
        self.clips.setObjectName("clips_box")
        self.clips.setChecked(clip is not None)
        self.clip_value = _field("clip_value_field", USUAL_CLIP if clip is None else str(clip))
        self.clip_value.setEnabled(clip is not None)
        self.clips.toggled.connect(self.clip_value.setEnabled)
        self.sentence = QLabel()
        self.sentence.setObjectName("settings_sentence")
        self.sentence.setFont(text_font(12, bold=True))
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Begin a branch")
        self.buttons.accepted.connect(self._begin)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.learning_rate.selectAll()

    @property
    def changed(self) -> dict[str, float | None]:
        """The settings that are others now; raises `ValueError` for what is no number."""
        wanted: dict[str, float | None] = {
            "learning_rate": typed_number(self.learning_rate.text()),
            "clip_value": typed_number(self.clip_value.text()) if self.clips.isChecked() else None,
        }
        return {k: v for k, v in wanted.items() if v != getattr(self._training, k)}

    def _begin(self) -> None:
        try:
            settings = self.changed
            if not settings:
                self._say("These are the settings that it trains with already.")
                return
            if not self._change(lambda: self._session.change_settings(**settings)):
                self._say("Something is under way: pause it first.")
                return
        except (ValueError, BadInput) as error:
            self._say(str(error))
            return
        self.accept()

    def _say(self, sentence: str) -> None:
        text = sentence.replace("training.", "").replace("learning_rate", "learning rate")
        text = text.replace("clip_value", "clipping")
        self.sentence.setText(f"{text[0].upper()}{text[1:].removesuffix('.')}.")
        self.sentence.show()
        self.adjustSize()

    def _lay_out(self) -> None:
        here = self._session.position
        told = QLabel(
            f"From iteration {here.iteration:,}, operation {here.operation} on, a new branch "
            "trains with these; what has been run stays as it is."
        )
        told.setFont(text_font(12))
        told.setWordWrap(True)
        told.setMinimumWidth(400)
        clipping = QHBoxLayout()
        clipping.addWidget(self.clips)
        clipping.addWidget(self.clip_value, 1)
        form = QFormLayout()
        form.addRow("Learning rate", self.learning_rate)
        form.addRow("Clipping", clipping)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(self.sentence)
        column.addWidget(self.buttons)


def _field(name: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setFont(number_font(12))
    return field
