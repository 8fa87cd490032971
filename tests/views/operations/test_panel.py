"""The panel of operations: followed, searched, and gone to."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from rnn_debugger.views.operations.model import FORMULA
from rnn_debugger.views.operations.panel import OperationsPanel


@pytest.fixture
def make_panel(show_panel):
    return partial(show_panel, OperationsPanel, size=(320, 500))


@pytest.fixture
def panel(make_panel):
    return make_panel()


def centre(panel, number):
    """The middle of an operation's row, in the table's viewport."""
    row = panel.model.row_of(number)
    return panel.view.visualRect(panel.model.index(row, FORMULA)).center()


def in_sight(panel, number):
    row = panel.model.row_of(number)
    rect = panel.view.visualRect(panel.model.index(row, FORMULA))
    return panel.view.viewport().rect().contains(rect.center())


def test_it_is_named(panel):
    assert (panel.objectName(), panel.title) == ("operations", "Operations")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_showing_any_moment_changes_nothing(make_panel, theme):
    panel = make_panel(theme=theme)
    session = panel.workbench.session
    reference = type(session)(session.compiled, "reference")
    for _ in range(60):
        panel.grab()
        assert session.state_hash() == reference.state_hash()
        session.step()
        reference.step()


def test_what_ran_last_is_followed(panel):
    for steps in (1, 10, 20, -5, 15, -20):
        panel.workbench.player.step(steps, "operation")
        last = panel.workbench.moment.last
        assert panel.view.current_number == last.id
        assert in_sight(panel, last.id)


def test_the_table_stands_still_while_the_step_is_in_sight(panel):
    bar = panel.view.verticalScrollBar()
    places = set()
    for _ in range(8):
        panel.workbench.player.step(1, "operation")
        places.add(bar.value())
    assert places == {0}


def test_a_click_selects_what_the_operation_writes(panel, qtbot):
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(panel, 5))
    assert panel.workbench.selection.tensor == "h[1]"
    assert panel.workbench.session.position[1:] == (0, 0)


def test_a_click_on_the_row_that_is_current_already_selects_too(panel, qtbot):
    panel.workbench.player.step(6, "operation")
    panel.workbench.selection.select("Whh")
    panel.view.point_at(5)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=centre(panel, 5))
    assert panel.workbench.selection.tensor == "h[1]"


def double_click(qtbot, panel, number):
    viewport, place = panel.view.viewport(), centre(panel, number)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)


def test_after_a_double_click_that_operation_is_the_one_that_ran_last(panel, qtbot):
    double_click(qtbot, panel, 9)
    assert panel.workbench.moment.last.id == 9
    assert panel.workbench.session.position[1:] == (0, 10)


def test_enter_goes_to_the_row_as_well_back_too(panel, qtbot):
    panel.workbench.player.step(12, "operation")
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Up)
    qtbot.keyClick(panel.view, Qt.Key.Key_Up)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert panel.workbench.moment.last.id == 9


def test_the_iteration_gone_to_is_the_one_that_is_shown(panel):
    session = panel.workbench.session
    panel.workbench.player.seek(2, 0)
    assert panel.workbench.moment.shows_finished
    panel.go_to(9)
    assert session.position[1:] == (1, 10)
    panel.go_to(len(session.program) - 1)
    assert session.position[1:] == (2, 0)


def test_arrow_keys_choose_rows_and_what_they_write(panel, qtbot):
    panel.workbench.player.step(4, "operation")
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.workbench.selection.tensor == "a[1]"
    assert panel.workbench.session.position.operation == 4


def test_a_tensor_selected_elsewhere_is_pointed_at(panel):
    panel.workbench.player.step(30, "operation")
    panel.workbench.selection.select("h[1]")
    assert panel.view.current_number == 5
    assert in_sight(panel, 5)
    panel.workbench.selection.select("dh[1]")
    assert panel.view.current_number == 39


def test_a_pinned_tensor_is_not_stolen_by_a_step(panel):
    panel.workbench.player.step(6, "operation")
    panel.workbench.selection.pin(True)
    panel.workbench.player.step(1, "operation")
    assert panel.workbench.selection.tensor == "h[1]"
    assert panel.view.current_number == 5


def search(panel, qtbot, text):
    panel.search()
    line = panel.search_field.focusProxy()
    line.clear()
    qtbot.keyClicks(line, text)
    return line


def test_a_search_filters_and_enter_goes_from_match_to_match(panel, qtbot):
    line = search(panel, qtbot, "dWhh")
    numbers = list(panel.model.numbers)
    assert [panel.model.program[int(n)].formula for n in numbers] == [
        "dWhh = da[2] h[1]ᵀ",
        "Whh −= 0.5·dWhh",
        "dWhh = da[1] h[0]ᵀ",
        "Whh −= 0.5·dWhh",
    ]
    assert panel.search_field.tally == "4 of 47"
    seen = []
    for _ in range(5):
        qtbot.keyClick(line, Qt.Key.Key_Return)
        seen.append(panel.view.current_number)
    assert seen == [*numbers, numbers[0]]
    assert panel.workbench.selection.tensor == "dWhh"
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert panel.view.current_number == numbers[-1]
    assert panel.workbench.session.position[1:] == (0, 0)


@pytest.mark.parametrize(("reached", "expected"), [(30, 1), (44, 3), (47, 3)])
def test_a_search_shows_the_match_that_comes_next(panel, qtbot, reached, expected):
    panel.workbench.session.step(reached)
    panel.view.setCurrentIndex(QModelIndex())
    line = search(panel, qtbot, "dWhh")
    numbers = list(panel.model.numbers)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert panel.view.current_number == numbers[expected]


def test_the_match_that_comes_next_is_scrolled_to(make_panel, qtbot):
    panel = make_panel("vanishing")
    panel.workbench.session.seek(0, 300)
    search(panel, qtbot, "dWhh")
    after = int(panel.model.numbers[np.searchsorted(panel.model.numbers, 299)])
    assert in_sight(panel, after)


def test_escape_shows_everything_again(panel, qtbot):
    line = search(panel, qtbot, "t=2 backward")
    assert 0 < panel.model.rowCount() < 47
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert panel.model.rowCount() == 47
    assert (panel.search_field.text, panel.search_field.tally) == ("", "")


def test_stepping_with_a_filter_is_followed_where_it_can_be(panel, qtbot):
    search(panel, qtbot, "loss[")
    for _ in range(24):
        panel.workbench.player.step(1, "operation")
    last = panel.workbench.moment.last.id
    assert panel.model.row_of(last) is not None
    assert panel.view.current_number == last


def test_nothing_found_says_so(panel, qtbot):
    search(panel, qtbot, "nothing of the kind")
    assert panel.model.rowCount() == 0
    assert "nothing of the kind" in panel.view.empty_text
    empty = panel.view.viewport().grab().toImage()
    panel.view.empty_text = ""
    panel.view.viewport().update()
    assert panel.view.viewport().grab().toImage() != empty


def test_a_narrow_table_has_letters_and_a_wide_one_words(panel):
    header = Qt.Orientation.Horizontal
    assert panel.model.headerData(1, header) == ""
    panel.resize(800, 500)
    assert panel.model.headerData(1, header) == "phase"


def test_done_and_to_come_and_the_current_row_look_different(panel):
    def picture(number):
        QApplication.processEvents()
        middle = centre(panel, number)
        whole = panel.view.viewport().grab().toImage()
        return whole.copy(0, middle.y() - 10, whole.width(), 20)

    to_come = picture(6)
    panel.workbench.player.step(6, "operation")
    following = picture(6)
    panel.workbench.player.step(1, "operation")
    current = picture(6)
    panel.workbench.player.step(1, "operation")
    done = picture(6)
    pictures = [to_come, following, current, done]
    assert all(a != b for n, a in enumerate(pictures) for b in pictures[:n])


def test_a_step_touches_the_rows_in_sight_alone(make_panel, tmp_path, monkeypatch):
    file = tmp_path / "long.toml"
    halves = ", ".join(["[0.5]"] * 2000)
    file.write_text(
        '[model]\ncell = "rnn"\nhidden_sizes = [2]\n[data]\nsource = "values"\n'
        f"inputs = [{halves}]\ntargets = [{halves}]\n[training]\ntimesteps = 2000\n"
    )
    panel = make_panel(str(file))
    assert panel.model.rowCount() > 20_000
    touched: list[int] = []
    operation = panel.model.operation

    def counted(row):
        touched.append(row)
        return operation(row)

    monkeypatch.setattr(panel.model, "operation", counted)
    panel.workbench.player.session.seek(0, 12_000)
    QApplication.processEvents()
    in_sight = panel.view.viewport().height() // panel.view.rowHeight(0) + 2
    assert 0 < len(set(touched)) <= 2 * in_sight
    touched.clear()
    panel.workbench.player.step(1, "operation")
    QApplication.processEvents()
    assert 0 < len(touched) < in_sight


def test_another_theme_takes_effect_at_once(make_panel):
    panel, dark = make_panel(), make_panel(theme="dark")
    for shown in (panel, dark):
        shown.workbench.player.step(27, "operation")
    before = panel.view.viewport().grab().toImage()
    panel.workbench.themes.set(dark.workbench.theme)
    QApplication.processEvents()
    after = panel.view.viewport().grab().toImage()
    assert after != before
    assert after == dark.view.viewport().grab().toImage()


def test_what_reads_a_weight_that_is_updated_already_has_a_sign_and_a_sentence(make_panel):
    panel = make_panel()
    panel.resize(320, 1400)
    update = panel.workbench.theme.update.line
    panel.workbench.player.seek(0, 33)
    program = panel.workbench.session.program
    image = panel.view.viewport().grab().toImage()
    for operation in program:
        row = panel.view.visualRect(panel.model.index(panel.model.row_of(operation.id), FORMULA))
        # Where the sign begins: what ran last has lines of its own.
        if not panel.view.viewport().rect().contains(row) or operation.id == 32:
            continue
        signs = [image.pixelColor(row.left() + x, row.center().y()) for x in range(4, 14)]
        assert (update in signs) == bool(program.reads_updated(operation)), operation
        index = panel.model.index(panel.model.row_of(operation.id), FORMULA)
        tip = panel.model.data(index, Qt.ItemDataRole.ToolTipRole)
        assert ("already updated by t = 2" in tip) == bool(program.reads_updated(operation))
