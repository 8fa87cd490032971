import numpy as np
import pytest
from PySide6.QtCore import QPoint

from rnn_debugger.views.gradients.norm_strip import Norms, NormStrip
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme
from tests.support.panels import colours_in, on_screen


@pytest.fixture
def themes():
    return Themes(load_theme("light"))


@pytest.fixture
def strip(qtbot, themes):
    return on_screen(qtbot, NormStrip(themes, 50, 80), 530, 120)


def norms(values, **options):
    values = np.asarray(values, np.float64)
    present = options.pop("present", np.ones(len(values), np.bool_))
    exists = options.pop("exists", np.ones(len(values), np.bool_))
    return Norms("dh", range(len(values)), values, present, exists, **options)


SERIES = {
    "one": [0.5],
    "one zero": [0.0],
    "one NaN": [np.nan],
    "all zero": np.zeros(1001),
    "all NaN": np.full(1001, np.nan),
    "all infinite": np.full(26, np.inf),
    "all kinds": [1e-300, 0.0, np.nan, 1.0, np.inf, 1e300, 5e-324],
    "long": np.logspace(-12, 2, 20_000),
    "one size": np.full(26, 3.3),
}


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_can_be_painted(strip, themes, name, theme):
    themes.set(load_theme(theme))
    values = np.asarray(SERIES[name])
    strip.show_norms(norms(values, current=0, marked=len(values) - 1))
    assert not strip.grab().isNull()
    low, high = strip._range
    assert low < high


def test_larger_is_higher_and_all_is_inside(strip):
    values = [1e-7, 1e-3, 0.5, 20.0]
    strip.show_norms(norms(values))
    heights = [strip.height_of(value) for value in values]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] >= 0
    assert heights[0] < strip.height_of(0.0) <= strip.height()


def test_a_power_of_ten_is_always_as_far(strip):
    strip.show_norms(norms([1e-6, 1.0]))
    steps = np.diff([strip.height_of(10.0**power) for power in range(-6, 1)])
    np.testing.assert_allclose(steps, steps[0])


def test_zero_is_written_at_the_floor(strip, themes):
    def text_at_the_floor():
        column = strip._column(1, 1)
        image = strip.grab().toImage()
        return any(
            image.pixelColor(x, y).name() == themes.current.backward.text.name()
            for x in range(int(column.left()) + 3, int(column.right()) - 3)
            for y in range(int(strip._floor) - 14, int(strip._floor))
        )

    strip.show_norms(norms([1.0, 0.0, 1.0]))
    assert text_at_the_floor()
    strip.show_norms(norms([1.0, np.nan, 1.0], present=np.array([True, False, True])))
    assert not text_at_the_floor()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_flagged(strip, themes, bad):
    ink = themes.current.surface.ink.name().upper()
    values = np.ones(1001)
    strip.show_norms(norms(values))
    assert ink not in colours_in(strip)
    values = values.copy()
    values[700] = bad
    strip.show_norms(norms(values))
    assert ink in colours_in(strip)


def test_absent_ones_are_not_drawn(strip, themes):
    fill = themes.current.backward.glow.name().upper()
    strip.show_norms(norms([np.nan] * 9, present=np.zeros(9, np.bool_)))
    assert fill not in colours_in(strip)
    assert themes.current.surface.to_come_line.name().upper() in colours_in(strip)
    strip.show_norms(norms([1.0] * 9))
    assert fill in colours_in(strip)


def test_columns_and_gutters(strip):
    strip.show_norms(norms(np.ones(40)))
    assert strip.column_at(QPoint(49, 50)) is None
    assert strip.column_at(QPoint(50, 50)) == 0
    assert strip.column_at(QPoint(449, 50)) == 39
    assert strip.column_at(QPoint(451, 50)) is None
    for column in (0, 17, 39):
        assert strip.column_at(strip._column(column, column).center().toPoint()) == column
