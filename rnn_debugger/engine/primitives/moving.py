"""What brings numbers into an iteration: data, the initial state, and the seed of the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnn_debugger.engine.primitive import Array, Primitive, Shape, Thunk, Workspace


@dataclass(frozen=True)
class Read(Primitive):
    """``x[t] = data``: (n, B), one timestep of the window that the feed has loaded.

    `stream` names the feed's buffer (timesteps, n, B), `timestep` counts from 1.
    """

    stream: str
    timestep: int
    size: Shape

    name = "read"
    sentence = "The next piece of the data is read."
    expression = "data"
    only_moves = True

    def shape(self, *shapes: Shape) -> Shape:
        return self.size

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        work.mark_read(out, self.stream, self.timestep)
        return [partial(np.copyto, out, work.streams[self.stream][self.timestep - 1])]


@dataclass(frozen=True)
class Start(Primitive):
    """``h[0] = h_start``, or what the window before handed on, unless a sequence begins.

    `stream` names the feed's buffer (n, B) with the state at the start of every sequence; the
    stream "begins", (1,), is true when one begins with this window.
    """

    stream: str
    size: Shape

    name = "start"
    sentence = "The state before the first timestep: fresh, or handed on by the window before."
    expression = "{0}"
    only_moves = True

    def shape(self, *shapes: Shape) -> Shape:
        return self.size

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        start, begins = work.streams[self.stream], work.streams["begins"]
        carried = operands[0] if operands else start
        return [lambda: np.copyto(out, start if begins[0] else carried)]

    def right_side(self, *operands: str) -> str:
        start = self.stream if self.stream.endswith("_start") else "0"
        return f"{operands[0]}, or {start} where a sequence begins" if operands else start


@dataclass(frozen=True)
class Fill(Primitive):
    """``out = c``: a constant, such as dloss = 1, with which the backward sweep begins."""

    constant: float
    size: Shape = ()

    name = "fill"
    sentence = "The loss changes by 1 when the loss changes by 1: here the gradient begins."
    expression = "{self.constant:.4g}"
    code = "{self.constant}"
    only_moves = True

    def shape(self, *shapes: Shape) -> Shape:
        return self.size

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(out.fill, self.constant)]
