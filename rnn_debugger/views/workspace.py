"""The panels of one session, and where they stand round the graph."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow

from rnn_debugger.debugger import Lesson
from rnn_debugger.views.activations.panel import ActivationsPanel
from rnn_debugger.views.branches.panel import BranchesPanel
from rnn_debugger.views.breakpoints.panel import BreakpointsPanel
from rnn_debugger.views.diagnostics.panel import DiagnosticsPanel
from rnn_debugger.views.docks import dock_of
from rnn_debugger.views.flow.panel import FlowPanel
from rnn_debugger.views.gradients.panel import GradientsPanel
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.lessons.panel import LessonPanel
from rnn_debugger.views.loss.panel import LossPanel
from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.operations.panel import OperationsPanel
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.side_by_side.centre import Centre
from rnn_debugger.views.source.panel import SourcePanel
from rnn_debugger.views.timeline.bar import bar_of
from rnn_debugger.views.timeline.panel import TimelinePanel
from rnn_debugger.views.updates.panel import UpdatesPanel

LEFT: tuple[type[Panel], ...] = (SourcePanel, OperationsPanel)
RIGHT: tuple[type[Panel], ...] = (InspectorPanel,)
BOTTOM: tuple[type[Panel], ...] = (
    ActivationsPanel,
    GradientsPanel,
    FlowPanel,
    UpdatesPanel,
    LossPanel,
    BranchesPanel,
    MemoryPanel,
    DiagnosticsPanel,
    BreakpointsPanel,
)


LEAST_GRAPH = QSize(560, 300)
"""Pixels that the graph keeps; in a small window other panels fold away for it."""
LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 290, 320, 230
"""Pixels that the docks have at first."""
BARS_HEIGHT, LEAST_BOTTOM = 130, 200
"""Pixels of menu, toolbar, status line and the graph's head; and of the lower tabs at least."""


