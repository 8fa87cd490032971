"""Asks what a picture is to be taken of, and as which file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.views.dialog_buttons import SAVE_OR_CANCEL, dialog_buttons
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.pictures.formats import FORMATS, PictureFormat
from rnn_debugger.views.pictures.rendering import image_of
from rnn_debugger.views.pictures.subjects import Subject

PREVIEW = (480, 280)
"""Pixels at most."""


class PictureDialog(QDialog):
    """Shows beforehand what will be in the picture."""

    def __init__(self, subjects: Sequence[Subject], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_dialog")
        self.setWindowTitle("Export picture")
        self._subjects = tuple(subjects)
        self.what = QComboBox()
        self.what.setObjectName("picture_subject")
        self.what.addItems([subject.title for subject in subjects])
        self.format = QComboBox()
        self.format.setObjectName("picture_format")
        self.format.addItems([picture.name for picture in FORMATS])
        self.preview = QLabel()
        self.preview.setFixedSize(*PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.size_label = QLabel()
        self.size_label.setFont(text_font(11))
        buttons = dialog_buttons(self, SAVE_OR_CANCEL)
        buttons.button(QDialogButtonBox.StandardButton.Save).setText("Save…")
        form = QFormLayout()
        form.addRow("What", self.what)
        form.addRow("Format", self.format)
        form.addRow("Size", self.size_label)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.preview)
        column.addWidget(buttons)
        self.what.currentIndexChanged.connect(self._show)
        self.format.currentIndexChanged.connect(self._tell_size)
        self._show()

    @property
    def subject(self) -> Subject:
        return self._subjects[self.what.currentIndex()]

    @property
    def picture(self) -> PictureFormat:
        """The format."""
        return FORMATS[self.format.currentIndex()]

    def _show(self) -> None:
        image = image_of(self.subject)
        if image.width() > PREVIEW[0] or image.height() > PREVIEW[1]:
            image = image.scaled(
                *PREVIEW,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self.preview.setPixmap(QPixmap.fromImage(image))
        self._tell_size()

    def _tell_size(self) -> None:
        size = self.subject.size * self.picture.scale
        lines = "; lines and texts stay sharp at any size" if self.picture.suffix == ".svg" else ""
        self.size_label.setText(f"{size.width():,} × {size.height():,} pixels{lines}")
