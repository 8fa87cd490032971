"""Everything of one comparison: the second session with its player, its graph, the figures."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from rnn_debugger.debugger import (
    Contrast,
    Lockstep,
    branch_sentence,
    cost_sentence,
    headings,
    side_figures,
    updated_lines,
)
from rnn_debugger.views.controls import Note
from rnn_debugger.views.graph.canvas import Canvas
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.player import Player
from rnn_debugger.views.side_by_side.canvas_link import CanvasLink
from rnn_debugger.views.side_by_side.counterpart_panel import CounterpartPanel
from rnn_debugger.views.side_by_side.figures_strip import FiguresStrip
from rnn_debugger.views.side_by_side.follower import Follower
from rnn_debugger.views.updated_mark import UpdatedLegend

BEAT_MILLISECONDS = 100
"""Between two looks at how far the second has come."""


class Pair(QObject):
    """Two runs in lock-step on the screen; `close` ends it."""

    def __init__(
        self, workbench: Workbench, canvas: Canvas, lockstep: Lockstep, contrast: Contrast
    ) -> None:
        """`workbench` and `canvas` are those of the first session."""
        super().__init__()
        self.lockstep = lockstep
        self.contrast = contrast
        self.headings = headings(lockstep.first, lockstep.second, contrast)
        self.player = Player(lockstep.second, self)
        self.follower = Follower(lockstep, workbench.player, self.player)
        bench = Workbench(lockstep.second, self.player, workbench.selection, workbench.themes)
        self.panel = CounterpartPanel(bench, lockstep, workbench.player, self.follower)
        self.strip = FiguresStrip(workbench.themes)
        self.note = Note(workbench.themes)
        self.legend: UpdatedLegend | None = None
        """What the sign of updated weights means, where only the second graph has it."""
        if not updated_lines(lockstep.first.program):
            self.legend = UpdatedLegend(workbench.themes, lockstep.second.program)
        self._link = CanvasLink(canvas, self.panel.canvas)
        self._beat = QTimer(self, interval=BEAT_MILLISECONDS)
        self._beat.timeout.connect(self.refresh)
        self.follower.followed.connect(self.refresh)
        self.player.running_changed.connect(self._beat_while)
        self.follower.follow()
        self.refresh()

    def refresh(self) -> None:
        """Show the figures of where both stand now."""
        first, second = self.lockstep.first, self.lockstep.second
        titles = tuple(heading.title.partition(":")[0] for heading in self.headings)
        sentences = [cost_sentence(first, second, self.contrast), branch_sentence(first)]
        if self.contrast == "recurrence":
            sentences.append(self.headings[1].sentence)
        self.strip.show_figures(
            (titles[0], titles[1]), side_figures(first, second), " ".join(filter(None, sentences))
        )
        self._tell()

    def close(self) -> None:
        """Let go of both sessions and the first graph."""
        self._beat.stop()
        self._link.end()
        self.follower.end()
        self.player.close()

    def _alone(self) -> str:
        """What the second has done of its own with the last step."""
        count = self.lockstep.ran_alone
        noun = "operation" if count == 1 else "operations"
        return f"{count} {noun} of its own came first" if count else ""

    def _beat_while(self, is_running: bool) -> None:
        if is_running:
            self._beat.start()
        else:
            self._beat.stop()
            self._tell()

    def _tell(self) -> None:
        """How far a way that takes long has been gone."""
        if not self.follower.is_catching_up:
            self.note.show_text(self.panel.rest_sign.sentence or self._alone())
            return
        distance = self.lockstep.distance
        where = "behind" if distance > 0 else "ahead, going back"
        self.note.show_text(f"{abs(distance):,} operations {where} …")
