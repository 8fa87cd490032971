"""The panel of memory."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedLayout, QWidget

from rnn_debugger.debugger import Moment, Program, Table, bytes_text
from rnn_debugger.views.colours import Array
from rnn_debugger.views.controls import Note, standing, toggle
from rnn_debugger.views.memory.bytes_page import BytesPage, used_roles
from rnn_debugger.views.memory.lives_page import LivesPage
from rnn_debugger.views.memory.now_page import NowPage
from rnn_debugger.views.memory.page import Page
from rnn_debugger.views.memory.roles_bar import RolesBar
from rnn_debugger.views.memory.strategies_page import StrategiesPage
from rnn_debugger.views.panel import Panel, Workbench


class MemoryPanel(Panel):
    """What is held now, over the operations of the iteration, tensor by tensor; and what other
    ways of training would hold. The bar of roles beside the pages is their legend.
    """

    name = "memory"
    title = "Memory"
    question = NowPage.question

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.note = Note(workbench.themes)
        self.bar = RolesBar(workbench.themes)
        self.now = NowPage(workbench)
        self.bytes = BytesPage(workbench)
        self.lives = LivesPage(workbench)
        self.strategies = StrategiesPage(workbench)
        self.pages: tuple[Page, ...] = (self.now, self.bytes, self.lives, self.strategies)
        self.buttons = [toggle(f"memory_{p.label.lower()}", p.label, p.tip) for p in self.pages]
        self._roles: tuple[str, ...] = ()
        self._by_role: Array
        self._peak = 0
        self._measure(workbench.session.program)
        self.head.add_setting(self.strategies.worker)
        self.head.add_setting(self.note)
        self.head.add_setting(self._page_buttons())
        self._stack = QStackedLayout()
        for page in self.pages:
            self._stack.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar)
        row.addLayout(self._stack, 1)
        self.body.addLayout(row, 1)
        self.show_page(self.now)

    @property
    def page(self) -> Page:
        """The page in sight."""
        return self.pages[self._stack.currentIndex()]

    def show_page(self, page: Page) -> None:
        """Turn to a page."""
        number = self.pages.index(page)
        self._stack.setCurrentIndex(number)
        self.buttons[number].setChecked(True)
        self.bar.setVisible(page.has_legend)
        self.head.ask(page.question)
        self.refresh()

    def take_program(self, program: Program) -> None:
        self._measure(program)
        for page in self.pages:
            page.take_program(program)

    def draw(self, moment: Moment) -> None:
        live = [int(count) for count in self._by_role[:, moment.reached]]
        session = self.workbench.session
        history = session.history_bytes, session.history_budget
        self.bar.show_bytes(self._roles, live, self._peak, history)
        self.note.show_text(f"{standing(moment)} · {bytes_text(sum(live))} held")
        self.page.draw(moment)

    def table(self) -> Table | None:
        """What the page in sight shows, for a file: names of columns, and rows."""
        return self.page.table()

    def _measure(self, program: Program) -> None:
        # A role of which this program has no tensor has no place in the legend.
        self._roles, self._by_role = used_roles(program)
        self._peak = int(self._by_role.sum(axis=0).max())

    def _page_buttons(self) -> QWidget:
        group = QButtonGroup(self)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for number, button in enumerate(self.buttons):
            group.addButton(button, number)
            line.addWidget(button)
        group.idClicked.connect(lambda number: self.show_page(self.pages[number]))
        return row
