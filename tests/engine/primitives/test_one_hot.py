"""Operands known to be one-hot are looked up, which must give what the products give."""

import numpy as np
import pytest

from rnn_debugger.engine.primitive import Workspace
from rnn_debugger.engine.primitives.linear import MATMUL, OUTER
from rnn_debugger.engine.primitives.losses import SOFTMAX_CROSS_ENTROPY
from rnn_debugger.engine.primitives.moving import Read
from rnn_debugger.engine.primitives.sums import Accumulate
from tests.support.primitives import numbers, run

ROWS = 4


def look_up(primitive, *operands, row, out):
    """The output of the kernel for a last operand that is read as one-hot, with NaN for its
    content: it is not looked at.
    """
    ones = [-1, row]
    work = Workspace({"x": np.full((2, ROWS, 1), np.nan)}, {"x": ones})
    hot, result = np.empty((ROWS, 1)), out.copy()
    thunks = [
        *Read("x", 2, hot.shape).kernel(work, hot),
        *primitive.kernel(work, result, *operands, hot),
    ]
    for thunk in thunks:
        thunk()
    first = result.copy()
    # The next window: the kernel must follow.
    ones[1] = (row + 1) % ROWS
    np.copyto(result, out)
    for thunk in thunks:
        thunk()
    return first, result


CASES = {
    "matmul": (MATMUL, [numbers(3, ROWS)], np.full((3, 1), np.nan)),
    "outer": (OUTER, [numbers(3, 1)], np.full((3, ROWS), np.nan)),
    "accumulate": (Accumulate(OUTER), [numbers(3, 1)], numbers(3, ROWS, seed=2)),
    "loss": (SOFTMAX_CROSS_ENTROPY, [numbers(ROWS, 1)], np.full((), np.nan)),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("row", range(ROWS))
def test_it_is_the_product_bit_for_bit(case, row):
    primitive, operands, out = CASES[case]
    for shown, place in zip(
        look_up(primitive, *operands, row=row, out=out), (row, (row + 1) % ROWS), strict=True
    ):
        hot = np.eye(ROWS)[:, [place]]
        np.testing.assert_array_equal(shown, run(primitive, *operands, hot, out=out))


def test_only_what_is_read_as_one_hot_is_looked_up():
    work = Workspace({"x": np.zeros((1, 3, 1)), "y": np.zeros((1, 3, 1))}, {"x": [2]})
    x, y = np.empty((3, 1)), np.empty((3, 1))
    Read("x", 1, x.shape).kernel(work, x)
    Read("y", 1, y.shape).kernel(work, y)
    place = work.place_of_one(x)
    assert place is not None
    assert place() == 2
    assert work.place_of_one(y) is None
