"""The optimizer's arithmetic as rows."""

import numpy as np
import pytest

from rnn_debugger.views.markup import OPERATION, TENSOR
from tests.support.experiments import random_table


@pytest.fixture
def panel(make_panel):
    panel = make_panel(random_table(2, length=2, optimizer="adam", clip_norm=0.1))
    panel.show_page(panel.optimizer)
    return panel


def shown(panel):
    page = panel.optimizer
    return page.rows[: len(page._operations)]


def test_a_row_for_every_operation_of_the_update(panel):
    panel.show_parameter("Whh")
    assert [row.formula.text.split(" ")[0] for row in shown(panel)] == [
        "dWhh_squares", "gradient_squares", "gradient_norm", "clip_scale", "dWhh_scaled",
        "count_Whh", "m_Whh", "v_Whh", "m_Whh_corrected", "v_Whh_corrected", "step_Whh", "Whh",
    ]  # fmt: skip
    assert {row.numbers.text for row in shown(panel)} == {
        "to come: the numbers stand here when it has run"
    }


def test_the_numbers_of_the_chosen_element_fill_in(panel):
    run = panel.workbench.session
    panel.workbench.selection.select("Whh", (1, 0))
    step = run.program.writers["step_Whh"][0]
    run.seek(0, step + 1)
    *done, last = shown(panel)
    assert last.numbers.text.startswith("to come")
    assert all("=" in row.numbers.text for row in done)
    value = [piece for piece in done[-1]._pieces if piece.value is not None][-1]
    assert value.value == run.moment.value("step_Whh")[1, 0]
    run.step(1, "iteration")
    before, after = (p.value for p in shown(panel)[-1]._pieces if p.tensor == "Whh")
    assert after == run.moment.value("Whh")[1, 0]
    assert before - after == pytest.approx(value.value)
    assert "Whh[1, 0]" in panel.optimizer.note


def test_without_a_choice_it_is_the_largest_gradient(panel):
    run = panel.workbench.session
    run.step(1, "iteration")
    gradient = np.abs(run.moment.value("dWxh"))
    row, column = np.unravel_index(gradient.argmax(), gradient.shape)
    assert panel.optimizer.note.startswith(f"Wxh[{row}, {column}], the largest gradient")


def test_links_lead_to_tensors_and_operations(panel):
    run, selection = panel.workbench.session, panel.workbench.selection
    run.step(1, "iteration")
    row = shown(panel)[-1]
    number = next(r.target for r in row.numbers.runs if row.tell(r.target).startswith("step_"))
    row.numbers.activated.emit(number)
    assert selection.tensor == "step_Wxh"
    assert panel.parameter == "Wxh"
    row.formula.activated.emit(f"{TENSOR}Wxh")
    assert selection.tensor == "Wxh"
    operation = run.program.writers["m_Wxh"][0]
    row.title.activated.emit(f"{OPERATION}{operation}")
    assert run.moment.last.output == "m_Wxh"


def test_another_parameter_with_fewer_rows(make_panel):
    panel = make_panel(random_table(4, length=2, update_schedule="every_timestep"))
    panel.show_page(panel.optimizer)
    run = panel.workbench.session
    first, second = run.program.writers["Whh"]
    panel.show_parameter("Whh")
    run.seek(0, first + 1)
    assert "t = 2" in panel.optimizer.note
    run.seek(0, second + 1)
    assert "t = 1" in panel.optimizer.note


def test_the_table(panel):
    panel.workbench.session.step(1, "iteration")
    names, rows = panel.table()
    assert len(names) == 4
    assert [row[2] for row in rows][-1] == "Wxh −= step_Wxh"


def test_with_updates_at_every_timestep_the_element_is_that_of_the_share_used(make_panel):
    table = random_table(2, length=3, update_schedule="every_timestep", optimizer="momentum")
    panel = make_panel(table)
    panel.show_page(panel.optimizer)
    run = panel.workbench.session
    update, share = run.program.writers["Wxh"][0], run.program.writers["dWxh"][1]
    run.seek(0, update)
    gradient = np.abs(run.moment.value("dWxh"))
    row, column = np.unravel_index(gradient.argmax(), gradient.shape)
    # The share of the timestep before stands in dWxh by then.
    assert share > update
    run.seek(0, share + 1)
    run.edit("dWxh", (1 - row, column), 1e3)
    assert panel.optimizer.note.startswith(f"Wxh[{row}, {column}], the largest gradient at t = 3")
