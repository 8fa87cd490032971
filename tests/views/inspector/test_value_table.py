"""Values as a table."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from rnn_debugger.debugger import AxisLabels, Tensor, short
from rnn_debugger.views.inspector.content import Content
from rnn_debugger.views.inspector.value_table import ValueTable

SPACE = "\N{NO-BREAK SPACE}"


def content(values, labels=AxisLabels(), place=(0, 0), *, is_chosen=False):  # noqa: B008
    values = np.array(values, dtype=float)
    tensor = Tensor("Whh", "parameter", values.shape, "float64")
    return Content(tensor, values, labels, place, is_chosen, None)


@pytest.fixture
def table(workbench, qtbot):
    widget = ValueTable(workbench.themes)
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.show()
    return widget


MATRIX = [[1 / 3, -20.0, 3e-9], [4.0, 5.0, 6.0], [7.0, np.nan, 9.0]]


def texts(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_cells_have_four_digits_and_tips_all_of_them(table):
    table.show_content(content(MATRIX))
    assert [[text.strip(SPACE) for text in row] for row in texts(table)] == [
        [short(value) for value in row] for row in MATRIX
    ]
    assert len({len(text) for row in texts(table) for text in row}) == 1
    tip = table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == f"Whh, row 0, column 0\n{1 / 3!r}"


def test_rows_and_columns_are_called_what_they_stand_for(table):
    labels = AxisLabels(rows=("a", "␣", "c"))
    table.show_content(content(MATRIX, labels))
    assert table.model().headerData(1, Qt.Orientation.Vertical) == "␣"
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "1"
    tip = table.model().index(1, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Whh, row 1 “␣”, column 2\n")


def select(table, top, left, bottom, right):
    model = table.model()
    area = QItemSelection(model.index(top, left), model.index(bottom, right))
    table.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_a_copy_has_the_selected_cells_with_all_digits(table, qtbot):
    table.show_content(content(MATRIX))
    select(table, 0, 0, 1, 1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    copied = [[float(text) for text in line.split("\t")] for line in lines]
    assert copied == [[1 / 3, -20.0], [4.0, 5.0]]


def test_other_values_of_the_same_shape_leave_selection_and_scrolling_alone(table):
    numbers = np.arange(300.0).reshape(100, 3)
    table.show_content(content(numbers))
    select(table, 40, 1, 42, 2)
    table.verticalScrollBar().setValue(35)
    table.show_content(content(numbers * 2, place=(99, 0)))
    assert table.verticalScrollBar().value() == 35
    assert texts(table)[41][1].strip(SPACE) == "248.0"


def test_a_chosen_element_is_brought_into_sight(table):
    table.show_content(content(np.arange(300.0).reshape(100, 3)))
    table.show_content(content(np.arange(300.0).reshape(100, 3), place=(90, 1), is_chosen=True))
    assert table.currentIndex().row() == 90
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())


def test_the_element_that_is_worked_out_is_bold(table):
    table.show_content(content(MATRIX, place=(1, 2)))
    fonts = [
        (row, column)
        for row in range(3)
        for column in range(3)
        if table.model().index(row, column).data(Qt.ItemDataRole.FontRole)
    ]
    assert fonts == [(1, 2)]


def test_only_a_person_chooses_an_element(table, qtbot):
    with qtbot.assertNotEmitted(table.chosen):
        table.show_content(content(MATRIX, place=(1, 1), is_chosen=True))
    place = table.visualRect(table.model().index(2, 0)).center()
    with qtbot.waitSignal(table.chosen) as signal:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == [2, 0]


def test_a_vector_has_no_column_numbers(table):
    table.show_content(content([[1.0], [2.0]]))
    assert not table.horizontalHeader().isVisible()
    table.show_content(content(MATRIX))
    assert table.horizontalHeader().isVisible()


def test_a_large_matrix_is_there_at_once(table):
    table.show_content(content(np.random.default_rng(0).normal(size=(2000, 1500))))
    assert table.model().rowCount() == 2000
    table.grab()
