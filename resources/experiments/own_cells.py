"""A cell of one's own: change a line, open the experiment again, and step through what it does.

x is the input, h the state; W.xf is the parameter Wxf, made when it is first asked for, and so
are biases such as b.f. A cell with more states takes them after h and returns all of them.
"""

from rnn_debugger.cells import sigmoid, tanh


def minimal_gated_unit(x, h, W, b):
    """Zhou, Wu, Zhang, Zhou, *Minimal gated unit for recurrent neural networks* (2016)."""
    f = sigmoid(W.xf @ x + W.hf @ h + b.f)
    n = tanh(W.xn @ x + W.hn @ (f * h) + b.n)
    return (1 - f) * h + f * n
