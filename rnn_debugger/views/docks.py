"""Where panels stand: docks round the graph, each with the panel's own head as its title bar."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget

from rnn_debugger.views.panel import Panel


def dock_of(panel: Panel) -> QDockWidget:
    """A dock around a panel; tabs show its title, its head stays above the content."""
    dock = QDockWidget(panel.title)
    dock.setObjectName(f"{panel.name}_dock")
    dock.setFeatures(
        QDockWidget.DockWidgetFeature.DockWidgetMovable
        | QDockWidget.DockWidgetFeature.DockWidgetClosable
    )
    dock.setTitleBarWidget(panel.head)
    dock.setWidget(panel)
    # A tab that is brought to the front is not shown in Qt's sense: it was never hidden.
    dock.visibilityChanged.connect(panel.catch_up)
    return dock
