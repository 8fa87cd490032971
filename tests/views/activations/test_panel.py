import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rnn_debugger.debugger import exact, open_session
from rnn_debugger.views.activations.panel import ActivationsPanel
from tests.support.experiments import random_table, session
from tests.support.panels import bench, colour_at, hover_text, on_screen


@pytest.fixture
def run():
    return session(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=3))


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, ActivationsPanel(bench(run)))


def middle(panel, row, column):
    return panel.heatmap.cell_rect(row, column).center().toPoint()


def test_it_fills_as_the_forward_sweep_runs(panel, run):
    assert panel.heatmap.picture.present.tolist() == [False] * 4
    for timestep in range(4):
        run.seek(0, run.program.writers[f"h1[{timestep}]"][0] + 1)
        picture = panel.heatmap.picture
        assert picture.present.tolist() == [t <= timestep for t in range(4)]
        np.testing.assert_array_equal(
            picture.values[:, timestep], run.moment.value(f"h1[{timestep}]")[:, 0]
        )


def test_the_current_timestep_is_marked_in_the_colour_of_its_phase(panel, run):
    run.seek(0, run.program.writers["a2[2]"][0] + 1)
    assert panel.heatmap.picture.current_column == 2
    assert panel.heatmap.picture.current_phase == "forward"
    assert (panel.axis.marks.current, panel.axis.marks.phase) == (2, "forward")
    run.seek(0, run.program.writers["da1[3]"][0] + 1)
    assert panel.heatmap.picture.current_column == 3
    assert panel.heatmap.picture.current_phase == "backward"
    run.seek(0, len(run.program) - 1)
    assert panel.heatmap.picture.current_column is None


def test_the_sequence_of_the_batch(panel, run):
    run.step(1, "iteration")
    panel.workbench.selection.show_sequence(1)
    np.testing.assert_array_equal(
        panel.heatmap.picture.values[:, 2], run.moment.value("h1[2]")[:, 1]
    )
    panel.select(1, 2)
    assert panel.workbench.selection.tensor == "h1[2]"
    assert panel.workbench.selection.element == (1, 1)
    assert panel.heatmap.picture.chosen == (1, 2)
    panel.workbench.selection.show_sequence(0)
    assert panel.heatmap.picture.chosen is None
    assert panel.heatmap.picture.marked_column == 2


def test_families_are_chosen_by_name(panel, run):
    choices = [panel.chooser.itemData(i) for i in range(panel.chooser.count())]
    assert choices[:2] == ["h1", "h2"]
    assert "dh1" not in choices
    run.step(1, "iteration")
    for base in filter(None, choices):
        panel.show_family(base)
        assert panel.sheet.family.base == base
        assert panel.heatmap.picture.present[panel.sheet.exists].all()


def test_a_click_selects_the_element_everywhere(qtbot, panel, run):
    run.step(1, "iteration")
    panel.show_family("h2")
    qtbot.mouseClick(panel.heatmap, Qt.MouseButton.LeftButton, pos=middle(panel, 2, 1))
    selection = panel.workbench.selection
    assert (selection.tensor, selection.element) == ("h2[1]", (2, 0))
    assert panel.heatmap.picture.chosen == (2, 1)
    assert panel.axis.marks.selected == 1
    panel.show_family("loss")
    panel.select(0, 1)
    assert (selection.tensor, selection.element) == ("loss[2]", ())


def test_a_double_click_goes_to_where_it_has_just_been_made(qtbot, panel, run):
    run.step(2, "iteration")
    qtbot.mouseDClick(panel.heatmap, Qt.MouseButton.LeftButton, pos=middle(panel, 0, 2))
    assert run.position.iteration == 1
    assert run.moment.last.output == "h1[2]"
    # What is still to come can be gone to as well.
    panel.go_to_maker(0, 3)
    assert run.moment.last.output == "h1[3]"
    assert run.position.iteration == 1


def test_the_mouse_tells_name_unit_and_all_digits(panel, run):
    run.seek(0, run.program.writers["h1[2]"][0] + 1)
    place = middle(panel, 1, 2)
    value = exact(float(run.moment.value("h1[2]")[1, 0]))
    assert hover_text(panel.heatmap, place.x(), place.y()) == f"h1[2], unit 1\n{value}"
    place = middle(panel, 1, 3)
    assert "h1[3] is written by operation" in hover_text(panel.heatmap, place.x(), place.y())
    panel.show_family("loss")
    place = middle(panel, 0, 0)
    value = exact(float(run.moment.value("loss[1]")))
    assert hover_text(panel.heatmap, place.x(), place.y()) == f"loss[1]\n{value}"


