"""`char-rnn` beside a plain NumPy script of the same training: the numbers agree, and where their
last bits do not is known by operation.
"""

from collections import Counter

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.data import read_text
from rnn_debugger.experiments import resources
from tests.support.plain_char_rnn import PlainCharRnn


def softmax(s):
    e = np.exp(s - np.max(s))
    return e / np.sum(e)


def lessened(y, target):
    """The probabilities, less the 1 of the target."""
    ds = np.copy(y)
    ds[target.argmax()] -= 1
    return ds


PLAIN = {
    "matmul": np.dot,
    "add": lambda a, b: a + b.reshape(len(b), -1),
    "tanh": np.tanh,
    "softmax": softmax,
    "softmax_cross_entropy": lambda s, target: -np.log(softmax(s)[target.argmax(), 0]),
    "sum": lambda *terms: sum(terms),
    "difference": lambda dloss, y, target: lessened(y, target),
    "sum_columns": lambda a: a[:, 0],
    "outer": lambda a, b: np.dot(a, b.T),
    "matmul_transposed": lambda W, d: np.dot(W.T, d),
    "tanh_gradient": lambda dh, h: (1 - h * h) * dh,
    "clip_value": lambda d: np.clip(d, -5, 5),
    "adagrad_step": lambda d, m: 0.1 * d / np.sqrt(m + 1e-8),
}
"""How the script writes what an operation does."""
IN_PLACE = {
    "accumulate": lambda old, a, *b: old + (np.dot(a, b[0].T) if b else a[:, 0]),
    "accumulate_square": lambda old, d: old + d * d,
    "subtract_step": lambda old, step: old + -step,
}
ONLY_MOVED = {"read", "copy", "fill", "start"}
OTHER_LAST_BITS = {"softmax", "softmax_cross_entropy"}
"""What the README says."""


@pytest.fixture
def run():
    return rnn_debugger.open("char-rnn")


def test_the_losses_of_the_first_ten_updates(run):
    text = read_text(resources() / "texts" / "alice.txt")
    plain = PlainCharRnn(text, run.compiled.initial)
    losses = [plain.iterate() for _ in range(10)]
    run.step(10, "iteration")
    np.testing.assert_allclose(run.results_of(0).loss[:10], losses, rtol=1e-9)


def test_which_operations_differ_in_their_last_bits(run):
    seen = Counter()
    differing = Counter()
    for operation in run.program[:-1]:
        inputs = [run.value(name) for name in operation.inputs]
        in_place = IN_PLACE.get(operation.primitive)
        if in_place is not None:
            expected = in_place(run.value(operation.output), *inputs)
        elif operation.primitive not in ONLY_MOVED:
            expected = PLAIN[operation.primitive](*inputs)
        run.step()
        if operation.primitive in ONLY_MOVED:
            continue
        value = run.value(operation.output)
        expected = np.reshape(expected, value.shape)
        np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-15)
        seen[operation.primitive] += 1
        differing[operation.primitive] += not np.array_equal(value, expected)
    assert set(seen) == {*PLAIN, *IN_PLACE}
    assert {name for name, count in differing.items() if count} == OTHER_LAST_BITS
