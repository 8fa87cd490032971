"""The panel of the cell's own lines."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import line_operations
from rnn_debugger.views.operations.model import FORMULA
from rnn_debugger.views.source.panel import SourcePanel


@pytest.fixture
def make_panel(show_panel):
    return partial(show_panel, SourcePanel, size=(320, 700))


@pytest.fixture
def panel(make_panel):
    return make_panel()


def formulas(panel):
    """The operations of the current line as they are listed."""
    return [panel.model.text(row, FORMULA) for row in range(panel.model.rowCount())]


def go_after(panel, output):
    """Go to where that tensor has just been written for the first time."""
    moment = panel.workbench.moment
    panel.workbench.player.seek_after(0, moment.program.writers[output][0])


def test_it_is_named(panel):
    assert (panel.objectName(), panel.title) == ("source", "Source")


@pytest.mark.parametrize("name", ["simple-words", "simple-words-feedforward"])
def test_showing_any_moment_changes_nothing(make_panel, name):
    panel = make_panel(name)
    session = panel.workbench.session
    reference = type(session)(session.compiled, "reference")
    for _ in range(60):
        panel.grab()
        assert session.state_hash() == reference.state_hash()
        session.step()
        reference.step()


def test_the_current_line_says_where_it_is(panel):
    go_after(panel, "Whh_h[2]")
    assert panel.place.text == "Line 8, forward, t = 2: operation 2 of 4"
    assert formulas(panel) == [
        "Wxh_x[2] = Wxh x[2]",
        "Whh_h[2] = Whh h[1]",
        "a[2] = Wxh_x[2] + Whh_h[2]",
        "h[2] = σ(a[2])",
    ]
    assert panel.view.current_number == panel.workbench.moment.last.id


def test_backward_operations_mark_the_line_that_they_come_from(panel):
    go_after(panel, "dh[2]")
    forward = panel.code.marked_area()
    assert panel.place.text.startswith("Line 14, backward, t = 2")
    go_after(panel, "s[1]")
    assert panel.code.marked_area() == forward
    go_after(panel, "da[2]")
    assert panel.code.marked_area().top() < forward.top()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("x[1]", "x[1] = data has no line in the cell: the data are read for it."),
        ("Why", "Why −= 0.5·dWhy has no line in the cell: this is the optimizer's work."),
    ],
)
def test_what_has_no_line_says_so(panel, output, sentence):
    go_after(panel, output)
    assert panel.place.text == sentence
    assert panel.code.marked_area() is None
    assert formulas(panel) == [panel.workbench.moment.last.formula]


def test_at_the_very_beginning_the_next_operation_is_told(panel):
    assert panel.place.text.startswith("Nothing has run yet. Next: h[0] = ")
    assert panel.code.marked_area() is None


def marks(panel, colour):
    """Whether a colour is painted in the strip of pointers beside the code."""
    image = panel.code.grab().toImage()
    return any(image.pixelColor(x, y) == colour for x in range(16) for y in range(image.height()))


def test_the_mark_has_the_colour_of_the_phase(panel):
    theme = panel.workbench.theme
    go_after(panel, "a[1]")
    assert marks(panel, QColor(theme.forward.line))
    assert not marks(panel, QColor(theme.backward.line))
    go_after(panel, "dWhh")
    assert marks(panel, QColor(theme.backward.line))
    assert not marks(panel, QColor(theme.forward.line))


def test_the_next_line_is_pointed_at_where_it_is_another(panel):
    # The next operation is the output layer's first.
    go_after(panel, "h[1]")
    last = panel.code.marked_area()
    with_pointer = panel.code.grab().toImage()
    panel.code.point(panel.workbench.moment.last, None)
    without = panel.code.grab().toImage()
    assert with_pointer != without
    changed = [
        y
        for y in range(without.height())
        if any(with_pointer.pixel(x, y) != without.pixel(x, y) for x in range(18))
    ]
    assert changed
    assert min(changed) > last.bottom()


def test_code_is_wrapped_in_a_narrow_panel_and_not_in_a_wide_one(make_panel):
    narrow, wide = make_panel(size=(260, 700)), make_panel(size=(900, 700))
    assert narrow.code.minimumHeight() > wide.code.minimumHeight()
    for panel in (narrow, wide):
        assert panel.code.width() <= panel.width()


def test_the_current_line_is_kept_in_sight_in_a_low_panel(make_panel):
    panel = make_panel(size=(300, 330))
    for output in ("loss[1]", "h[2]", "dy[2]", "da[2]"):
        go_after(panel, output)
        QApplication.processEvents()
        seen = panel.code.visibleRegion().boundingRect()
        area = panel.code.marked_area()
        assert seen.top() <= area.top()
        assert area.bottom() <= seen.bottom() + 1


def test_nothing_moves_while_stepping(panel):
    heights = set()
    for _ in range(47):
        panel.workbench.player.step(1, "operation")
        heights.add((panel.code.height(), panel.place.y(), panel.view.y(), panel.view.height()))
    assert len(heights) == 1


def test_operations_of_the_line_are_chosen_and_gone_to(panel, qtbot):
    go_after(panel, "h[1]")
    first = line_operations(panel.model.program, panel.workbench.moment.last)[0]
    place = panel.view.visualRect(panel.model.index(0, FORMULA)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "Wxh_x[1]"
    qtbot.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.moment.last.id == first


def test_another_theme_takes_effect_at_once(make_panel):
    panel, dark = make_panel(), make_panel(theme="dark")
    for shown in (panel, dark):
        shown.workbench.player.step(27, "operation")
    before = panel.grab().toImage()
    panel.workbench.themes.set(dark.workbench.theme)
    QApplication.processEvents()
    after = panel.grab().toImage()
    assert after != before
    assert after == dark.grab().toImage()
