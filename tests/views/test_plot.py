import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from rnn_debugger.debugger import Peaks
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.plot import Plot
from rnn_debugger.views.theme import load_theme
from tests.support.panels import colours_in, hover_text, on_screen

RED = "#FF0000"


@pytest.fixture
def themes():
    return Themes(load_theme("light"))


@pytest.fixture
def plot(qtbot, themes):
    found = Plot(themes, "iteration", lambda number: f"at {number}")
    found.add_curve("red", lambda: QColor(RED))
    return on_screen(qtbot, found, 400, 180)


def show(plot, series, *, first=0):
    peaks = Peaks()
    peaks.extend(np.asarray(series, np.float64))
    plot.set_curve("red", peaks, first, len(series))
    plot.set_extent(0, len(series))
    plot.redraw()


def drawn(plot):
    """The points of the curve."""
    x, y = plot._curves["red"].item.getData()
    return (np.zeros(0), np.zeros(0)) if x is None else (np.asarray(x), np.asarray(y))


def point(plot, x, y):
    """Where a place of the axes is in the widget."""
    return plot.mapFromScene(plot._box.mapViewToScene(QPointF(x, y)))


SERIES = {
    "nothing": [],
    "one": [0.5],
    "one NaN": [np.nan],
    "all NaN": np.full(50, np.nan),
    "all infinite": np.full(50, np.inf),
    "all zero": np.zeros(50),
    "negative": -np.ones(50),
    "a NaN among them": [1.0, np.nan, 2.0, np.inf, 3.0],
    "huge": [1e100, 1e300, 1.7e308],
    "tiny": [1e-300, 5e-324],
    "huge and tiny": [1e-300, 1e300],
    "long": np.random.default_rng(0).random(200_000),
}


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("log", [False, True])
def test_everything_can_be_painted(plot, name, log):
    plot.set_log(log)
    show(plot, SERIES[name])
    plot.set_cursor(0)
    assert not plot.grab().isNull()
    (low, high), (bottom, top) = plot._box.viewRange()
    assert low < high
    assert bottom < top
    assert math.isfinite(top - bottom)


@pytest.mark.parametrize("name", ["one", "a NaN among them", "huge", "huge and tiny", "long"])
@pytest.mark.parametrize("log", [False, True])
def test_what_is_finite_is_seen(plot, name, log):
    plot.set_log(log)
    show(plot, SERIES[name])
    assert RED in colours_in(plot)


def test_all_values_are_in_view(plot):
    show(plot, [3.0, -1.0, 8.0])
    _, (bottom, top) = plot._box.viewRange()
    assert bottom < -1
    assert top > 8
    plot.set_log(True)
    _, (bottom, top) = plot._box.viewRange()
    assert bottom < math.log10(3)
    assert top > math.log10(8)


def test_on_a_logarithmic_axis_nothing_and_less_leave_a_gap(plot):
    plot.set_log(True)
    show(plot, [10.0, 0.0, -1.0, 1000.0])
    np.testing.assert_allclose(drawn(plot)[1], [1.0, np.nan, np.nan, 3.0])


def test_a_long_series_is_drawn_with_few_points_and_keeps_its_peaks(plot):
    series = np.zeros(300_000)
    series[123_456] = 7
    show(plot, series)
    x, y = drawn(plot)
    assert len(x) < 3 * plot.width()
    assert y.max() == 7
    assert abs(x[y.argmax()] - 123_456) < 300_000 / 200


def test_only_the_part_in_view_is_drawn_and_fills_the_height(plot):
    show(plot, np.arange(10_000.0))
    plot._box.setXRange(4_000, 4_100, padding=0)
    x, _ = drawn(plot)
    assert x.min() >= 3_998
    assert x.max() <= 4_102
    _, (bottom, top) = plot._box.viewRange()
    assert 3_900 < bottom < top < 4_200


def test_a_curve_may_be_a_part_of_a_series(plot):
    show(plot, np.arange(100.0), first=40)
    assert drawn(plot)[0].min() == 40


def test_it_grows_with_the_series_until_it_is_zoomed(plot):
    show(plot, np.ones(100))
    show(plot, np.ones(200))
    assert plot._box.viewRange()[0][1] > 200
    plot._box.setXRange(50, 80, padding=0)
    plot._box.sigRangeChangedManually.emit([True, False])
    show(plot, np.ones(400))
    assert plot._box.viewRange()[0] == [50, 80]
    plot.show_all()
    assert plot._box.viewRange()[0][1] > 400


def test_a_guide_is_always_in_view(plot):
    plot.set_log(True)
    show(plot, np.full(10, 5.0))
    plot.set_guide(1e-3)
    plot.redraw()
    assert plot._box.viewRange()[1][0] < -3
    plot.set_guide(None)
    plot.redraw()
    assert plot._box.viewRange()[1][0] > -3


def test_ticks_have_texts_of_ours(plot):
    plot.set_log(True)
    show(plot, [1e-4, 1e2])
    assert plot._left.tickStrings(
        [place for _, places in plot._left.tickValues(-4, 2, 130) for place in places], 1, 1
    ) == ["10⁻⁴", "10⁻²", "1", "10²"]


def test_the_mouse(qtbot, plot):
    show(plot, np.arange(11.0))
    place = point(plot, 7.2, 5)
    assert hover_text(plot, place.x(), place.y()) == "at 7"
    assert hover_text(plot, 3, 3) == ""
    with qtbot.waitSignal(plot.double_clicked) as clicked:
        qtbot.mouseDClick(
            plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y())
        )
    assert clicked.args == [7]


def test_another_theme(plot, themes):
    show(plot, [1.0, 2.0])
    themes.set(load_theme("dark"))
    colours = colours_in(plot)
    assert themes.current.surface.canvas.name().upper() in colours
    assert RED in colours


def test_one_curve_stands_out(plot):
    plot.add_curve("other", lambda: QColor("#0000FF"))
    show(plot, np.ones(5))
    plot.emphasise("red")
    assert plot._curves["red"].item.opacity() == 1
    assert plot._curves["other"].item.opacity() < 1
    plot.emphasise(None)
    assert plot._curves["other"].item.opacity() == 1


def test_a_flag(plot):
    show(plot, [1.0, 2.0, np.nan])
    plot.set_flag(2, "NaN at iteration 2")
    assert plot._flag.label.textItem.toPlainText() == "NaN at iteration 2"
    plot.set_flag(None)
    assert plot._flag is None
