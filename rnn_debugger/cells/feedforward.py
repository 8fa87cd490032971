"""A hidden layer without memory: the recurrent cell with the recurrence cropped."""

from rnn_debugger.cells.face import Activation, Parameters
from rnn_debugger.engine import Symbol


def feedforward(x: Symbol, W: Parameters, b: Parameters, activation: Activation) -> Symbol:
    return activation(W.xh @ x + b.h)