def test_the_menu_copies_all_digits(panel, run):
    run.step(1, "iteration")
    menu = panel.menu_of(1, 2)
    entries = {action.text(): action for action in menu.actions()}
    entries["Copy h1[2]"].trigger()
    copied = [float(line) for line in QGuiApplication.clipboard().text().splitlines()]
    assert copied == run.moment.value("h1[2]")[:, 0].tolist()
    entries["Copy the number"].trigger()
    assert float(QGuiApplication.clipboard().text()) == run.moment.value("h1[2]")[1, 0]
    entries["Go to the operation that makes h1[2]"].trigger()
    assert run.moment.last.output == "h1[2]"


@pytest.mark.parametrize(
    ("base", "scale"),
    [("h1", "signed"), ("loss", "magnitude"), ("x", "signed"), ("a1", "signed")],
)
def test_signed_or_not_by_what_it_is_made_of(panel, run, base, scale):
    run.step(1, "iteration")
    panel.show_family(base)
    picture = panel.heatmap.picture
    assert picture.scale == scale
    assert picture.level >= np.abs(picture.values).max()


def test_the_logarithm_is_a_choice(panel, run):
    run.step(1, "iteration")
    assert not panel.heatmap.picture.logarithmic
    panel.log_button.setChecked(True)
    assert panel.heatmap.picture.logarithmic
    level = panel.heatmap.picture.level
    assert level == float(f"1e{round(np.log10(level))}")


def test_whose_values_they_are(panel, run):
    assert panel.note.text() == "iteration 0"
    run.step(2, "iteration")
    assert panel.note.text() == "iteration 1, finished"
    run.step()
    assert panel.note.text() == "iteration 2"


def test_while_nothing_is_there_it_says_what_will_be(panel):
    assert panel.heatmap.picture.message == "h1[t] fills in the forward sweep: press Shift+→"
    assert panel.scale.texts() == []


def test_a_scale_of_nothing_but_zeros(panel, run):
    run.step()
    assert panel.scale.texts() == [(0.5, "all 0")]


def test_a_pinned_selection_stays_while_stepping(panel, run):
    run.step(1, "iteration")
    panel.select(0, 1)
    panel.workbench.selection.pin(True)
    run.step(5)
    assert panel.workbench.selection.tensor == "h1[1]"
    assert panel.heatmap.picture.marked_column == 1


class TestCharacters:
    """A model of a text."""

    @pytest.fixture
    def panel(self, qtbot):
        return on_screen(qtbot, ActivationsPanel(bench(open_session("char-rnn"))), 1000, 900)

    def test_columns_have_the_characters_that_were_read(self, panel):
        run = panel.workbench.session
        run.seek(12, 200)
        shown = panel.axis.marks.characters
        code = int(run.moment.value("x[5]")[:, 0].argmax())
        expected = {" ": "␣", "\n": "⏎"}.get(run.characters[code], run.characters[code])
        assert shown[panel.axis.marks.timesteps.index(5)] == expected
        assert shown[0] == ""
        assert shown[-1] == ""
        panel.show_family("y")
        assert panel.axis.marks.characters[4] == expected

    @pytest.mark.parametrize("base", ["x", "y", "s", "target"])
    def test_rows_of_inputs_and_outputs_are_characters(self, panel, base):
        panel.show_family(base)
        panel.workbench.session.seek(0, 300)
        title, labels = panel._row_names
        assert title == "character"
        assert labels[:3] == ("⏎", "␣", "!")
        place = middle(panel, 1, 3)
        assert f"{base}[4], character ␣\n" in hover_text(panel.heatmap, place.x(), place.y())

    def test_rows_of_hidden_units_are_numbers(self, panel):
        assert panel._row_names == ("unit", None)

    def test_an_output_is_a_magnitude(self, panel):
        panel.show_family("y")
        panel.workbench.session.seek(0, 300)
        assert panel.heatmap.picture.scale == "magnitude"
        lightest = panel.workbench.session.moment.value("y[3]")[:, 0].argmax()
        rect = panel.heatmap.cell_rect(int(lightest), 2)
        assert colour_at(panel.heatmap, rect.center().x(), rect.center().y()).isValid()
