import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent

from rnn_debugger.debugger import Peaks
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.plot import Plot
from rnn_debugger.views.plot_painter import PlotPainter
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
    return plot.curves["red"].x, plot.curves["red"].y


def is_red_seen(plot):
    colours = map(QColor, colours_in(plot))
    return any(colour.red() > 200 and colour.green() < 90 for colour in colours)


def values_in_view(plot):
    """The values at the foot and at the head of a linear plot."""
    unit = plot.scale.places(np.array([1.0]))[0]
    return [place / unit for place in plot.heights]


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
@pytest.mark.parametrize("width", [1, 2])
def test_everything_can_be_painted(plot, name, log, width):
    plot.curves["red"].width = width
    plot.set_log(log)
    show(plot, SERIES[name])
    plot.set_cursor_place(0)
    assert not plot.grab().isNull()
    assert plot.view[0] < plot.view[1]
    foot, head = plot.heights
    assert foot < head
    assert math.isfinite(head - foot)


@pytest.mark.parametrize("name", ["one", "a NaN among them", "huge", "huge and tiny", "long"])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("width", [1, 2])
def test_what_is_finite_is_seen(plot, name, log, width):
    plot.curves["red"].width = width
    plot.set_log(log)
    show(plot, SERIES[name])
    assert is_red_seen(plot)


@pytest.mark.parametrize("name", ["nothing", "one NaN", "all NaN", "all infinite"])
def test_what_is_not_finite_is_not_drawn(plot, name):
    show(plot, SERIES[name])
    assert not is_red_seen(plot)


def test_points_are_where_they_belong(plot):
    show(plot, [0.0, 10.0, 5.0])
    image = plot.grab().toImage()
    for x, y in [(0, 0.0), (1, 10.0), (2, 5.0)]:
        place = plot.point(x, y)
        assert image.pixelColor(round(place.x()), round(place.y())).red() > 200
        assert image.pixelColor(round(place.x()), round(place.y())).green() < 90
    assert plot.point(0, 0).x() < plot.point(1, 0).x()
    assert plot.point(0, 10).y() < plot.point(0, 5).y()


def test_all_values_are_in_view(plot):
    show(plot, [3.0, -1.0, 8.0])
    foot, head = plot.heights
    assert foot < -1
    assert head > 8
    plot.set_log(True)
    foot, head = plot.heights
    assert foot < math.log10(3)
    assert head > math.log10(8)


def test_on_a_logarithmic_axis_nothing_and_less_leave_a_gap(plot):
    plot.set_log(True)
    show(plot, [10.0, 0.0, -1.0, 1000.0])
    np.testing.assert_allclose(plot.scale.places(drawn(plot)[1]), [1.0, np.nan, np.nan, 3.0])


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
    plot.show_part(4_000, 4_100)
    x, _ = drawn(plot)
    assert x.min() >= 3_999
    assert x.max() <= 4_101
    foot, head = plot.heights
    assert 3_900 < foot < head < 4_200


def test_a_curve_may_be_a_part_of_a_series(plot):
    show(plot, np.arange(100.0), first=40)
    assert drawn(plot)[0].min() == 40


def test_a_smooth_curve_needs_few_points(plot):
    plot.add_curve("smooth", lambda: QColor("#0000FF"), is_smooth=True)
    peaks = Peaks()
    peaks.extend(np.linspace(0, 1, 100_000))
    plot.set_curve("smooth", peaks, 0, 100_000)
    plot.set_extent(0, 100_000)
    plot.redraw()
    curve = plot.curves["smooth"]
    assert len(curve.x) < 310
    np.testing.assert_allclose(curve.y, curve.x / 100_000, atol=0.01)


def test_it_grows_with_the_series_until_it_is_zoomed(plot):
    show(plot, np.ones(100))
    show(plot, np.ones(200))
    assert plot.view[1] > 200
    plot.show_part(50, 80)
    show(plot, np.ones(400))
    assert plot.view == (50, 80)
    plot.show_all()
    assert plot.view[1] > 400


