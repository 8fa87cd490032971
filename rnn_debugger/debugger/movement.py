"""A movement under way: it runs in slices of a few milliseconds and can be cancelled between."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Literal, NamedTuple, TypeAlias

from rnn_debugger.recording import Position

Reason: TypeAlias = Literal["condition", "limit", "start", "breakpoint", "paused"]


class Stop(NamedTuple):
    """Why a movement ended, and where."""

    reason: Reason
    position: Position


class Movement:
    """Advance it until it has a `stop`; then the session stands where it says."""

    def __init__(
        self, slices: Generator[None, None, Reason], position: Callable[[], Position]
    ) -> None:
        self.stop: Stop | None = None
        self._slices = slices
        self._position = position

    def advance(self) -> bool:
        """Run one slice; True while there is more to do."""
        if self.stop is not None:
            return False
        try:
            next(self._slices)
        except StopIteration as end:
            self.stop = Stop(end.value, self._position())
            return False
        return True

    def cancel(self) -> None:
        """Stop where it is; what goes back or jumps stays where it began."""
        if self.stop is None:
            self._slices.close()
            self.stop = Stop("paused", self._position())

    def finish(self) -> Stop:
        """Run to the end."""
        while self.advance():
            pass
        assert self.stop is not None
        return self.stop
