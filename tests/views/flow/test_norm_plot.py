import numpy as np
import pytest

from rnn_debugger.views.flow.norm_plot import MOST_DECADES, PRODUCT_DECADES, NormPlot, Norms
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme
from tests.support.panels import colour_at, on_screen

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def themes():
    return Themes(load_theme("light"))


@pytest.fixture
def norm_plot(qtbot, themes):
    return on_screen(qtbot, NormPlot(themes, (50, 80), lambda column: ""), 530, 140)


def norms(values, product=None, bound=None, **options):
    values = np.asarray(values, float)
    nothing = np.full(len(values), NAN)
    there = np.ones(len(values), bool)
    return Norms(
        "dh",
        values,
        options.pop("present", there),
        there,
        nothing if product is None else np.asarray(product, float),
        nothing if bound is None else np.asarray(bound, float),
        **options,
    )


def test_bars_are_as_high_as_their_logarithms(norm_plot, themes):
    norm_plot.show_norms(norms([1e-6, 1e-3, 1.0]))
    for column, power in enumerate((-6, -3, 0)):
        x = norm_plot.columns_rect(column, column).center().x()
        top = norm_plot.height_of(power)
        assert colour_at(norm_plot, x, top + 4) == themes.current.backward.glow
        if column < 2:
            assert colour_at(norm_plot, x, top - 4) == themes.current.surface.canvas


def test_the_product_is_a_line_over_them(norm_plot, themes):
    product = np.linspace(-4, 0, 40)
    norm_plot.show_norms(norms(np.full(40, 1e-4), product))
    x = norm_plot.columns_rect(20, 20).center().x()
    height = norm_plot.height_of(product[20])
    near = [colour_at(norm_plot, x, height + step) for step in (-1, 0, 1)]
    assert min(colour.lightness() for colour in near) < 90


def test_a_bound_far_above_does_not_flatten_the_rest(norm_plot):
    norm_plot.show_norms(norms([0.1, 1.0], [-1, 0], [30, 0]))
    assert norm_plot.range[1] <= 1


def test_so_many_powers_of_ten_and_no_more(norm_plot):
    norm_plot.show_norms(norms([1e-200, 1.0]))
    low, high = norm_plot.range
    assert high - low == MOST_DECADES
    assert norm_plot.height_of(-300) == norm_plot.area.bottom()


def test_a_product_that_goes_to_nothing_does_not_flatten_the_rest(norm_plot):
    norm_plot.show_norms(norms([1.0, 1.0], [-300, 0]))
    low, high = norm_plot.range
    assert -PRODUCT_DECADES - 3 <= low < high <= 1


def test_where_it_vanishes_is_flagged(norm_plot, themes):
    text = themes.current.backward.text.name()
    values = np.logspace(-9, 0, 40)

    def flagged():
        image = norm_plot.grab().toImage()
        area = norm_plot.columns_rect(20, 26)
        return any(
            image.pixelColor(x, y).name() == text
            for x in range(int(area.left()), int(area.right()))
            for y in range(7, 40)
        )

    norm_plot.show_norms(norms(values))
    assert not flagged()
    norm_plot.show_norms(norms(values, begins=26, word="vanishes"))
    assert flagged()


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
def test_everything_can_be_painted(norm_plot, themes, name, theme):
    themes.set(load_theme(theme))
    values = np.asarray(SERIES[name], float)
    with np.errstate(divide="ignore"):
        powers = np.log10(values)
    norm_plot.show_norms(norms(values, powers, powers + 2, begins=0, word="explodes"))
    assert not norm_plot.grab().isNull()
