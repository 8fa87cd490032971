"""What the loss of each timestep adds to the gradient of each earlier state.

The itemised gradients of RNNbow (Cashman, Patterson, Mosca, Watts, Robinson and Chang, *RNNbow:
Visualizing Learning via Backpropagation Gradients in RNNs*, 2019): dL/dh[k] = Σ_s dloss[s]/dh[k],
s ≥ k. The backward sweep is linear, so that one sweep carries all losses side by side.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from rnn_debugger.debugger.families.sheet import column_norms
from rnn_debugger.debugger.flow.backward import (
    Carrier,
    Columns,
    Sweep,
    Values,
    sweep_of,
)
from rnn_debugger.debugger.flow.roads import Road, roads
from rnn_debugger.engine import Array, Program, telling
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress

VECTOR_BYTES: Final = 64 * 2**20
"""Up to which the contributions themselves are kept, and not their sizes alone."""

TINY, HUGE = 1e-250, 1e250
"""Sums of squares between them have lost nothing."""


@dataclass(frozen=True, eq=False)
class RoadTriangle:
    """The contributions to the gradients of one road: rows are losses, columns timesteps.

    `norms` (losses, columns) are their Euclidean norms, `along` their components along the whole
    gradient: these add up, down a column, to `total` (columns,), the norm of the sum. What no loss
    reaches is 0. `vectors` hold, by timestep, the contributions themselves, (units, losses that
    reach it), the last loss first; None where they would be too large.
    """

    road: Road
    losses: tuple[int, ...]
    timesteps: range
    norms: Array
    along: Array
    total: Array
    vectors: dict[int, Array] | None

    @property
    def reached(self) -> Array:
        """Whether the loss of a row can reach the state of a column at all, s ≥ k: bool."""
        losses = np.array(self.losses, np.intp)[:, None]
        reached: Array = losses >= np.arange(self.timesteps.start, self.timesteps.stop)
        return reached

    def contribution(self, loss: int, timestep: int) -> Array:
        """The gradient that the loss at one timestep sends to the state at another: (units,).
        Raises `KeyError` where vectors were not kept.
        """
        if self.vectors is None:
            raise KeyError(f"the contributions to {self.road.name(timestep)} were not kept")
        vectors = self.vectors[timestep]
        column = len(self.losses) - 1 - self.losses.index(loss)
        if column < vectors.shape[1]:
            return vectors[:, column]
        return np.zeros(len(vectors), vectors.dtype)


@dataclass(frozen=True, eq=False)
class Triangle:
    """The triangles of all roads of a program, for one iteration and sequence."""

    roads: dict[str, RoadTriangle]
    """By the gradient's name without the timestep: ``dh``."""


def triangle(
    program: Program, values: Values, sequence: int = 0
) -> Generator[Progress, None, Triangle]:
    """Carry the gradient of each loss back by itself, in slices of a few milliseconds.

    Weights are those that the sweep uses, with every-timestep updates those of each timestep.
    """
    sweep = sweep_of(program)
    found = {road.base: _Filling(sweep, road) for road in roads(program)}
    if sum(filling.bytes(program) for filling in found.values()) <= VECTOR_BYTES:
        for filling in found.values():
            filling.vectors = {}
    wanted = {
        filling.road.name(t): (filling, t) for filling in found.values() for t in filling.timesteps
    }
    carrier = Carrier(sweep, sequence)
    carrier.begin()
    began, count = perf_counter(), len(sweep.timesteps)
    for number, timestep in enumerate(sweep.timesteps):
        progress = Progress(number, count)
        for operation in sweep.operations[timestep]:
            if perf_counter() - began > SLICE_SECONDS:
                yield progress
                began = perf_counter()
            # At each operation's own place: a weight may change between two of them.
            arrays = yield from telling(values(operation.id), progress)
            carrier.run(operation, arrays)
            if operation.output in wanted and operation.output in carrier.held:
                filling, time = wanted[operation.output]
                filling.take(time, carrier.held[operation.output])
        carrier.forget(timestep)
    return Triangle({base: filling.result() for base, filling in found.items()})


def triangle_seconds(program: Program) -> float:
    """About how long `triangle` takes, in seconds."""
    sweep = sweep_of(program)
    per_column = sum(
        np.prod(program.tensors[op.inputs[0]].shape) if op.primitive == "matmul_transposed" else 0
        for found in sweep.operations.values()
        for op in found
    )
    # Half of the losses are carried on the average. Measured: 1.6·10⁻¹⁰ s for a multiplication
    # and an addition, 30 µs for an operation.
    count = sum(map(len, sweep.operations.values()))
    return float(per_column) * len(sweep.losses) / 2 * 1.6e-10 + count * 3e-5


class _Filling:
    """A road's triangle on the way."""

    def __init__(self, sweep: Sweep, road: Road) -> None:
        self.road = road
        self._rows = len(sweep.losses)
        self._losses = sweep.losses[::-1]
        steps = road.timesteps
        self.timesteps = range(min(1, steps[0]), max(sweep.timesteps[0], steps[-1]) + 1)
        shape = self._rows, len(self.timesteps)
        self._norms, self._along = np.zeros(shape), np.zeros(shape)
        self._total = np.zeros(shape[1])
        self.vectors: dict[int, Array] | None = None

    def bytes(self, program: Program) -> int:
        """What the vectors take."""
        each = (program.tensors[self.road.name(t)] for t in self.road.timesteps)
        units = sum(tensor.shape[0] * np.dtype(tensor.dtype).itemsize for tensor in each)
        return units * (self._rows + 1) // 2

    def take(self, timestep: int, held: Columns) -> None:
        """The contributions to the gradient of a timestep have arrived."""
        column = timestep - self.timesteps.start
        # The last loss is the first column that is carried and the last row.
        rows = self._rows - 1 - np.arange(held.first, held.stop)
        values = held.values.astype(np.float64, copy=False)
        with np.errstate(all="ignore"):
            whole = values.sum(axis=1)
            total = float(column_norms(whole[:, None])[0])
            direction = whole / total if total > 0 else np.zeros_like(whole)
            self._norms[rows, column] = _norms(values)
            self._along[rows, column] = direction @ values
        self._total[column] = total
        if self.vectors is not None:
            full = np.zeros((len(values), held.stop), held.values.dtype)
            full[:, held.first :] = held.values
            self.vectors[timestep] = full

    def result(self) -> RoadTriangle:
        return RoadTriangle(
            self.road,
            self._losses,
            self.timesteps,
            self._norms,
            self._along,
            self._total,
            self.vectors,
        )


def _norms(values: Array) -> Array:
    """The Euclidean norm of each column, in one pass where squares stay within the numbers."""
    squares: Array = np.einsum("ij,ij->j", values, values)
    is_safe = (squares > TINY) & (squares < HUGE)
    norms: Array = np.sqrt(squares)
    if not is_safe.all():
        norms[~is_safe] = column_norms(values[:, ~is_safe])
    return norms
