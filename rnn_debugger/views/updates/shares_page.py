"""The gradient of a parameter as the sum of its timesteps' shares."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QWidget

from rnn_debugger.debugger import (
    CANCELLATION,
    FactorRecord,
    Moment,
    ShareCounter,
    ShareSums,
    Table,
    exact,
    short,
)
from rnn_debugger.views.controls import standing
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.time_axis import TimeAxis, TimeMarks
from rnn_debugger.views.updates.page import Index, Page, key_of, plain_line
from rnn_debugger.views.updates.palette import timestep_colours
from rnn_debugger.views.updates.stacks import Stack, Stacks
from rnn_debugger.views.updates.time_bars import TimeBars, TimeShares
from rnn_debugger.views.worker import Worker

LEFT, RIGHT = 52, 22
"""Pixels of the gutters beside the bars."""


class SharesPage(Page):
    """At the left a bar for every timestep, at the right the same as stacks."""

    label = "Shares"
    tip = "The gradient as the sum of its timesteps' shares, and how much of them cancels"

    def __init__(self, workbench: Workbench, worker: Worker) -> None:
        content = QWidget()
        super().__init__(workbench, worker, content)
        themes = workbench.themes
        self.bars = TimeBars(themes, LEFT, RIGHT, self._tell)
        self.axis = TimeAxis(themes, LEFT, RIGHT)
        self.stacks = Stacks(themes, self._tell)
        self.sentence = plain_line(11.5)
        self.sentence.setToolTip(CANCELLATION)
        self.caption = plain_line(11)
        self.caption.setText("pale: how long a share is · strong: how far it goes along the sum")
        grid = QGridLayout(content)
        grid.setContentsMargins(6, 4, 8, 2)
        grid.setSpacing(2)
        grid.setHorizontalSpacing(14)
        grid.addWidget(self.caption, 0, 0)
        grid.addWidget(self.bars, 1, 0)
        grid.addWidget(self.axis, 2, 0)
        grid.addWidget(self.sentence, 0, 1)
        grid.addWidget(self.stacks, 1, 1, 2, 1)
        grid.setColumnStretch(0, 6)
        grid.setColumnStretch(1, 5)
        grid.setRowStretch(1, 1)
        self._counter: ShareCounter | None = None
        self._key: tuple[object, ...] = ()
        self._sums: ShareSums | None = None
        self._element: Index | None = None
        self._shown: tuple[object, ...] = ()
        for part in (self.bars, self.stacks):
            part.hovered.connect(self.bars.mark)
            part.hovered.connect(self.stacks.mark)
            part.clicked.connect(self._select)
            part.double_clicked.connect(self._go_to)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def sums(self) -> ShareSums | None:
        """What is shown."""
        return self._sums

    @property
    def index(self) -> Index:
        """The element whose shares are stacked: the one chosen, or the largest."""
        assert self._sums is not None
        return self._element if self._element is not None else self._sums.largest

    def forget(self) -> None:
        self._counter, self._key = None, ()

    def draw(self, moment: Moment, parameter: str, element: Index | None) -> None:
        self._element = element
        key = (*key_of(moment), parameter)
        if self._counter is None or self._key != key:
            self._key, self._sums = key, None
            self._counter = ShareCounter(FactorRecord(moment.program, parameter))
        record = self._counter.record
        arrived = record.arrived(moment.reached)
        self._show_axis(moment, record)
        if self._sums is not None and self._sums.timesteps == arrived:
            self._show(self._sums)
            return
        session, iteration = self.workbench.session, moment.iteration
        edited = {edit.tensor for fork, edit in session.edits if fork.iteration == iteration}
        task = self._counter.summing(
            moment,
            edited.__contains__,
            lambda operations, take: session.recalling(iteration, operations, take),
        )
        what = f"adding up the shares of {parameter}"
        if not self.worker.work(task, what, self._take, patient=self.is_patient):
            self._sums = None
            paused = "" if self.is_patient else " when the run pauses"
            self.say(f"The shares of {parameter} are added up{paused} …")

    def table(self) -> Table | None:
        sums = self._sums
        if sums is None:
            return None
        names = ("timestep", "norm of share", "projection", self._element_name())
        columns = (sums.timesteps, sums.norms, sums.projections, sums.element(self.index))
        return names, [[t, *map(float, rest)] for t, *rest in zip(*columns, strict=True)]

    def _take(self, sums: ShareSums | None) -> None:
        self._sums = sums
        if sums is not None:
            self._show(sums)
            return
        assert self._counter is not None
        name = self._counter.record.parameter
        self.note = ""
        if self._counter.record.timesteps:
            self.say(
                f"d{name} is the sum of a share from every timestep. The shares arrive one by one "
                "in the backward sweep: press F12 to go there, F10 to add one more."
            )
        else:
            self.say(f"No gradient flows into {name}.")

    def _show(self, sums: ShareSums) -> None:
        assert self._counter is not None
        self.note = standing(self.workbench.moment)
        self.show_content()
        shown = (sums, self.index, self.workbench.theme.name)
        # Most steps add no share: nothing to lay out and to paint.
        if shown == self._shown:
            return
        self._shown = shown
        record = self._counter.record
        steps = range(record.timesteps[0], record.timesteps[-1] + 1)
        colours = timestep_colours(len(steps), is_dark=self.workbench.theme.is_dark)
        places = np.array(sums.timesteps) - steps.start
        norms, along = np.full(len(steps), np.nan), np.full(len(steps), np.nan)
        norms[places], along[places] = sums.norms, sums.projections
        exists = np.zeros(len(steps), np.bool_)
        exists[np.array(record.timesteps) - steps.start] = True
        self.bars.show_shares(TimeShares(steps, norms, along, exists), colours)
        # The last timestep's came first: stacked next to 0 it stays where it is.
        order = slice(None, None, -1)
        element, whole = sums.element(self.index), self._whole
        chosen = "" if self._element is not None else ", its largest element"
        rows = (
            Stack(
                "end to end",
                sums.norms[order],
                sums.length,
                "norms",
                f"Σ ‖share‖ = {exact(sums.length)}\nthe lengths of all shares, one after the other",
            ),
            Stack(
                f"along {whole}",
                sums.projections[order],
                sums.norm,
                "norms",
                f"‖{whole}‖ = {exact(sums.norm)}\n⟨share, {whole}⟩ / ‖{whole}‖ of every timestep: "
                "what goes against it stands left of 0",
            ),
            Stack(
                self._element_name(),
                element[order],
                float(element.sum()),
                "element",
                f"{self._element_name()} = {exact(float(element.sum()))}{chosen}\n"
                "the sum of the elements of all shares, on a scale of its own",
            ),
        )
        shades = [colours[place] for place in places[order]]
        self.stacks.show_stacks(rows, sums.timesteps[order], shades)
        self.sentence.setText(self._summary(sums))

    def _summary(self, sums: ShareSums) -> str:
        count = len(sums.timesteps)
        if count == 1:
            return f"One share of d{sums.parameter} so far: nothing cancels."
        return (
            f"{count:,} shares, {100 * sums.cancellation:.1f} % cancels: "
            f"{short(sums.norm)} left of {short(sums.length)}"
        )

    def _show_axis(self, moment: Moment, record: FactorRecord) -> None:
        steps = record.timesteps or (1,)
        operation = moment.last or moment.next
        shown = range(steps[0], steps[-1] + 1)
        current = operation.timestep if operation.timestep in shown else None
        self.axis.show_marks(TimeMarks(shown, current, operation.phase))

    @property
    def _whole(self) -> str:
        """What the shares add up to: where every timestep updates, dW holds only the latest."""
        assert self._counter is not None
        record = self._counter.record
        updates_every_timestep = self.workbench.session.program.updates_every_timestep
        return f"Σ d{record.parameter}" if updates_every_timestep else f"d{record.parameter}"

    def _element_name(self) -> str:
        return f"{self._whole}[{', '.join(map(str, self.index))}]"

    def _tell(self, timestep: int) -> str:
        sums = self._sums
        if sums is None or self._counter is None:
            return ""
        if timestep not in self._counter.record.timesteps:
            return f"t = {timestep} has no share in d{sums.parameter}"
        formula = " + ".join(o.right_side for o in self._counter.record.operations(timestep))
        if timestep not in sums.timesteps:
            return f"t = {timestep}: {formula}, to come"
        place = sums.timesteps.index(timestep)
        return "\n".join(
            [
                f"t = {timestep}: {formula}",
                f"‖share‖ {exact(float(sums.norms[place]))}",
                f"along {self._whole} {exact(float(sums.projections[place]))}",
                f"{self._element_name()} {exact(float(sums.element(self.index)[place]))}",
            ]
        )

    def _select(self, timestep: int) -> None:
        """Select the gradient that the share is made of."""
        assert self._counter is not None
        if timestep in self._counter.record.timesteps:
            operation = self._counter.record.operations(timestep)[0]
            self.workbench.selection.select(operation.inputs[0])

    def _go_to(self, timestep: int) -> None:
        """Go to where the share has just been added."""
        assert self._counter is not None
        if timestep in self._counter.record.timesteps:
            operation = self._counter.record.operations(timestep)[-1]
            self.workbench.player.seek_after(self.workbench.moment.iteration, operation.id)

    def _restyle(self) -> None:
        surface = self.workbench.theme.surface
        for label, colour in ((self.sentence, surface.ink), (self.caption, surface.second)):
            label.setStyleSheet(f"color: {QColor(colour).name()}")
        if self._sums is not None:
            self._show(self._sums)
