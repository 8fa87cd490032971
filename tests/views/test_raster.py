import numpy as np
import pytest

from rnn_debugger.views.colours import packed_colours
from rnn_debugger.views.pooling import pool
from rnn_debugger.views.raster import Colouring, Raster

COLOURING = Colouring(2.0, "signed", False, False)
SIZES = [((100, 1000), (85, 640)), ((100, 26), (85, 640)), ((1, 1), (40, 40)), ((3, 900), (90, 7))]


def everywhere(values):
    return np.ones(values.shape[1], np.bool_)


@pytest.mark.parametrize(("shape", "size"), SIZES)
def test_pooled_and_coloured(shape, size):
    values = np.random.default_rng(0).standard_normal(shape)
    found = Raster(values, everywhere(values), COLOURING, *size)
    np.testing.assert_array_equal(
        found.pixels, packed_colours(pool(values, *size), 2.0, "signed", False)
    )


@pytest.mark.parametrize(("shape", "size"), SIZES)
def test_updating_columns_is_as_good_as_starting_again(shape, size):
    random = np.random.default_rng(1)
    values = random.standard_normal(shape)
    raster = Raster(values, everywhere(values), COLOURING, *size)
    for _ in range(20):
        count = int(random.integers(0, min(4, shape[1] + 1)))
        columns = np.sort(random.choice(shape[1], count, replace=False))
        values[:, columns] = random.standard_normal((shape[0], count))
        raster.update(values, everywhere(values), columns)
        np.testing.assert_array_equal(
            raster.pixels, Raster(values, everywhere(values), COLOURING, *size).pixels
        )


def test_a_step_colours_little():
    """What the panels' speed rests on: a column costs a column."""
    values = np.zeros((100, 1000))
    raster = Raster(values, everywhere(values), COLOURING, 85, 640)
    before = raster.pixels.copy()
    values[:] = 1
    raster.update(values, everywhere(values), np.array([500]))
    changed = np.flatnonzero((raster.pixels != before).any(axis=0))
    assert changed.tolist() == [320]


def test_what_is_present_is_coloured_whatever_else_is_absent():
    random = np.random.default_rng(2)
    values = random.standard_normal((20, 300))
    whole = Raster(values, everywhere(values), COLOURING, 20, 120)
    for _ in range(20):
        present = random.random(300) < 0.05
        raster = Raster(values, present, COLOURING, 20, 120)
        blocks = np.flatnonzero(np.logical_or.reduceat(present, raster.column_starts))
        np.testing.assert_array_equal(raster.pixels[:, blocks], whole.pixels[:, blocks])
    nothing = Raster(values, np.zeros(300, np.bool_), COLOURING, 20, 120)
    assert not nothing.pixels.any()
    # A column that arrives brings the block that it is in.
    present = np.zeros(300, np.bool_)
    present[77] = True
    nothing.update(values, present, np.array([77]))
    block = np.searchsorted(nothing.column_starts, 77, side="right") - 1
    np.testing.assert_array_equal(nothing.pixels[:, block], whole.pixels[:, block])


def test_which_cells_a_pixel_stands_for():
    raster = Raster(np.zeros((10, 4)), np.ones(4, np.bool_), COLOURING, 5, 100)
    assert raster.block(0, 0) == (slice(0, 2), slice(0, 1))
    assert raster.block(4, 3) == (slice(8, 10), slice(3, 4))


def test_scaled_to_any_size_every_cell_has_its_share():
    values = np.arange(6.0).reshape(2, 3)
    raster = Raster(values, np.ones(3, np.bool_), Colouring(5.0, "signed", False, False), 90, 90)
    scaled = raster.scaled(8, 100)
    assert scaled.shape == (8, 100)
    for row in range(2):
        for column in range(3):
            part = scaled[4 * row : 4 * row + 4, 100 * column // 3 + 1 : 100 * (column + 1) // 3]
            assert (part == raster.pixels[row, column]).all()
