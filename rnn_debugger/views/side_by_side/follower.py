"""Brings the second session along wherever the first one is moved."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from rnn_debugger.debugger import Lockstep, Place
from rnn_debugger.views.player import Player


class Follower(QObject):
    """Follows the player of the first session with that of the second: short ways at once, long
    ones in slices, while the window lives. A way forward is gone to its end, and from there on to
    where the first has got to by then; any other is given up for a new one.
    """

    followed = Signal()
    """The first session has moved, and what can be done at once is done."""

    def __init__(self, lockstep: Lockstep, leader: Player, player: Player) -> None:
        super().__init__()
        self._lockstep = lockstep
        self._leader = leader
        self._player = player
        self._towards: Place | None = None
        leader.moved.connect(self.follow)
        player.arrived.connect(self.follow)

    @property
    def is_catching_up(self) -> bool:
        return self._player.is_busy

    def follow(self) -> None:
        """Go where the second session belongs by now."""
        if self._player.is_busy:
            if not self._is_on_the_way():
                # Which says that it has arrived: from there it follows again.
                self._player.pause()
            return
        movement = self._lockstep.catching_up()
        if movement is None:
            self.followed.emit()
        else:
            self._towards = self._lockstep.target
            # Having arrived it comes back to here.
            self._player.carry_out(movement, "going along")

    def end(self) -> None:
        """Follow no more."""
        self._leader.moved.disconnect(self.follow)
        self._player.arrived.disconnect(self.follow)

    def _is_on_the_way(self) -> bool:
        here = Place(*self._lockstep.second.position[1:])
        return self._towards is not None and here <= self._towards <= self._lockstep.target
