"""The vanilla recurrent cell (Elman, *Finding structure in time*, 1990)."""

from rnn_debugger.cells.face import Activation, Parameters
from rnn_debugger.engine import Symbol


def rnn(x: Symbol, h: Symbol, W: Parameters, b: Parameters, activation: Activation) -> Symbol:
    return activation(W.xh @ x + W.hh @ h + b.h)
