"""What the command that sets two runs side by side does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_debugger.debugger import (
    BadInput,
    Contrast,
    Lockstep,
    Session,
    counterpart,
    why_no_counterpart,
)
from rnn_debugger.views.long_call import LongCall
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.side_by_side.centre import Centre
from rnn_debugger.views.side_by_side.pair import Pair

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow


class SideBySideDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, window: MainWindow, workbench: Callable[[], Workbench]) -> None:
        self._window = window
        self._workbench = workbench
        self._calls = LongCall(window)
        self.deeds: dict[str, Callable[[], object]] = {"side_by_side": self._toggle}

    def take(self) -> None:
        """Another session is shown, or none: what is being made is given up."""
        self.cancel()
        if self._window.workspace is not None:
            self._centre.chosen.connect(self.compare)
            self._centre.closing_asked.connect(self._centre.end)

    def cancel(self) -> None:
        """Give up what is being made."""
        self._calls.cancel()

    def compare(self, contrast: Contrast) -> None:
        """Set the session side by side with its counterpart."""
        bench, centre = self._workbench(), self._centre
        if why_no_counterpart(bench.session, contrast):
            centre.refuse(contrast)
            return

        def take(made: Lockstep | BadInput) -> None:
            if isinstance(made, BadInput):
                self._window.tell_error(str(made))
            elif made.first is bench.session and self._window.session is bench.session:
                made.second.history_budget = bench.session.history_budget
                centre.compare(Pair(bench, centre.graph.canvas, made, contrast))

        self._calls.run(lambda: _made(bench.session, contrast), "Making the other run …", take)

    @property
    def _centre(self) -> Centre:
        assert self._window.workspace is not None
        return self._window.workspace.centre

    def _toggle(self) -> None:
        centre = self._centre
        if centre.is_divided:
            centre.end()
        else:
            self.compare("recurrence")


def _made(session: Session, contrast: Contrast) -> Lockstep | BadInput:
    """A session and its counterpart in lock-step."""
    try:
        lockstep = Lockstep(session, counterpart(session, contrast))
        # The pairs are found here: of a large program that takes a while, too.
        assert lockstep.target is not None
    except BadInput as error:
        return error
    return lockstep
