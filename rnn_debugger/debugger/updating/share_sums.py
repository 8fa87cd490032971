"""A parameter's gradient as the sum of its shares: how long they are, and how much cancels."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger.inspecting.explain import Evidence
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.task import Task
from rnn_debugger.debugger.updating.factors import FactorRecord
from rnn_debugger.debugger.updating.largest import largest_index
from rnn_debugger.engine import Array, Index
from rnn_debugger.trace import Progress

CANCELLATION = "cancellation = 1 − ‖Σ share‖ / Σ ‖share‖"
"""0 where all shares point the same way, 1 where nothing is left of them."""
CHUNK = 2_000_000
"""Multiplications between two chances to cancel, one or two milliseconds."""

Recall = Callable[[Sequence[int], Callable[[Evidence], None]], Task[None]]
"""Makes the task of running operations again, handing over the numbers of each."""


@dataclass(frozen=True, eq=False)
class ShareSums:
    """The shares that have arrived of one parameter's gradient.

    `timesteps` (k,) from the first to the last; `norms` (k,) are Euclidean, ‖share[t]‖;
    `projections` (k,) are ⟨share[t], Σ⟩ / ‖Σ‖, signed, and add up to ‖Σ‖; `total` is Σ, of the
    parameter's shape. Where Σ is 0 there is no direction, and the projections are 0.
    """

    parameter: str
    timesteps: tuple[int, ...]
    norms: Array
    projections: Array
    total: Array
    left: Array
    right: Array
    starts: tuple[int, ...]
    """Where in the columns of `left` (n, ΣK) and `right` (m, ΣK) each timestep begins."""

    @property
    def length(self) -> float:
        """Σ ‖share‖, how long the gradient would be if nothing cancelled."""
        return float(self.norms.sum())

    @property
    def norm(self) -> float:
        """‖Σ share‖."""
        return _norm(self.total)

    @property
    def cancellation(self) -> float:
        """1 − ‖Σ share‖ / Σ ‖share‖, from 0 to 1; 0 where all shares are 0."""
        length = self.length
        # Rounding must not make it negative where there is one share.
        return float(np.clip(1 - self.norm / length, 0, 1)) if length else 0.0

    def element(self, index: Index) -> Array:
        """Each share's element at an index: (k,), which add up to the gradient's element."""
        row, column = (*index, 0)[:2]
        with np.errstate(all="ignore"):
            return _by_timestep(self.left[row] * self.right[column], self.starts)

    @property
    def largest(self) -> Index:
        """The index of the total's element of largest magnitude; NaN is larger than anything."""
        return largest_index(self.total)


class ShareCounter:
    """Works out the sums of one parameter in one iteration; only what is new is read anew."""

    def __init__(self, record: FactorRecord) -> None:
        self.record = record
        self._norms: dict[int, float] = {}

    def summing(
        self, moment: Moment, is_edited: Callable[[str], bool], recall: Recall
    ) -> Task[ShareSums | None]:
        """The task of adding up what has arrived at a moment, not yet begun; None where nothing
        has. Factors that the moment does not have any more are run again by `recall`.
        """
        return Task(self._summing(moment, is_edited, recall))

    def _summing(
        self, moment: Moment, is_edited: Callable[[str], bool], recall: Recall
    ) -> Generator[Progress, None, ShareSums | None]:
        record = self.record
        # Read at once: the moment is good until the session moves.
        wanted = [
            operation.id
            for operation in record.missing(moment.reached)
            if not record.read(moment, operation, is_edited)
        ]
        timesteps = record.arrived(moment.reached)
        if not timesteps:
            return None
        if wanted:
            recalling = recall(wanted, record.take)
            while recalling.advance():
                yield recalling.progress
        with np.errstate(all="ignore"):
            return (yield from self._sums(timesteps))

    def _sums(self, timesteps: tuple[int, ...]) -> Generator[Progress, None, ShareSums]:
        record = self.record
        pairs = [record.factors(timestep) for timestep in timesteps]
        widths = [left.shape[1] for left, _ in pairs]
        starts = np.concatenate([[0], np.cumsum(widths)])
        left = np.concatenate([pair[0] for pair in pairs], axis=1)
        right = np.concatenate([pair[1] for pair in pairs], axis=1)
        size = left.shape[0] * right.shape[0]
        chunk = max(CHUNK // (size * max(widths)), 1)
        count, total = len(pairs), np.zeros((left.shape[0], right.shape[0]), left.dtype)
        for first in range(0, count, chunk):
            if first:
                yield Progress(first, 3 * count)
            for place in range(first, min(first + chunk, count)):
                self._measure(timesteps[place], *pairs[place])
            part = slice(starts[first], starts[min(first + chunk, count)])
            total += left[:, part] @ right[:, part].T
        along = np.empty(left.shape[1], left.dtype)
        for first in range(0, count, chunk):
            if first:
                yield Progress(count + 2 * first, 3 * count)
            part = slice(starts[first], starts[min(first + chunk, count)])
            along[part] = np.add.reduce(left[:, part] * (total @ right[:, part]), axis=0)
        norm, begins = _norm(total), tuple(int(start) for start in starts[:-1])
        # What is not finite has a direction of its own, which its projections say.
        projections = _by_timestep(along, begins) / norm if norm else np.zeros(count)
        return ShareSums(
            record.parameter,
            timesteps,
            np.array([self._norms[timestep] for timestep in timesteps]),
            projections,
            total.reshape(record.shape),
            left,
            right,
            begins,
        )

    def _measure(self, timestep: int, left: Array, right: Array) -> None:
        """‖left @ rightᵀ‖; of one column each it is the product of their norms."""
        if timestep in self._norms:
            return
        if left.shape[1] == 1:
            self._norms[timestep] = _norm(left) * _norm(right)
        else:
            self._norms[timestep] = _norm(left @ right.T)


def _norm(values: Array) -> float:
    # Of float32 too, so that its shares add up as closely as those of float64.
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(values.astype(np.float64, copy=False)))


def _by_timestep(columns: Array, starts: tuple[int, ...]) -> Array:
    sums: Array = np.add.reduceat(columns.astype(np.float64, copy=False), starts)
    return sums
