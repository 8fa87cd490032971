"""Asks for a condition to run to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Program, condition_error, expression_words
from rnn_debugger.views.breakpoints.expression_field import ExpressionField
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

SHOWN_RECENT = 6
"""Conditions used before that are seen at once."""
_HELP = (
    "Tensors and families by name, norm(…), any(…), nonfinite(…); and t, phase, layer, "
    "primitive, iteration, operation, loss, loss_before, loss_gain."
)


class RunUntil(QDialog):
    """A condition, with those used before; `direction` is −1 where it is to be searched back."""

    def __init__(
        self, program: Program, themes: Themes, recent: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("run_until_dialog")
        self.setWindowTitle("Run until…")
        self.direction = 1
        self.condition = ExpressionField(
            themes,
            lambda text: condition_error(text, program),
            expression_words(program),
            is_optional=False,
        )
        self.condition.line.setPlaceholderText("norm(dWhh) > 8 and t == 2")
        help_text = QLabel(_HELP)
        help_text.setFont(text_font(11))
        help_text.setWordWrap(True)
        help_text.setStyleSheet(f"color: {themes.current.surface.second.name()}")
        self.recent = QListWidget()
        self.recent.setObjectName("recent_conditions")
        self.recent.setFont(number_font(11.5))
        for text in recent:
            self.recent.addItem(QListWidgetItem(text))
        self.recent.setVisible(bool(recent))
        # No higher than what stands in it.
        rows = min(len(recent), SHOWN_RECENT) * self.recent.sizeHintForRow(0)
        self.recent.setFixedHeight(rows + 2 * self.recent.frameWidth() + 4)
        self.recent.itemClicked.connect(lambda item: self.condition.line.set_text(item.text()))
        self.recent.itemDoubleClicked.connect(lambda _: self._run(1))
        self.run_button, self.back_button = QPushButton("Run"), QPushButton("Run back")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())
        role = QDialogButtonBox.ButtonRole.ActionRole
        for button, direction in ((self.back_button, -1), (self.run_button, 1)):
            buttons.addButton(button, role)
            button.clicked.connect(lambda _=False, way=direction: self._run(way))
        for each in buttons.findChildren(QPushButton):
            # Else, as long as there is nothing to run to, another takes over what Enter does.
            each.setAutoDefault(False)
        self.run_button.setDefault(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        title = QLabel("Until this is true:")
        title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in (title, self.condition, help_text, self.recent, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(480)
        self.condition.changed.connect(self._look)
        if recent:
            self.condition.line.set_text(recent[0])
            # What is typed replaces it.
            self.condition.line.selectAll()
        self._look()

    def _look(self) -> None:
        for button in (self.run_button, self.back_button):
            button.setEnabled(self.condition.is_right)

    def _run(self, direction: int) -> None:
        if self.condition.is_right:
            self.direction = direction
            self.accept()
