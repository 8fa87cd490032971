"""The panel of how the gradient flows back through time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QButtonGroup, QStackedLayout, QWidget

from rnn_debugger.debugger import (
    Jacobians,
    Moment,
    Program,
    Road,
    Table,
    Task,
    Triangle,
    jacobian_seconds,
    path,
    roads,
    triangle_seconds,
)
from rnn_debugger.views.controls import Note, chooser, fill, toggle
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.flow.computing import Computing
from rnn_debugger.views.flow.log_page import LogPage
from rnn_debugger.views.flow.looking import Looking
from rnn_debugger.views.flow.parts_page import PartsPage
from rnn_debugger.views.flow.showing import Showing
from rnn_debugger.views.flow.triangle_page import TrianglePage
from rnn_debugger.views.flow.work_bar import WorkBar
from rnn_debugger.views.panel import Panel, Workbench

Result = TypeVar("Result")

LONG_SECONDS = 3.0
"""Work that takes longer is begun only when somebody asks for it."""
NO_STATES = (
    "This network has no states: nothing flows from one timestep to another, and every gradient "
    "comes from the loss of its own timestep."
)
PAGES = (
    ("parts", "Parts", "What meets in each gradient: this step's own part, and that of t + 1"),
    ("log", "Vanishing and exploding", "Norms on a log scale, and the Jacobians that make them"),
    ("triangle", "Triangle", "What the loss of each timestep adds to each gradient before it"),
)


class FlowPanel(Panel):
    """Three pages about one road of the gradient: its parts, its Jacobians, its losses."""

    name = "flow"
    title = "Gradient flow"
    question = "How does the gradient flow back through time?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes, program = workbench.themes, workbench.session.program
        self.chooser = chooser("flow_road", "Whose gradient is shown", [_offered(program)])
        self.note = Note(themes)
        self.head.add_setting(self.note)
        self.head.add_setting(self.chooser)
        self._buttons = QButtonGroup(self)
        for number, (name, text, tip) in enumerate(PAGES):
            button = toggle(f"flow_{name}", text, tip, checked=not number)
            self._buttons.addButton(button, number)
            self.head.add_setting(button)
        self.parts, self.log, self.triangle = (
            PartsPage(themes),
            LogPage(themes),
            TrianglePage(themes),
        )
        self.empty = EmptyState(themes, NO_STATES)
        self._stack = QStackedLayout()
        for page in (self.parts, self.log, self.triangle, self.empty):
            self._stack.addWidget(page)
        self.body.addLayout(self._stack, 1)
        self._showing: Showing | None = None
        self._chosen: tuple[int, int] | None = None
        self._wish: Callable[[], None] | None = None
        self._looking = Looking(workbench, self)
        self._looking.found.connect(self.refresh)
        self._jacobians: Computing[Jacobians] = Computing(self)
        self._triangles: Computing[Triangle] = Computing(self)
        for work in (self._jacobians, self._triangles):
            work.changed.connect(self.refresh)
        for bar, work in ((self.log.head, self._jacobians), (self.triangle.head, self._triangles)):
            bar.begun.connect(self._insist)
            bar.given_up.connect(work.give_up)
        for page in (self.parts, self.log):
            page.clicked.connect(self.select_column)
            page.double_clicked.connect(self.go_to_column)
        self.triangle.cell_clicked.connect(self.show_path)
        self.triangle.double_clicked.connect(self.go_to_column)
        self.chooser.currentIndexChanged.connect(self._choose_road)
        self._buttons.idToggled.connect(self._turn_page)
        self.take_program(program)

    @property
    def page(self) -> QWidget:
        """The page in front."""
        page = self._stack.currentWidget()
        assert page is not None
        return page

    def show_page(self, name: str) -> None:
        """Turn to ``parts``, ``log`` or ``triangle``."""
        number = [page[0] for page in PAGES].index(name)
        self._buttons.button(number).setChecked(True)

    def show_road(self, base: str) -> None:
        """Show the gradients ``base[t]``."""
        self.chooser.setCurrentIndex(self.chooser.findData(base))

    def take_program(self, program: Program) -> None:
        shown = self.chooser.currentData()
        self.chooser.blockSignals(True)
        fill(self.chooser, [_offered(program)])
        self.chooser.setCurrentIndex(max(self.chooser.findData(shown), 0))
        self.chooser.blockSignals(False)
        has_roads = bool(roads(program))
        self.chooser.setVisible(len(roads(program)) > 1)
        for button in self._buttons.buttons():
            button.setEnabled(has_roads)
        self._looking.forget()
        self._showing = None
        self._stack.setCurrentIndex(self._buttons.checkedId() if has_roads else len(PAGES))

    def draw(self, moment: Moment) -> None:
        if not roads(moment.program):
            self.note.show_text("")
            return
        self._showing = self._looking.look(moment, self._road(moment.program))
        self._note(moment, self._showing)
        if self.page is self.parts:
            self._jacobians.stop()
            self._triangles.stop()
            self.parts.show_flow(self._showing)
        elif self.page is self.log:
            self._triangles.stop()
            self._draw_log(self._showing)
        else:
            self._jacobians.stop()
            self._draw_triangle(self._showing)

    def table(self) -> Table | None:
        page = self.page
        return page.table() if isinstance(page, PartsPage | LogPage | TrianglePage) else None

    def select_column(self, column: int) -> None:
        """Select the gradient of a column everywhere."""
        name = self._name(column)
        if name is not None:
            self.workbench.selection.select(name)

    def go_to_column(self, column: int) -> None:
        """Go to where the gradient of a column has just been made, in the iteration shown."""
        name, showing = self._name(column), self._showing
        if name is not None and showing is not None:
            iteration = showing.iteration
            writer = showing.sheet.program.writers[name][0]
            moment = self.workbench.moment
            self.workbench.player.seek_after(
                moment.iteration if iteration is None else iteration, writer
            )

    def show_path(self, loss: int, timestep: int) -> None:
        """Light the way from a loss to the gradient of a timestep."""
        showing = self._showing
        if showing is None:
            return
        name = showing.road.name(timestep)
        found = path(showing.sheet.program, loss, name)
        self._chosen = (loss, timestep)
        self.workbench.selection.show_path(name, None, found)

    def _name(self, column: int) -> str | None:
        showing = self._showing
        if showing is None or not showing.sheet.exists[column]:
            return None
        return showing.road.name(showing.sheet.timesteps[column])

    def _road(self, program: Program) -> Road:
        base = self.chooser.currentData()
        found = roads(program)
        return next((road for road in found if road.base == base), found[0])

    def _note(self, moment: Moment, showing: Showing) -> None:
        if showing.iteration is None:
            self.note.show_text(f"iteration {moment.iteration:,}")
        else:
            is_over = not showing.flows or moment.shows_finished
            finished = ", finished" if is_over else ""
            self.note.show_text(f"iteration {showing.iteration:,}{finished}")

    def _draw_log(self, showing: Showing) -> None:
        program, road = showing.moment.program, showing.road
        key = (*showing.key, road.siblings, road.base)
        found = self._jacobians.result(key)
        message = ""
        if found is None and showing.iteration is not None:
            iteration, sequence = showing.iteration, showing.sequence
            message = self._work(
                self._jacobians, self.log.head, key, jacobian_seconds(program, road),
                lambda: self.workbench.session.taking_jacobians(iteration, road, sequence),
            )  # fmt: skip
        else:
            self.log.head.show_nothing()
        self.log.show_flow(showing, found, message)

    def _draw_triangle(self, showing: Showing) -> None:
        if not self.workbench.selection.path:
            self._chosen = None
        key = showing.key
        triangle = self._triangles.result(key)
        message = showing.teaching
        if triangle is None and showing.iteration is not None:
            iteration, sequence = showing.iteration, showing.sequence
            message = self._work(
                self._triangles, self.triangle.head, key,
                triangle_seconds(showing.moment.program),
                lambda: self.workbench.session.splitting_gradients(iteration, sequence),
            )  # fmt: skip
        else:
            self.triangle.head.show_nothing()
        found = None if triangle is None else triangle.roads[showing.road.base]
        self.triangle.show_flow(showing, found, message, self._chosen)

    def _work(
        self,
        work: Computing[Result],
        bar: WorkBar,
        key: Hashable,
        seconds: float,
        make: Callable[[], Task[Result]],
    ) -> str:
        """Have something worked out, or where it takes long offer to; what stands in its place."""
        self._wish = partial(work.insist, key, make)
        is_long = seconds > LONG_SECONDS
        if not is_long and not work.was_given_up(key):
            if self.workbench.player.is_running:
                work.stop()
            else:
                work.want(key, make)
        elif not work.is_at(key):
            work.stop()
            bar.offer(seconds)
            return f"Working out {bar.what} takes a while: press the button above"
        if work.progress is None:
            bar.show_nothing()
        else:
            bar.show_progress(work.progress)
        return f"Working out {bar.what} …"

    def _insist(self) -> None:
        if self._wish is not None:
            self._wish()
            self.refresh()

    def _choose_road(self) -> None:
        self._chosen = None
        self.refresh()

    def _turn_page(self, number: int, checked: bool) -> None:
        if checked:
            self._stack.setCurrentIndex(number)
            self.refresh()


def _offered(program: Program) -> list[tuple[str, str]]:
    return [(f"{road.base}[t]", road.base) for road in roads(program)]
