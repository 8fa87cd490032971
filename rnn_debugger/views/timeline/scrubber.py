"""Going where the mouse points, as it moves: never more than one way at a time, to the newest."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from rnn_debugger.debugger import Position
from rnn_debugger.views.player import Player

ENOUGH_SECONDS = 0.25
"""A way that has taken so long is given up for a newer target."""


class Scrubber(QObject):
    """Takes targets as they come, and leaves out all that have become old meanwhile."""

    changed = Signal()
    """There is a target under way, or none any more."""

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._wanted: Position | None = None
        self._target: Position | None = None
        self._began = 0.0
        self._is_giving_up = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go)
        player.running_changed.connect(self._take_end)

    @property
    def target(self) -> Position | None:
        """Where a long way leads that is under way."""
        return self._target

    def go(self, position: Position) -> None:
        """Go there at once."""
        self._wanted = position
        self._go()

    def aim(self, position: Position) -> None:
        """Go there as soon as the mouse has said all that it has to say by now."""
        self._wanted = position
        # Events of the mouse that wait come first, so that only the last of them counts.
        self._timer.start(0)

    def cancel(self) -> None:
        """Give up what is under way; the cursor stays where it was."""
        self._wanted = None
        self._timer.stop()
        if self._target is not None:
            self._player.pause()

    def _go(self) -> None:
        wanted, player = self._wanted, self._player
        if wanted is None or player.is_running or not self._is_there(wanted):
            self._wanted = None
            return
        if wanted in (self._target, None if self._target else player.session.position):
            self._wanted = None
            return
        if self._target is not None and perf_counter() - self._began < ENOUGH_SECONDS:
            # It goes there when the way under way has ended, or has taken long enough.
            self._timer.start(round(1000 * ENOUGH_SECONDS))
            return
        self._give_up()
        self._wanted, self._target, self._began = None, wanted, perf_counter()
        player.carry_out(player.session.seeking(*wanted[1:], branch=wanted.branch))
        if not player.is_busy:
            self._target = None
        self.changed.emit()

    def _is_there(self, wanted: Position) -> bool:
        """Its branch may have been deleted while it waited."""
        return any(branch.id == wanted.branch for branch in self._player.session.branches)

    def _give_up(self) -> None:
        """Make way for a newer target."""
        self._is_giving_up = True
        if self._player.is_busy:
            self._player.pause()
        self._is_giving_up = False
        self._target = None

    def _take_end(self, is_running: bool) -> None:
        if is_running or self._target is None or self._is_giving_up:
            return
        if self._player.session.position != self._target:
            # Somebody has cancelled it: what was wanted after it is not wanted either.
            self._wanted = None
        self._target = None
        self.changed.emit()
        self._go()
