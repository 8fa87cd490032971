"""The first page: what comes from this step, and what from t + 1."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from rnn_debugger.debugger import Table, exact
from rnn_debugger.views.controls import toggle
from rnn_debugger.views.flow.parts_bars import Bars, PartsBars
from rnn_debugger.views.flow.showing import LEFT, RIGHT, Showing
from rnn_debugger.views.flow.work_bar import WorkBar
from rnn_debugger.views.legend import Legend
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.time_axis import TimeAxis

EXPLANATION = (
    "A bar is as high as ‖dh[t]‖. Its parts are the components of the two gradients along their "
    "sum: norms of the parts would not add up, these do. A part that points against the sum goes "
    "below 0."
)


class PartsPage(QWidget):
    """Bars of two parts over the timesteps, filling from right to left."""

    clicked = Signal(int)
    double_clicked = Signal(int)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._showing: Showing | None = None
        self.head = WorkBar("flow_parts", themes)
        self.share_button = toggle(
            "flow_share",
            "share",
            "Every bar equally high: what it is made of, however small it is",
        )
        self.share_button.setFixedHeight(20)
        self.legend = Legend(themes, ())
        # In a narrow window names are cut rather than the panel widened.
        self.legend.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.legend.setMinimumWidth(1)
        self.head.row.insertWidget(0, self.legend)
        self.head.row.addWidget(self.share_button)
        self.bars = PartsBars(themes, (LEFT, RIGHT), self.tell)
        self.bars.setAccessibleDescription(EXPLANATION)
        self.legend.setToolTip(EXPLANATION)
        self.axis = TimeAxis(themes, LEFT, RIGHT)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setSpacing(0)
        grid.addWidget(self.head, 0, 0)
        grid.addWidget(self.bars, 1, 0)
        grid.addWidget(self.axis, 2, 0)
        grid.setRowStretch(1, 1)
        self.bars.clicked.connect(self.clicked)
        self.bars.double_clicked.connect(self.double_clicked)
        self.share_button.toggled.connect(self._redraw)

    def show_flow(self, showing: Showing) -> None:
        self._showing = showing
        sheet, road = showing.sheet, showing.road
        blank = np.full_like(sheet.along, np.nan)
        shows = showing.iteration is not None
        self.bars.show_bars(
            Bars(
                sheet.along.copy() if shows else blank,
                sheet.norms.copy() if shows else blank,
                sheet.total.copy() if shows else blank[0],
                showing.present.copy(),
                sheet.exists,
                road.meets_loss,
                self.share_button.isChecked(),
                showing.marks,
                showing.teaching,
            )
        )
        self.legend.show_entries(
            [
                (f" from {road.own_source}", self._own, 8.0),
                (" handed back by t + 1", self._handed, 8.0),
                (f"‖{road.base}[t]‖", self._ink, 2.0),
            ]
        )
        self.axis.show_marks(showing.time_marks)

    def table(self) -> Table | None:
        """The numbers shown, a row a timestep; None while there are none."""
        showing = self._showing
        if showing is None or not showing.present.any():
            return None
        base = showing.road.base
        names = ["timestep", f"norm of {base}", "own part along it", "part of t + 1 along it"]
        names += ["norm of own part", "norm of the part of t + 1"]
        sheet = showing.sheet
        rows: list[list[object]] = [
            [
                sheet.timesteps[column],
                float(sheet.total[column]),
                *(float(number) for number in sheet.along[:, column]),
                # A part that there is not has no norm, which is not the same as NaN.
                *(
                    float(norm) if has else None
                    for norm, has in zip(
                        sheet.norms[:, column], sheet.has_part[:, column], strict=True
                    )
                ),
            ]
            for column in np.flatnonzero(showing.present)
        ]
        return names, rows

    def tell(self, column: int) -> str:
        """The numbers of a timestep."""
        showing = self._showing
        if showing is None or not showing.sheet.exists[column]:
            return ""
        sheet, road = showing.sheet, showing.road
        t = sheet.timesteps[column]
        if not showing.present[column]:
            return f"{road.name(t)} has not come by yet"
        total = float(sheet.total[column])
        lines = [f"‖{road.name(t)}‖ = {exact(total)}"]
        for side, source in enumerate((road.own_source, f"t = {t + 1}")):
            if sheet.has_part[side, column]:
                along, norm = (float(x[side, column]) for x in (sheet.along, sheet.norms))
                share = f", {100 * along / total:.1f} %".replace("-", "−") if total > 0 else ""
                lines.append(
                    f"from {source}: {exact(along)} along it{share}; its own norm is {exact(norm)}"
                )
        return "\n".join(lines)

    def _redraw(self) -> None:
        if self._showing is not None:
            self.show_flow(self._showing)

    def _own(self) -> QColor:
        return self.bars.colours()[0][0]

    def _handed(self) -> QColor:
        return self.bars.colours()[1][0]

    def _ink(self) -> QColor:
        return self._themes.current.surface.ink
