"""What the pages of the panel of updates have in common."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from rnn_debugger.debugger import Moment, Program, Table
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.text_line import TextLine
from rnn_debugger.views.worker import Worker

Index: TypeAlias = tuple[int, ...]


class Page(QWidget):
    """Shows one parameter in one way. Subclasses set `label` and `tip`, those of the button that
    leads to it, put their content into `content`, and implement `draw`.
    """

    label = ""
    tip = ""

    element_chosen = Signal(tuple)
    """The index of an element of the parameter."""

    def __init__(self, workbench: Workbench, worker: Worker, content: QWidget) -> None:
        super().__init__()
        self.workbench = workbench
        self.worker = worker
        self.settings: tuple[QWidget, ...] = ()
        """Controls that stand in the panel's head while the page is in sight."""
        self.note = ""
        """A few words in the panel's head: what the page shows."""
        self.empty = EmptyState(workbench.themes, "")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(content)

    @property
    def is_empty(self) -> bool:
        """Whether a sentence stands where the content would be."""
        return self._stack.currentIndex() == 0

    def draw(self, moment: Moment, parameter: str, element: Index | None) -> None:
        """Show the moment; without an `element` the page chooses one."""
        raise NotImplementedError

    def forget(self) -> None:
        """What was worked out is to be worked out anew."""

    def take_program(self, program: Program) -> None:
        """What is drawn from now on are moments of another program."""
        self.forget()

    def table(self) -> Table | None:
        """What is shown, with all digits, for a file; None while there is nothing."""
        return None

    def show_content(self) -> None:
        """Show the content in place of the sentence."""
        self._stack.setCurrentIndex(1)

    def say(self, sentence: str) -> None:
        """Say what will be here, and how it comes."""
        self.empty.setText(sentence)
        self._stack.setCurrentIndex(0)

    @property
    def is_patient(self) -> bool:
        """Whether long work may be begun: not while the run goes on."""
        return not self.workbench.player.is_running


def plain_line(pixels: float) -> TextLine:
    """A line of text of a size."""
    line = TextLine()
    line.setFont(text_font(pixels))
    return line


def key_of(moment: Moment) -> tuple[object, ...]:
    """What the values of the iteration shown depend on, but for how far it has come."""
    return moment.position.branch, moment.edits, moment.iteration, moment.program
