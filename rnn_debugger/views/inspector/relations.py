"""What a tensor hangs together with: what it is made from, and what uses it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnn_debugger.debugger import Moment, Operation, Program, users
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import Run, join, run, tensor_link
from rnn_debugger.views.panel import Themes

MOST: Final = 8
"""Links in a line; the others are counted."""


class Relations(QWidget):
    """Two lines of links."""

    link_activated = Signal(str)

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self._themes = themes
        most = min(max(map(len, program.readers.values())), MOST)
        self.made_from = LinkText(text_font(11.5))
        self.used_by = LinkText(text_font(11.5), "used by " + "dh_next[12], " * most)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for label in (self.made_from, self.used_by):
            label.activated.connect(self.link_activated)
            column.addWidget(label)

    def show_tensor(self, moment: Moment, name: str, maker: Operation | None) -> None:
        """`maker` is what wrote the value, or is going to; None where nothing does."""
        self.made_from.show_runs(*self._made_from(moment, maker))
        self.used_by.show_runs(*self._used_by(moment, name))

    def _made_from(self, moment: Moment, maker: Operation | None) -> list[Run]:
        theme = self._themes.current
        second = theme.surface.second
        names = dict.fromkeys(maker.inputs) if maker else {}
        parts = [[tensor_link(theme, moment, other)] for other in list(names)[:MOST]]
        if len(names) > MOST:
            parts.append([run(f"{len(names) - MOST} more", second)])
        if maker is not None and maker.rule.in_place:
            parts.append([run("its own value before", second)])
        if not parts:
            return [run("made from nothing that is computed", second)]
        return [run("made from ", second), *join(run(", ", second), parts)]

    def _used_by(self, moment: Moment, name: str) -> list[Run]:
        theme = self._themes.current
        second = theme.surface.second
        operations, left_out = users(moment, name, MOST)
        if not operations:
            return [run("used by no other operation", second)]
        outputs = dict.fromkeys(operation.output for operation in operations)
        links = ([tensor_link(theme, moment, output)] for output in outputs)
        runs = [run("used by ", second), *join(run(", ", second), links)]
        return [*runs, run(f" and {left_out} more", second)] if left_out else runs
