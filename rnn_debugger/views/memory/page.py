"""What the pages of the panel of memory have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from rnn_debugger.debugger import Moment, Program, Table
from rnn_debugger.views.panel import Workbench


class Page(QWidget):
    """One way of looking at memory. `label` and `tip` are those of the button that leads to it,
    `question` is what it answers.
    """

    label = ""
    tip = ""
    question = ""
    has_legend = True
    """Whether the bar of roles stands beside it."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench

    def draw(self, moment: Moment) -> None:
        """Show the moment."""
        raise NotImplementedError

    def take_program(self, program: Program) -> None:
        """What is drawn from now on are moments of another program."""

    def table(self) -> Table | None:
        """What is shown, with all digits, for a file; None while there is nothing."""
        return None

    def go_to_maker(self, name: str) -> None:
        """To where the tensor has just been written in the iteration shown."""
        moment = self.workbench.moment
        maker = moment.maker(name)
        if maker is not None:
            self.workbench.player.seek_after(moment.iteration, maker.id)
            return
        # It is not there yet: on to where it will be.
        writers = moment.program.writers[name]
        if writers:
            self.workbench.player.seek_after(moment.iteration, writers[0])
