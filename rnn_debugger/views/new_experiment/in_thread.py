"""Work in a thread of its own: pure computing that knows no slices, begun and handed over here."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer

from rnn_debugger.debugger import BadInput

LOOK_MILLISECONDS = 15
"""Between two looks at whether it is done."""


class InThread(QObject):
    """One piece of work at a time, begun when nothing else was asked for a while.

    What is given up runs on unseen to its end, and nobody hears of it. The work may not touch Qt.
    """

    def __init__(self, wait: int, parent: QObject) -> None:
        """`wait` is in milliseconds: while somebody types nothing is begun."""
        super().__init__(parent)
        self._work: _Work | None = None
        self._take: Callable[[Any], None] = _nothing
        self._fail: Callable[[BadInput], None] = _nothing
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(wait)
        self._wait.timeout.connect(self._begin)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MILLISECONDS)
        self._look.timeout.connect(self._hand_over)

    @property
    def is_busy(self) -> bool:
        return self._wait.isActive() or self._look.isActive()

    def start(
        self,
        compute: Callable[[], Any],
        take: Callable[[Any], None],
        fail: Callable[[BadInput], None],
    ) -> None:
        """Compute something soon, in place of what was asked for before; then either its result
        is taken, or what was wrong with the input.
        """
        self.cancel()
        self._work, self._take, self._fail = _Work(compute), take, fail
        self._wait.start()

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._wait.stop()
        self._look.stop()
        self._work = None

    def _begin(self) -> None:
        # At the end of the program nobody waits for it.
        assert self._work is not None
        Thread(target=self._work.run, daemon=True).start()
        self._look.start()

    def _hand_over(self) -> None:
        work = self._work
        assert work is not None
        if not work.is_done:
            return
        self.cancel()
        if isinstance(work.error, BadInput):
            self._fail(work.error)
        elif work.error is not None:
            raise work.error
        else:
            self._take(work.result)


class _Work:
    def __init__(self, compute: Callable[[], Any]) -> None:
        self.result: Any = None
        self.error: Exception | None = None
        self.is_done = False
        self._compute = compute

    def run(self) -> None:
        try:
            self.result = self._compute()
        except Exception as error:
            self.error = error
        self.is_done = True


def _nothing(_: Any) -> None:
    pass
