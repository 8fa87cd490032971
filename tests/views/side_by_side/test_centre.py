"""Two graphs in the middle of a window, and one again."""

import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QComboBox

import rnn_debugger
from rnn_debugger.debugger import Lockstep, Session, counterpart
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.side_by_side import pair as pair_module
from rnn_debugger.views.side_by_side.centre import Centre
from rnn_debugger.views.side_by_side.pair import Pair
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen, tip_of
from tests.views.side_by_side.pairs import compared, settle


@pytest.mark.parametrize("contrast", ["recurrence", "schedule"])
@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_building_and_showing_changes_nothing(qtbot, cell, contrast):
    run = session(random_table(1, cell=cell))
    run.seek(1, 9)
    reference = Session(run.compiled, "reference")
    reference.seek(1, 9)
    centre = compared(qtbot, run, contrast)
    for _ in range(12):
        second = centre.pair.lockstep.second
        hashes = run.state_hash(), second.state_hash()
        centre.grab()
        assert (run.state_hash(), second.state_hash()) == hashes
        assert run.state_hash() == reference.state_hash()
        run.step(5)
        reference.step(5)


def test_heads_say_what_each_graph_is_and_the_first_gets_its_own_back(qtbot):
    centre = compared(qtbot, rnn_debugger.open("simple-words"))
    assert centre.graph.head.title == "Recurrent"
    assert centre.head.title == "Feedforward: the same without Whh"
    centre.end()
    assert centre.graph.head.title == "Unrolled graph"
    assert not centre.is_divided
    assert centre.pair is None


def test_the_second_graph_shows_where_the_second_run_stands(qtbot):
    run = session(random_table(1))
    centre = compared(qtbot, run)
    before = centre.pair.panel.canvas.grab().toImage()
    run.run("operation > 0 and phase == 'backward'")
    after = centre.pair.panel.canvas.grab().toImage()
    assert after != before
    run.go_to_start()
    assert centre.pair.panel.canvas.grab().toImage() == before


def test_zooming_and_scrolling_in_either_does_it_in_both(qtbot):
    centre = compared(qtbot, session(random_table(1, length=12)))
    first, second = centre.graph.canvas, centre.pair.panel.canvas

    def agree():
        return (first.zoom.pitch, first.zoom.offset) == (second.zoom.pitch, second.zoom.offset)

    assert agree()
    first.zoom_by(0.4)
    assert agree()
    second.set_zoom(second.zoom.scrolled(90))
    assert agree()
    assert first.zoom.offset == second.zoom.offset > 0
    second.zoom_by(1.5, 300)
    assert agree()
    centre.pair.lockstep.first.run("t == 11")
    assert 11 in second.zoom.visible()
    assert agree()
    centre.resize(1000, 760)
    assert agree()


def test_a_size_chooses_nothing_for_either_graph(qtbot):
    """Afterwards the graph fits the window by itself, as one does that never was compared."""
    alone, centre = (
        Centre(GraphPanel(workbench), workbench)
        for workbench in (bench(session(random_table(1, length=12))) for _ in range(2))
    )
    for each in (alone, centre):
        on_screen(qtbot, each, 900, 800)
    run = centre.graph.workbench.session
    lockstep = Lockstep(run, counterpart(run, "schedule"))
    centre.compare(Pair(centre.graph.workbench, centre.graph.canvas, lockstep, "schedule"))
    qtbot.wait(1)
    centre.resize(1500, 700)
    qtbot.wait(1)
    run.run("t == 12")
    centre.resize(1300, 800)
    qtbot.wait(1)
    assert 11 in centre.graph.canvas.zoom.visible()
    assert centre.graph.canvas.zoom.offset == centre.pair.panel.canvas.zoom.offset
    centre.end()
    run.go_to_start()
    for each in (alone, centre):
        each.resize(3900, 700)
    assert centre.graph.canvas.zoom.pitch == alone.graph.canvas.zoom.pitch


def test_a_rest_is_seen_and_told(qtbot):
    run = rnn_debugger.open("simple-words")
    centre = compared(qtbot, run)
    run.run("operation == 4")
    assert run.moment.last.output == "Whh_h[1]"
    sign = centre.pair.panel.rest_sign
    assert sign.isVisible()
    assert centre.pair.note.text() == "rests: there is no Whh_h[1] here"
    run.step()
    assert not sign.isVisible()
    assert centre.pair.note.text() == ""


def test_a_click_in_the_second_selects_only_what_the_first_has(qtbot):
    run = session(random_table(1, cell="lstm"))
    run.seek(1)
    centre = compared(qtbot, run)
    selection, panel = centre.graph.workbench.selection, centre.pair.panel
    panel.canvas.tensor_clicked.emit("h[2]")
    assert selection.tensor == "h[2]"
    panel.canvas.tensor_clicked.emit("a[2]")
    assert selection.tensor == "h[2]"
    texts = {action.text(): action.isEnabled() for action in panel.menu_of("a[2]").actions()}
    assert texts["Inspect a[2] of the first"] is False
    assert texts["Go to the operation that made it"] is True


