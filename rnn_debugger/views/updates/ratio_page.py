"""Norms of updates over the iterations for every parameter, and the last update of one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rnn_debugger.debugger import (
    Measure,
    Moment,
    Table,
    UpdateSeries,
    axis_labels,
    exact,
    power_of_ten,
)
from rnn_debugger.views.controls import chooser
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.plot import Plot
from rnn_debugger.views.updates.last_update import LastUpdate
from rnn_debugger.views.updates.page import Index, Page
from rnn_debugger.views.updates.palette import parameter_colour
from rnn_debugger.views.updates.parameter_list import ParameterList
from rnn_debugger.views.worker import Worker

USUAL_RATIO = 1e-3
"""A rule of thumb for ‖ΔW‖ / ‖W‖ (Karpathy, *CS231n*, "Ratio of weights:updates")."""
WITHOUT_ASKING = 6_000
"""Operations that may run again, some 50 ms, before a person is asked."""

_MEASURES: tuple[tuple[str, Measure], ...] = (
    ("update / weight", "ratio"),
    ("update", "update"),
    ("gradient", "gradient"),
)


class RatioPage(Page):
    """A curve over the iterations for every parameter, and the last update of one of them."""

    label = "Ratio"
    tip = "Norms over the iterations: the update against the weight, with the usual 10⁻³"

    parameter_chosen = Signal(str)

    def __init__(self, workbench: Workbench, worker: Worker) -> None:
        content = QWidget()
        super().__init__(workbench, worker, content)
        themes = workbench.themes
        self._series = UpdateSeries(workbench.moment.results)
        self._parameters = self._series.results.parameters
        self._updates_a_timestep = workbench.session.program.updates_every_timestep
        self.measure_box = chooser("updates_measure", "Euclidean norms", [_MEASURES])
        self.view_box = chooser(
            "updates_view",
            "How the last update is shown",
            [[("histogram", "histogram"), ("heatmap", "heatmap")]],
        )
        self.settings = (self.view_box,)
        self.plot = Plot(themes, "iteration", self._tell)
        for number, parameter in enumerate(self._parameters):
            self.plot.add_curve(parameter, partial(self._colour, number))
        self.plot.set_log(True)
        self.list = ParameterList(themes, self._parameters)
        self.last = LastUpdate(themes)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.plot, 5)
        # It heads the numbers: in the head of the panel both boxes would widen a small window's.
        legend = QVBoxLayout()
        legend.setSpacing(2)
        legend.addWidget(self.measure_box)
        legend.addWidget(self.list)
        row.addLayout(legend)
        row.addWidget(self.last, 4)
        self.empty.setText(
            "How much every weight changes stands here when an iteration has finished: "
            "press Shift+F12 to run one, F5 to run on."
        )
        self._drawn: tuple[object, ...] = ()
        self._branch = workbench.moment.position.branch
        self.measure_box.currentIndexChanged.connect(self._draw_anew)
        self.view_box.currentIndexChanged.connect(self._change_view)
        self.list.chosen.connect(self.parameter_chosen)
        self.last.asked.connect(self._work_out)
        self.last.clicked.connect(self._select_element)
        self.plot.double_clicked.connect(self._go_to)

    @property
    def measure(self) -> Measure:
        """What the curves show."""
        return _MEASURES[self.measure_box.currentIndex()][1]

    def forget(self) -> None:
        self._drawn = ()

    def draw(self, moment: Moment, parameter: str, element: Index | None) -> None:
        here, count = moment.position.iteration, len(moment.results)
        if (moment.results, moment.position.branch) != (self._series.results, self._branch):
            self._series, self._branch = UpdateSeries(moment.results), moment.position.branch
            self._drawn = ()
        shown = here - 1
        self.note = f"after iteration {shown:,}" if shown >= 0 else ""
        # Within an iteration nothing changes.
        if self._drawn == (here, count, parameter):
            return
        self._drawn = here, count, parameter
        self.list.choose(parameter)
        if count == 0:
            self.say(self.empty.text())
            return
        self.show_content()
        for name in self._parameters:
            self.plot.set_curve(name, self._series.peaks(self.measure, name), 0, count)
        self.plot.set_extent(0, count)
        self.plot.set_cursor_place(here)
        self.plot.emphasise(parameter)
        usual = USUAL_RATIO if self.measure == "ratio" else None
        self.plot.set_guide(usual)
        self.list.show_guide("" if usual is None else f"usual {power_of_ten(-3)}")
        self.plot.redraw()
        self.list.show_values(
            [self._series.value(self.measure, name, shown) for name in self._parameters]
            if shown >= 0
            else [None] * len(self._parameters)
        )
        self._show_last()

    def table(self) -> Table | None:
        count = len(self._series.results)
        if not count:
            return None
        names = ("iteration", *(f"{self.measure} {name}" for name in self._parameters))
        series, measure = self._series, self.measure
        rows = (
            [i, *(series.value(measure, name, i) for name in self._parameters)]
            for i in range(count)
        )
        return names, rows

    def _show_last(self, *, asked: bool = False) -> None:
        session, name = self.workbench.session, self.list.current
        iteration = session.position.iteration - 1
        title = f"Δ{name} of iteration {iteration:,}"
        if iteration < 0:
            self.last.ask("", "No iteration lies behind this position.", can_ask=False)
            return
        if self._updates_a_timestep:
            count = len(session.program.writers[name])
            title += f", its {count} updates together"
        distance = session.last_update_distance
        if distance > WITHOUT_ASKING and not asked:
            count = distance // len(session.program)
            self.last.ask(title, f"To know it, {count:,} iterations have to run again.")
            return
        labels = axis_labels(session.program, session.program.tensors[name], session.characters)
        self.last.show_update(name, title, session.last_update(name), labels)

    def _work_out(self) -> None:
        self._show_last(asked=True)

    def _draw_anew(self) -> None:
        if self.isVisible():
            self._drawn = ()
            self.draw(self.workbench.moment, self.list.current, None)

    def _change_view(self) -> None:
        self.last.show_as(heatmap=self.view_box.currentData() == "heatmap")

    def _select_element(self, row: int, column: int) -> None:
        shape = self.workbench.session.program.tensors[self.list.current].shape
        self.element_chosen.emit((row, column)[: len(shape)])

    def _tell(self, iteration: int) -> str:
        if not 0 <= iteration < len(self._series.results):
            return ""
        name = self.list.current
        values = [
            f"{text} {exact(self._series.value(measure, name, iteration))}"
            for text, measure in _MEASURES
        ]
        return "\n".join([f"{name}, iteration {iteration:,}", *values])

    def _go_to(self, iteration: int) -> None:
        self.workbench.player.seek(iteration, 0)

    def _colour(self, number: int) -> QColor:
        return parameter_colour(number, is_dark=self.workbench.theme.is_dark)
