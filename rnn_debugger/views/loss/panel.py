"""The panel of the loss."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStackedLayout

from rnn_debugger.debugger import (
    Moment,
    Table,
    branch_name,
    exact,
    first_own_iterations,
    loss_table,
    short,
)
from rnn_debugger.views.controls import Note, toggle
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.legend import Legend
from rnn_debugger.views.loss.courses import HORIZON, Course
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.plot import Plot
from rnn_debugger.views.theme import mixed

__all__ = ["HORIZON", "LossPanel"]
MOST_NAMES = 4
"""Branches in the legend; the others are counted."""
LONG = 2 * HORIZON
"""Iterations from which the smooth curves say more of several branches than the losses do."""


class LossPanel(Panel):
    """The loss of every iteration and its smooth course. What has been run beyond the current
    iteration is drawn pale. All branches lie over each other, the current one strong and on top;
    what they have in common is drawn once.
    """

    name = "loss"
    title = "Loss"
    question = "Is it learning?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes = workbench.themes
        self.note = Note(themes)
        self.log_button = toggle("loss_log", "log", "Logarithmic loss axis")
        self.legend = Legend(themes, [])
        for setting in (self.note, self.legend, self.log_button):
            self.head.add_setting(setting)
        self.plot = Plot(themes, "iteration", self._tell)
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
        self._branch = workbench.session.branch.id
        self._courses: dict[int, Course] = {}
        self._starts: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._drawn: tuple[object, ...] = ()
        self._is_long = False
        self._follow_branches()
        self.log_button.toggled.connect(self.plot.set_log)
        self.plot.double_clicked.connect(self._go_to)

    def draw(self, moment: Moment) -> None:
        self._follow_branches()
        here = moment.position.iteration
        lengths = tuple(len(course.results) for course in self._courses.values())
        if (max(lengths) > LONG) != self._is_long:
            self._is_long = not self._is_long
            self._add_curves()
        # Within an iteration nothing changes.
        if self._drawn == (self._branch, here, lengths):
            return
        self._drawn = self._branch, here, lengths
        for course in self._courses.values():
            course.follow()
        self._pages.setCurrentIndex(1 if any(lengths) else 0)
        current = self._courses[self._branch]
        self.plot.set_curve("ahead", current.losses, max(here - 1, 0), len(current))
        self._set_curves("", current, 0, here)
        for branch, course in self._others():
            # One iteration of what is shared joins the curve to the one that it leaves.
            self._set_curves(f" {branch}", course, max(self._starts[branch] - 1, 0), len(course))
        self.plot.set_extent(0, max(*lengths, 1))
        self.plot.set_cursor_place(here)
        self._flag_bad(current)
        self.plot.redraw()
        self.note.show_text(self._summary(here))

    def table(self) -> Table | None:
        return loss_table(self.workbench.session)

    def _follow_branches(self) -> None:
        """Branches have come or gone, have other names, or another one is the current one."""
        session = self.workbench.session
        starts = first_own_iterations(session)
        names = {branch.id: branch_name(branch) for branch in session.branches}
        seen = self._branch, self._starts, self._names
        if (session.branch.id, starts, names) == seen and all(
            course.results is session.results_of(branch) for branch, course in self._courses.items()
        ):
            return
        self._starts, self._names = starts, names
        self._courses = {branch: self._course(branch) for branch in starts}
        self._branch = session.branch.id
        self._drawn = ()
        self._bad = -1
        self._checked = 0
        self.plot.set_flag(None)
        self._add_curves()

    def _add_curves(self) -> None:
        """Those of other branches below that of the current one, and what is pale below all."""
        plot, others = self.plot, [branch for branch, _ in self._others()]
        plot.curves.clear()
        self._drawn = ()
        for branch in others:
            raw = partial(self._pale_colour if self._is_long else self._colour, branch)
            plot.add_curve(f"loss {branch}", raw, width=1 if self._is_long else 1.4)
        for branch in others if self._is_long else ():
            plot.add_curve(
                f"smooth {branch}", partial(self._colour, branch), width=1.4, is_smooth=True
            )
        plot.add_curve("ahead", self._ahead_colour)
        is_strong = bool(others) and not self._is_long
        plot.add_curve("loss", self._raw_colour, width=3 if is_strong else 1)
        if not is_strong:
            width = 3 if others else 2
            plot.add_curve("smooth", self._smooth_colour, width=width, is_smooth=True)
        self.legend.show_entries(self._legend_entries())

    def _set_curves(self, suffix: str, course: Course, first: int, last: int) -> None:
        for name, series in (("loss", course.losses), ("smooth", course.smooth)):
            if f"{name}{suffix}" in self.plot.curves:
                self.plot.set_curve(f"{name}{suffix}", series, first, last)

    def _course(self, branch: int) -> Course:
        results = self.workbench.session.results_of(branch)
        known = self._courses.get(branch)
        return known if known is not None and known.results is results else Course(results)

    def _others(self) -> list[tuple[int, Course]]:
        return [(b, course) for b, course in self._courses.items() if b != self._branch]

    @property
    def _has_others(self) -> bool:
        return len(self._courses) > 1

    def _legend_entries(self) -> list[tuple[str, partial[QColor], float]]:
        if not self._has_others:
            return [
                ("loss", partial(self._raw_colour), 1.5),
                (f"mean of the last {HORIZON} or so", partial(self._smooth_colour), 2.5),
            ]
        listed = [self._branch, *(branch for branch, _ in self._others())]
        entries = [
            (self._names[b], partial(self._colour, b), 3.0 if b == self._branch else 1.5)
            for b in listed[:MOST_NAMES]
        ]
        if len(listed) > MOST_NAMES:
            more = f"and {len(listed) - MOST_NAMES} more"
            entries.append((more, partial(self._ahead_colour), 0.0))
        return entries

    def _flag_bad(self, current: Course) -> None:
        """Mark the first loss that is not a number."""
        if self._bad < 0 and len(current) > self._checked:
            bad = np.flatnonzero(~np.isfinite(current.results.loss[self._checked :]))
            if len(bad):
                self._bad = self._checked + int(bad[0])
                value = short(current.loss(self._bad))
                self.plot.set_flag(self._bad, f"{value} at iteration {self._bad:,}")
            self._checked = len(current)

    def _summary(self, here: int) -> str:
        if here == 0:
            return ""
        current = self._courses[self._branch]
        return (
            f"iteration {here - 1:,}: loss {short(current.loss(here - 1))}, "
            f"mean {short(current.mean(here - 1))}"
        )

    def _tell(self, iteration: int) -> str:
        """What stands at an iteration; with several branches the current one first, then those
        that have a loss of their own there.
        """
        lines = []
        for branch in [self._branch, *(other for other, _ in self._others())]:
            course = self._courses[branch]
            if not self._starts[branch] <= iteration < len(course):
                continue
            loss, mean = exact(course.loss(iteration)), short(course.mean(iteration))
            if self._has_others:
                lines.append(f"{self._names[branch]}: loss {loss}, mean {mean}")
            else:
                lines += [f"loss {loss}", f"mean {mean}"]
        return "\n".join([f"iteration {iteration:,}", *lines]) if lines else ""

    def _go_to(self, iteration: int) -> None:
        self.workbench.player.seek(iteration, 0)

    def _colour(self, branch: int) -> QColor:
        return self.workbench.theme.branch(branch)

    def _pale_colour(self, branch: int) -> QColor:
        return mixed(self._colour(branch), self.workbench.theme.surface.canvas, 0.6)

    def _raw_colour(self) -> QColor:
        if not self._has_others:
            return self.workbench.theme.loss.line
        strong = self._colour(self._branch)
        return mixed(strong, self.workbench.theme.surface.canvas, 0.5) if self._is_long else strong

    def _smooth_colour(self) -> QColor:
        return self._colour(self._branch)

    def _ahead_colour(self) -> QColor:
        return self.workbench.theme.surface.to_come_line
