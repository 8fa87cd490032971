"""The output layer and the losses, at every timestep that has a loss."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from rnn_debugger.cells.face import Activation, Parameters
from rnn_debugger.engine import Symbol
from rnn_debugger.engine.primitives import losses

LossName: TypeAlias = Literal["squared_error", "binary_cross_entropy", "softmax_cross_entropy"]


def output(h: Symbol, W: Parameters, b: Parameters, activation: Activation) -> tuple[Symbol, ...]:
    s = W.hy @ h + b.y
    y = activation(s)
    return s, y


def squared_error(s: Symbol, y: Symbol, target: Symbol) -> Symbol:
    return y.tape.apply(losses.SQUARED_ERROR, y, target)


def binary_cross_entropy(s: Symbol, y: Symbol, target: Symbol) -> Symbol:
    return s.tape.apply(losses.BINARY_CROSS_ENTROPY, s, target)


def softmax_cross_entropy(s: Symbol, y: Symbol, target: Symbol) -> Symbol:
    return s.tape.apply(losses.SOFTMAX_CROSS_ENTROPY, s, target)


LOSSES: Final[Mapping[str, Callable[[Symbol, Symbol, Symbol], Symbol]]] = {
    "squared_error": squared_error,
    "binary_cross_entropy": binary_cross_entropy,
    "softmax_cross_entropy": softmax_cross_entropy,
}
