"""Statistics, guesses, the picture and the empty state."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics

from rnn_debugger.debugger import Absence, AxisLabels, Guess, Tensor
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.inspector.absent import way_text
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.inspector.figures import Figures, entries_of
from rnn_debugger.views.inspector.guesses import ROW_HEIGHT, Guesses
from rnn_debugger.views.inspector.value_map import LARGEST_ROW, ValueMap, tensor_scale
from rnn_debugger.views.inspector.values import FULL_HEIGHT, LEAST_HEIGHT, Values
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme


def content(values, place=(0, 0), labels=AxisLabels()):  # noqa: B008
    values = np.array(values, dtype=float)
    return Content(
        Tensor("h[1]", "state", values.shape, "float64"), values, labels, place, False, None
    )


def test_statistics_are_those_of_what_is_shown():
    entries = {
        label: (text, full) for label, text, full in entries_of(np.array([[3.0], [-4.0]]), None)
    }
    assert entries["norm"] == ("5.000", "norm 5.0")
    assert entries["min"][0] == "−4.000"
    assert entries["mean"][1] == "mean -0.5"
    assert entries["NaN"][0] == entries["infinite"][0] == "0"


def test_nan_and_infinity_are_counted_apart():
    values = np.array([[1.0], [np.nan], [np.inf], [-np.inf]])
    entries = {label: text for label, text, _ in entries_of(values, None)}
    assert (entries["NaN"], entries["infinite"]) == ("1", "2")
    assert entries["max"] == "1.000"
    nothing = {label for label, _, _ in entries_of(np.full((2, 1), np.nan), None)}
    assert nothing == {"NaN", "infinite"}


def test_a_single_number_is_shown_with_all_its_digits():
    assert entries_of(np.array([[-1 / 3]]), None) == (
        ("value", "−0.3333333333333333", "-0.3333333333333333"),
    )


def test_the_saturated_share_is_told_of_activations_alone(simple_words):
    by_output = {operation.output: operation for operation in simple_words.program}
    values = np.array([[0.999], [0.5]])
    entries = {label: text for label, text, _ in entries_of(values, by_output["h[1]"])}
    assert entries["saturated"] == "50 %"
    assert "saturated" not in {label for label, _, _ in entries_of(values, by_output["a[1]"])}


@pytest.mark.parametrize(
    ("absence", "text"),
    [
        (Absence("", 5, "operation", 1), "Press F11 (next operation)."),
        (Absence("", 5, "phase", 2), "Press F12 (next phase) twice."),
        (Absence("", 5, "timestep", 3), "Press Shift+F11 (next timestep) three times."),
        (Absence(""), ""),
    ],
)
def test_the_way_to_a_value_is_told_with_its_key(absence, text):
    assert way_text(absence) == text


def test_an_element_is_called_by_what_its_row_stands_for():
    labels = AxisLabels(rows=("a", "␣"))
    assert content([[1.0], [2.0]], labels=labels).where(1, 0) == "row 1 “␣”"
    assert content([[1.0, 2.0]]).where(0, 1) == "row 0, column 1"
    assert content([[1.0]]).where(0, 0) == ""
    assert content([[1.0], [2.5]]).tell(1, 0) == "h[1], row 1\n2.5"


@pytest.fixture
def guesses(workbench, qtbot):
    widget = Guesses(workbench.themes)
    qtbot.addWidget(widget)
    widget.resize(200, 200)
    widget.show()
    return widget


GUESSES = (
    Guess(4, "e", 0.5, 1, False),
    Guess(9, "␣", 0.25, 2, True),
    Guess(2, "a", 0.01, 3, False),
)


def test_bars_are_as_long_as_the_probabilities(guesses):
    guesses.show_guesses(GUESSES)
    colour = guesses.themes.current.forward.line
    image = guesses.grab().toImage()
    lengths = []
    for number in range(3):
        y = 20 + number * ROW_HEIGHT + ROW_HEIGHT // 2 - 1
        lengths.append(sum(image.pixelColor(x, y) == colour for x in range(image.width())))
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=2)
    assert lengths[1] > 10 * lengths[2] > 0


def test_the_target_is_framed(guesses):
    guesses.show_guesses(GUESSES)
    marked = guesses.grab().toImage()
    guesses.show_guesses(
        tuple(Guess(g.row, g.label, g.probability, g.rank, False) for g in GUESSES)
    )
    assert guesses.grab().toImage() != marked


def test_a_click_on_a_guess_chooses_its_row(guesses, qtbot):
    guesses.show_guesses(GUESSES)
    with qtbot.waitSignal(guesses.clicked) as signal:
        place = QPoint(50, 20 + ROW_HEIGHT + 5)
        qtbot.mouseClick(guesses, Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == [9]


def test_the_picture_of_few_rows_is_not_blown_up(workbench, qtbot):
    picture = ValueMap(workbench.themes, workbench.session.program)
    qtbot.addWidget(picture)
    picture.show_content(content([[1.0], [2.0]]))
    assert picture.maximumHeight() == 2 * LARGEST_ROW
    assert picture.heatmap.picture.scale == "magnitude"


def test_probabilities_are_magnitudes_and_gradients_are_signed(simple_words):
    program = simple_words.program
    assert tensor_scale(program, program.tensors["y[1]"]).never_negative
    assert not tensor_scale(program, program.tensors["dh[1]"]).never_negative
    assert not tensor_scale(program, program.tensors["Whh"]).never_negative


def test_room_is_kept_for_the_largest_tensor_of_the_program(make_workbench, qtbot):
    heights = {}
    for name in ("simple-words", "char-rnn"):
        workbench = make_workbench(name)
        values = Values(workbench.themes, workbench.session.program)
        qtbot.addWidget(values)
        heights[name] = (values.is_tall, values.map.parentWidget().parentWidget().minimumHeight())
    assert heights == {"simple-words": (False, LEAST_HEIGHT), "char-rnn": (True, FULL_HEIGHT)}


@pytest.mark.parametrize("values", [[-1.984e-10, 3.179e-10], [-1.5e-101, 2.0], [1e5, -2e5]])
def test_figures_do_not_run_into_each_other(qtbot, values):
    figures = Figures(Themes(load_theme("light")))
    qtbot.addWidget(figures)
    figures.resize(300, 72)
    figures.show_entries(entries_of(np.array(values)[:, None], None))
    metrics = QFontMetrics(number_font(12))
    for number, (_, text, _) in enumerate(figures.entries):
        room = figures._area(number).width() - figures._label_width(number)
        assert metrics.horizontalAdvance(text) < room
