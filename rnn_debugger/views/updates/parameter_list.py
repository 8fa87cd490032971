"""The parameters with their colours and the numbers of one iteration."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy

from rnn_debugger.debugger import short
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.updates.palette import parameter_colour

ROW = 19
"""Pixels."""


class ParameterList(QListWidget):
    """Serves as the legend of the curves; the current row is the parameter looked at."""

    chosen = Signal(str)
    """A parameter, chosen by hand."""

    def __init__(self, themes: Themes, parameters: Sequence[str]) -> None:
        super().__init__()
        self._themes = themes
        self._parameters = tuple(parameters)
        self._widest = max(map(len, self._parameters), default=0)
        self.setObjectName("updates_parameters")
        self.setFont(number_font(11))
        self.setIconSize(QSize(14, 12))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        for parameter in self._parameters:
            item = QListWidgetItem(parameter)
            item.setSizeHint(QSize(0, ROW))
            self.addItem(item)
        self._guide = QListWidgetItem()
        self._guide.setFlags(Qt.ItemFlag.NoItemFlags)
        self._guide.setSizeHint(QSize(0, ROW))
        self.addItem(self._guide)
        self.setCurrentRow(0)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * (self._widest + 12)) + 34)
        self.itemClicked.connect(self._tell)
        self.itemActivated.connect(self._tell)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def current(self) -> str:
        return self._parameters[self.currentRow()]

    def choose(self, parameter: str) -> None:
        self.setCurrentRow(self._parameters.index(parameter))

    def show_values(self, values: Sequence[float | None]) -> None:
        """A number for each parameter; None where there is nothing to say yet."""
        for row, value in enumerate(values):
            name = self._parameters[row].ljust(self._widest)
            text = "" if value is None else short(value)
            self.item(row).setText(f"{name} {text:>10}")

    def show_guide(self, text: str) -> None:
        """What the dashed line of the plot means; empty where there is none."""
        self._guide.setText(text)
        self._guide.setHidden(not text)

    def _tell(self, item: QListWidgetItem) -> None:
        if item is not self._guide:
            self.chosen.emit(self.current)

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"QListWidget {{ background: {surface.canvas.name()}; color: {surface.ink.name()}; }}"
            f"QListWidget::item:selected {{ background: {surface.selection.name()};"
            f" color: {surface.ink.name()}; }}"
        )
        for row in range(len(self._parameters)):
            colour = parameter_colour(row, is_dark=self._themes.current.is_dark)
            self.item(row).setIcon(_stroke(QPen(colour, 3)))
        self._guide.setIcon(_stroke(QPen(surface.second, 1, Qt.PenStyle.DashLine)))
        self._guide.setForeground(surface.second)


def _stroke(pen: QPen) -> QIcon:
    """A short piece of a line; the same in a row that is selected or cannot be."""
    pixmap = QPixmap(14, 12)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(pen)
    painter.drawLine(0, 6, 14, 6)
    painter.end()
    icon = QIcon(pixmap)
    for mode in (QIcon.Mode.Selected, QIcon.Mode.Disabled):
        icon.addPixmap(pixmap, mode)
    return icon
