"""The middle of the window: the graph, and while two runs are compared the other one with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QToolButton, QVBoxLayout, QWidget

from rnn_debugger.debugger import (
    CONTRAST_TEXTS,
    CONTRASTS,
    Contrast,
    Heading,
    why_no_counterpart,
)
from rnn_debugger.views.controls import chooser
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.icons import icon
from rnn_debugger.views.panel import PanelHead, Workbench
from rnn_debugger.views.side_by_side.pair import Pair

BESIDE_FROM = 1240
"""Pixels of width from which two graphs stand beside each other rather than one below the other,
where timesteps stand below each other too.
"""
LEAST_HEIGHT = 140
"""Pixels of a graph that shares the middle with another."""


class Centre(QWidget):
    """Holds the graph. `chosen` asks for another comparison, `closing_asked` for the end of it;
    `divided` says that there are two graphs by now, or one again.
    """

    chosen = Signal(str)
    closing_asked = Signal()
    divided = Signal()

    def __init__(self, graph: GraphPanel, workbench: Workbench) -> None:
        super().__init__()
        self.graph = graph
        self.pair: Pair | None = None
        self.other: QWidget | None = None
        """The second half with its head; None while there is one graph."""
        self.head: PanelHead | None = None
        self.refusal = ""
        """Why there is nothing to compare with, while that is what is shown."""
        self._close: QToolButton | None = None
        self._workbench = workbench
        self._least = graph.canvas.minimumSize()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(graph)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._splitter, 1)
        self.setFocusProxy(graph)
        workbench.themes.changed.connect(self._tint)

    @property
    def is_divided(self) -> bool:
        return self.other is not None

    @property
    def is_beside(self) -> bool:
        return self._splitter.orientation() == Qt.Orientation.Horizontal

    def least_room(self, least: QSize) -> QSize:
        """What the middle needs where one graph needs `least`."""
        if not self.is_divided or self.is_beside:
            return least
        return QSize(least.width(), 2 * least.height())

    def compare(self, pair: Pair) -> None:
        """Show another run with the first."""
        self.end()
        self.pair = pair
        first, second = pair.headings
        self.graph.head.entitle(first.title)
        self.graph.head.ask(first.sentence)
        self._divide(second, pair.contrast, pair.panel)
        self._column.addWidget(pair.strip)
        pair.panel.canvas.setMinimumHeight(LEAST_HEIGHT)
        self.divided.emit()

    def refuse(self, contrast: Contrast) -> None:
        """Say why there is nothing to compare with; another comparison can be chosen."""
        self.end()
        sentence = why_no_counterpart(self._workbench.session, contrast)
        self.refusal = sentence
        heading = Heading("Side by side", "")
        more = "The two update schedules can still be compared: choose that above."
        self._divide(heading, contrast, EmptyState(self._workbench.themes, f"{sentence}\n\n{more}"))
        self.divided.emit()

    def end(self) -> None:
        """One graph again."""
        if self.pair is not None:
            self.pair.close()
            self.pair.strip.setParent(None)
            self.pair.strip.deleteLater()
            self.pair.deleteLater()
            self.pair = None
            self.graph.head.entitle(self.graph.title)
            self.graph.head.ask(self.graph.question)
        if self.other is not None:
            self.other.setParent(None)
            self.other.deleteLater()
            self.other = self.head = self._close = None
            self.refusal = ""
            self.graph.canvas.setMinimumSize(self._least)
            self.divided.emit()

    def _divide(self, heading: Heading, contrast: Contrast, content: QWidget) -> None:
        themes = self._workbench.themes
        self.other = QWidget()
        self.head = PanelHead(heading.title, heading.sentence, themes)
        if self.pair is not None:
            self.head.add_setting(self.pair.note)
            if self.pair.legend is not None:
                self.head.add_setting(self.pair.legend)
        self.head.add_setting(self._chooser(contrast))
        self._close = self._close_button()
        self.head.add_setting(self._close)
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tint()
        self.head.setToolTip(heading.sentence)
        column = QVBoxLayout(self.other)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(content, 1)
        self.graph.canvas.setMinimumHeight(LEAST_HEIGHT)
        self._splitter.addWidget(self.other)
        self._splitter.setSizes([1000, 1000])
        self._orient()

    def _chooser(self, contrast: Contrast) -> QWidget:
        box = chooser(
            "contrast",
            "What the other run is",
            [[(CONTRAST_TEXTS[one], one) for one in CONTRASTS]],
        )
        box.setCurrentIndex(CONTRASTS.index(contrast))
        box.activated.connect(lambda index: self.chosen.emit(CONTRASTS[index]))
        return box

    def _close_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("close_side")
        button.setToolTip("Show one graph again")
        button.clicked.connect(self.closing_asked)
        return button

    def _tint(self) -> None:
        if self._close is not None:
            self._close.setIcon(icon("close", self._workbench.theme))

    def _orient(self) -> None:
        is_wide = self.width() >= BESIDE_FROM
        sides = Qt.Orientation
        self._splitter.setOrientation(sides.Horizontal if is_wide else sides.Vertical)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_divided:
            self._orient()
