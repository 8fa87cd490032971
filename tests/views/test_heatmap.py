import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from rnn_debugger.views.heatmap import Heatmap, Picture, runs
from rnn_debugger.views.heatmap_marks import readable_on
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme
from tests.support.panels import colour_at, colours_in, hover_text, on_screen


@pytest.fixture
def themes():
    return Themes(load_theme("light"))


@pytest.fixture
def heatmap(qtbot, themes):
    return on_screen(qtbot, Heatmap(themes, lambda row, column: f"{row},{column}"), 400, 100)


def picture(values, **options):
    values = np.asarray(values, np.float64)
    present = options.pop("present", np.ones(values.shape[1], np.bool_))
    return Picture(values, present, options.pop("level", 1.0), **options)


def darkest(widget):
    """The lightness of the darkest pixel, 0 to 255; text is smoothed at its edges."""
    return min(QColor(name).lightness() for name in colours_in(widget))


EVERYTHING = {
    "one cell": np.array([[0.5]]),
    "one zero": np.zeros((1, 1)),
    "one NaN": np.full((1, 1), np.nan),
    "all zero": np.zeros((100, 1000)),
    "all NaN": np.full((100, 1000), np.nan),
    "all infinite": np.full((100, 1000), -np.inf),
    "wide": np.random.default_rng(0).standard_normal((100, 1000)),
    "high": np.random.default_rng(0).standard_normal((1000, 1)),
    "nothing": np.zeros((0, 0)),
    "huge": np.full((3, 3), 1e308),
    "denormal": np.full((3, 3), 5e-324),
}


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize("scale", ["signed", "magnitude"])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_can_be_painted(heatmap, themes, name, scale, logarithmic, theme):
    themes.set(load_theme(theme))
    values = EVERYTHING[name]
    finite = values[np.isfinite(values)]
    level = float(np.abs(finite).max(initial=0.0))
    has_cells = values.size > 0
    heatmap.show_picture(
        picture(
            values,
            level=level,
            scale=scale,
            logarithmic=logarithmic,
            marked_column=0 if has_cells else None,
            chosen=(0, 0) if has_cells else None,
            current_column=values.shape[1] - 1 if has_cells else None,
        )
    )
    assert not heatmap.grab().isNull()


def test_colours_of_cells(heatmap, themes):
    heatmap.show_picture(picture([[1.0, 0.0], [-1.0, 0.0]]))
    signed = themes.current.signed
    assert colour_at(heatmap, 10, 10) == signed.positive
    assert colour_at(heatmap, 10, 90) == signed.negative
    assert colour_at(heatmap, 390, 10) == signed.middle


def test_nothing_is_shown_of_what_is_absent(heatmap, themes):
    values = np.ones((4, 4))
    heatmap.show_picture(picture(values, present=np.array([True, False, False, True])))
    assert colour_at(heatmap, 10, 60) == themes.current.signed.positive
    assert colour_at(heatmap, 150, 60) == themes.current.surface.canvas
    assert colour_at(heatmap, 310, 60) == themes.current.signed.positive
    assert themes.current.surface.to_come_line.name().upper() in colours_in(heatmap)


def test_columns_that_never_come_are_not_waited_for(heatmap, themes):
    heatmap.show_picture(
        picture(
            np.zeros((2, 2)),
            present=np.array([False, True]),
            exists=np.array([False, True]),
            message="comes later",
        )
    )
    assert themes.current.surface.to_come_line.name().upper() not in colours_in(heatmap)


def test_the_message_is_there_while_there_is_room(heatmap):
    values = np.zeros((4, 40))
    few = np.arange(40) < 38
    heatmap.show_picture(picture(values, present=~few, message="comes later"))
    assert darkest(heatmap) < 120
    heatmap.show_picture(picture(values, present=few, message="comes later"))
    assert darkest(heatmap) > 150


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_single_bad_cell_is_seen_among_a_hundred_thousand(heatmap, themes, bad):
    ink = themes.current.surface.ink.name().upper()
    values = np.zeros((100, 1000))
    heatmap.show_picture(picture(values))
    assert ink not in colours_in(heatmap)
    values = values.copy()
    values[33, 777] = bad
    heatmap.show_picture(picture(values))
    assert ink in colours_in(heatmap)


def test_bad_values_of_absent_columns_are_not_shown(heatmap, themes):
    values = np.array([[np.nan, 0.0]])
    heatmap.show_picture(picture(values, present=np.array([False, True])))
    assert themes.current.surface.ink.name().upper() not in colours_in(heatmap)


def test_numbers_stand_in_large_cells(heatmap):
    heatmap.show_picture(picture(np.zeros((2, 4))))
    assert darkest(heatmap) < 60
    heatmap.show_picture(picture(np.zeros((2, 40))))
    assert darkest(heatmap) > 150


