"""The panel of one tensor."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import facts, short, updated_sentences
from rnn_debugger.recording import walker
from rnn_debugger.views import worker
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.markup import OPERATION, PIECE, TENSOR
from tests.support.running import share_memory


@pytest.fixture
def make_panel(show_panel):
    return partial(show_panel, InspectorPanel, size=(330, 820))


@pytest.fixture
def panel(make_panel):
    return make_panel()


def targets(text):
    return [run.target.split(":", 1)[1] for run in text.runs if run.target]


def step(panel, steps=1):
    panel.workbench.player.step(steps, "operation")


def select(panel, *what):
    panel.workbench.selection.select(*what)


def test_it_is_named(panel):
    assert (panel.objectName(), panel.title) == ("inspector", "Inspector")


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("name", ["simple-words", "vanishing"])
def test_showing_any_moment_changes_nothing(make_panel, name, table):
    panel = make_panel(name)
    panel.values.show_table(table)
    session = panel.workbench.session
    reference = type(session)(session.compiled, "reference")
    moves = max(len(session.program) // 40, 1)
    for _ in range(50):
        panel.grab()
        assert session.state_hash() == reference.state_hash()
        session.step(moves)
        reference.step(moves)


def test_looking_at_any_tensor_changes_nothing(panel):
    session = panel.workbench.session
    session.seek(1, 30)
    before = session.state_hash()
    for name in session.program.tensors:
        select(panel, name)
        panel.grab()
        assert session.state_hash() == before


def test_it_says_what_the_tensor_is(panel):
    step(panel, 6)
    assert panel.heading.name.text == "h[1]"
    text = panel.heading.facts.text.replace("\N{NO-BREAK SPACE}", " ")
    assert text == "state · layer 1 · t = 1 · 1 × 1 · float64 · 8 B · gradient dh[1] · iteration 0"
    select(panel, "dWhh")
    assert targets(panel.heading.facts) == ["Whh"]
    tensor = panel.workbench.session.program.tensors["dWhh"]
    for fact in facts(tensor):
        assert fact.replace(" ", "\N{NO-BREAK SPACE}") in panel.heading.facts.text


def test_the_formula_stands_above_the_same_with_numbers(panel):
    step(panel, 3)
    assert panel.card.formula.text == "Wxh_x[1] = Wxh x[1]"
    assert panel.card.numbers.text == "0.1·1 + 0.2·0.5 + (−0.1)·(−0.5) = 0.25"
    assert panel.card.sentence.text == panel.workbench.moment.last.rule.sentence
    assert targets(panel.card.place) == ["2"]


def test_a_number_says_which_element_it_is_and_selects_its_tensor(panel):
    step(panel, 3)
    numbers = [run for run in panel.card.numbers.runs if run.target]
    assert panel.card.tell(numbers[2].target) == "Wxh[0, 1] = 0.2\nfrom before this iteration"
    panel.card.numbers.activated.emit(numbers[2].target)
    assert panel.workbench.selection.tensor == "Wxh"
    assert panel.workbench.selection.element == (0, 1)


def test_links_lead_to_what_it_is_made_from_and_what_uses_it(panel):
    step(panel, 30)
    select(panel, "h[1]")
    assert targets(panel.relations.made_from) == ["a[1]"]
    assert targets(panel.relations.used_by) == ["s[1]", "Whh_h[2]", "dWhh", "dWhy", "da[1]"]
    panel.relations.used_by.activated.emit(f"{TENSOR}Whh_h[2]")
    assert panel.workbench.selection.tensor == "Whh_h[2]"


def test_the_operation_that_made_it_can_be_gone_to(panel):
    step(panel, 30)
    select(panel, "h[1]")
    panel.card.place.activated.emit(f"{OPERATION}5")
    assert panel.workbench.moment.last.output == "h[1]"


def test_back_and_forward_lead_through_what_was_chosen(panel, qtbot):
    step(panel, 30)
    for name in ("h[1]", "Whh", "a[1]"):
        select(panel, name)
    panel.heading.back.click()
    assert panel.workbench.selection.tensor == "Whh"
    qtbot.keyClick(panel.values.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert panel.workbench.selection.tensor == "h[1]"
    qtbot.keyClick(panel.values.table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert panel.workbench.selection.tensor == "Whh"
    panel.heading.forward.click()
    assert panel.workbench.selection.tensor == "a[1]"
    assert not panel.heading.forward.isEnabled()


def test_steps_do_not_fill_the_trail(panel):
    step(panel, 5)
    select(panel, "Whh")
    for _ in range(5):
        step(panel)
    panel.heading.back.click()
    assert panel.workbench.selection.tensor == "Whh"


def test_a_pin_keeps_the_tensor_while_stepping(panel):
    step(panel, 25)
    panel.heading.pin.click()
    name = panel.heading.name.text
    values = []
    for _ in range(10):
        step(panel)
        assert panel.heading.name.text == name
    panel.heading.pin.click()
    step(panel)
    assert panel.heading.name.text == panel.workbench.moment.last.output != name
    assert values == []


def test_a_pinned_accumulator_changes_with_the_steps(make_panel):
    panel = make_panel("vanishing")
    session = panel.workbench.session
    first, second, *_ = session.program.writers["dWhh"]
    panel.workbench.player.seek(0, first + 1)
    panel.workbench.selection.pin(True)
    before = panel.values.figures.entries
    numbers = panel.card.numbers.text
    panel.workbench.player.step(second - first, "operation")
    assert panel.heading.name.text == "dWhh"
    assert panel.values.figures.entries != before
    assert panel.card.numbers.text != numbers


def test_what_is_absent_teaches_how_to_get_there(panel):
    step(panel, 5)
    select(panel, "dh[1]")
    note = panel.values.absent
    assert note.isVisible()
    assert note.sentence.text() == (
        "dh[1] is written by operation 39, dh[1] = dh_out[1] + dh_next[1], in the backward sweep."
    )
    assert note.way.text() == "Press F12 (next phase) twice."
    assert panel.card.formula.text == "dh[1] = dh_out[1] + dh_next[1]"
    assert panel.card.numbers.text == ""
    note.button.click()
    assert panel.workbench.moment.last.output == "dh[1]"
    assert not note.isVisible()


def test_a_parameter_before_its_update_says_where_its_value_is_from(panel):
    step(panel, 5)
    select(panel, "Whh")
    assert panel.card.place.text == "Whh has its initial value; operation 32 changes it."
    assert panel.card.formula.text == "Whh −= 0.5·dWhh"
    assert panel.values.map.isVisible()


def test_an_update_shows_the_number_before_and_after(panel):
    program = panel.workbench.session.program
    before = panel.workbench.session.value("Whh")[0, 0]
    panel.workbench.player.seek(0, program.writers["Whh"][0] + 1)
    after = panel.workbench.session.value("Whh")[0, 0]
    numbers = [panel.card.piece(run.target).value for run in panel.card.numbers.runs if run.target]
    assert numbers[0] == before
    assert numbers[-1] == after


def test_weights_that_are_updated_already_are_marked(panel):
    program = panel.workbench.session.program
    late = [op for op in program if program.reads_updated(op)]
    assert late
    for operation in program:
        panel.workbench.player.seek_after(0, operation.id)
        marked = "already updated" in panel.card.sentence.text
        assert marked == (operation in late)
        sentences = updated_sentences(program, operation)
        assert all(f"{sentence}." in panel.card.sentence.text for sentence in sentences)
        assert len(sentences) == len(program.reads_updated(operation))


def test_at_the_boundary_the_values_are_called_those_of_the_finished_iteration(panel):
    panel.workbench.player.seek(3, 0)
    select(panel, "h[1]")
    assert panel.heading.facts.text.endswith(
        "iteration\N{NO-BREAK SPACE}2,\N{NO-BREAK SPACE}finished"
    )
    assert panel.values.map.isVisible()
    assert panel.card.numbers.text.startswith("1 / (1 + e^")


def test_while_running_no_numbers_are_put_in(panel):
    player = panel.workbench.player
    step(panel, 5)
    player.set_speed(5)
    player.run()
    panel.refresh()
    assert panel.card.numbers.text == ""
    assert "pauses" in panel.card.element.text
    player.pause()
    panel.refresh()
    assert panel.card.numbers.text != ""


def test_the_chosen_element_is_worked_out(make_panel):
    panel = make_panel("vanishing")
    step(panel, 4)
    session = panel.workbench.session
    values = session.value("Whh_h[1]") if panel.heading.name.text == "Whh_h[1]" else None
    assert values is not None
    panel.values.map.heatmap.clicked.emit(5, 0)
    assert panel.workbench.selection.element == (5, 0)
    assert panel.card.element.text == "with numbers, row 5: row 5 of Whh times h[0]"
    last = [run for run in panel.card.numbers.runs if run.target][-1]
    assert panel.card.piece(last.target).value == values[5, 0]
    assert panel.values.map.heatmap.picture.chosen == (5, 0)


def test_without_a_choice_the_largest_is_worked_out(make_panel):
    panel = make_panel("vanishing")
    step(panel, 3)
    values = panel.workbench.session.value("Wxh_x[1]")[:, 0]
    largest = int(np.abs(values).argmax())
    assert panel.card.element.text.startswith(f"with numbers, row {largest}, the largest: ")
    assert panel.values.map.heatmap.picture.chosen == (largest, 0)


def test_characters_are_told(make_panel):
    panel = make_panel("char-rnn")
    session = panel.workbench.session
    step(panel, 2)
    character = session.characters[int(session.value("x[1]")[:, 0].argmax())]
    assert panel.heading.name.text == f"x[1]\N{NO-BREAK SPACE}“{character}”"
    step(panel, 9)
    select(panel, "y[1]")
    guesses = panel.values.guesses
    assert guesses.isVisible()
    assert len(guesses.guesses) in (5, 6)
    assert sum(guess.is_target for guess in guesses.guesses) == 1
    guesses.clicked.emit(guesses.guesses[0].row)
    assert panel.workbench.selection.element == (guesses.guesses[0].row, 0)
    select(panel, "h[1]")
    assert not guesses.isVisible()


@pytest.fixture
def batch(make_panel, tmp_path):
    file = tmp_path / "batch.toml"
    file.write_text(
        '[model]\ncell = "rnn"\nhidden_sizes = [3]\n[data]\nsource = "values"\n'
        "inputs = [[[0.1], [0.2]], [[0.9], [-0.8]]]\ntargets = [[[0], [1]], [[1], [0]]]\n"
        "[training]\ntimesteps = 2\nbatch_size = 2\n"
    )
    return make_panel(str(file))


def test_of_a_batch_the_chosen_sequence_is_shown(batch):
    session = batch.workbench.session
    step(batch, 2)
    assert batch.values.sequence.text() == "sequence 1 of 2"
    for sequence in (0, 1):
        batch.workbench.selection.show_sequence(sequence)
        values = batch.values.map.heatmap.picture.values
        assert np.array_equal(values, session.value("x[1]")[:, sequence : sequence + 1])
    assert batch.values.sequence.text() == "sequence 2 of 2"
    batch.values.map.heatmap.clicked.emit(0, 0)
    assert batch.workbench.selection.element == (0, 1)
    select(batch, "Wxh")
    assert batch.values.sequence.text() == ""


def test_an_element_of_another_sequence_is_not_worked_out(batch):
    step(batch, 2)
    select(batch, "x[1]", (0, 1))
    numbers = batch.card.numbers
    assert numbers.text == "0.1"
    batch.workbench.selection.show_sequence(1)
    assert numbers.text == "0.9"


def test_an_element_of_another_sequence_is_not_the_chosen_one(batch):
    step(batch, 4)
    name = batch.heading.name.text
    select(batch, name, (2, 0))
    assert batch.card.element.text.startswith("with numbers, row 2: ")
    batch.workbench.selection.show_sequence(1)
    assert ", the largest: " in batch.card.element.text


def test_another_iteration_has_other_numbers(panel):
    panel.workbench.player.seek(0, 4)
    panel.workbench.selection.pin(True)
    panel.workbench.player.seek(0, 5)
    first = panel.card.numbers.text
    panel.workbench.player.seek(1, 5)
    assert panel.card.numbers.text != first
    panel.workbench.player.seek(0, 5)
    assert panel.card.numbers.text == first


def test_what_is_shown_does_not_change_under_the_pictures_hands(panel):
    select(panel, "Whh")
    panel.workbench.selection.pin(True)
    shown = panel.values.map.heatmap.picture.values
    before = shown.copy()
    step(panel, 47)
    assert np.array_equal(shown, before)
    assert not np.array_equal(panel.values.map.heatmap.picture.values, before)


@pytest.mark.parametrize("name", ["simple-words", "char-rnn"])
def test_nothing_below_the_card_moves_once_it_was_seen(make_panel, name):
    panel = make_panel(name, size=(330, 700))
    program = panel.workbench.session.program
    starts = [0, len(program) // 2, len(program) - 20]
    places = set()
    for number in (0, 1):
        for start in starts:
            panel.workbench.player.seek(0, start)
            for _ in range(19):
                step(panel)
                QApplication.processEvents()
                if number:
                    places.add((panel.values.y(), panel.relations.y()))
    assert len(places) == 1


def test_the_pieces_of_the_numbers_are_links_by_their_place(panel):
    step(panel, 3)
    assert all(run.target.startswith(PIECE) for run in panel.card.numbers.runs if run.target)


def test_a_value_that_is_gone_is_worked_out_again_when_asked_for(make_panel):
    plain = make_panel("vanishing")
    # Its machines are made before memory is shared, that for jumps as well.
    plain.workbench.session.seek(5)
    plain.workbench.session.seek(0)
    with share_memory():
        panel = make_panel("vanishing")
        for position in ((0, 300), (2, 0)):
            for shown in (plain, panel):
                shown.workbench.session.seek(*position)
                select(shown, "a[3]")
            note = panel.values.absent
            assert note.isVisible()
            assert "a[3] is gone" in note.sentence.text()
            before = panel.workbench.session.state_hash()
            note.button.click()
            assert not note.isVisible()
            again = panel.values.map.heatmap.picture.values
            assert np.array_equal(again, plain.values.map.heatmap.picture.values)
            assert panel.card.numbers.text == plain.card.numbers.text
            assert panel.workbench.session.state_hash() == before
            step(panel)
            select(panel, "a[3]")
            assert note.isVisible()


@pytest.fixture
def slow(monkeypatch):
    """Nothing is done at once, and slices are as short as they get."""
    monkeypatch.setattr(worker, "AT_ONCE", 0.0)
    monkeypatch.setattr(worker, "TURN_SECONDS", 0.0)
    monkeypatch.setattr(walker, "SLICE_SECONDS", 0.0)


def edited(panel):
    """At an operation whose numbers are no longer there, since one of them was edited."""
    session = panel.workbench.session
    session.seek(1, 20)
    panel.workbench.player.change(lambda: session.edit("h[1]", (0, 0), 0.25))
    return session


def test_numbers_that_take_long_are_put_in_afterwards(panel, slow, qtbot):
    session = edited(panel)
    number = next(op.id for op in session.program if "h[1]" in op.inputs and op.id < 20)
    select(panel, session.program[number].output)
    assert panel.card.element.text == "the numbers are worked out …"
    assert panel.card.numbers.text == ""
    qtbot.waitUntil(lambda: panel.card.numbers.text != "", timeout=5000)
    expected = session.evidence(number)
    assert panel.card.numbers.text.endswith(short(float(expected.after.reshape(-1)[-1])))
    assert not panel.worker.is_busy


def test_a_step_gives_up_what_is_worked_out_for_the_one_before(panel, slow, qtbot):
    session = edited(panel)
    number = next(op.id for op in session.program if "h[1]" in op.inputs and op.id < 20)
    select(panel, session.program[number].output)
    assert panel.worker.is_busy
    step(panel)
    panel.workbench.selection.follow(panel.workbench.moment)
    qtbot.wait(50)
    assert panel.card.place.text.startswith(f"operation {session.position.operation - 1}")
    assert panel.card.numbers.text != ""


def test_what_was_given_up_can_be_asked_for_again(panel, slow, qtbot):
    session = edited(panel)
    number = next(op.id for op in session.program if "h[1]" in op.inputs and op.id < 20)
    panel.worker._shown.setInterval(0)
    select(panel, session.program[number].output)
    panel.worker._say()
    panel.worker.button.click()
    qtbot.wait(20)
    assert panel.card.element.text == "the numbers are not worked out"
    panel.worker.button.click()
    qtbot.waitUntil(lambda: panel.card.numbers.text != "", timeout=5000)


def test_a_value_that_is_gone_is_asked_for_again_after_a_cancel(make_panel, slow, qtbot):
    with share_memory():
        panel = make_panel("vanishing")
        panel.workbench.session.seek(0, 300)
        select(panel, "a[3]")
        panel.values.absent.button.click()
        assert panel.worker.is_busy
        panel.refresh()
        assert panel.worker.is_busy
        panel.worker._say()
        panel.worker.button.click()
        assert panel.values.absent.isVisible()
        panel.worker.button.click()
        qtbot.waitUntil(lambda: not panel.values.absent.isVisible(), timeout=20000)


def test_what_has_no_operation_gives_up_what_was_worked_out(panel, slow):
    session = edited(panel)
    number = next(op.id for op in session.program if "h[1]" in op.inputs and op.id < 20)
    select(panel, session.program[number].output)
    assert panel.worker.is_busy
    select(panel, "Whh")
    assert not panel.worker.is_busy


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
