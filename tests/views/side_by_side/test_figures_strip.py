"""The strip of figures: what fits, what hovering tells."""

import pytest

from rnn_debugger.debugger import SideFigure
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.side_by_side.figures_strip import ALWAYS, MARGIN, FiguresStrip
from rnn_debugger.views.theme import load_theme
from tests.support.panels import hover_text, on_screen

FIGURES = (
    SideFigure("loss", 0.123456789012345, 2.0),
    *(SideFigure(f"‖dW{number}‖", 1.0, None) for number in range(12)),
    SideFigure("peak memory", 2048, 1024, "bytes"),
    SideFigure("operations", 47, 34, "count"),
)


@pytest.fixture
def strip(qtbot):
    found = FiguresStrip(Themes(load_theme("light")))
    found.show_figures(("Recurrent", "Feedforward"), FIGURES, "Time costs.")
    return on_screen(qtbot, found, 900, 90)


@pytest.mark.parametrize("width", [420, 700, 900, 1400, 3000])
def test_what_fits_is_shown_in_order_and_the_most_important_first(strip, width):
    strip.resize(width, strip.height())
    shown = strip.shown()
    assert [figure for figure in FIGURES if figure in shown] == list(shown)
    assert set(ALWAYS) <= {figure.name for figure in shown}
    assert (len(shown) == len(FIGURES)) == (width == 3000)


def test_nothing_is_left_out_where_everything_fits(strip):
    """No room is kept for saying that there is more."""
    needed = strip._edges(FIGURES)[-1] + MARGIN
    strip.resize(int(needed) + 1, strip.height())
    assert strip.shown() == FIGURES


def test_a_step_does_not_move_the_columns(strip):
    before = [strip.figure_at(x) and strip.figure_at(x).name for x in range(0, 900, 7)]
    others = [SideFigure(f.name, -1.234e-10, 0.5, f.measured) if f.measured == "number" else f
              for f in FIGURES]  # fmt: skip
    strip.show_figures(("Recurrent", "Feedforward"), others, "")
    assert [strip.figure_at(x) and strip.figure_at(x).name for x in range(0, 900, 7)] == before


def test_hovering_tells_all_digits_of_both(strip):
    x = next(x for x in range(900) if strip.figure_at(x) is FIGURES[0])
    assert hover_text(strip, x + 4, 20) == ("loss\nRecurrent: 0.123456789012345\nFeedforward: 2.0")
    x = next(x for x in range(900) if strip.figure_at(x) is FIGURES[1])
    assert hover_text(strip, x + 4, 20).endswith("Feedforward: to come")
    assert hover_text(strip, 3, 20) == ""
    assert hover_text(strip, 30, strip.height() - 8) == "Time costs."


def test_other_figures_are_another_picture(strip):
    before = strip.grab().toImage()
    strip.show_figures(("Recurrent", "Feedforward"), FIGURES[:1], "Time costs.")
    assert strip.grab().toImage() != before