def wheel(plot, x, turns, *, across=False):
    delta = QPoint(120 * turns, 0) if across else QPoint(0, 120 * turns)
    place = QPointF(x, 60)
    event = QWheelEvent(
        place,
        plot.mapToGlobal(place),
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    plot.wheelEvent(event)


def test_the_wheel_zooms_where_the_mouse_is(plot):
    show(plot, np.arange(1_000.0))
    x = plot.point(300, 0).x()
    wheel(plot, x, 5)
    low, high = plot.view
    assert high - low < 500
    assert plot.point(300, 0).x() == pytest.approx(x)
    wheel(plot, x, 1, across=True)
    assert plot.view[0] < low
    wheel(plot, x, -40)
    # All the way out it follows again.
    show(plot, np.arange(2_000.0))
    assert plot.view[1] > 2_000
    wheel(plot, x, 400)
    assert plot.view[1] - plot.view[0] == pytest.approx(2)


def test_the_view_never_leaves_what_there_is(plot):
    show(plot, np.arange(1_000.0))
    first, last = plot.view
    plot.show_part(-500, -400)
    assert plot.view[0] == first
    assert plot.view[1] - plot.view[0] == pytest.approx(100)
    plot.show_part(5_000, 5_100)
    assert plot.view[1] == pytest.approx(last)


def test_dragging_moves(qtbot, plot):
    show(plot, np.arange(1_000.0))
    plot.show_part(400, 500)
    begin, end = plot.point(450, 0).x(), plot.point(430, 0).x()
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(begin), 60))
    hover_text(plot, round(end), 60)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(end), 60))
    assert plot.view[0] == pytest.approx(420, abs=1)
    hover_text(plot, round(begin), 60)
    assert plot.view[0] == pytest.approx(420, abs=1)


def test_a_guide_is_always_in_view(plot):
    plot.set_log(True)
    show(plot, np.full(10, 5.0))
    plot.set_guide(1e-3)
    plot.redraw()
    assert plot.heights[0] < -3
    plot.set_guide(None)
    plot.redraw()
    assert plot.heights[0] > -3


def test_ticks_have_texts_of_ours(plot):
    plot.set_log(True)
    show(plot, [1e-4, 1e2])
    texts = [tick.text for tick in plot.scale.ticks(-4, 2, 4)]
    assert texts == ["10⁻⁴", "10⁻²", "1", "10²"]


def test_ticks_of_huge_numbers_are_those_of_the_values(plot):
    show(plot, [0.0, 2e153])
    foot, head = plot.heights
    texts = [tick.text for tick in plot.scale.ticks(foot, head, 3)]
    assert texts == ["0", "1·10¹⁵³", "2·10¹⁵³"]
    assert values_in_view(plot)[1] > 2e153


def test_the_mouse(qtbot, plot):
    show(plot, np.arange(11.0))
    place = plot.point(7.2, 5)
    assert hover_text(plot, place.x(), place.y()) == "at 7"
    assert hover_text(plot, 3, 3) == ""
    with qtbot.waitSignal(plot.double_clicked) as clicked:
        qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert clicked.args == [7]


def test_a_line_follows_the_mouse_and_leaves_with_it(plot):
    show(plot, np.arange(11.0))
    without = plot.grab().toImage()
    place = plot.point(7, 5)
    hover_text(plot, place.x(), place.y())
    assert plot.grab().toImage() != without
    plot.leaveEvent(QEvent(QEvent.Type.Leave))
    assert plot.grab().toImage() == without


def test_the_cursor_moves_without_the_curves_being_painted_again(plot, monkeypatch):
    show(plot, np.arange(11.0))
    plot.grab()
    painted = []
    monkeypatch.setattr(PlotPainter, "paint", lambda self: painted.append(1))
    before = plot.grab().toImage()
    plot.set_cursor_place(5)
    assert plot.grab().toImage() != before
    assert painted == []


def test_another_theme(plot, themes):
    show(plot, [1.0, 2.0])
    plot.grab()
    themes.set(load_theme("dark"))
    assert themes.current.surface.canvas.name().upper() in colours_in(plot)


def test_one_curve_stands_out(plot):
    plot.add_curve("other", lambda: QColor("#0000FF"))
    show(plot, np.ones(5))
    plot.emphasise("red")
    assert (plot.curves["red"].width, plot.curves["red"].pale) == (2, False)
    assert (plot.curves["other"].width, plot.curves["other"].pale) == (1, True)


def test_a_flag(plot):
    show(plot, [1.0, 2.0, np.nan])
    without = plot.grab().toImage()
    plot.set_flag(2, "NaN at iteration 2")
    plot.redraw()
    assert plot.grab().toImage() != without
    plot.set_flag(None)
    plot.redraw()
    assert plot.grab().toImage() == without
