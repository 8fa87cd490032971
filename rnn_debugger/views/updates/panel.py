"""The panel of updates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedLayout, QToolButton, QWidget

from rnn_debugger.debugger import Moment, Program, Table
from rnn_debugger.views.controls import Note, chooser, toggle
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.updates.optimizer_page import OptimizerPage
from rnn_debugger.views.updates.page import Index, Page
from rnn_debugger.views.updates.ratio_page import RatioPage
from rnn_debugger.views.updates.shares_page import SharesPage
from rnn_debugger.views.updates.trajectory_page import TrajectoryPage
from rnn_debugger.views.updates.values_page import ValuesPage
from rnn_debugger.views.worker import Worker


class UpdatesPanel(Panel):
    """Pages about one parameter: the shares of its gradient, the optimizer's arithmetic, before
    and after, norms over the iterations; and, where every timestep updates, its trajectory.
    """

    name = "updates"
    title = "Updates"
    question = "How are the weights updated backward through time?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes, program = workbench.themes, workbench.session.program
        self.note = Note(themes)
        self.worker = Worker(themes, "updates")
        self.shares = SharesPage(workbench, self.worker)
        self.optimizer = OptimizerPage(workbench, self.worker)
        self.values = ValuesPage(workbench, self.worker)
        self.ratio = RatioPage(workbench, self.worker)
        self.trajectory = TrajectoryPage(workbench, self.worker)
        self.pages: tuple[Page, ...] = (
            self.shares,
            self.optimizer,
            self.values,
            self.ratio,
            self.trajectory,
        )
        self._parameters = tuple(tensor.name for tensor in program.parameters)
        self._elements: dict[str, Index] = {}
        """The element of each parameter that was chosen last by hand."""
        self.parameter_box = chooser(
            "updates_parameter", "Which parameter", [[(name, name) for name in self._parameters]]
        )
        self.buttons = [toggle(f"updates_{p.label}", p.label, p.tip) for p in self.pages]
        self._stack = QStackedLayout()
        group = QButtonGroup(self)
        self.head.add_setting(self.worker)
        self.head.add_setting(self.note)
        for page in self.pages:
            self._stack.addWidget(page)
            page.element_chosen.connect(self._choose_element)
            for setting in page.settings:
                self.head.add_setting(setting)
        self.head.add_setting(self.parameter_box)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for number, button in enumerate(self.buttons):
            group.addButton(button, number)
            line.addWidget(button)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.head.add_setting(row)
        self.body.addLayout(self._stack, 1)
        self.take_program(program)
        self.show_page(self.shares)
        group.idClicked.connect(lambda number: self.show_page(self.pages[number]))
        self.parameter_box.currentIndexChanged.connect(self.refresh)
        self.parameter_box.activated.connect(self._select_parameter)
        self.ratio.parameter_chosen.connect(self.show_parameter)
        self.ratio.parameter_chosen.connect(self._select_parameter)
        self.worker.again_asked.connect(self._work_again)
        workbench.selection.changed.connect(self._follow_selection)
        workbench.player.running_changed.connect(self.refresh)

    @property
    def parameter(self) -> str:
        """The one looked at."""
        return str(self.parameter_box.currentData())

    @property
    def page(self) -> Page:
        """The page in sight."""
        return self.pages[self._stack.currentIndex()]

    def show_page(self, page: Page) -> None:
        """Turn to a page."""
        number = self.pages.index(page)
        self._stack.setCurrentIndex(number)
        self.buttons[number].setChecked(True)
        for other in self.pages:
            for setting in other.settings:
                setting.setVisible(other is page)
        self.refresh()

    def show_parameter(self, parameter: str) -> None:
        """Look at another parameter."""
        self.parameter_box.setCurrentIndex(self.parameter_box.findData(parameter))

    def take_program(self, program: Program) -> None:
        has_trajectory = TrajectoryPage.fits(program)
        self.button_of(self.trajectory).setVisible(has_trajectory)
        for page in self.pages:
            page.take_program(program)
        if self.page is self.trajectory and not has_trajectory:
            self.show_page(self.shares)

    def button_of(self, page: Page) -> QToolButton:
        """What leads to a page."""
        return self.buttons[self.pages.index(page)]

    def draw(self, moment: Moment) -> None:
        page, parameter = self.page, self.parameter
        self.worker.stop()
        page.draw(moment, parameter, self._elements.get(parameter))
        self.note.show_text(page.note)

    def table(self) -> Table | None:
        """What the page in sight shows, for a file: names of columns, and rows."""
        return self.page.table()

    def _work_again(self) -> None:
        self.page.forget()
        self.refresh()

    def _select_parameter(self) -> None:
        self.workbench.selection.select(self.parameter)

    def _choose_element(self, index: Index) -> None:
        self.workbench.selection.select(self.parameter, index)

    def _follow_selection(self) -> None:
        """A parameter chosen elsewhere, or what belongs to one, is looked at here too; and an
        element of it.
        """
        selection, program = self.workbench.selection, self.workbench.session.program
        tensor = program.tensors.get(selection.tensor or "")
        if tensor is None:
            return
        owner = tensor.name if tensor.role == "parameter" else tensor.of
        if owner not in self._parameters:
            return
        if selection.element is not None and tensor.shape == program.tensors[owner].shape:
            self._elements[owner] = selection.element
        if owner != self.parameter:
            self.show_parameter(owner)
        else:
            self.refresh()
