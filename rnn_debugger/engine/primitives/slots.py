"""What an optimizer remembers of a gradient: sums, velocities, moving averages, and a counter.

A slot has the shape of its parameter, a counter is (). Sources: Polyak (1964) for momentum, in the
form of `torch.optim.SGD` (dampening 0); Duchi, Hazan, Singer, *Adaptive subgradient methods* (2011)
for Adagrad's sum; Tieleman and Hinton, *Lecture 6.5* (2012) for RMSprop's average, and Kingma and
Ba, *Adam* (2015), algorithm 1, for Adam's two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnn_debugger.engine.primitive import Array, Primitive, Shape, Thunk, Workspace, aligned
from rnn_debugger.engine.primitives.elementwise import Elementwise


@dataclass(frozen=True)
class AccumulateSquare(Elementwise):
    """``m += g²``, Adagrad's memory of how large the gradient has been."""

    name = "accumulate_square"
    sentence = "The square of the gradient is added to the optimizer's memory."
    expression = "{0}²"
    code = "{0} * {0}"
    assignment = "+="
    in_place = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, memory = aligned(out, *operands)
        square = work.like(grad)
        return [
            partial(np.multiply, grad, grad, square),
            partial(np.add, memory, square, memory),
        ]


@dataclass(frozen=True)
class AccumulateMomentum(Elementwise):
    """``m = μ · m + g``, the velocity of a parameter that rolls down its loss."""

    momentum: float

    name = "accumulate_momentum"
    sentence = "The velocity so far slows down a little, and the gradient is added to it."
    expression = "{self.momentum:.10g}·{{out}} + {0}"
    code = "{self.momentum} * {out} + {0}"
    in_place = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, velocity = aligned(out, *operands)
        return [
            partial(np.multiply, velocity, grad.dtype.type(self.momentum), velocity),
            partial(np.add, velocity, grad, velocity),
        ]


@dataclass(frozen=True)
class Average(Elementwise):
    """Base of the moving averages, in which what came n updates ago counts βⁿ times as much."""

    decay: float

    in_place = True

    @property
    def rest(self) -> float:
        """1 − β, the weight of what comes in."""
        return 1 - self.decay


@dataclass(frozen=True)
class AverageGradient(Average):
    """``m = β · m + (1 − β) · g``, the moving average of the gradient."""

    name = "average_gradient"
    sentence = "The gradient goes into its moving average, in which older ones fade."
    expression = "{self.decay:.10g}·{{out}} + {self.rest:.10g}·{0}"
    code = "{self.decay} * {out} + (1 - {self.decay}) * {0}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, average = aligned(out, *operands)
        share, number = work.like(grad), grad.dtype.type
        return [
            partial(np.multiply, average, number(self.decay), average),
            partial(np.multiply, grad, number(self.rest), share),
            partial(np.add, average, share, average),
        ]


@dataclass(frozen=True)
class AverageSquare(Average):
    """``v = β · v + (1 − β) · g²``, the moving average of how large the gradient is."""

    name = "average_square"
    sentence = "The square of the gradient goes into its moving average, in which older ones fade."
    expression = "{self.decay:.10g}·{{out}} + {self.rest:.10g}·{0}²"
    code = "{self.decay} * {out} + (1 - {self.decay}) * ({0} * {0})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, average = aligned(out, *operands)
        share, number = work.like(grad), grad.dtype.type
        return [
            partial(np.multiply, average, number(self.decay), average),
            partial(np.multiply, grad, grad, share),
            partial(np.multiply, share, number(self.rest), share),
            partial(np.add, average, share, average),
        ]


@dataclass(frozen=True)
class Count(Primitive):
    """``n += 1``: (), how often Adam has updated a parameter; float32 counts up to 2²⁴."""

    name = "count"
    sentence = "One more update of this parameter is counted."
    expression = "1"
    code = "1"
    assignment = "+="
    in_place = True

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.add, out, out.dtype.type(1), out)]


@dataclass(frozen=True)
class CorrectBias(Elementwise):
    """``out = m / (1 − βⁿ)``: an average that began at 0 made as large as if it had not."""

    decay: float

    name = "correct_bias"
    sentence = "The moving average began at 0 and is too small at first: this makes up for it."
    expression = "{0} / (1 − {self.decay:.10g}^{1})"
    code = "{0} / -np.expm1({1} * {self.log_decay})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        average, count, result = aligned(out, *operands)
        # 1 − βⁿ as −expm1(n·log β), which float32 gets right where β is near 1.
        log = count.dtype.type(self.log_decay)
        rest = work.like(count)
        return [
            partial(np.multiply, count, log, rest),
            partial(np.expm1, rest, rest),
            partial(np.negative, rest, rest),
            partial(np.divide, average, rest, result),
        ]

    @property
    def log_decay(self) -> float:
        return math.log(self.decay) if self.decay else -math.inf


ACCUMULATE_SQUARE = AccumulateSquare()
COUNT = Count()
