"""The gated recurrent unit with the reset gate applied after the product.

PyTorch's `GRU`, cuDNN and Keras (`reset_after=True`) have it so: one product with h for all gates,
and a bias `bhn` inside the bracket that r multiplies.
"""

from rnn_debugger.cells.face import Parameters
from rnn_debugger.engine import Symbol, sigmoid, tanh


def gru_reset_after(x: Symbol, h: Symbol, W: Parameters, b: Parameters) -> Symbol:
    r = sigmoid(W.xr @ x + W.hr @ h + b.r)
    z = sigmoid(W.xz @ x + W.hz @ h + b.z)
    n = tanh(W.xn @ x + b.n + r * (W.hn @ h + b.hn))
    return (1 - z) * n + z * h
