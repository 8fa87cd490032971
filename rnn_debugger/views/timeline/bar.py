"""Where the timeline stands: along the foot of the window, below all docks."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QToolBar

from rnn_debugger.views.panel import Panel


def bar_of(panel: Panel) -> QToolBar:
    """A bar around a panel. A dock would end at the corner that the inspector takes."""
    bar = QToolBar(panel.title)
    bar.setObjectName(f"{panel.name}_bar")
    bar.setMovable(False)
    bar.setFloatable(False)
    bar.setAllowedAreas(Qt.ToolBarArea.BottomToolBarArea)
    line = "1px solid palette(light)"
    bar.setStyleSheet(f"QToolBar {{ padding: 0; spacing: 0; border: 0; border-top: {line}; }}")
    bar.addWidget(panel)
    layout = bar.layout()
    assert layout is not None
    layout.setContentsMargins(QMargins(0, 1, 0, 0))
    layout.setSpacing(0)
    return bar
