"""The Jacobians of one timestep to the next, and of their products back from the end.

J[t] = ∂state[t] / ∂state[t − 1], the state of a layer being all that it hands on: h alone, or h
and c together. The gradient goes back through J[t]ᵀ; through many of them it vanishes where they
shrink it and explodes where they stretch it. Sources: Bengio, Simard, Frasconi, *Learning
long-term dependencies with gradient descent is difficult* (1994); Pascanu, Mikolov, Bengio, *On
the difficulty of training recurrent neural networks* (2013), equations 5 to 7.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rnn_debugger.debugger.flow.backward import Carrier, Columns, Sweep, Values, sweep_of
from rnn_debugger.debugger.flow.roads import Road
from rnn_debugger.engine import Array, Program, telling
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress


@dataclass(frozen=True, eq=False)
class Jacobians:
    """Figures of the Jacobians of one layer, a column for each of `timesteps`, 0 to T; J[0] does
    not exist, and its figures are NaN.

    `largest` and `smallest` (columns,) are singular values of J[t]: the most and the least that
    it stretches a gradient. `growing` is how many of its `size` singular values are above 1. `own`
    is the largest singular value of the block ∂h[t] / ∂h[t − 1] of the road alone.
    `product` is log₁₀ ‖J[T] ⋯ J[t + 1]‖₂, what is left at most of a gradient that comes to t from
    the end, `bound` log₁₀ of the product of their norms, which it never exceeds; both 0 at T.
    """

    road: Road
    timesteps: range
    size: int
    largest: Array
    smallest: Array
    growing: Array
    own: Array
    product: Array
    bound: Array

    @property
    def state_name(self) -> str:
        """``h[t]``, or of several ``(h, c)[t]``."""
        names = ", ".join(self.road.siblings)
        return f"({names})[t]" if len(self.road.siblings) > 1 else f"{names}[t]"


def jacobians(
    program: Program, road: Road, values: Values, sequence: int = 0
) -> Generator[Progress, None, Jacobians]:
    """The figures of every timestep, in slices; one of them takes a matrix apart.

    What comes from the layer below is held fixed. Weights are those that the backward sweep uses:
    with every-timestep updates, J[t] is taken at those that later timesteps have changed already.
    """
    sweep = sweep_of(program)
    count = sweep.timesteps[0] + 1
    figures = np.full((6, count), np.nan)
    largest, smallest, growing, own, product, bound = figures
    product[-1] = bound[-1] = 0.0
    running, scale, size = None, 0.0, 0
    began = perf_counter()
    for timestep in sweep.timesteps:
        progress = Progress(count - 1 - timestep, count - 1)
        if perf_counter() - began > SLICE_SECONDS:
            yield progress
            began = perf_counter()
        arrays = yield from telling(values(sweep.place(timestep)), progress)
        matrix = jacobian(sweep, road, timestep, arrays, sequence).astype(np.float64)
        size = len(matrix)
        found = singular_values(matrix)
        largest[timestep], smallest[timestep] = found[0], found[-1]
        growing[timestep] = np.sum(found > 1)
        own[timestep] = found[0]
        if len(road.siblings) > 1:
            own[timestep] = singular_values(_block(program, road, matrix))[0]
        with np.errstate(all="ignore"):
            bound[timestep - 1] = bound[timestep] + np.log10(found[0])
            running = matrix if running is None else running @ matrix
            norm = spectral_norm(running)
            product[timestep - 1] = scale + np.log10(norm)
            # Kept at a norm of 1: over many timesteps it leaves the range of numbers.
            if np.isfinite(norm) and norm > 0:
                running, scale = running / norm, scale + float(np.log10(norm))
    return Jacobians(road, range(count), size, largest, smallest, growing, own, product, bound)


def jacobian(
    sweep: Sweep, road: Road, timestep: int, arrays: Mapping[str, Array], sequence: int
) -> Array:
    """∂state[t] / ∂state[t − 1] of the road's layer: (n, n) in the program's dtype, n the units of
    all its states together, in the cell's order.

    Row i is what the backward operations of the timestep make of the i-th unit vector. A state at
    the last timestep that no loss depends on has rows of 0.
    """
    tensors = sweep.program.tensors
    sizes = [tensors[f"{state}[{timestep}]"].shape[0] for state in road.siblings]
    starts = np.cumsum([0, *sizes])
    units = np.eye(starts[-1], dtype=tensors[f"{road.state}[{timestep}]"].dtype)
    arriving = {
        f"d{state}[{timestep}]": units[start : start + size]
        for state, start, size in zip(road.siblings, starts[:-1], sizes, strict=True)
    }
    carrier = Carrier(sweep, sequence)
    waiting = dict(arriving)

    def arrive(name: str) -> None:
        """A unit vector for each element of the state, besides what came from its siblings."""
        given = waiting.pop(name)
        held = carrier.held.get(name)
        total = given if held is None else held.values + given
        carrier.held[name] = Columns(0, total)

    for operation in sweep.operations[timestep]:
        if operation.layer != road.layer and operation.output not in arriving:
            continue
        for name in operation.inputs:
            # A state at the last timestep may have no part from anywhere else.
            if name in waiting and name not in carrier.held:
                arrive(name)
        carrier.run(operation, arrays)
        if operation.output in waiting:
            arrive(operation.output)
    rows = [_handed_back(carrier, state, timestep - 1, len(units)) for state in road.siblings]
    return np.concatenate(
        [
            np.zeros((size, len(units)), units.dtype) if row is None else row
            for row, size in zip(rows, sizes, strict=True)
        ]
    ).T


def singular_values(matrix: Array) -> Array:
    """From the largest to the smallest, (n,); all NaN where the matrix is not finite."""
    if not np.isfinite(matrix).all():
        return np.full(len(matrix), np.nan)
    found: Array = np.linalg.svd(matrix, compute_uv=False)
    return found


def spectral_norm(matrix: Array) -> float:
    """The largest singular value, as the root of the largest eigenvalue of A Aᵀ, which takes half
    of the time of all singular values.
    """
    largest = float(np.abs(matrix).max(initial=0.0))
    if not np.isfinite(largest):
        return float("nan")
    if largest == 0:
        return 0.0
    scaled = matrix / largest
    return largest * float(np.sqrt(np.linalg.eigvalsh(scaled @ scaled.T)[-1]))


def jacobian_seconds(program: Program, road: Road) -> float:
    """About how long `jacobians` takes, in seconds."""
    last = sweep_of(program).timesteps[0]
    size = sum(program.tensors[f"{state}[{last}]"].shape[0] for state in road.siblings)
    # Measured: 14 ms for 256 units, growing with their cube, and never less than 1 ms.
    return float(last * (8e-10 * size**3 + 1e-3))


def _handed_back(carrier: Carrier, state: str, timestep: int, count: int) -> Array | None:
    """What has come back to a state, in all columns: (units, count); None where nothing has."""
    for name in (f"d{state}_next[{timestep}]", f"d{state}[{timestep}]"):
        held = carrier.held.get(name)
        if held is not None:
            full = np.zeros((len(held.values), count), held.values.dtype)
            full[:, held.first : held.stop] = held.values
            return full
    return None


def _block(program: Program, road: Road, matrix: Array) -> Array:
    """The part of a Jacobian that leads from the road's state to itself."""
    sizes = [program.tensors[f"{state}[1]"].shape[0] for state in road.siblings]
    start = sum(sizes[: road.siblings.index(road.state)])
    stop = start + program.tensors[f"{road.state}[1]"].shape[0]
    return matrix[start:stop, start:stop]