class Workspace:
    """Builds the panels, docks them in a window, and takes them away again."""

    def __init__(self, window: QMainWindow, workbench: Workbench) -> None:
        self.workbench = workbench
        self._window = window
        # Before any panel listens, so that panels find the selection where it belongs.
        workbench.player.moved.connect(self._follow)
        self._follow()
        self.docks: list[QDockWidget] = []
        """Those that are always there; the lesson's comes and goes."""
        self._folded: list[QDockWidget] = []
        """Docks put away because the window is small, rather than by the user."""
        self.panels: list[Panel] = []
        self.graph = GraphPanel(workbench)
        self.panels.append(self.graph)
        self.centre = Centre(self.graph, workbench)
        self.centre.divided.connect(lambda: self.follow_window_size(window.size()))
        for kinds in (LEFT, RIGHT, BOTTOM):
            self._build(kinds)
        self.timeline = TimelinePanel(workbench)
        self.panels.append(self.timeline)
        self.lesson = LessonPanel(workbench)
        self._lesson_dock = self._add_lesson()
        self._lesson_beside: tuple[type[Panel], ...] | None = None
        """The docks that it stands with; None while it is not in the window."""
        self._bar = bar_of(self.timeline)
        window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self._bar)
        self.timeline.opened.connect(lambda: self.follow_window_size(window.size()))
        self.arrange()

    def arrange(self) -> None:
        """Put every dock where it stands at first."""
        area = Qt.DockWidgetArea
        docks = iter(self.docks)
        for side, kinds in (
            (area.LeftDockWidgetArea, LEFT),
            (area.RightDockWidgetArea, RIGHT),
            (area.BottomDockWidgetArea, BOTTOM),
        ):
            self._place(side, [next(docks) for _ in kinds])
        self._bar.show()
        self._take_lesson_out()
        self.settle_lesson()

    def begin_lesson(self, lesson: Lesson) -> None:
        """Go to its first station, with the panel that leads through it beside the graph. Raises
        `BadInput` where it does not fit the session.
        """
        self.lesson.begin(lesson)
        self.settle_lesson()
        self._lesson_dock.raise_()

    def settle_lesson(self) -> None:
        """The panel of lessons is shown while one is on: as a tab at the left, or at the right
        where the left has been folded away.
        """
        if self.lesson.lesson is None:
            self._take_lesson_out()
            return
        # Alone at the left it would take the room that was made for the graph.
        is_narrow = self._docks_of(LEFT)[0] in self._folded
        beside = RIGHT if is_narrow else LEFT
        if beside is not self._lesson_beside:
            self._lesson_beside = beside
            side = Qt.DockWidgetArea
            area = side.RightDockWidgetArea if is_narrow else side.LeftDockWidgetArea
            self._window.addDockWidget(area, self._lesson_dock)
            self._window.tabifyDockWidget(self._docks_of(beside)[-1], self._lesson_dock)
            self._lesson_dock.show()
            self._lesson_dock.raise_()

    def show_panel(self, name: str, is_asked: bool = True) -> None:
        """Bring a panel to the front; before the lesson only where a person has asked for it."""
        beside = self._window.tabifiedDockWidgets(self._lesson_dock)
        for dock in self.docks:
            if dock.widget().objectName() == name and (is_asked or dock not in beside):
                dock.show()
                dock.raise_()

    def follow_window_size(self, size: QSize) -> None:
        """Heads hide their questions in a narrow window, and docks make room for the graph: the
        lower tabs fold first, then those at the left. They come back when there is room.
        """
        for panel in self.panels:
            panel.head.follow_window_width(size.width())
        least = self.centre.least_room(LEAST_GRAPH)
        room = size.height() - BARS_HEIGHT - LEAST_BOTTOM
        if not self._bar.isHidden():
            room -= self.timeline.minimumHeight()
        self._fold(BOTTOM, room < least.height())
        width = size.width() - LEFT_WIDTH - RIGHT_WIDTH
        self._fold(LEFT, width < least.width())
        self.settle_lesson()

    def unfold(self) -> None:
        """Show what only the size of the window has put away."""
        for dock in self._folded:
            dock.show()
        self._folded.clear()

    def view_actions(self) -> list[QAction]:
        """What shows and hides each dock, for the menu."""
        return [*(dock.toggleViewAction() for dock in self.docks), self._bar.toggleViewAction()]

    def search(self) -> None:
        """Show the operations and begin a search in them."""
        for dock in self.docks:
            panel = dock.widget()
            if isinstance(panel, OperationsPanel):
                dock.show()
                dock.raise_()
                panel.search()

    def close(self) -> None:
        """Take the docks out of the window and stop the player."""
        self.centre.end()
        self.workbench.player.close()
        for dock in (*self.docks, self._lesson_dock):
            self._window.removeDockWidget(dock)
            # It dies later: until then a layout being restored would find it by its name.
            dock.setParent(None)
            dock.deleteLater()
        self._window.removeToolBar(self._bar)
        self._bar.setParent(None)
        self._bar.deleteLater()

    def _follow(self) -> None:
        self.workbench.selection.follow(self.workbench.moment)

    def _docks_of(self, kinds: tuple[type[Panel], ...]) -> list[QDockWidget]:
        return [dock for dock in self.docks if isinstance(dock.widget(), kinds)]

    def _fold(self, kinds: tuple[type[Panel], ...], fold: bool) -> None:
        for dock in self._docks_of(kinds):
            if fold and dock not in self._folded and not dock.isHidden() and not dock.isFloating():
                self._folded.append(dock)
                dock.hide()
            elif not fold and dock in self._folded:
                self._folded.remove(dock)
                dock.show()

    def _take_lesson_out(self) -> None:
        """Out of the window: a dock that is only hidden keeps a tab among the others."""
        if self._lesson_beside is not None:
            self._lesson_beside = None
            self._window.removeDockWidget(self._lesson_dock)

    def _add_lesson(self) -> QDockWidget:
        self.panels.append(self.lesson)
        dock = dock_of(self.lesson)
        self.lesson.changed.connect(self.settle_lesson)
        self.lesson.pointed.connect(self.show_panel)
        return dock

    def _build(self, kinds: tuple[type[Panel], ...]) -> None:
        for kind in kinds:
            panel = kind(self.workbench)
            self.panels.append(panel)
            self.docks.append(dock_of(panel))

    def _place(self, side: Qt.DockWidgetArea, docks: list[QDockWidget]) -> None:
        for dock in docks:
            dock.setFloating(False)
            if dock is docks[0]:
                self._window.addDockWidget(side, dock)
            else:
                # At once: side by side, even for a moment, they would widen the window.
                self._window.tabifyDockWidget(docks[0], dock)
            dock.show()
        if docks:
            docks[0].raise_()
            area = Qt.DockWidgetArea
            sizes = {area.LeftDockWidgetArea: LEFT_WIDTH, area.RightDockWidgetArea: RIGHT_WIDTH}
            upright = Qt.Orientation.Vertical
            orientation = Qt.Orientation.Horizontal if side in sizes else upright
            self._window.resizeDocks(docks[:1], [sizes.get(side, BOTTOM_HEIGHT)], orientation)
