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
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import (
    SETTING_NAMES,
    BadInput,
    Session,
    optimizer_settings,
    typed_number,
)
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
        self.numbers = {
            key: _field(f"{key}_field", str(getattr(self._training, key)))
            for key in optimizer_settings(self._training)
        }
        self.limits = {
            "clip_value": Limit(
                "clip_value", "Every element of a gradient to ±", self._training.clip_value
            ),
            "clip_norm": Limit(
                "clip_norm", "All gradients together to the norm", self._training.clip_norm
            ),
        }
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
        self.numbers["learning_rate"].selectAll()

    @property
    def changed(self) -> dict[str, float | None]:
        """The settings that are others now; raises `ValueError` for what is no number."""
        wanted: dict[str, float | None] = {
            key: typed_number(field.text()) for key, field in self.numbers.items()
        }
        wanted |= {key: limit.value for key, limit in self.limits.items()}
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
        text = sentence.replace("training.", "")
        for key, name in SETTING_NAMES.items():
            text = text.replace(key, name)
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
        form = QFormLayout()
        for key, field in self.numbers.items():
            form.addRow(SETTING_NAMES[key].capitalize(), field)
        clipping = QGridLayout()
        for row, limit in enumerate(self.limits.values()):
            clipping.addWidget(limit.box, row, 0)
            clipping.addWidget(limit.field, row, 1)
        form.addRow("Clipping", clipping)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(self.sentence)
        column.addWidget(self.buttons)


class Limit:
    """A box that switches a clipping on, and the field for its limit."""

    def __init__(self, key: str, text: str, limit: float | None) -> None:
        self.box = QCheckBox(text)
        self.box.setObjectName(f"{key}_box")
        self.box.setChecked(limit is not None)
        self.field = _field(f"{key}_field", USUAL_CLIP if limit is None else str(limit))
        self.field.setEnabled(limit is not None)
        self.box.toggled.connect(self.field.setEnabled)

    @property
    def value(self) -> float | None:
        """The limit, None where it is switched off; raises `ValueError` for what is no number."""
        return typed_number(self.field.text()) if self.box.isChecked() else None


def _field(name: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setFont(number_font(12))
    # In whatever layout it stands.
    field.setMinimumHeight(26)
    return field
