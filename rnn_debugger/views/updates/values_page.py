"""A parameter before an update, its change, and the parameter after it, on one scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtWidgets import QGridLayout, QWidget

from rnn_debugger.debugger import (
    AxisLabels,
    Evidence,
    Moment,
    Table,
    axis_labels,
    exact,
    round_up,
    short,
)
from rnn_debugger.views.colours import Array, symmetric_level
from rnn_debugger.views.controls import chooser
from rnn_debugger.views.heatmap import Heatmap, Picture
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.row_axis import RowAxis
from rnn_debugger.views.scale_bar import ScaleBar
from rnn_debugger.views.updates.page import Index, Page, key_of, plain_line
from rnn_debugger.views.worker import Worker

_PLACES = ("before", "change", "after")
_SCALES = (("one scale", "shared"), ("Δ enlarged", "own"), ("logarithm", "log"))


@dataclass(frozen=True, eq=False)
class Values:
    """Of a parameter's shape each; change and after are None before the update."""

    before: Array
    after: Array | None

    @property
    def change(self) -> Array | None:
        """After minus before."""
        if self.after is None:
            return None
        with np.errstate(all="ignore"):
            difference: Array = self.after - self.before
        return difference


class ValuesPage(Page):
    """Three heatmaps beside each other."""

    label = "Before/after"
    tip = "The parameter before the update, the change, and the parameter after it"

    def __init__(self, workbench: Workbench, worker: Worker) -> None:
        content = QWidget()
        super().__init__(workbench, worker, content)
        themes = workbench.themes
        self.scale_box = chooser("updates_scale", "Which colours are which numbers", [_SCALES])
        self.settings = (self.scale_box,)
        self.titles = {place: plain_line(11) for place in _PLACES}
        self.maps = {place: Heatmap(themes, self._tell) for place in _PLACES}
        self.rows = RowAxis(themes, 46)
        self.scales = {place: ScaleBar(themes, 84) for place in ("change", "after")}
        grid = QGridLayout(content)
        grid.setContentsMargins(8, 2, 4, 6)
        grid.setSpacing(0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.rows, 1, 0)
        for number, place in enumerate(_PLACES):
            column = 1 + 3 * number
            grid.addWidget(self.titles[place], 0, column)
            grid.addWidget(self.maps[place], 1, column)
            grid.setColumnStretch(column, 1)
            if place in self.scales:
                grid.addWidget(self.scales[place], 1, column + 1)
            if place != "after":
                grid.setColumnMinimumWidth(column + 2, 12)
            self.maps[place].clicked.connect(self._choose)
        grid.setRowStretch(1, 1)
        self._key: tuple[object, ...] = ()
        self._values: Values | None = None
        self._parameter = ""
        self._labels = AxisLabels()
        self._element: Index | None = None
        self._told = ""
        self._shown: tuple[object, ...] = ()
        self.scale_box.currentIndexChanged.connect(self._show)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def values(self) -> Values | None:
        """What is shown."""
        return self._values

    def forget(self) -> None:
        self._key = ()

    def draw(self, moment: Moment, parameter: str, element: Index | None) -> None:
        session = self.workbench.session
        self._parameter, self._element = parameter, element
        self._labels = axis_labels(
            moment.program, moment.program.tensors[parameter], session.characters
        )
        iteration, program = moment.iteration, moment.program
        done = [number for number in program.writers[parameter] if number < moment.reached]
        told = f"iteration {iteration:,}"
        if done and len(done) < len(program.writers[parameter]):
            told += f", after its update at t = {program[done[-1]].timestep}"
        elif not done and iteration > 0:
            iteration -= 1
            program = session.program_at(iteration)
            done = list(program.writers[parameter])
            told = f"iteration {iteration:,}, the last that has finished"
        self._told = told
        self.note = told
        key = (*key_of(moment)[:2], iteration, program, parameter, tuple(done[-1:]))
        if key == self._key and self._values is not None:
            self._show()
            return
        self._key, self._values = key, None
        if not done:
            self._values = Values(np.array(moment.value(parameter)), None)
            self._show()
            return
        found: dict[int, Evidence] = {}

        def take(evidence: Evidence) -> None:
            found[evidence.operation.id] = evidence

        def finish(_: None) -> None:
            before = found[done[0]].before
            assert before is not None
            self._values = Values(before, found[done[-1]].after)
            self._show()

        task = session.recalling(iteration, sorted({done[0], done[-1]}), take)
        what = f"going back to {parameter} before the update"
        if not self.worker.work(task, what, finish, patient=self.is_patient):
            paused = "" if self.is_patient else " when the run pauses"
            self.say(f"{parameter} before and after the update is looked up{paused} …")

    def table(self) -> Table | None:
        values = self._values
        if values is None or values.after is None:
            return None
        change, after = values.change, values.after
        assert change is not None
        rows = (
            [*index, float(values.before[index]), float(change[index]), float(after[index])]
            for index in np.ndindex(*after.shape)
        )
        axes = ("row", "column")[: values.before.ndim]
        return (*axes, *_PLACES), rows

    def _show(self) -> None:
        values, kind = self._values, self.scale_box.currentData()
        if values is None:
            return
        self.show_content()
        shown = (values, self._element, kind)
        # Most steps change nothing here.
        if shown == self._shown:
            return
        self._shown = shown
        change = values.change
        arrays = {"before": values.before, "change": change, "after": values.after}
        pictures = {place: _matrix(array) for place, array in arrays.items() if array is not None}
        level = round_up(max(symmetric_level(array) for array in pictures.values()))
        for place in _PLACES:
            self._show_one(place, pictures.get(place), pictures["before"].shape, level)
        rows = values.before.shape[0] if values.before.ndim else 1
        title = "row" if self._labels.rows is None else "character"
        chosen = self._element[0] if self._element else None
        self.rows.show_rows(rows, title, self._labels.rows, chosen)
        own = kind == "own" and change is not None
        self.scales["change"].setVisible(own)
        if own and change is not None:
            enlarged = round_up(symmetric_level(change))
            self.scales["change"].show_scale(enlarged, "signed", logarithmic=False)
        self.scales["after"].show_scale(level, "signed", logarithmic=kind == "log")

    def _show_one(
        self, place: str, values: Array | None, shape: tuple[int, ...], level: float
    ) -> None:
        kind, name = self.scale_box.currentData(), self._parameter
        if values is None:
            self.titles[place].setText(f"{place}: to come")
            absent = np.zeros(shape)
            self.maps[place].show_picture(
                Picture(
                    absent,
                    np.zeros(shape[1], np.bool_),
                    level,
                    message=f"{name} is updated at the end of the iteration: press F12",
                )
            )
            return
        word = {"before": name, "change": f"Δ{name}", "after": name}[place]
        norm = float(np.linalg.norm(values))
        self.titles[place].setText(f"{word} {place}".replace(f"Δ{name} change", f"Δ{name}"))
        self.titles[place].setText(f"{self.titles[place].text()} · norm {short(norm)}")
        if kind == "own" and place == "change":
            level = round_up(symmetric_level(values))
        chosen = None
        if self._element is not None:
            row, column = (*self._element, 0, 0)[:2]
            chosen = row, column
        present = np.ones(values.shape[1], np.bool_)
        self.maps[place].show_picture(
            Picture(values, present, level, chosen=chosen, logarithmic=kind == "log")
        )

    def _choose(self, row: int, column: int) -> None:
        if self._values is not None:
            self.element_chosen.emit((row, column)[: self._values.before.ndim])

    def _tell(self, row: int, column: int) -> str:
        values = self._values
        if values is None:
            return ""
        index = (row, column)[: values.before.ndim]
        parts = [
            str(number) if labels is None else f"“{labels[number]}”"
            for number, labels in zip(
                index, (self._labels.rows, self._labels.columns), strict=False
            )
        ]
        told = [f"{self._parameter}[{', '.join(parts)}], {self._told}"]
        arrays = zip(_PLACES, (values.before, values.change, values.after), strict=True)
        for place, array in arrays:
            told.append(f"{place} {'to come' if array is None else exact(float(array[index]))}")
        return "\n".join(told)

    def _restyle(self) -> None:
        colour = self.workbench.theme.surface.ink.name()
        for title in self.titles.values():
            title.setStyleSheet(f"color: {colour}")


def _matrix(values: Array) -> Array:
    """As rows and columns: a vector is a column."""
    return np.asarray(values, np.float64).reshape(len(values), -1)
