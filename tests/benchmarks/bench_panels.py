"""A step with more panels in sight: ``pytest tests/benchmarks/bench_panels.py``.

Gradient flow, updates, memory and diagnostics stand under the graph, all of them in sight, on
each of their pages in turn; beside it the same step while they are hidden.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget

from rnn_debugger.app import create_window

PANELS = ("flow", "updates", "memory", "diagnostics")
PAGES = (
    ("parts", "Shares", "Now"),
    ("log", "Optimizer", "Bytes"),
    ("triangle", "Before/after", "Lives"),
    ("parts", "Ratio", "Strategies"),
)
"""Of flow, updates and memory, shown together."""
STEPS = 60
WIDTH, HEIGHT = 1920, 1200


@pytest.fixture
def window(qapp, tmp_path):
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    found = create_window("char-rnn", store=store)
    found.resize(WIDTH, HEIGHT)
    found.show()
    found.activateWindow()
    QTest.qWait(200)
    yield found
    found.close()


def test_a_step_with_these_panels_shown(qapp, window, capsys):
    panels = {panel.name: panel for panel in window.workspace.panels}
    docks = [dock for dock in window.workspace.docks if dock.widget().objectName() in PANELS]
    count = len(window.session.program)
    places = (("forward", count // 4), ("backward", 3 * count // 4))
    rows = []
    for dock in docks:
        dock.hide()
    for phase, place in places:
        rows.append(_row(qapp, window, place, f"hidden {phase}"))
    _side_by_side(window, docks)
    QTest.qWait(200)
    assert all(panels[name].is_in_sight for name in PANELS)
    assert window.width() == WIDTH, "the panels have no room beside each other"
    for flow, updates, memory in PAGES:
        panels["flow"].show_page(flow)
        for panel, label in ((panels["updates"], updates), (panels["memory"], memory)):
            panel.show_page(next(page for page in panel.pages if page.label == label))
        for phase, place in places:
            rows.append(_row(qapp, window, place, f"{flow}, {updates}, {memory} {phase}"))
    with capsys.disabled():
        print("\n" + "\n".join(rows))


def _side_by_side(window, docks: list[QDockWidget]) -> None:
    """Each dock in a place of its own under the graph, two by two, none behind another."""
    for dock in docks:
        window.removeDockWidget(dock)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        dock.show()
    flow, updates, memory, diagnostics = docks
    window.splitDockWidget(flow, memory, Qt.Orientation.Vertical)
    window.splitDockWidget(flow, updates, Qt.Orientation.Horizontal)
    window.splitDockWidget(memory, diagnostics, Qt.Orientation.Horizontal)
    QTest.qWait(100)
    window.resizeDocks([flow, memory], [HEIGHT // 5, HEIGHT // 5], Qt.Orientation.Vertical)
    # It has grown while they stood in one row.
    window.resize(WIDTH, HEIGHT)


def _row(qapp, window, place: int, label: str) -> str:
    window.session.seek(2, place)
    # What is worked out in the background for this place is done before the first step.
    QTest.qWait(500)
    seconds = sorted(_key_to_painted(qapp, window) for _ in range(STEPS))
    return (
        f"{label:42s} median {1e3 * median(seconds):5.1f} ms, "
        f"nine of ten within {1e3 * seconds[STEPS * 9 // 10 - 1]:5.1f} ms, "
        f"longest {1e3 * seconds[-1]:5.1f} ms"
    )


def _key_to_painted(qapp, window) -> float:
    began = perf_counter()
    QTest.keyClick(window, Qt.Key.Key_F11)
    # Painting is done when the events that the step has posted are.
    qapp.processEvents()
    return perf_counter() - began
