"""The panels of one session, and where they stand round the graph."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from rnn_debugger.views.docks import dock_of
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.panel import Panel, Workbench

LEFT: tuple[type[Panel], ...] = ()
RIGHT: tuple[type[Panel], ...] = ()
BOTTOM: tuple[type[Panel], ...] = ()


class Workspace:
    """Builds the panels, docks them in a window, and takes them away again."""

    def __init__(self, window: QMainWindow, workbench: Workbench) -> None:
        self.workbench = workbench
        self._window = window
        # Before any panel listens, so that panels find the selection where it belongs.
        workbench.player.moved.connect(self._follow)
        self._follow()
        self.docks: list[QDockWidget] = []
        self.panels: list[Panel] = []
        self.graph = GraphPanel(workbench)
        self.panels.append(self.graph)
        for kinds in (LEFT, RIGHT, BOTTOM):
            self._build(kinds)
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

    def follow_window_width(self, width: int) -> None:
        """Heads hide their questions in a narrow window."""
        for panel in self.panels:
            panel.head.follow_window_width(width)

    def close(self) -> None:
        """Take the docks out of the window and stop the player."""
        self.workbench.player.close()
        for dock in self.docks:
            self._window.removeDockWidget(dock)
            dock.deleteLater()

    def _follow(self) -> None:
        self.workbench.selection.follow(self.workbench.moment)

    def _build(self, kinds: tuple[type[Panel], ...]) -> None:
        for kind in kinds:
            panel = kind(self.workbench)
            self.panels.append(panel)
            self.docks.append(dock_of(panel))

    def _place(self, side: Qt.DockWidgetArea, docks: list[QDockWidget]) -> None:
        for dock in docks:
            dock.setFloating(False)
            self._window.addDockWidget(side, dock)
            dock.show()
        for dock in docks[1:]:
            self._window.tabifyDockWidget(docks[0], dock)
        if docks:
            docks[0].raise_()
            sizes = {Qt.DockWidgetArea.BottomDockWidgetArea: 230}
            orientation = Qt.Orientation.Vertical if side in sizes else Qt.Orientation.Horizontal
            self._window.resizeDocks(docks[:1], [sizes.get(side, 320)], orientation)
