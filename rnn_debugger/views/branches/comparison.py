"""How the current branch differs from another one, worked out in the background."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QStackedLayout, QWidget

from rnn_debugger.debugger import Absent, Comparison, Difference, Moment, branch_name
from rnn_debugger.views.background import Background
from rnn_debugger.views.branches.differences import DifferencesTable
from rnn_debugger.views.branches.dots import dot
from rnn_debugger.views.controls import Note, chooser
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.panel import Workbench

WAIT_MILLISECONDS = 60
HOW = (
    "Change the past: double-click a number in the inspector's table, or choose “Change "
    "settings…” under Run. A branch begins there, and this future stays."
)


class ComparisonView(QWidget):
    """A table of differences, or a sentence about why there is none. `chooser` and `note` are
    for the head of the panel.
    """

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self._workbench = workbench
        self._background: Background[Comparison] = Background(WAIT_MILLISECONDS, self)
        self._asked: tuple[Moment, int] | None = None
        self._choices: list[tuple[int, str]] = []
        self._was_on = workbench.session.branch.id
        self._wants_nothing = False
        self.note = Note(workbench.themes)
        self.chooser: QComboBox = chooser(
            "compare_with", "The branch that the current one is compared with", []
        )
        self.chooser.activated.connect(self._choose)
        self.table = DifferencesTable(workbench.themes)
        self.table.chosen.connect(self._select)
        self.sentence = EmptyState(workbench.themes, HOW)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.sentence)
        self._pages.addWidget(self.table)
        workbench.themes.changed.connect(self._offer_anew)

    @property
    def is_busy(self) -> bool:
        """Whether it is working something out."""
        return self._background.is_busy

    def draw(self, moment: Moment) -> None:
        """Show what is known of a moment, and find out what is not."""
        self._follow_branch()
        self._offer()
        comparing = self._workbench.comparing
        found, branch = comparing.at(moment), comparing.branch
        if branch is None:
            self._background.cancel()
            is_alone = len(self._workbench.session.branches) == 1
            self._say(HOW if is_alone else "Choose a branch above to compare this one with.")
        elif self._workbench.player.is_busy:
            self._background.cancel()
            self._asked = None
            self._say("What differs is worked out when it pauses.")
        elif found is not None:
            self._show(moment, found)
        elif self._asked != (moment, branch):
            self._ask(moment, branch)

    def _ask(self, moment: Moment, branch: int) -> None:
        self._asked = moment, branch
        session, comparing = self._workbench.session, self._workbench.comparing
        try:
            session.comparing(branch)
        except Absent as absent:
            self._background.cancel()
            comparing.show(None)
            text = str(absent)
            self._say(f"{text[0].upper()}{text[1:]}: go there and run it on, or step back.")
            return
        self.note.show_text("comparing …")
        self._background.start(lambda: session.comparing(branch), comparing.show)

    def _show(self, moment: Moment, found: Comparison) -> None:
        there = self._name(found.branch)
        values = "value" if found.compared == 1 else "values"
        if found.differences:
            self.note.show_text(f"{len(found.differences)} of {found.compared} {values} differ")
            if self._pages.currentWidget() is not self.table or (
                self.table.differences.rows is not found.differences
            ):
                self.table.show_differences(moment, found.differences, there)
            self._pages.setCurrentWidget(self.table)
        else:
            self._say(f"Here all {found.compared} {values} are the same on {there}, bit for bit.")

    def _say(self, sentence: str) -> None:
        self.note.show_text("")
        self.sentence.setText(sentence)
        self._pages.setCurrentWidget(self.sentence)

    def _follow_branch(self) -> None:
        """After a switch or an edit the branch of before is the one to compare with, unless
        another one was chosen.
        """
        session, comparing = self._workbench.session, self._workbench.comparing
        listed = {branch.id for branch in session.branches}
        here, before = session.branch.id, self._was_on
        self._was_on = here
        if here != before and (
            comparing.branch == here or (comparing.branch is None and not self._wants_nothing)
        ):
            comparing.choose(before if before in listed else None)
        elif comparing.branch is not None and comparing.branch not in listed - {here}:
            comparing.choose(None)

    def _offer(self) -> None:
        session = self._workbench.session
        here = session.branch.id
        choices = [(b.id, branch_name(b)) for b in session.branches if b.id != here]
        if choices != self._choices:
            self._choices = choices
            self._offer_anew()
        number = self.chooser.findData(self._workbench.comparing.branch)
        self.chooser.setCurrentIndex(max(number, 0))
        self.chooser.setVisible(bool(choices))

    def _offer_anew(self) -> None:
        chosen = self.chooser.currentData()
        self.chooser.clear()
        self.chooser.addItem("compare with nothing", None)
        for branch, name in self._choices:
            icon = dot(self._workbench.theme, branch, is_current=False)
            self.chooser.addItem(icon, f"compare with {name}", branch)
        self.chooser.setCurrentIndex(max(self.chooser.findData(chosen), 0))

    def _choose(self) -> None:
        branch = self.chooser.currentData()
        self._wants_nothing = branch is None
        self._workbench.comparing.choose(branch)

    def _select(self, found: Difference) -> None:
        self._workbench.selection.select(found.tensor, found.index)

    def _name(self, branch: int) -> str:
        return next(branch_name(b) for b in self._workbench.session.branches if b.id == branch)
