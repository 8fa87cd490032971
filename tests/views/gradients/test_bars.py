import numpy as np
import pytest

from rnn_debugger.views.gradients.bars import bar_pixels

BAR, CAP = 0xFF00FF00, 0xFFFF0000


def bars(heights, height, width, gap=0):
    return bar_pixels(np.asarray(heights, float), (height, width), (BAR, CAP), gap, 2)


def filled(pixels):
    """How many rows of each column are painted."""
    return (pixels != 0).sum(axis=0).tolist()


def test_as_high_as_they_are():
    pixels = bars([3, 10, 0.4, 7], 10, 8)
    assert filled(pixels) == [3, 3, 10, 10, 1, 1, 7, 7]
    # From the foot up, with a cap of two pixels.
    assert pixels[:, 0].tolist() == [0] * 7 + [CAP, CAP, BAR]


def test_nothing_where_there_is_no_bar():
    pixels = bars([np.nan, 5, 0, np.nan], 10, 4)
    assert filled(pixels) == [0, 5, 0, 0]


@pytest.mark.parametrize("width", [7, 97, 640])
def test_in_narrow_columns_the_highest_is_seen(width):
    heights = np.full(5_000, 2.0)
    heights[[0, 1234, 4999]] = 9.0
    heights[2000:3000] = np.nan
    found = filled(bars(heights, 10, width))
    assert found[0] == found[-1] == 9
    assert max(found) == 9
    assert 9 in found[1234 * width // 5_000 - 1 : 1234 * width // 5_000 + 2]
    if width > 7:
        assert found[width // 2] == 0


def test_a_gap_parts_them():
    pixels = bars([4, 4, 4], 5, 15, gap=1)
    assert filled(pixels) == [4, 4, 4, 4, 0, 4, 4, 4, 4, 0, 4, 4, 4, 4, 4]
