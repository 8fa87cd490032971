"""The values as a heatmap, its rows and its scale beside it."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from rnn_debugger.debugger import (
    FamilyScale,
    Program,
    Tensor,
    family,
    family_scale,
    lasting_scale,
    round_level,
    split_name,
)
from rnn_debugger.views.colours import Scale
from rnn_debugger.views.heatmap import Heatmap, Picture
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.row_axis import RowAxis
from rnn_debugger.views.scale_bar import ScaleBar

LARGEST_ROW: Final = 30
"""Pixels; the picture of a few rows is not blown up further."""
_AXIS, _SCALE = 40, 72


class ValueMap(QWidget):
    """A picture of what is shown of one tensor."""

    clicked = Signal(int, int)
    """Row and column of an element."""
    menu_filled = Signal(QMenu, int, int)
    """A context menu for an element, to which something is to be added."""

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self._program = program
        self._content: Content | None = None
        self.heatmap = Heatmap(themes, self._tell)
        self.rows = RowAxis(themes, _AXIS)
        self.scale = ScaleBar(themes, _SCALE)
        self.heatmap.clicked.connect(self.clicked)
        self.heatmap.menu_asked.connect(self._offer)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.rows, 0, 0)
        grid.addWidget(self.heatmap, 0, 1)
        grid.addWidget(self.scale, 0, 2)
        grid.setRowStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.heatmap.setCursor(Qt.CursorShape.CrossCursor)

    def take_program(self, program: Program) -> None:
        self._program = program

    def menu_of(self, row: int, column: int) -> QMenu:
        """What a right click on an element offers."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_filled.emit(menu, row, column)
        return menu

    def _offer(self, row: int, column: int, place: QPoint) -> None:
        self.menu_of(row, column).popup(place)

    def show_content(self, content: Content) -> None:
        self._content = content
        values = content.values
        rows, columns = values.shape
        scale = tensor_scale(self._program, content.tensor)
        finite = np.abs(values[np.isfinite(values)])
        level = round_level(scale, finite.max(initial=0.0, keepdims=True).reshape(-1))
        kind: Scale = "magnitude" if scale.never_negative else "signed"
        present = np.ones(columns, np.bool_)
        chosen = content.place if values.size > 1 else None
        self.heatmap.show_picture(Picture(values, present, level, kind, chosen=chosen))
        self.setMaximumHeight(rows * LARGEST_ROW)
        labels = content.labels.rows
        title = "row" if labels is None else "character"
        self.rows.show_rows(rows, title, labels, content.place[0] if rows > 1 else None)
        self.rows.setVisible(rows > 1)
        self.scale.show_scale(level, kind, logarithmic=False)
        # Beside percentages no scale is missed.
        self.scale.setVisible(rows > 2 and not content.guesses)

    def _tell(self, row: int, column: int) -> str:
        return "" if self._content is None else self._content.tell(row, column)


def tensor_scale(program: Program, tensor: Tensor) -> FamilyScale:
    """The scale of a tensor; that of its family where it has one."""
    base, timestep = split_name(tensor.name)
    found = None if timestep is None else family(program, base)
    if found is not None:
        return family_scale(program, found)
    return lasting_scale(program, tensor.name)
