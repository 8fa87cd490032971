"""The panel: pages, the parameter, its elements."""

import pytest
from PySide6.QtCore import Qt

from rnn_debugger.debugger import Progress, Task
from rnn_debugger.views import worker
from tests.support.experiments import random_table

TABLE = random_table(3, sizes=(3,), length=3, update_schedule="every_timestep", optimizer="adam")


@pytest.fixture
def panel(make_panel):
    return make_panel(TABLE)


def test_it_is_named_and_asks(panel):
    assert (panel.objectName(), panel.title) == ("updates", "Updates")
    assert panel.question == "How are the weights updated backward through time?"


@pytest.mark.parametrize("number", range(5))
def test_every_page_has_a_button_and_its_own_settings(qtbot, panel, number):
    panel.head.show()
    page = panel.pages[number]
    qtbot.mouseClick(panel.button_of(page), Qt.MouseButton.LeftButton)
    assert panel.page is page
    for other in panel.pages:
        assert all(s.isVisibleTo(panel.head) == (other is page) for s in other.settings)


@pytest.mark.parametrize("number", range(5))
def test_showing_any_moment_on_any_page_changes_nothing(panel, number):
    run = panel.workbench.session
    alone = type(run)(run.compiled, "alone")
    panel.show_page(panel.pages[number])
    half = len(run.program) // 2
    for place in [(0, half), (0, half + 9), (1, 0), (2, half), (1, 3), (4, 0)]:
        run.seek(*place)
        alone.seek(*place)
        panel.grab()
        panel.table()
        assert run.position == alone.position
        assert run.state_hash() == alone.state_hash()


@pytest.mark.parametrize("tensor", ["Whh", "dWhh", "m_Whh", "step_Whh"])
def test_a_selection_of_what_belongs_to_a_parameter_is_followed(panel, tensor):
    assert panel.parameter == "Wxh"
    panel.workbench.selection.select(tensor)
    assert panel.parameter == "Whh"
    panel.workbench.selection.select("h[1]")
    assert panel.parameter == "Whh"


def test_stepping_does_not_change_what_is_looked_at(panel):
    run = panel.workbench.session
    for _ in run.program:
        run.step()
        assert panel.parameter == "Wxh"


def test_the_box_selects_everywhere(panel):
    panel.parameter_box.setCurrentIndex(1)
    panel.parameter_box.activated.emit(1)
    assert panel.workbench.selection.tensor == panel.parameter


def test_every_parameter_keeps_its_element(panel):
    run, selection = panel.workbench.session, panel.workbench.selection
    run.step(1, "iteration")
    selection.select("Whh", (2, 1))
    selection.select("Wxh", (0, 1))
    selection.select("Whh")
    assert panel.shares.index == (2, 1)
    selection.select("Wxh")
    assert panel.shares.index == (0, 1)


def test_another_optimizer_from_here_on(panel):
    run = panel.workbench.session
    panel.show_page(panel.optimizer)
    run.step(1, "iteration")
    run.change_settings(clip_value=0.01)
    run.step(1, "iteration")
    assert panel.optimizer.rows[0].formula.text.startswith("dWxh_clipped")


def test_work_that_was_given_up_is_begun_again_when_asked(qtbot, panel, monkeypatch):
    monkeypatch.setattr(worker, "AT_ONCE", 0)
    run, log = panel.workbench.session, []

    def slow():
        try:
            while True:
                yield Progress(0, 1)
        finally:
            log.append("closed")

    monkeypatch.setattr(type(run), "recalling", lambda *_: Task(slow()))
    panel.show_page(panel.optimizer)
    panel.worker._shown.setInterval(0)
    run.step(1, "iteration")
    qtbot.waitUntil(lambda: panel.worker.isVisibleTo(panel.head), timeout=5000)
    assert "working out the update of Wxh" in panel.worker.label.text()
    panel.worker.button.click()
    assert log[-1] == "closed"
    monkeypatch.undo()
    panel.worker.button.click()
    qtbot.waitUntil(lambda: "=" in panel.optimizer.rows[-1].numbers.text, timeout=20000)
    assert panel.table() is not None


@pytest.mark.parametrize("number", range(5))
def test_the_head_fits_under_the_graph_of_a_small_window(panel, number):
    panel.workbench.session.step(2, "iteration")
    panel.show_page(panel.pages[number])
    panel.worker.label.setText("working out the update of a parameter with a long name: 12 %")
    panel.worker.label.show()
    # At 1024 pixels the graph and what is below it have 701.
    assert panel.head.minimumSizeHint().width() <= 701
