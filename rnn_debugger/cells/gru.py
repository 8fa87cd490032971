"""The gated recurrent unit (Cho et al., 2014), the reset gate applied before the product.

The equations are (5) to (8) of that paper, *Learning phrase representations using RNN
encoder–decoder*, section 2.3: there as here z keeps the old state, and 1 − z lets in the new one.
"""

from rnn_debugger.cells.face import Parameters
from rnn_debugger.engine import Symbol, sigmoid, tanh


def gru(x: Symbol, h: Symbol, W: Parameters, b: Parameters) -> Symbol:
    r = sigmoid(W.xr @ x + W.hr @ h + b.r)
    z = sigmoid(W.xz @ x + W.hz @ h + b.z)
    n = tanh(W.xn @ x + W.hn @ (r * h) + b.n)
    return (1 - z) * n + z * h
