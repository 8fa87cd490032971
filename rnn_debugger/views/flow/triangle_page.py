"""The third page: what the loss of each timestep adds to each gradient before it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rnn_debugger.debugger import RoadTriangle, Table, exact, path_sentence, round_up, short
from rnn_debugger.views.colours import Array, Scale
from rnn_debugger.views.controls import toggle
from rnn_debugger.views.flow.showing import LEFT, RIGHT, Showing
from rnn_debugger.views.flow.triangle_map import TriangleMap
from rnn_debugger.views.flow.work_bar import WorkBar
from rnn_debugger.views.heatmap import Picture
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.row_axis import RowAxis
from rnn_debugger.views.scale_bar import ScaleBar
from rnn_debugger.views.time_axis import TimeAxis

SHARE_TIP = (
    "The component of each contribution along the sum, as a share of it: a column adds up to "
    "100 %. Negative is what points against the sum."
)
AGREEMENT = 1e-4
"""Relative difference from which the sum of a column is another one than the gradient."""


class TrianglePage(QWidget):
    """A heatmap of losses and states; a click on a cell says what lies between."""

    cell_clicked = Signal(int, int)
    """The timesteps of the loss and of the state."""
    double_clicked = Signal(int)
    """A column of the axis."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._showing: Showing | None = None
        self._found: RoadTriangle | None = None
        self.head = WorkBar("flow_triangle", themes, "the triangle")
        self.log_button = toggle(
            "flow_triangle_log", "log", "Logarithm: three decades below the largest", checked=True
        )
        self.share_button = toggle("flow_triangle_share", "share", SHARE_TIP)
        for button in (self.log_button, self.share_button):
            button.setFixedHeight(20)
            button.toggled.connect(self._redraw)
            self.head.row.addWidget(button)
        self.map = TriangleMap(themes, self.tell)
        self.rows = RowAxis(themes, LEFT)
        self.scale = ScaleBar(themes, RIGHT)
        self.axis = TimeAxis(themes, LEFT, RIGHT)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setSpacing(0)
        grid.addWidget(self.head, 0, 0, 1, 3)
        grid.addWidget(self.rows, 1, 0)
        grid.addWidget(self.map, 1, 1)
        grid.addWidget(self.scale, 1, 2)
        grid.addWidget(self.axis, 2, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        self._chosen: tuple[int, int] | None = None
        self._message = ""
        self.map.clicked.connect(self._click)
        self.map.double_clicked.connect(lambda row, column: self.double_clicked.emit(column))

    def show_flow(
        self,
        showing: Showing,
        found: RoadTriangle | None,
        message: str,
        chosen: tuple[int, int] | None,
    ) -> None:
        """`found` is the triangle of the road, None while it is not known; `message` is what stands
        in its place. `chosen` are the timesteps of a loss and of a state.
        """
        self._showing, self._found = showing, found
        self._chosen, self._message = chosen, message
        timesteps, marks = showing.sheet.timesteps, showing.marks
        losses = found.losses if found is not None else tuple(timesteps[1:] or timesteps)
        values = np.zeros((len(losses), len(timesteps))) if found is None else self._values(found)
        present = showing.present if found is not None else np.zeros(len(timesteps), np.bool_)
        level, scale, is_log = self._level(values[:, present])
        cell = self._cell(found, chosen)
        self.map.set_ends(tuple(loss - timesteps.start + 1 for loss in losses))
        self.map.show_picture(
            Picture(
                values,
                present.copy(),
                level,
                scale,
                marked_column=marks.selected,
                chosen=cell,
                logarithmic=is_log,
                current_column=marks.current,
                current_phase=marks.phase,
                message=message,
                message_side="left",
            )
        )
        names = tuple(map(str, losses))
        self.rows.show_rows(len(losses), "loss[s]", names, None if cell is None else cell[0])
        shown_level = level if found is not None and present.any() else float("nan")
        self.scale.show_scale(shown_level, scale, logarithmic=is_log)
        self.log_button.setEnabled(not self.share_button.isChecked())
        self._say(showing, found, cell)
        self.axis.show_marks(showing.time_marks)

    def table(self) -> Table | None:
        """The numbers shown, a row for each loss and state; None while there are none."""
        found, showing = self._found, self._showing
        if found is None or showing is None or not showing.present.any():
            return None
        base = found.road.base
        names = [
            "s, timestep of the loss",
            "k, timestep",
            f"norm of loss[s]'s part of {base}[k]",
            f"along {base}[k]",
        ]
        rows: list[list[object]] = [
            [
                found.losses[row],
                found.timesteps[column],
                float(found.norms[row, column]),
                float(found.along[row, column]),
            ]
            for row, column in np.argwhere(found.reached & showing.present).tolist()
        ]
        return names, rows

    def tell(self, row: int, column: int) -> str:
        """The numbers of a cell."""
        found, showing = self._found, self._showing
        if found is None or showing is None or not showing.present[column]:
            return ""
        name = found.road.name(found.timesteps[column])
        norm, along = float(found.norms[row, column]), float(found.along[row, column])
        total = float(found.total[column])
        lines = [f"from loss[{found.losses[row]}] to {name}: ‖·‖ = {exact(norm)}"]
        if total > 0:
            share = f"{short(100 * along / total)} %"
            lines.append(f"along {name}: {exact(along)}, {share} of {exact(total)}")
        return "\n".join(lines)

    def _values(self, found: RoadTriangle) -> Array:
        if not self.share_button.isChecked():
            return found.norms
        with np.errstate(all="ignore"):
            shares: Array = np.where(found.total == 0, 0.0, found.along / found.total)
        return shares

    def _level(self, values: Array) -> tuple[float, Scale, bool]:
        """The end of the scale, its kind, and whether it is logarithmic."""
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max(initial=0.0))
        if self.share_button.isChecked():
            return round_up(largest), "signed", False
        is_log = self.log_button.isChecked()
        return round_up(largest, (1.0, 10.0)) if is_log else round_up(largest), "magnitude", is_log

    def _cell(
        self, found: RoadTriangle | None, chosen: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        if found is None or chosen is None or chosen[0] not in found.losses:
            return None
        return found.losses.index(chosen[0]), chosen[1] - found.timesteps.start

    def _say(
        self, showing: Showing, found: RoadTriangle | None, cell: tuple[int, int] | None
    ) -> None:
        if found is None:
            self.head.sentence.say(showing.teaching if showing.iteration is None else "")
        elif cell is not None and showing.present[cell[1]]:
            loss, timestep = found.losses[cell[0]], found.timesteps[cell[1]]
            self.head.sentence.say(path_sentence(found, loss, timestep), strong=True)
        elif self._differs(showing, found):
            self.head.sentence.say(
                f"Columns do not add up to {found.road.base}[t]: gradients were edited by hand",
                strong=True,
            )
        else:
            base = found.road.base
            self.head.sentence.say(
                f"What each loss[s] adds to {base}[t]: a column adds up to the whole. Click a cell "
                "to see its way through the graph"
            )

    def _differs(self, showing: Showing, found: RoadTriangle) -> bool:
        """Whether the gradients of the run are others than what the losses add up to."""
        total, run = found.total[showing.present], showing.sheet.total[showing.present]
        with np.errstate(all="ignore"):
            wrong = np.abs(total - run) > AGREEMENT * np.maximum(total, run)
        return bool(wrong.any())

    def _click(self, row: int, column: int) -> None:
        if self._found is not None:
            self.cell_clicked.emit(self._found.losses[row], self._found.timesteps[column])

    def _redraw(self) -> None:
        if self._showing is not None:
            self.show_flow(self._showing, self._found, self._message, self._chosen)
