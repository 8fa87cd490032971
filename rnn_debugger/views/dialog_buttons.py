"""The row of buttons at the foot of a dialog."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox

OK_OR_CANCEL = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
SAVE_OR_CANCEL = QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel


def dialog_buttons(
    dialog: QDialog, which: QDialogButtonBox.StandardButton = OK_OR_CANCEL
) -> QDialogButtonBox:
    """Buttons that accept or reject the dialog."""
    buttons = QDialogButtonBox(which)
    for button in buttons.buttons():
        # The pictures of some desktops are foreign bodies here.
        button.setIcon(QIcon())
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
