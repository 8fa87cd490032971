"""Where a new experiment is to be saved."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

LONGEST_NAME = 40
"""Characters."""


def file_name(title: str) -> str:
    """A file's name that says what the title says."""
    words = re.findall(r"\w+", title.lower())
    name = ""
    for word in words:
        if len(name) + len(word) >= LONGEST_NAME:
            break
        name += f"-{word}" if name else word
    return f"{name or 'experiment'}.toml"


def ask_target(parent: QWidget, name: str) -> Path | None:
    """The file that a person chooses, None where none is; the dialog asks before it is one that
    there is already.
    """
    dialog = QFileDialog(parent, "Save the experiment", name, "Experiments (*.toml)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    # Known to the dialog, so that it asks about the file that is written in the end.
    dialog.setDefaultSuffix("toml")
    dialog.selectFile(name)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return Path(dialog.selectedFiles()[0])
