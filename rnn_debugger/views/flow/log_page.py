"""The second page: whether the gradient vanishes or explodes, where, and which Jacobians do it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rnn_debugger.debugger import Jacobians, Table, Trend, exact, short, trend
from rnn_debugger.views.colours import Array
from rnn_debugger.views.flow.norm_plot import NormPlot, Norms
from rnn_debugger.views.flow.showing import LEFT, RIGHT, Showing
from rnn_debugger.views.flow.stretch_plot import Stretches, StretchPlot
from rnn_debugger.views.flow.work_bar import WorkBar
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.time_axis import TimeAxis

PRODUCT_TIP = (
    "Bars: the norm of the gradient. Solid line: what may be left at t of the last gradient, its "
    "norm times ‖J[T] ⋯ J[t + 1]‖.\nDotted line: the same with the product of the norms, which is "
    "never less."
)
STRETCH_TIP = (
    "Below: the largest singular value of J[t], the Jacobian of what the layer hands on. Above 1 "
    "some gradients grow in this\ntimestep, below 1 all shrink. A line across a bar is that of the "
    "state's own block, without the other states."
)
MARKED = ("vanishes", "explodes")


class LogPage(QWidget):
    """Norms and products of Jacobians above, the singular values of each Jacobian below."""

    clicked = Signal(int)
    double_clicked = Signal(int)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._showing: Showing | None = None
        self._found: Jacobians | None = None
        self.head = WorkBar("flow_jacobians", themes, "the Jacobians")
        self.norms = NormPlot(themes, (LEFT, RIGHT), self.tell)
        self.stretches = StretchPlot(themes, (LEFT, RIGHT), self.tell)
        self.norms.setAccessibleDescription(PRODUCT_TIP)
        self.stretches.setAccessibleDescription(STRETCH_TIP)
        self.axis = TimeAxis(themes, LEFT, RIGHT)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setSpacing(0)
        for row, widget in enumerate((self.head, self.norms, self.stretches, self.axis)):
            grid.addWidget(widget, row, 0)
        grid.setRowStretch(1, 3)
        grid.setRowStretch(2, 2)
        for plot in (self.norms, self.stretches):
            plot.clicked.connect(self.clicked)
            plot.double_clicked.connect(self.double_clicked)

    def show_flow(self, showing: Showing, found: Jacobians | None, message: str) -> None:
        """`found` are the Jacobians of the iteration, None while they are not known; `message` is
        what stands in their place.
        """
        self._showing, self._found = showing, found
        sheet, present, marks = showing.sheet, showing.present, showing.marks
        shows = showing.iteration is not None
        norms = sheet.total.copy() if shows else np.full_like(sheet.total, np.nan)
        course = trend(norms, present, sheet.timesteps)
        product, bound = self._products(norms, present)
        reach = trend(10.0 ** np.clip(product, -300, 300), np.isfinite(product), sheet.timesteps)
        marked, word = (course, "") if _is_marked(course) else (reach, "‖J⋯J‖ ")
        is_marked = _is_marked(marked)
        self.norms.show_norms(
            Norms(
                showing.road.base,
                norms,
                present.copy(),
                sheet.exists,
                product,
                bound,
                sheet.column(marked.begins) if marked is not None and is_marked else None,
                "" if marked is None else word + marked.kind,
                marks,
                showing.teaching,
            )
        )
        largest, own = self._known("largest"), self._known("own")
        is_bad = np.zeros(len(present), np.bool_) if found is None else present & np.isnan(largest)
        if found is not None and sheet.timesteps.start == 0:
            # There is no J[0].
            is_bad[0] = False
        self.stretches.show_stretches(
            Stretches(
                largest,
                own,
                f"{showing.road.state} alone",
                found is not None and len(found.road.siblings) > 1,
                is_bad,
                marks,
                message if shows else "",
            )
        )
        self.head.sentence.say(
            self._sentence(showing, course, reach),
            strong=is_marked,
            more=f"{PRODUCT_TIP}\n{STRETCH_TIP}",
        )
        self.axis.show_marks(showing.time_marks)

    def table(self) -> Table | None:
        """The numbers shown, a row a timestep; None while there are none."""
        showing = self._showing
        if showing is None or not showing.present.any():
            return None
        names = ["timestep", f"norm of {showing.road.base}", "largest singular value of J"]
        names += ["smallest singular value of J", "log10 of the norm of J[T]...J[t+1]"]
        names += ["log10 of the product of norms"]
        columns = [
            showing.sheet.total,
            *map(self._known, ("largest", "smallest", "product", "bound")),
        ]
        rows: list[list[object]] = [
            [showing.sheet.timesteps[column], *(float(values[column]) for values in columns)]
            for column in np.flatnonzero(showing.present)
        ]
        return names, rows

    def tell(self, column: int) -> str:
        """The numbers of a timestep."""
        showing = self._showing
        if showing is None or not showing.sheet.exists[column]:
            return ""
        road, t = showing.road, showing.sheet.timesteps[column]
        if not showing.present[column]:
            return f"{road.name(t)} has not come by yet"
        lines = [f"‖{road.name(t)}‖ = {exact(float(showing.sheet.total[column]))}"]
        found = self._found
        if found is None:
            return lines[0]
        state = found.state_name.removesuffix("[t]")
        largest = float(found.largest[t])
        if t >= 1:
            lines.append(
                f"J[{t}] = ∂{state}[{t}] / ∂{state}[{t - 1}]: singular values from "
                f"{short(largest)} to {short(float(found.smallest[t]))}, "
                f"{_count(found.growing[t])} of {found.size} above 1"
            )
            if len(found.road.siblings) > 1:
                name = found.road.state
                lines.append(f"of ∂{name}[{t}] / ∂{name}[{t - 1}] alone: {short(found.own[t])}")
        last = found.timesteps[-1]
        if t < last:
            lines.append(
                f"‖J[{last}] ⋯ J[{t + 1}]‖ = {_power(found.product[t])}, "
                f"the product of their norms {_power(found.bound[t])}"
            )
        return "\n".join(lines)

    def _sentence(self, showing: Showing, course: Trend | None, reach: Trend | None) -> str:
        if course is None:
            return "" if showing.iteration is not None else showing.teaching
        text = course.sentence(showing.road.base)
        if reach is not None and _is_marked(reach) and not _is_marked(course):
            last = f"{showing.road.base}[{reach.last}] itself"
            text += (
                f"; of {last} less than a thousandth is left from t = {reach.begins} back"
                if reach.kind == "vanishes"
                else f"; {last} may have grown a thousandfold from t = {reach.begins} back"
            )
        if showing.sheet.program.updates_every_timestep:
            text += "; J[t] is taken at the weights that timestep t reads on the way back"
        return text

    def _known(self, figure: str) -> Array:
        """A figure of the Jacobians, a column each; NaN where it has not come by."""
        showing = self._showing
        assert showing is not None
        values = np.full(len(showing.sheet.timesteps), np.nan)
        if self._found is not None:
            steps = showing.sheet.timesteps
            values[:] = getattr(self._found, figure)[steps.start : steps.stop]
            values[~showing.present] = np.nan
        return values

    def _products(self, norms: Array, present: Array) -> tuple[Array, Array]:
        """Powers of ten of what may be left of the last gradient; all NaN where that is not known
        or 0.
        """
        product, bound = self._known("product"), self._known("bound")
        last = float(norms[-1]) if present[-1] else float("nan")
        with np.errstate(divide="ignore", invalid="ignore"):
            power = float(np.log10(last))
        if not np.isfinite(power):
            product[:], bound[:] = np.nan, np.nan
        return product + power, bound + power


def _is_marked(course: Trend | None) -> bool:
    """Whether there is a place where something begins."""
    return course is not None and course.kind in MARKED and course.begins is not None


def _power(exponent: float) -> str:
    """10 to that power, however far beyond the range of numbers."""
    if not np.isfinite(exponent):
        return "0" if exponent == -np.inf else short(float(exponent))
    if -300 < exponent < 300:
        return short(float(10.0**exponent))
    whole = int(np.floor(exponent))
    return f"{10.0 ** (exponent - whole):.2f}·10^{whole}".replace("-", "−")


def _count(number: float) -> str:
    return "none" if number == 0 else f"{number:.0f}"
