import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from rnn_debugger.views.flow.column_plot import ColumnMarks
from rnn_debugger.views.flow.parts_bars import Bars, PartsBars
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme
from tests.support.panels import colour_at, colours_in, on_screen

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def themes():
    return Themes(load_theme("light"))


@pytest.fixture
def plot(qtbot, themes):
    return on_screen(qtbot, PartsBars(themes, (50, 80), lambda column: ""), 530, 120)


def bars(own, handed, **options):
    along = np.array([own, handed], float)
    present = options.pop("present", np.ones(len(own), bool))
    norms = options.pop("norms", np.abs(along))
    meets_loss = options.pop("meets_loss", True)
    total = np.where(present, along.sum(axis=0), NAN)
    exists = np.ones(len(own), bool)
    return Bars(along, norms, total, present, exists, meets_loss, **options)


def test_this_step_s_part_stands_on_that_of_the_next(plot, themes):
    plot.show_bars(bars([2.0, 1.0], [1.0, -0.5]))
    theme = themes.current
    left, right = (plot.columns_rect(c, c).center().x() for c in (0, 1))
    assert colour_at(plot, left, plot.height_of(0.5)) == theme.backward.glow
    assert colour_at(plot, left, plot.height_of(2.0)) == theme.loss.fill
    assert colour_at(plot, left, plot.height_of(3.0)) == theme.surface.ink
    # What points against the whole goes below 0, and the whole is what is left.
    assert colour_at(plot, right, plot.height_of(-0.25)) == theme.backward.glow
    assert colour_at(plot, right, plot.height_of(0.25)) == theme.loss.fill
    assert colour_at(plot, right, plot.height_of(0.5)) == theme.surface.ink
    assert colour_at(plot, right, plot.height_of(1.5)) == theme.surface.canvas


def test_only_a_loss_is_yellow(plot, themes):
    yellow = themes.current.loss.fill.name().upper()
    plot.show_bars(bars([2.0], [1.0]))
    assert yellow in colours_in(plot)
    plot.show_bars(bars([2.0], [1.0], meets_loss=False))
    assert yellow not in colours_in(plot)


def test_shares_are_all_equally_high(plot):
    plot.show_bars(bars([3e-9, 2.0], [1e-9, 2.0], is_share=True))
    np.testing.assert_allclose(plot.bars.parts, [[0.25, 0.5], [0.75, 0.5]])
    assert plot.range == (0, 1)
    # Of parts that cancel each other almost, only so much is shown.
    plot.show_bars(bars([1e6, 0.0], [1 - 1e6, 0.0], is_share=True))
    assert plot.bars.parts.tolist() == [[-2, 0], [2, 0]]


def test_the_scale_holds_all(plot):
    plot.show_bars(bars([2.2, -1.2], [4.1, 8.0]))
    assert plot.range == (-1.5, 10.0)
    assert plot.area.top() == plot.height_of(10.0) < plot.height_of(-1.5) == plot.area.bottom()


def test_a_part_that_waits_is_to_be_seen(plot, themes):
    norms = np.array([[NAN, 1.0], [3.0, 1.0]])
    plot.show_bars(bars([NAN, 1.0], [NAN, 1.0], norms=norms, present=np.array([False, True])))
    assert plot.range[1] == 3
    x = plot.columns_rect(0, 0).center().x()
    assert colour_at(plot, x, plot.height_of(1.5)) not in (
        themes.current.surface.canvas,
        themes.current.backward.glow,
    )


KINDS = {
    "one": ([1.0], [0.5]),
    "zero": ([0.0] * 5, [0.0] * 5),
    "NaN": ([NAN, 1.0], [1.0, INF]),
    "all NaN": ([NAN] * 30, [NAN] * 30),
    "huge": ([1e300, 1e-300], [1e300, 1.0]),
    "long": (np.linspace(-1, 1, 5000), np.linspace(2, 1, 5000)),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("share", [False, True])
def test_everything_can_be_painted(plot, themes, name, share):
    own, handed = KINDS[name]
    marks = ColumnMarks(0, "backward", len(own) - 1)
    for theme in ("dark", "light"):
        themes.set(load_theme(theme))
        plot.show_bars(bars(own, handed, is_share=share, marks=marks))
        assert not plot.grab().isNull()


def test_what_is_no_number_is_hatched(plot, themes):
    ink = themes.current.surface.ink
    own = np.ones(1001)
    own[700] = NAN
    plot.show_bars(bars(own, np.ones(1001)))
    area = plot.columns_rect(700, 700)
    middle = area.center().x()
    inked = [
        colour_at(plot, x, y) == ink
        for x in range(int(middle) - 3, int(middle) + 3)
        for y in range(60, 80)
    ]
    assert any(inked)
    assert not all(inked)


def test_what_is_to_come_is_dashed(plot, themes):
    plot.show_bars(bars([NAN, NAN], [NAN, NAN], present=np.zeros(2, bool), message="to come"))
    assert themes.current.surface.to_come_line.name().upper() in colours_in(plot)


def test_clicks_and_columns(qtbot, plot):
    plot.show_bars(bars(np.ones(40), np.ones(40)))
    assert plot.column_at(QPoint(49, 50)) is None
    assert plot.column_at(QPoint(451, 50)) is None
    place = plot.columns_rect(17, 17).center().toPoint()
    with qtbot.waitSignal(plot.clicked) as clicked:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(plot.double_clicked) as double:
        qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == double.args == [17]
