"""Long short-term memory (Hochreiter, Schmidhuber, 1997), with a forget gate (Gers et al., 2000).

The equations are (7) to (11) of Graves, *Generating sequences with recurrent neural networks*
(2013), without the peepholes; PyTorch's `LSTM` has the same, with the gates in the order i f g o.
"""

from rnn_debugger.cells.face import Parameters
from rnn_debugger.engine import Symbol, sigmoid, tanh


def lstm(x: Symbol, h: Symbol, c: Symbol, W: Parameters, b: Parameters) -> tuple[Symbol, ...]:
    i = sigmoid(W.xi @ x + W.hi @ h + b.i)
    f = sigmoid(W.xf @ x + W.hf @ h + b.f)
    g = tanh(W.xg @ x + W.hg @ h + b.g)
    o = sigmoid(W.xo @ x + W.ho @ h + b.o)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c
