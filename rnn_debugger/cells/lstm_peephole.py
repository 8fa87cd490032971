"""An LSTM whose gates see the cell state (Gers, Schraudolph, Schmidhuber, 2002).

A peephole is a vector: unit k of a gate sees unit k of c, the gates i and f that of the timestep
before, o the new one, as in Graves, *Generating sequences with recurrent neural networks* (2013),
equations (7) to (11).
"""

from rnn_debugger.cells.face import Parameters
from rnn_debugger.engine import Symbol, sigmoid, tanh


def lstm_peephole(
    x: Symbol, h: Symbol, c: Symbol, W: Parameters, b: Parameters, p: Parameters
) -> tuple[Symbol, ...]:
    i = sigmoid(W.xi @ x + W.hi @ h + p.i * c + b.i)
    f = sigmoid(W.xf @ x + W.hf @ h + p.f * c + b.f)
    g = tanh(W.xg @ x + W.hg @ h + b.g)
    c = f * c + i * g
    o = sigmoid(W.xo @ x + W.ho @ h + p.o * c + b.o)
    h = o * tanh(c)
    return h, c
