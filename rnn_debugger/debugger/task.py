"""A long task under way: it runs in slices of a few milliseconds and can be cancelled between."""

from __future__ import annotations

from collections.abc import Callable, Generator
from threading import Thread
from typing import Generic, TypeVar

from rnn_debugger.trace import Progress

Result = TypeVar("Result")


LOOK_SECONDS = 0.01
"""How long a slice waits for work in a thread."""


def in_thread(work: Callable[[], Result], progress: Progress) -> Generator[Progress, None, Result]:
    """Slices for a task whose work is one long call: it runs in a thread of its own, so that a
    window lives meanwhile. What it raises is raised here. A thread cannot be stopped: one that is
    given up ends by itself, and what came of it is gone.
    """
    results: list[Result] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            errors.append(error)

    thread = Thread(target=run, name="task", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(LOOK_SECONDS)
        yield progress
    if errors:
        raise errors[0]
    return results[0]


class Task(Generic[Result]):
    """Advance it until that is False, or finish it; `progress` says how far it is.

    What goes wrong is raised by `advance`, and ends the task.
    """

    def __init__(self, slices: Generator[Progress, None, Result]) -> None:
        self.progress = Progress(0, 0)
        self._slices = slices
        self._results: list[Result] = []

    @property
    def is_done(self) -> bool:
        return bool(self._results)

    def advance(self) -> bool:
        """Run one slice; True while there is more to do."""
        if self.is_done:
            return False
        try:
            self.progress = next(self._slices)
        except StopIteration as end:
            self._results.append(end.value)
            return False
        return True

    def cancel(self) -> None:
        """Give up; what was begun is cleared away. A task that is done stays so."""
        self._slices.close()

    def finish(self) -> Result:
        """Run to the end; what the task was for."""
        while self.advance():
            pass
        return self._results[0]
