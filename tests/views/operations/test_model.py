"""The program as a table model."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnn_debugger.views.operations.model import (
    FORMULA,
    NUMBER,
    PHASE,
    TIMESTEP,
    VALUE,
    OperationsModel,
)


@pytest.fixture
def model(workbench):
    return OperationsModel(workbench)


def row(model, number):
    return [model.index(number, column).data() for column in range(model.columnCount())]


def test_a_row_is_an_operation(model):
    assert row(model, 4) == ["4", "forward", "1", "a[1] = Wxh_x[1] + Whh_h[1]", ""]
    assert model.rowCount() == len(model.program)
    headers = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    assert headers == ["#", "phase", "t", "formula", "value"]


def test_an_operation_without_a_timestep_has_none(model):
    assert model.text(20, TIMESTEP) == ""
    assert model.text(20, PHASE) == "loss"


def test_a_value_is_there_once_its_operation_has_run(workbench, model):
    assert model.text(4, VALUE) == ""
    workbench.player.step(5, "operation")
    assert model.text(4, VALUE) == "0.2500"
    assert "0.25" in model.index(4, VALUE).data(Qt.ItemDataRole.ToolTipRole)
    workbench.player.step(-1, "operation")
    assert model.text(4, VALUE) == ""


def test_some_of_the_operations_can_be_shown(model):
    model.show(np.array([3, 20, 46]))
    assert [model.text(number, NUMBER) for number in range(3)] == ["3", "20", "46"]
    assert (model.row_of(20), model.row_of(4), model.row_of(47)) == (1, None, None)
    assert model.text(2, FORMULA) == "Why −= 0.5·dWhy"


def changed_rows(model):
    """The rows that the model says have changed, as they are told."""
    rows: set[int] = set()
    model.dataChanged.connect(lambda a, b: rows.update(range(a.row(), b.row() + 1)))
    return rows


def look(model):
    """Everything by which rows differ on the screen."""
    return [(model.state(n), model.text(n, VALUE)) for n in range(model.rowCount())]


@pytest.mark.parametrize("start", [0, 1, 10, 28, 40, 45, 46])
@pytest.mark.parametrize("steps", [1, -1, 3, -7])
def test_a_step_tells_every_row_that_looks_different(workbench, model, start, steps):
    workbench.player.seek(1, start)
    model.refresh()
    before, rows = look(model), changed_rows(model)
    workbench.player.step(steps, "operation")
    model.refresh()
    after = look(model)
    assert {n for n in range(len(before)) if before[n] != after[n]} <= rows


def test_a_step_tells_few_rows(workbench, model):
    workbench.player.seek(0, 27)
    model.refresh()
    rows = changed_rows(model)
    workbench.player.step(1, "operation")
    model.refresh()
    assert 2 <= len(rows) <= 5


def test_another_sequence_changes_everything(workbench, model):
    rows = changed_rows(model)
    model.refresh(everything=True)
    assert len(rows) == model.rowCount()
