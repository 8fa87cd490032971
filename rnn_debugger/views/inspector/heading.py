"""What is looked at: name, where it belongs, how large it is; back, forward and the pin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from rnn_debugger.debugger import Moment, Tensor, facts, gradients_of
from rnn_debugger.views.controls import standing
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.icons import icon
from rnn_debugger.views.inspector.difference_mark import DifferenceMark
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import Run, join, run, tensor_colour, tensor_link
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import Theme


class Heading(QWidget):
    """The head of what the inspector says."""

    back_asked = Signal()
    forward_asked = Signal()
    pin_asked = Signal(bool)
    watch_asked = Signal()
    origin_asked = Signal()
    link_activated = Signal(str)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.back = self._button("Back to the tensor seen before (Alt+Left)")
        self.forward = self._button("Forward again (Alt+Right)")
        self.pin = self._button("Keep this tensor while stepping")
        self.pin.setObjectName("pin")
        self.pin.setCheckable(True)
        self.watch = self._button("Watch…: stop when something becomes of it (Shift+F9)")
        self.watch.setObjectName("watch")
        self.origin = self._button("Run back to where this was last written (Ctrl+L)")
        self.origin.setObjectName("origin")
        self.name = LinkText(number_font(18, bold=True))
        self.facts = LinkText(
            text_font(11.5), "gradient of h[1] · layer 1 · t = 1 · 100 × 1 · float64 · 800 B · …"
        )
        self.difference = DifferenceMark(themes)
        self.facts.activated.connect(self.link_activated)
        self.back.clicked.connect(self.back_asked)
        self.forward.clicked.connect(self.forward_asked)
        self.pin.toggled.connect(self.pin_asked)
        self.watch.clicked.connect(self.watch_asked)
        self.origin.clicked.connect(self.origin_asked)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addSpacing(6)
        row.addWidget(self.name, 1)
        for button in (self.origin, self.watch, self.pin):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.facts)
        column.addWidget(self.difference)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_tensor(self, moment: Moment, tensor: Tensor, character: str | None) -> None:
        """Show what is known without the value; `character` is what a one-hot value stands for."""
        theme = self._themes.current
        name = run(tensor.name, tensor_colour(theme, moment, tensor.name), bold=True)
        told = "" if character is None else f"\N{NO-BREAK SPACE}“{character}”"
        self.name.show_runs(name, run(told, theme.surface.ink, bold=True))
        self.facts.show_runs(*facts_runs(theme, moment, tensor))

    def show_trail(self, before: str | None, after: str | None, *, pinned: bool) -> None:
        """Show where back and forward lead, and whether the tensor is pinned."""
        self.back.setEnabled(before is not None)
        self.forward.setEnabled(after is not None)
        if self.pin.isChecked() != pinned:
            self.pin.setChecked(pinned)
            self._restyle()

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _restyle(self) -> None:
        theme = self._themes.current
        self.back.setIcon(icon("arrow-left", theme))
        self.forward.setIcon(icon("arrow-right", theme))
        self.watch.setIcon(icon("eye-outline", theme))
        self.origin.setIcon(icon("history", theme))
        self.pin.setIcon(icon("pin" if self.pin.isChecked() else "pin-outline", theme))


def facts_runs(theme: Theme, moment: Moment, tensor: Tensor) -> list[Run]:
    """Such as ``gradient of h[1] · layer 1 · t = 1 · 100 × 1 · float64 · 800 B``, where a tensor
    has a gradient, a link to it, and the iteration that the value belongs to.
    """
    second = theme.surface.second
    role = [run(tensor.role, theme.surface.ink, bold=True)]
    if tensor.of is not None:
        role += [run(" of ", second), tensor_link(theme, moment, tensor.of)]
    parts = [role, *([run(_unbroken(fact), second)] for fact in facts(tensor))]
    gradients = gradients_of(moment.program, tensor.name)
    if gradients and tensor.role != "gradient":
        parts.append([run("gradient ", second), tensor_link(theme, moment, gradients[0])])
    parts.append([run(_unbroken(standing(moment)), second, bold=moment.shows_finished)])
    return join(run(" · ", second), parts)


def _unbroken(fact: str) -> str:
    """Rows break between facts, never inside one."""
    return fact.replace(" ", "\N{NO-BREAK SPACE}")
