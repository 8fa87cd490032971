"""The list of a session's breakpoints and watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.engine import Program

Stopper = TypeVar("Stopper", Breakpoint, Watch)


class StopList:
    """Breakpoints and watches in the order in which they were added. Their ids count from 1 and
    never come again. Raises `ValueError` for an id that is not there.
    """

    def __init__(
        self,
        stops: Iterable[Breakpoint | Watch] = (),
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """With stops whose ids are known, as saved; raises `ValueError` where two are the same.
        `changed` is called after every change.
        """
        self._changed = changed
        self._stops: dict[int, Breakpoint | Watch] = {}
        for stop in stops:
            if stop.id in self._stops:
                raise ValueError(f"two breakpoints or watches have the id {stop.id}")
            self._stops[stop.id] = stop
        self._next = max(self._stops, default=0) + 1

    def __getitem__(self, number: int) -> Breakpoint | Watch:
        if number not in self._stops:
            raise ValueError(f"there is no breakpoint or watch {number}")
        return self._stops[number]

    @property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        return tuple(stop for stop in self._stops.values() if isinstance(stop, Breakpoint))

    @property
    def watches(self) -> tuple[Watch, ...]:
        return tuple(stop for stop in self._stops.values() if isinstance(stop, Watch))

    def __iter__(self) -> Iterator[Breakpoint | Watch]:
        return iter(tuple(self._stops.values()))

    def __len__(self) -> int:
        return len(self._stops)

    @property
    def enabled(self) -> tuple[Breakpoint | Watch, ...]:
        return tuple(stop for stop in self._stops.values() if stop.is_enabled)

    def add(self, stop: Stopper) -> Stopper:
        """Add it under an id of its own, whatever it had; returns it with that."""
        added = replace(stop, id=self._next)
        self._stops[added.id] = added
        self._next += 1
        self._changed()
        return added

    def remove(self, number: int) -> None:
        del self._stops[self[number].id]
        self._changed()

    def put_back(self, stop: Breakpoint | Watch) -> None:
        """Bring one back that was removed, with its id, to where it was."""
        self._stops = dict(sorted({**self._stops, stop.id: stop}.items()))
        self._changed()

    def replace(self, stop: Breakpoint | Watch) -> None:
        """Put it in the place of the one with its id."""
        self._stops[self[stop.id].id] = stop
        self._changed()

    def enable(self, number: int) -> None:
        self.replace(replace(self[number], is_enabled=True))

    def disable(self, number: int) -> None:
        self.replace(replace(self[number], is_enabled=False))

    def check(self, program: Program) -> None:
        """Raises `ValueError` for the first that does not fit the program."""
        for stop in self._stops.values():
            stop.check(program)
