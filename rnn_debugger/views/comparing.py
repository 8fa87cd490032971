"""Which branch the current one is compared with, and what was found; panels share it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from rnn_debugger.debugger import Comparison, Difference, Moment


class Comparing(QObject):
    """The comparison that was made last. It holds for the position that it was made at."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._branch: int | None = None
        self._found: Comparison | None = None

    @property
    def branch(self) -> int | None:
        """The branch to compare with; None while none was chosen."""
        return self._branch

    def choose(self, branch: int | None) -> None:
        """Compare with another branch, or with none."""
        if branch != self._branch:
            self._branch, self._found = branch, None
            self.changed.emit()

    def show(self, found: Comparison | None) -> None:
        if found is not self._found:
            self._found = found
            self.changed.emit()

    def at(self, moment: Moment) -> Comparison | None:
        """What was found for a moment; None where nothing is known of it."""
        found = self._found
        return found if found is not None and found.position == moment.position else None

    def difference(self, moment: Moment, tensor: str) -> Difference | None:
        """How a tensor differs, where it does."""
        found = self.at(moment)
        return None if found is None else found.by_tensor.get(tensor)
