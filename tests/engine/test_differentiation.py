"""The backward sweep of cells that are harder than those that ship: against HIPS autograd."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.data import Sequences, WindowFeed
from rnn_debugger.engine import Machine, sigmoid, tanh
from tests.support.primitives import numbers

T, B, I, H, O = 3, 2, 2, 3, 2  # noqa: E741


def lstm(x, h, c, W, b):
    i = sigmoid(W.xi @ x + W.hi @ h + b.i)
    f = sigmoid(W.xf @ x + W.hf @ h + b.f)
    g = tanh(W.xg @ x + W.hg @ h + b.g)
    o = sigmoid(W.xo @ x + W.ho @ h + b.o)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c


def plain_lstm(x, h, c, W, put):
    def gate(k, squash):
        a = put(f"a_{k}", W[f"Wx{k}"] @ x + W[f"Wh{k}"] @ h + W[f"b{k}"][:, None])
        return put(k, squash(a))

    i, f, g, o = (gate(k, anp.tanh if k == "g" else plain_sigmoid) for k in "ifgo")
    c = put("c", f * c + i * g)
    return put("h", o * anp.tanh(c)), c


def tangle(x, h, c, W, b, p):
    """Vectors that multiply and are subtracted, constants, values used again and again."""
    i = sigmoid(W.xi @ x + W.hi @ h + p.i * c - b.i)
    n = tanh(W.xn @ x + i * (W.hn @ h) + b.n * i)
    c = (1 - i) * c + i * n - 0.5 * h
    h = -tanh(c * p.o + 0.25) - n
    return h, c


def plain_tangle(x, h, c, W, put):
    p, bias = W["pi"][:, None], W["bi"][:, None]
    i = put("i", plain_sigmoid(put("a_i", W["Wxi"] @ x + W["Whi"] @ h + p * c - bias)))
    n = put("a_n", W["Wxn"] @ x + i * (W["Whn"] @ h) + W["bn"][:, None] * i)
    n = put("n", anp.tanh(n))
    c = put("c", (1 - i) * c + i * n - 0.5 * h)
    return put("h", -anp.tanh(c * W["po"][:, None] + 0.25) - n), c


def plain_sigmoid(a):
    return 1 / (1 + anp.exp(-a))


def plain_loss(cell, W, nudges, x, target):
    """The loss of the window, and every value that the cell puts down."""
    values, h, c, total = {}, nudges["h[0]"], nudges["c[0]"], 0.0
    for t in range(1, T + 1):

        def put(name, value, t=t):
            values[f"{name}[{t}]"] = value
            return value + nudges.get(f"{name}[{t}]", 0)

        h, c = cell(x[t - 1], h, c, W, put)
        y = W["Why"] @ h + W["by"][:, None]
        total = total + anp.sum((y - target[t - 1]) ** 2) / 2
    return total / B, values


@pytest.fixture(params=[(lstm, plain_lstm), (tangle, plain_tangle)], ids=["lstm", "tangle"])
def cells(request):
    return request.param


@pytest.fixture
def machine(cells):
    """One that has run a whole iteration without updates."""
    cell = Cell.from_function(cells[0])
    network = Network(cell, I, (H,), O, T, batch_size=B)
    data = Sequences(numbers(B, T, I), numbers(B, T, O, seed=1), T, B)
    starts = {f"{state}_start": np.zeros((H, B)) for state in cell.states}
    program = unroll(network, None)
    result = Machine(program, WindowFeed(data, T, B, "float64", starts))
    for number, tensor in enumerate(program.parameters):
        result.arrays[tensor.name][...] = numbers(*tensor.shape, seed=number)
    result.run(len(program))
    return result


def test_gradients_equal_autograds(cells, machine):
    streams = machine.feed.streams
    W = {tensor.name: machine.arrays[tensor.name] for tensor in machine.program.parameters}
    zeros = {"h[0]": np.zeros((H, B)), "c[0]": np.zeros((H, B))}
    _, values = plain_loss(cells[1], W, zeros, streams["x"], streams["target"])
    nudges = zeros | {name: np.zeros((H, B)) for name in values}

    def loss(both):
        return plain_loss(cells[1], *both, streams["x"], streams["target"])[0]

    shares, others = autograd.grad(loss)((W, nudges))
    for name, value in values.items():
        np.testing.assert_allclose(machine.arrays[name], value, rtol=1e-12, atol=1e-13)
    for name, gradient in (shares | others).items():
        actual = machine.arrays[f"d{name}"]
        np.testing.assert_allclose(actual, gradient, rtol=1e-12, atol=1e-13, err_msg=name)


def test_parts_that_meet_are_summed_in_sight(machine):
    """dh[t] is the sum of what comes from its own timestep and from t + 1, and so is dc[t]."""
    program = machine.program
    for name in ("h", "c"):
        for t in range(1, T):
            (writer,) = program.writers[f"d{name}[{t}]"]
            assert program[writer].primitive == "sum"
            assert program[writer].inputs == (f"d{name}_out[{t}]", f"d{name}_next[{t}]")
        (writer,) = program.writers[f"d{name}[{T}]"]
        assert f"d{name}_next[{T}]" not in program.tensors
        assert f"d{name}_out[0]" not in program.tensors


def test_every_part_has_a_name_of_its_own(machine):
    parts = [name for name in machine.program.tensors if name.startswith("dh_next")]
    assert len(parts) > 2 * (T - 1)
    total = sum(machine.arrays[name] for name in parts if name.endswith("[1]") and "next_" in name)
    np.testing.assert_allclose(machine.arrays["dh_next[1]"], total, rtol=1e-14)


def test_gradients_say_whose_they_are(machine):
    for tensor in machine.program.tensors.values():
        assert (tensor.role == "gradient") == (tensor.of is not None)
        if tensor.of is not None:
            owner = machine.program.tensors[tensor.of]
            assert tensor.shape == owner.shape
            assert (tensor.timestep, tensor.layer) == (owner.timestep, owner.layer)


def test_backward_operations_have_the_lines_of_the_forward_ones(cells, machine):
    lines = {"forward": set(), "backward": set()}
    for operation in machine.program:
        if operation.layer and operation.source:
            lines[operation.phase].add(operation.source.line)
            assert operation.source.file.endswith("test_differentiation.py")
    first = cells[0].__code__.co_firstlineno
    assert lines["backward"] <= lines["forward"]
    assert min(lines["forward"]) > first
    assert len(lines["forward"]) >= 4
