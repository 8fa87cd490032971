"""Where updates at every timestep take a weight within one sweep."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from rnn_debugger.debugger import Moment, Program, Table, Trajectory, TrajectoryRecord
from rnn_debugger.views.controls import standing
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.updates.page import Index, Page, key_of
from rnn_debugger.views.updates.trajectory_view import TrajectoryView
from rnn_debugger.views.worker import Worker


class TrajectoryPage(Page):
    """One element at the left, the norm of the whole parameter at the right."""

    label = "Trajectory"
    tip = "The weight after the update of every timestep, going back through time"

    def __init__(self, workbench: Workbench, worker: Worker) -> None:
        content = QWidget()
        super().__init__(workbench, worker, content)
        self.element = TrajectoryView(workbench.themes)
        self.norm = TrajectoryView(workbench.themes)
        row = QHBoxLayout(content)
        row.setContentsMargins(4, 4, 4, 2)
        for view in (self.element, self.norm):
            row.addWidget(view, 1)
            view.double_clicked.connect(self._go_to)
        self._key: tuple[object, ...] = ()
        self._record: TrajectoryRecord | None = None
        self._trajectory: Trajectory | None = None

    @staticmethod
    def fits(program: Program) -> bool:
        """Whether weights change more than once in a sweep."""
        return program.updates_every_timestep

    @property
    def trajectory(self) -> Trajectory | None:
        """What is shown."""
        return self._trajectory

    def forget(self) -> None:
        self._key = ()

    def draw(self, moment: Moment, parameter: str, element: Index | None) -> None:
        key = (*key_of(moment), parameter, element)
        if self._record is None or key != self._key:
            self._key, self._trajectory = key, None
            self._record = TrajectoryRecord(moment.program, parameter, element)
        record = self._record
        if not record.timesteps:
            self.note = ""
            self.say(f"{parameter} is never updated: no gradient flows into it.")
            return
        self.note = standing(moment)
        if not record.is_begun(moment.reached):
            self._trajectory = None
            self.say(
                f"{parameter} is updated at every timestep of the backward sweep, from the last to "
                "the first: press F12 to go there, F10 to go on. Where it goes is drawn here."
            )
            return
        wanted = record.missing(moment.reached)
        if not wanted:
            self._show(moment)
            return
        task = self.workbench.session.recalling(moment.iteration, wanted, record.take)
        what = f"following {parameter} through the sweep"
        if not self.worker.work(
            task, what, lambda _: self._show(self.workbench.moment), patient=self.is_patient
        ):
            paused = "" if self.is_patient else " when the run pauses"
            self.say(f"{parameter} is followed through the sweep{paused} …")

    def table(self) -> Table | None:
        found = self._trajectory
        if found is None:
            return None
        element = f"{found.parameter}[{', '.join(map(str, found.index))}]"
        times = ("before the sweep", *found.timesteps)
        columns = zip(times, found.values.tolist(), found.norms.tolist(), strict=True)
        return ("timestep", element, f"norm of {found.parameter}"), [list(row) for row in columns]

    def _show(self, moment: Moment) -> None:
        assert self._record is not None
        found = self._trajectory = self._record.trajectory(moment.reached)
        if found is None:
            return
        steps = self._record.timesteps
        shown = range(steps[0], steps[-1] + 1)
        element = f"{found.parameter}[{', '.join(map(str, found.index))}]"
        for view, title, values in (
            (self.element, element, found.values),
            (self.norm, f"‖{found.parameter}‖", found.norms),
        ):
            view.show_values(title, shown, found.timesteps, values)
        self.show_content()

    def _go_to(self, timestep: int) -> None:
        moment = self.workbench.moment
        assert self._record is not None
        for number in moment.program.writers[self._record.parameter]:
            if moment.program[number].timestep == timestep:
                self.workbench.player.seek_after(moment.iteration, number)
