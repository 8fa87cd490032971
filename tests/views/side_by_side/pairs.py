"""Two runs in lock-step on the screen, for the tests."""

from __future__ import annotations

from typing import Any

from rnn_debugger.debugger import Contrast, Lockstep, Session, counterpart
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.side_by_side.centre import Centre
from rnn_debugger.views.side_by_side.pair import Pair
from tests.support.panels import bench, on_screen


def compared(
    qtbot: Any, run: Session, contrast: Contrast = "recurrence", size: tuple[int, int] = (900, 800)
) -> Centre:
    """The middle of a window, divided, on a session."""
    workbench = bench(run)
    centre = Centre(GraphPanel(workbench), workbench)
    on_screen(qtbot, centre, *size)
    lockstep = Lockstep(run, counterpart(run, contrast))
    centre.compare(Pair(workbench, centre.graph.canvas, lockstep, contrast))
    qtbot.wait(1)
    return centre


def settle(qtbot: Any, pair: Pair) -> None:
    """Wait until the second has caught up."""
    qtbot.waitUntil(lambda: not pair.player.is_busy, timeout=20_000)