def test_a_double_click_in_the_second_moves_both_to_where_it_was_made(qtbot):
    run = session(random_table(1))
    run.seek(1)
    centre = compared(qtbot, run)
    centre.pair.panel.canvas.tensor_double_clicked.emit("h[2]")
    settle(qtbot, centre.pair)
    assert run.moment.last.output == "h[2]"
    assert centre.pair.lockstep.second.moment.last.output == "h[2]"


def test_figures_follow_and_say_what_time_costs(qtbot):
    run = session(random_table(1))
    centre = compared(qtbot, run)
    strip = centre.pair.strip
    assert strip.sentence.startswith("Going through time costs ")
    assert strip.figures[0].texts == ("…", "…")
    run.seek(1)
    assert strip.figures[0].first == run.moment.losses[-1]


@pytest.mark.parametrize("contrast", ["recurrence", "schedule"])
def test_the_figures_of_a_step_are_found_once(qtbot, monkeypatch, contrast):
    run = session(random_table(1))
    compared(qtbot, run, contrast)
    asked, find = [], pair_module.side_figures
    monkeypatch.setattr(pair_module, "side_figures", lambda *of: asked.append(of) or find(*of))
    for number in range(1, 40):
        run.step()
        assert len(asked) == number


def test_an_edit_that_is_not_carried_over_is_said(qtbot):
    run = session(random_table(1))
    run.seek(1)
    centre = compared(qtbot, run)
    run.edit("Whh", (0, 0), 3.0)
    assert "not carried over" in centre.pair.strip.sentence


def test_a_wide_middle_has_them_beside_each_other(qtbot):
    centre = compared(qtbot, session(random_table(1)), size=(900, 800))
    assert not centre.is_beside
    assert centre.least_room(QSize(560, 300)) == QSize(560, 600)
    first, second = centre.graph.geometry(), centre.other.geometry()
    assert first.bottom() < second.top()
    centre.resize(1500, 700)
    qtbot.wait(1)
    assert centre.is_beside
    assert centre.graph.geometry().right() < centre.other.geometry().left()


def test_a_feedforward_network_is_told_so_and_may_choose_the_schedules(qtbot):
    workbench = bench(rnn_debugger.open("simple-words-feedforward"))
    centre = on_screen(qtbot, Centre(GraphPanel(workbench), workbench), 900, 800)
    centre.refuse("recurrence")
    assert centre.is_divided
    assert centre.pair is None
    assert "feedforward already" in centre.refusal
    chosen = []
    centre.chosen.connect(chosen.append)
    box = centre.other.findChild(QComboBox, "contrast")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert chosen == ["schedule"]
    centre.end()
    assert not centre.is_divided


def test_the_sign_of_updated_weights_is_explained_where_only_the_second_has_it(qtbot):
    centre = compared(qtbot, session(random_table(1)), "schedule")
    assert centre.pair.legend.isVisible()
    assert not centre.graph.legend.isVisible()


def test_hovering_in_the_second_tells_its_own_value(qtbot):
    run = rnn_debugger.open("simple-words")
    run.seek(0, 20)
    centre = compared(qtbot, run)
    canvas = centre.pair.panel.canvas
    names = {
        canvas.tensor_at(QPointF(x, y))
        for x in range(0, canvas.width(), 6)
        for y in range(0, canvas.height(), 6)
    }
    assert "h[2]" in names
    assert "Whh" not in names


def test_what_has_no_room_in_the_head_is_elided_and_in_the_tip(qtbot):
    run = rnn_debugger.open("simple-words")
    centre = compared(qtbot, run, size=(560, 760))
    run.run("operation == 4")
    note = centre.pair.note
    assert note.width() < note.fontMetrics().horizontalAdvance(note.text())
    assert tip_of(note) == note.text()
    picture = note.grab().toImage()
    note.show_text(note.text()[:-6])
    assert note.grab().toImage() == picture


def test_cells_are_open_or_folded_in_both(qtbot):
    centre = compared(qtbot, session(random_table(1, cell="lstm")), "schedule", (1200, 1000))
    first, second = centre.graph.canvas, centre.pair.panel.canvas
    first.toggle_cells()
    assert second.folding == first.folding
    second.toggle_cells()
    assert second.folding == first.folding
    centre.end()
    before = second.folding
    first.toggle_cells()
    assert first.folding != before == second.folding


def test_what_the_second_does_of_its_own_is_told(qtbot):
    run = session(random_table(1))
    centre = compared(qtbot, run, "schedule")
    run.run("operation > 0 and phase == 'backward' and t == 2")
    run.step()
    assert centre.pair.note.text() == "5 operations of its own came first"
    run.step()
    assert centre.pair.note.text() == ""
