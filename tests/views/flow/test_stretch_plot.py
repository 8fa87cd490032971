from dataclasses import replace

import numpy as np
import pytest

from rnn_debugger.views.flow.stretch_plot import Stretches, StretchPlot
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme
from tests.support.panels import colour_at, on_screen

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def themes():
    return Themes(load_theme("light"))


@pytest.fixture
def stretch_plot(qtbot, themes):
    return on_screen(qtbot, StretchPlot(themes, (50, 80), lambda column: ""), 530, 100)


def stretches(values, own=None, **options):
    values = np.asarray(values, float)
    return Stretches(
        values,
        values if own is None else np.asarray(own, float),
        "h alone",
        own is not None,
        np.isnan(values),
        **options,
    )


def test_above_1_up_and_below_1_down(stretch_plot, themes):
    stretch_plot.show_stretches(stretches([2.0, 0.5, 1.0]))
    theme = themes.current
    for column, value, colour in (
        (0, 1.4, theme.backward.line),
        (1, 0.7, theme.backward.glow),
        (0, 0.7, theme.surface.canvas),
        (1, 1.4, theme.surface.canvas),
    ):
        x = stretch_plot.columns_rect(column, column).center().x()
        assert colour_at(stretch_plot, x, stretch_plot.height_of(value)) == colour, (column, value)
    assert stretch_plot.height_of(0.0) == stretch_plot.area.bottom()


def test_the_block_of_the_state_alone_lies_across(stretch_plot, themes):
    stretch_plot.show_stretches(stretches([4.0, 4.0], own=[2.0, 0.5]))
    for column, value in ((0, 2.0), (1, 0.5)):
        x = stretch_plot.columns_rect(column, column).center().x()
        height = stretch_plot.height_of(value)
        near = [colour_at(stretch_plot, x, height + step) for step in (-1, 0, 1)]
        assert themes.current.surface.ink in near


SERIES = {
    "one": [0.5],
    "zero": [0.0, 0.0],
    "NaN": [NAN, 1.0, INF],
    "all NaN": [NAN] * 20,
    "wide": [1e-300, 1.0, 1e300],
    "long": np.logspace(-12, 2, 3000),
}


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_can_be_painted(stretch_plot, themes, name, theme):
    themes.set(load_theme(theme))
    values = np.asarray(SERIES[name], float)
    stretch_plot.show_stretches(stretches(values, own=values, message="nothing"))
    assert not stretch_plot.grab().isNull()


def test_the_name_of_a_road_in_the_second_layer_fits_beside_the_plot(stretch_plot):
    named = replace(stretches([2.0, 1.5], own=[1.5, 1.0]), own_name="h2 alone")
    stretch_plot.show_stretches(named)
    image = stretch_plot.grab().toImage()
    for x in (-1, -2):
        column = {image.pixel(image.width() + x, y) for y in range(image.height())}
        assert len(column) == 1