@pytest.mark.parametrize(
    ("ground", "ink"),
    [
        ("#FFFFFF", "#14161a"),
        ("#762A83", "#ffffff"),
        ("#FDE725", "#14161a"),
        ("#440154", "#ffffff"),
    ],
)
def test_text_reads_well_on_any_ground(ground, ink):
    assert readable_on(QColor(ground)).name() == ink


def test_only_what_changed_is_coloured_again(heatmap, themes):
    values = np.zeros((2, 4))
    heatmap.show_picture(picture(values))
    heatmap.grab()
    values = values.copy()
    values[:, 2] = 1
    heatmap.show_picture(picture(values), np.array([2]))
    assert colour_at(heatmap, 250, 10) == themes.current.signed.positive
    # Another level concerns all columns, whatever is said to have changed.
    heatmap.show_picture(picture(values, level=1e9), np.array([], np.intp))
    assert colour_at(heatmap, 250, 10) == themes.current.signed.middle


def test_another_theme_has_other_colours(heatmap, themes):
    heatmap.show_picture(picture([[1.0]]))
    heatmap.grab()
    themes.set(load_theme("dark"))
    assert colour_at(heatmap, 10, 10) == themes.current.signed.positive


def test_cells_and_places(heatmap):
    heatmap.show_picture(picture(np.zeros((4, 8))))
    assert heatmap.cell_at(QPoint(0, 0)) == (0, 0)
    assert heatmap.cell_at(QPoint(399, 99)) == (3, 7)
    assert heatmap.cell_at(QPoint(400, 50)) is None
    for row, column in [(0, 0), (2, 5), (3, 7)]:
        assert heatmap.cell_at(heatmap.cell_rect(row, column).center().toPoint()) == (row, column)


def test_of_many_cells_in_a_pixel_the_one_seen_is_meant(heatmap):
    values = np.zeros((100, 4000))
    values[50, 1003] = -0.5
    values[51, 1005] = 0.2
    heatmap.show_picture(picture(values))
    place = QPoint(1003 * 400 // 4000, 50)
    assert heatmap.cell_at(place) == (50, 1003)
    values = values.copy()
    values[50, 1004] = np.nan
    heatmap.show_picture(picture(values))
    assert heatmap.cell_at(place) == (50, 1004)


def test_the_mouse(qtbot, heatmap):
    heatmap.show_picture(picture(np.zeros((4, 8))))
    assert hover_text(heatmap, 399, 0) == "0,7"
    with qtbot.waitSignal(heatmap.clicked) as clicked:
        qtbot.mouseClick(heatmap, Qt.MouseButton.LeftButton, pos=QPoint(60, 30))
    assert clicked.args == [1, 1]
    with qtbot.waitSignal(heatmap.double_clicked) as double_clicked:
        qtbot.mouseDClick(heatmap, Qt.MouseButton.LeftButton, pos=QPoint(60, 30))
    assert double_clicked.args == [1, 1]
    with qtbot.assertNotEmitted(heatmap.clicked):
        qtbot.mouseClick(heatmap, Qt.MouseButton.RightButton, pos=QPoint(60, 30))


def test_without_a_picture_there_is_nothing_to_point_at(heatmap):
    heatmap.show_picture(None)
    assert heatmap.cell_at(QPoint(5, 5)) is None
    heatmap.mark(3)
    assert heatmap.picture is None


def test_the_mark_moves_alone(heatmap, themes):
    heatmap.show_picture(picture(np.zeros((1, 4)), level=1.0))
    heatmap.mark(2)
    assert heatmap.picture.marked_column == 2
    frame = colour_at(heatmap, heatmap.cell_rect(0, 2).left() + 1, 50)
    assert frame == themes.current.surface.ink


def test_stretches():
    assert runs(np.array([True, True, False, True])) == [(0, 1), (3, 3)]
    assert runs(np.zeros(3, np.bool_)) == []
    assert runs(np.ones(3, np.bool_)) == [(0, 2)]


@pytest.mark.parametrize("columns", [2, 3, 4, 7, 25])
def test_cells_end_where_their_lines_and_frames_are(qtbot, themes, columns):
    """Few cells over many pixels, where scaling is the least exact."""
    values = np.where(np.arange(columns) % 2, -1.0, 1.0)[None, :]
    wide = on_screen(qtbot, Heatmap(themes, lambda row, column: ""), 917, 40)
    wide.show_picture(picture(values))
    image = wide.grab().toImage()
    colours = [image.pixelColor(x, 3).name() for x in range(917)]
    signed = themes.current.signed
    for column in range(columns):
        cell = wide.cell_rect(0, column)
        expected = (signed.negative if column % 2 else signed.positive).name()
        assert set(colours[int(cell.left()) + 2 : int(cell.right()) - 1]) == {expected}
