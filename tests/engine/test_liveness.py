import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.engine import Life, live_bytes, lives
from tests.support.experiments import compiled, tables


def touched(program, name):
    """The operations that read or write a tensor."""
    return [o.id for o in program if name == o.output or name in o.inputs]


@settings(max_examples=25)
@given(tables())
def test_lives_and_bytes_by_brute_force(table):
    program = compiled(table).program
    held = np.zeros(len(program), np.int64)
    for name, tensor in program.tensors.items():
        operations = touched(program, name)
        if tensor.persistent:
            expected = Life(-1, len(program))
        else:
            expected = Life(min(operations), max(operations))
        assert lives(program)[name] == expected, name
        for operation in range(len(program)):
            held[operation] += tensor.bytes * (expected.first <= operation <= expected.last)
    np.testing.assert_array_equal(live_bytes(program), held)
    assert set(lives(program)) == set(program.tensors)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Life(0, 3), Life(3, 5), True),
        (Life(0, 3), Life(4, 5), False),
        (Life(2, 2), Life(0, 9), True),
        (Life(-1, 9), Life(0, 0), True),
    ],
)
def test_lives_that_share_an_operation_overlap(one, other, expected):
    assert one.overlaps(other) is expected
    assert other.overlaps(one) is expected


def test_the_curve_is_read_only(two_layers):
    with pytest.raises(ValueError, match="read-only"):
        live_bytes(two_layers.program)[0] = 1
