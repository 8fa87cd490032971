"""The panel of the loss."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStackedLayout

from rnn_debugger.debugger import Moment, Peaks, Results, Smoothed, exact, short
from rnn_debugger.views.controls import Note, toggle
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.legend import Legend
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.plot import Plot

HORIZON = 100
"""Iterations that the smooth curve averages over, about."""


class LossPanel(Panel):
    """The loss of every iteration and its smooth course. What has been run beyond the current
    iteration is drawn pale.
    """

    name = "loss"
    title = "Loss"
    question = "Is it learning?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes = workbench.themes
        self.note = Note(themes)
        self.log_button = toggle("loss_log", "log", "Logarithmic loss axis")
        legend = Legend(
            themes,
            [
                ("loss", self._raw_colour, 1.5),
                (f"mean of the last {HORIZON} or so", self._smooth_colour, 2.5),
            ],
        )
        for setting in (self.note, legend, self.log_button):
            self.head.add_setting(setting)
        self.plot = Plot(themes, "iteration", self._tell)
        self.plot.add_curve("ahead", self._ahead_colour)
        self.plot.add_curve("loss", self._raw_colour)
        self.plot.add_curve("smooth", self._smooth_colour, width=2, is_smooth=True)
        self._pages = QStackedLayout()
        self._pages.addWidget(
            EmptyState(
                themes,
                "The loss of every finished iteration stands here: press Shift+F12 to run one "
                "iteration, F5 to run on.",
            )
        )
        self._pages.addWidget(self.plot)
        self.body.addLayout(self._pages, 1)
        self._drawn = (-1, -1)
        self._begin(workbench.moment)
        self.log_button.toggled.connect(self.plot.set_log)
        self.plot.double_clicked.connect(self._go_to)

    def draw(self, moment: Moment) -> None:
        results, here = moment.results, moment.position.iteration
        if (results, moment.position.branch) != (self._results, self._branch):
            self._begin(moment)
        # Within an iteration nothing changes.
        if self._drawn == (len(results), here):
            return
        self._drawn = len(results), here
        self._losses.extend(results.loss)
        self._smoothed.extend(results.loss)
        self._smooth.extend(self._smoothed.values)
        self._pages.setCurrentIndex(1 if len(results) else 0)
        self.plot.set_curve("ahead", self._losses, max(here - 1, 0), len(results))
        self.plot.set_curve("loss", self._losses, 0, here)
        self.plot.set_curve("smooth", self._smooth, 0, here)
        self.plot.set_extent(0, max(len(results), 1))
        self.plot.set_cursor_place(here)
        self._flag_bad(results)
        self.plot.redraw()
        self.note.show_text(self._summary(here))

    def _begin(self, moment: Moment) -> None:
        """Another history: nothing that is known of the one before holds."""
        self._results: Results = moment.results
        self._branch = moment.position.branch
        self._losses, self._smooth = Peaks(), Peaks()
        self._smoothed = Smoothed(HORIZON)
        self._drawn = (-1, -1)
        self._checked, self._bad = 0, -1
        self.plot.set_flag(None)

    def _flag_bad(self, results: Results) -> None:
        """Mark the first loss that is not a number."""
        if self._bad < 0 and len(results) > self._checked:
            bad = np.flatnonzero(~np.isfinite(results.loss[self._checked :]))
            if len(bad):
                self._bad = self._checked + int(bad[0])
                value = short(float(results.loss[self._bad]))
                self.plot.set_flag(self._bad, f"{value} at iteration {self._bad:,}")
            self._checked = len(results)

    def _summary(self, here: int) -> str:
        if here == 0:
            return ""
        return (
            f"iteration {here - 1:,}: loss {short(float(self._results.loss[here - 1]))}, "
            f"mean {short(float(self._smoothed.values[here - 1]))}"
        )

    def _tell(self, iteration: int) -> str:
        if not 0 <= iteration < len(self._results):
            return ""
        loss = float(self._results.loss[iteration])
        mean = float(self._smoothed.values[iteration])
        return f"iteration {iteration:,}\nloss {exact(loss)}\nmean {short(mean)}"

    def _go_to(self, iteration: int) -> None:
        self.workbench.player.seek(iteration, 0)

    def _raw_colour(self) -> QColor:
        return self.workbench.theme.loss.line

    def _smooth_colour(self) -> QColor:
        return self.workbench.theme.surface.ink

    def _ahead_colour(self) -> QColor:
        return self.workbench.theme.surface.to_come_line
