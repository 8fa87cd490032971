"""The card of an operation: its parts, its links, its text, at any width."""

from functools import partial

import pytest
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import code_line, open_session, operation_title
from rnn_debugger.views.inspector.formula_card import FormulaCard, longest_of_kinds
from rnn_debugger.views.inspector.panel import InspectorPanel
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen


@pytest.fixture
def make_panel(show_panel):
    return partial(show_panel, InspectorPanel, size=(330, 900))


@pytest.fixture
def panel(make_panel):
    return make_panel()


def go_to(panel, output):
    """To where a tensor has just been written for the first time."""
    session = panel.workbench.session
    panel.workbench.player.seek_after(0, session.program.writers[output][0])
    return session.moment.last


def target_of(card, tensor):
    """Of the link of a tensor's first number."""
    targets = [run.target for run in card.numbers.runs if run.target]
    return next(target for target in targets if card.piece(target).tensor == tensor)


@pytest.mark.parametrize("output", ["x[1]", "a[1]", "loss[1]", "dh[1]", "dWhh", "Whh"])
def test_all_its_parts(panel, output):
    operation, card = go_to(panel, output), panel.card
    program = panel.workbench.session.program
    assert card.title.text == operation_title(program, operation)
    assert card.sentence.text.startswith(operation.rule.sentence)
    assert card.formula.text == operation.formula
    assert card.code.text == code_line(program, operation)
    assert card.numbers.text


def test_a_matrix_product_says_which_row(panel, make_panel):
    go_to(panel, "Wxh_x[1]")
    assert panel.card.element.text == "with numbers: row 0 of Wxh times x[1]"
    go_to(panel, "h[1]")
    assert panel.card.element.text == "with numbers"
    other = make_panel("vanishing")
    go_to(other, "Whh_h[1]")
    other.workbench.selection.select("Whh_h[1]", (5, 0))
    assert other.card.element.text == "with numbers, row 5: row 5 of Whh times h[0]"


def test_a_number_is_gone_to_by_a_double_click(panel):
    """The first click selects, and so shows another card; the second still means the number."""
    go_to(panel, "a[2]")
    numbers = panel.card.numbers
    target = target_of(panel.card, "Whh_h[2]")
    writer = panel.workbench.session.program.writers["Whh_h[2]"][0]
    assert panel.card.tell(target).endswith(f"made by operation {writer}: double click goes there")
    numbers.activated.emit(target)
    assert panel.workbench.selection.tensor == "Whh_h[2]"
    numbers.double_activated.emit(target)
    assert panel.workbench.moment.last.id == writer


def test_a_weight_that_was_updated_in_this_sweep_leads_to_that_update(panel):
    """With updates at every timestep the number read is the updated one."""
    operation = go_to(panel, "dh_out[1]")
    piece = next(p for p in panel.card._pieces if p.tensor == "Why")
    writers = panel.workbench.session.program.writers["Why"]
    assert piece.operation == max(w for w in writers if w < operation.id)


def test_a_right_click_offers_to_copy_and_to_go(panel):
    go_to(panel, "a[2]")
    card = panel.card
    target = target_of(card, "Whh_h[2]")
    texts = [action.text() for action in card.numbers.menu(target).actions()]
    writer = panel.workbench.session.program.writers["Whh_h[2]"][0]
    assert texts == ["Copy", "Copy the card", f"Go to operation {writer}, which made this number"]
    assert [a.text() for a in card.title.menu().actions()] == ["Copy", "Copy the card"]
    menu = card.numbers.menu(target)
    menu.actions()[2].trigger()
    assert panel.workbench.moment.last.id == writer


def test_the_whole_card_is_copied_with_all_digits(panel):
    go_to(panel, "h[1]")
    panel.card.copy.click()
    value = panel.workbench.session.value("h[1]")[0, 0]
    assert QGuiApplication.clipboard().text() == "\n".join(
        [
            "operation 5 · forward · t = 1 · rnn.py:8",
            "The sigmoid squashes each element",
            "Each element is squashed to a value between 0 and 1.",
            "h[1] = σ(a[1])",
            "h[1] = sigmoid(a[1])",
            "with numbers",
            "1 / (1 + e^(−0.25)) = 0.5622",
            "a[1][0, 0] = 0.25",
            f"h[1][0, 0] = {value!r}".replace("np.float64(", "").replace(")", ""),
        ]
    )


def test_what_is_to_come_and_what_stands_has_a_card_too(panel):
    selection, card = panel.workbench.selection, panel.card
    panel.workbench.player.step(3, "operation")
    selection.select("dh[1]")
    assert card.title.text == "Gradients that meet are added"
    assert card.numbers.text == ""
    selection.select("Whh")
    assert card.title.text == "The weight takes a step downhill"
    assert card.code.text == "Whh -= 0.5 * dWhh"


LONG = {
    "adam": random_table(
        1, cell="lstm", sizes=(9,), inputs=9, length=2, optimizer="adam", clip_norm=0.1
    ),
    "batch": random_table(2, sizes=(12, 3), sequences=4, batch_size=4, outputs=7, length=8),
}


@pytest.mark.parametrize("width", [240, 900])
@pytest.mark.parametrize("name", [*LONG, "char-rnn"])
def test_it_wraps_at_any_width(qtbot, name, width):
    """No line is wider than the card, and none is cut off below."""
    run = session(LONG[name]) if name in LONG else open_session(name)
    panel = on_screen(qtbot, InspectorPanel(bench(run)), width, 900)
    run.step(1, "iteration")
    seen = set()
    for operation in run.program:
        if operation.primitive in seen:
            continue
        seen.add(operation.primitive)
        panel.workbench.selection.select(operation.output)
        QApplication.processEvents()
        for label in panel.card.labels:
            document = label._document
            assert document.defaultTextOption().wrapMode() == QTextOption.WrapMode(
                QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
            )
            assert document.idealWidth() <= label.width() + 1, label.text
            assert document.size().height() <= label.height() + 1, label.text
        assert panel.card.width() <= width
    assert len(seen) > 10


def test_building_it_changes_nothing(qtbot):
    run = open_session("simple-words")
    run.step(9)
    before = run.state_hash()
    workbench = bench(run)
    card = on_screen(qtbot, FormulaCard(workbench.themes, run.program))
    card.show_operation(run.moment, run.program[5])
    assert run.state_hash() == before


@pytest.mark.parametrize("name", ["char-rnn", "remembering"])
def test_its_place_is_about_as_high_as_its_highest_card(qtbot, name):
    run = open_session(name)
    panel = on_screen(qtbot, InspectorPanel(bench(run)), 320, 900)
    held = panel.card.minimumHeight()
    run.step(1, "iteration")
    needed = []
    for operation in longest_of_kinds(run.program):
        panel.workbench.selection.select(operation.output)
        QApplication.processEvents()
        needed.append(panel.card.layout().totalMinimumSize().height())
    assert len(needed) > 10
    assert max(needed) <= held <= 1.35 * max(needed)
