import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.views.pooling import pool, starts


def block_by_block(values, rows, columns):
    """The element of largest magnitude of every block, NaN first, looked for one by one."""
    row_ends = [*starts(values.shape[0], rows)[1:], values.shape[0]]
    column_ends = [*starts(values.shape[1], columns)[1:], values.shape[1]]
    result = np.empty((len(row_ends), len(column_ends)))
    for r, (top, bottom) in enumerate(zip([0, *row_ends], row_ends, strict=False)):
        for c, (left, right) in enumerate(zip([0, *column_ends], column_ends, strict=False)):
            block = values[top:bottom, left:right].ravel()
            sizes = np.where(np.isnan(block), np.inf, np.abs(block))
            result[r, c] = np.nan if np.isnan(block).any() else block[sizes.argmax()]
    return result


@pytest.mark.parametrize("shape", [(1, 1), (100, 1000), (7, 3), (1, 50), (50, 1)])
@pytest.mark.parametrize("size", [(1, 1), (40, 300), (7, 3), (200, 2000)])
def test_severity_is_never_lost(shape, size):
    random = np.random.default_rng(0)
    values = random.standard_normal(shape)
    values[random.random(shape) < 0.01] = np.nan
    values[random.random(shape) < 0.01] = -np.inf
    found = pool(values, *size)
    assert found.shape == (min(shape[0], size[0]), min(shape[1], size[1]))
    np.testing.assert_array_equal(np.isnan(found), np.isnan(block_by_block(values, *size)))
    np.testing.assert_array_equal(np.abs(found), np.abs(block_by_block(values, *size)))


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_blocks_are_even_and_none_is_empty(count, places):
    begins = starts(count, places)
    assert len(begins) == min(count, places)
    sizes = np.diff(np.append(begins, count))
    assert begins[0] == 0
    assert sizes.min() >= 1
    assert sizes.max() - sizes.min() <= 1


def test_where_there_is_room_nothing_changes():
    values = np.arange(6.0).reshape(2, 3)
    assert pool(values, 2, 3) is values or (pool(values, 2, 3) == values).all()
    assert pool(np.zeros((0, 0)), 5, 5).shape == (0, 0)
