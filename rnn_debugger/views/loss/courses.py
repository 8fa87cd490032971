"""The losses of a branch as they are drawn: each of them, and their smooth course. No Qt."""

from __future__ import annotations

from rnn_debugger.debugger import Peaks, Results, Smoothed

HORIZON = 100
"""Iterations that the smooth curve averages over, about."""


class Course:
    """What is known of one branch's results; only what is new is looked at."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.losses, self.smooth = Peaks(), Peaks()
        self._smoothed = Smoothed(HORIZON)

    def __len__(self) -> int:
        """Iterations, as of the last `follow`."""
        return len(self.losses)

    def follow(self) -> None:
        """Take in what has been finished since."""
        if len(self.results) > len(self.losses):
            self.losses.extend(self.results.loss)
            self._smoothed.extend(self.results.loss)
            self.smooth.extend(self._smoothed.values)

    def loss(self, iteration: int) -> float:
        return float(self.results.loss[iteration])

    def mean(self, iteration: int) -> float:
        return float(self._smoothed.values[iteration])
