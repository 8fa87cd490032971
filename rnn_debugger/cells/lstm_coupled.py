"""An LSTM that writes just where it forgets: its input gate is 1 − f, without weights of its own.

The variant CIFG of Greff et al., *LSTM: a search space odyssey* (2017), where f is 1 − i, which is
the same; the update gate of the GRU couples the two likewise.
"""

from rnn_debugger.cells.face import Parameters
from rnn_debugger.engine import Symbol, sigmoid, tanh


def lstm_coupled(
    x: Symbol, h: Symbol, c: Symbol, W: Parameters, b: Parameters
) -> tuple[Symbol, ...]:
    f = sigmoid(W.xf @ x + W.hf @ h + b.f)
    g = tanh(W.xg @ x + W.hg @ h + b.g)
    o = sigmoid(W.xo @ x + W.ho @ h + b.o)
    i = 1 - f
    c = f * c + i * g
    h = o * tanh(c)
    return h, c
