"""Zoom, scroll and level of detail."""

import pytest

from rnn_debugger.views.graph.zoom import AIR, Zoom


def zoom(pitch, timesteps=25, width=1000.0, singly=False, offset=0.0):
    return Zoom(timesteps, pitch, offset, width, 100.0, singly)


@pytest.mark.parametrize(
    ("pitch", "singly", "level"),
    [
        (500, True, "units"),
        (420, True, "units"),
        (419, True, "tensors"),
        (500, False, "tensors"),
        (260, False, "tensors"),
        (259, False, "folded"),
        (64, False, "folded"),
        (63, False, "compact"),
        (24, False, "compact"),
        (23, False, "bands"),
        (0.5, False, "bands"),
    ],
)
def test_level_of_detail_goes_by_the_pitch(pitch, singly, level):
    assert zoom(float(pitch), singly=singly).level == level


@pytest.mark.parametrize("pitch", [300.0, 100.0, 30.0, 3.0])
@pytest.mark.parametrize("factor", [1.05, 0.95])
def test_zooming_keeps_what_is_under_the_mouse(pitch, factor):
    before = zoom(pitch, timesteps=1000, offset=400 * pitch)
    x = 640.0
    after = before.zoomed(factor, x)
    assert after.pitch == pytest.approx(pitch * factor)
    assert after.timestep_at(x + 0.01) == before.timestep_at(x + 0.01)


@pytest.mark.parametrize("timesteps", [1, 2, 3, 10, 25, 40, 100, 1000, 20_000])
@pytest.mark.parametrize("width", [560.0, 1000.0, 2500.0])
@pytest.mark.parametrize("singly", [True, False])
def test_fitted_shows_everything(timesteps, width, singly):
    fitted = zoom(300.0, timesteps, width, singly).fitted()
    assert fitted.offset == 0
    assert fitted.extent <= fitted.view + 1e-6 or fitted.pitch == 0.25
    assert list(fitted.visible())[-1] == timesteps or fitted.pitch == 0.25


def test_showing_scrolls_as_little_as_needed():
    start = zoom(100.0, width=600.0)
    assert start.showing(2) == start
    right = start.showing(20)
    assert 20 in right.visible()
    assert right.column_x(21) <= right.width
    assert right.showing(20) == right
    assert right.showing(0).offset == 0


def test_the_last_column_leaves_room_for_its_formula():
    end = zoom(300.0, width=800.0).showing(25)
    assert end.column_x(26) == pytest.approx(end.width - AIR)


def test_where_there_is_no_room_for_that_the_column_before_shows_more():
    end = zoom(300.0, width=600.0).showing(25)
    assert end.column_x(26) == pytest.approx(end.width)


def test_scrolling_stops_at_the_ends():
    assert zoom(100.0).scrolled(-50).offset == 0
    far = zoom(100.0).scrolled(1e9)
    assert far.column_x(26) == pytest.approx(far.width)
