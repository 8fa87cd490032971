"""What the last finished iteration added to one parameter: as a histogram or a heatmap."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import (
    AxisLabels,
    Statistics,
    exact,
    histogram,
    round_up,
    short,
    statistics,
)
from rnn_debugger.views.colours import Array, symmetric_level
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.heatmap import Heatmap, Picture
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.row_axis import RowAxis
from rnn_debugger.views.scale_bar import ScaleBar
from rnn_debugger.views.updates.histogram_view import HistogramView

_HISTOGRAM, _HEATMAP, _ASKING = range(3)


class LastUpdate(QWidget):
    """Shows an array that it is given, or a button that asks for it."""

    asked = Signal()
    """The array is to be worked out although that takes its time."""
    clicked = Signal(int, int)
    """Row and column of an element."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._values: Array = np.zeros((0, 0))
        self._labels = AxisLabels()
        self._name = ""
        self._as_heatmap = False
        self._title = QLabel()
        self._title.setFont(text_font(11))
        self._title.setFixedHeight(18)
        # A title that does not fit is cut off rather than widening the panel.
        self._title.setMinimumWidth(0)
        self._histogram = HistogramView(themes)
        self.heatmap = Heatmap(themes, self._tell)
        self._rows = RowAxis(themes, 46)
        self._scale = ScaleBar(themes, 84)
        self._asking = QLabel()
        self._asking.setWordWrap(True)
        self._asking.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton("Work it out")
        self._button.setObjectName("updates_work_out")
        self._pages = QStackedLayout()
        for page in (self._histogram, self._heatmap_page(), self._asking_page()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 4, 2)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addLayout(self._pages, 1)
        self.heatmap.clicked.connect(self.clicked)
        self._button.clicked.connect(self.asked)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def title(self) -> str:
        return self._title.text()

    def show_as(self, *, heatmap: bool) -> None:
        """As a heatmap, or as a histogram."""
        self._as_heatmap = heatmap
        if self._pages.currentIndex() != _ASKING:
            self._show()

    def show_update(self, name: str, title: str, values: Array, labels: AxisLabels) -> None:
        """`values` (n,) or (n, m) is what was added to the parameter of that name."""
        self._name, self._labels = name, labels
        self._values = np.asarray(values, np.float64).reshape(len(values), -1)
        figures: Statistics = statistics(self._values)
        self._title.setText(f"{title} · norm {short(figures.norm)}")
        self._title.setToolTip(self._title.text())
        self._show()

    def ask(self, title: str, sentence: str, *, can_ask: bool = True) -> None:
        """Say what working it out would take, or why it cannot be had."""
        self._button.setVisible(can_ask)
        self._title.setText(title)
        self._asking.setText(sentence)
        self._pages.setCurrentIndex(_ASKING)

    def _show(self) -> None:
        """Only what can be seen is worked out."""
        self._pages.setCurrentIndex(_HEATMAP if self._as_heatmap else _HISTOGRAM)
        if not self._as_heatmap:
            self._histogram.show_histogram(histogram(self._values))
            return
        rows, columns = self._values.shape
        level = round_up(symmetric_level(self._values))
        self.heatmap.show_picture(Picture(self._values, np.ones(columns, np.bool_), level))
        title = "row" if self._labels.rows is None else "character"
        self._rows.show_rows(rows, title, self._labels.rows, None)
        self._scale.show_scale(level, "signed", logarithmic=False)

    def _heatmap_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 2, 0, 4)
        row.setSpacing(0)
        row.addWidget(self._rows)
        row.addWidget(self.heatmap, 1)
        row.addWidget(self._scale)
        return page

    def _asking_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(self._asking)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _tell(self, row: int, column: int) -> str:
        parts = [
            str(number) if labels is None else f"“{labels[number]}”"
            for number, labels in ((row, self._labels.rows), (column, self._labels.columns))
        ]
        where = ", ".join(parts[: 1 + (self._values.shape[1] > 1)])
        return f"Δ{self._name}[{where}]\n{exact(float(self._values[row, column]))}"

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self._title.setStyleSheet(f"color: {surface.ink.name()}")
        self._asking.setStyleSheet(f"color: {surface.second.name()}")
