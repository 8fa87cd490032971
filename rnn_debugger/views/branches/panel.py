"""The panel of branches: the tree of what was tried, and how far two of them are apart."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from rnn_debugger.debugger import Moment, Position, branch_name, branch_rows
from rnn_debugger.views.branches.comparison import ComparisonView
from rnn_debugger.views.branches.message_bar import MessageBar
from rnn_debugger.views.branches.tree import BranchTree
from rnn_debugger.views.panel import Panel, Workbench


class BranchesPanel(Panel):
    """Switches between branches, renames, deletes and brings back, and compares."""

    name = "branches"
    title = "Branches"
    question = "What if it had gone otherwise?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes = workbench.themes
        self.tree = BranchTree(themes)
        self.bar = MessageBar(themes)
        self.comparison = ComparisonView(workbench)
        self._deleted: list[tuple[set[int], str, Position, Position]] = []
        """What was deleted, its name, where the session stood, and where it has gone to."""
        self._going = ""
        for setting in (self.comparison.note, self.comparison.chooser):
            self.head.add_setting(setting)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tree, 1)
        column.addWidget(self.bar)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(self.comparison)
        splitter.setStretchFactor(0, 11)
        splitter.setStretchFactor(1, 9)
        splitter.setChildrenCollapsible(False)
        self.body.addWidget(splitter, 1)
        self.tree.going_asked.connect(self.go_to)
        self.tree.comparing_asked.connect(workbench.comparing.choose)
        self.tree.deleting_asked.connect(self.delete)
        self.tree.renamed.connect(self._rename)
        self.bar.pressed.connect(self._press)
        workbench.player.running_changed.connect(self._follow_running)
        workbench.comparing.changed.connect(self.refresh)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)

    def draw(self, moment: Moment) -> None:
        self.tree.show_rows(branch_rows(self.workbench.session))
        self.comparison.draw(moment)

    def go_to(self, branch: int) -> None:
        """Go to the same position on a branch, or as far as it has been run."""
        session, player = self.workbench.session, self.workbench.player
        if branch == session.branch.id or player.is_running:
            return
        (target,) = (other for other in session.branches if other.id == branch)
        self._going = f"Going to {branch_name(target)} …"
        player.carry_out(session.switching(branch))
        self._show_bar()

    def delete(self, branch: int) -> None:
        """Take a branch and all that begin in it out of the list, until `undo`."""
        session = self.workbench.session
        (target,) = (other for other in session.branches if other.id == branch)
        if target.parent is None:
            self._going = ""
            self.bar.show_message("All others begin in the first branch: it stays.", "OK")
            return
        before, name = session.position, branch_name(target)

        def delete() -> None:
            deleted = session.delete(branch)
            if len(deleted) > 1:
                more = len(deleted) - 1
                told = f"{name} and {more} branch{'es' if more > 1 else ''} in it deleted"
            else:
                told = f"{name} deleted"
            self._deleted.append((deleted, told, before, session.position))

        if self.workbench.player.change(delete):
            self._show_bar()

    def undo(self) -> None:
        """Bring back what was deleted last, and stand where the session stood."""
        if not self._deleted or self.workbench.player.is_running:
            return
        session = self.workbench.session
        deleted, _, before, after = self._deleted[-1]
        if self.workbench.player.change(lambda: session.restore(deleted)):
            self._deleted.pop()
            if before != after == session.position:
                back = session.seeking(before.iteration, before.operation, before.branch)
                self.workbench.player.carry_out(back)
            self._show_bar()

    def _press(self) -> None:
        """The bar's button: what it says there."""
        if self.workbench.player.is_busy:
            self.workbench.player.pause()
        elif self.bar.button.text() == "Undo":
            self.undo()
        else:
            self._show_bar()

    def _show_bar(self) -> None:
        if self._going and self.workbench.player.is_busy:
            self.bar.show_message(self._going, "Cancel", is_under_way=True)
            return
        self._going = ""
        if self._deleted:
            self.bar.show_message(f"{self._deleted[-1][1]}.", "Undo")
        else:
            self.bar.hide()

    def _follow_running(self) -> None:
        self._show_bar()
        self.refresh()

    def _rename(self, branch: int, name: str) -> None:
        session = self.workbench.session
        (target,) = (other for other in session.branches if other.id == branch)
        if name != branch_name(target):
            self.workbench.player.change(lambda: session.rename(branch, name))
        # Also where nothing has changed: an empty name is the one of before again.
        self.tree.show_rows(())
        self.tree.show_rows(branch_rows(session))
