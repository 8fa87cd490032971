import numpy as np
import pytest

from rnn_debugger.views.colours import (
    DECADES,
    magnitude_rgb,
    magnitude_table,
    packed_colours,
    signed_rgb,
    signed_table,
    symmetric_level,
    symmetric_log,
)
from rnn_debugger.views.theme import load_theme


def unpacked(colours):
    """0xffRRGGBB → (…, 3)."""
    return np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], axis=-1)


SHAPES = [(1, 1), (100, 1000), (3, 2)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ends_and_the_middle_are_the_themes(theme):
    found = load_theme(theme)
    colours = packed_colours(np.array([-2.0, 0.0, 2.0]), 2.0, "signed", found.is_dark)
    signed = found.signed
    for colour, expected in zip(
        colours, (signed.negative, signed.middle, signed.positive), strict=True
    ):
        assert colour == expected.rgb()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("is_dark", [False, True])
def test_packed_colours_are_those_of_the_maps(shape, is_dark):
    values = np.random.default_rng(0).standard_normal(shape)
    np.testing.assert_array_equal(
        unpacked(packed_colours(values, 1.5, "signed", is_dark)), signed_rgb(values, 1.5, is_dark)
    )
    np.testing.assert_array_equal(
        unpacked(packed_colours(values, 1.5, "magnitude", is_dark)), magnitude_rgb(values, 1.5)
    )


@pytest.mark.parametrize("scale", ["signed", "magnitude"])
def test_what_is_no_number_or_too_large_has_a_colour(scale):
    values = np.array([np.nan, np.inf, -np.inf, 1e300, -1e300])
    table = signed_table(False) if scale == "signed" else magnitude_table()
    for logarithmic in (False, True):
        found = unpacked(packed_colours(values, 1.0, scale, False, logarithmic=logarithmic))
        np.testing.assert_array_equal(found[0], signed_table(False)[128])
        np.testing.assert_array_equal(found[1], table[-1])
        np.testing.assert_array_equal(found[2], table[0])
        np.testing.assert_array_equal(found[3], table[-1])
        np.testing.assert_array_equal(found[4], table[0])


@pytest.mark.parametrize("scale", ["signed", "magnitude"])
@pytest.mark.parametrize("level", [0.0, 5e-324, 1e-310])
def test_of_all_zeros_every_colour_is_that_of_zero(scale, level):
    found = packed_colours(np.zeros((100, 1000)), level, scale, True)
    assert len(np.unique(found)) == 1
    zero = signed_table(True)[128] if scale == "signed" else magnitude_table()[0]
    np.testing.assert_array_equal(unpacked(found)[0, 0], zero)


def test_the_logarithm_keeps_sign_order_and_ends():
    level = 10.0
    values = np.array([-10, -1, -1e-9, 0, 1e-9, 0.01, 0.1, 1, 10])
    found = symmetric_log(values, level)
    np.testing.assert_allclose(found, [-10, -20 / 3, 0, 0, 0, 0, 10 / 3, 20 / 3, 10], atol=1e-12)
    assert found[5] == pytest.approx(level * (1 - 3 / DECADES))
    assert (np.diff(found) >= 0).all()
    np.testing.assert_array_equal(symmetric_log(values, 0.0), values)
    assert np.isnan(symmetric_log(np.array([np.nan]), 1.0)[0])


def test_the_level_leaves_out_what_is_not_finite():
    assert symmetric_level(np.array([1.0, -3.0, np.nan, np.inf])) == 3
    assert symmetric_level(np.array([np.nan])) == 0
    assert symmetric_level(np.zeros((0, 0))) == 0


@pytest.mark.parametrize("is_dark", [False, True])
def test_the_signed_map_grows_from_its_middle(is_dark):
    """Both arms leave the ground steadily, so that larger is always stronger."""
    table = signed_table(is_dark).astype(int)
    distance = np.abs(table - table[128]).sum(axis=1)
    assert (np.diff(distance[128:]) >= 0).all()
    assert (np.diff(distance[:129]) <= 0).all()
