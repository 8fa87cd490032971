"""The panel of branches: the tree, going to them, names, deleting, and comparing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from rnn_debugger.views.branches.comparison import HOW
from rnn_debugger.views.branches.panel import BranchesPanel
from rnn_debugger.views.branches.tree import BEGINS, CHANGE, ITERATIONS, LOSS, NAME
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen

LEFT_BUTTON = Qt.MouseButton.LeftButton


@pytest.fixture
def run():
    """The first branch to iteration 30, an edit at 10, and from there other settings at 20."""
    found = session(random_table(3, length=3, learning_rate=0.1))
    found.seek(10, 5)
    found.edit("Whh", (0, 1), 0.5)
    found.seek(20)
    found.change_settings(learning_rate=0.01)
    found.seek(25)
    found.seeking(30, branch=0).finish()
    found.seeking(12, 4, branch=0).finish()
    return found


@pytest.fixture
def panel(qtbot, run):
    made = on_screen(qtbot, BranchesPanel(bench(run)), 1100, 260)
    yield made
    made.workbench.player.close()


def settle(panel, qtbot):
    qtbot.waitUntil(lambda: not panel.workbench.player.is_busy)
    qtbot.waitUntil(lambda: not panel.comparison.is_busy)


def item(panel, branch):
    return panel.tree._items[branch]


def texts(panel, branch):
    return [item(panel, branch).text(column) for column in range(5)]


def double_click(qtbot, panel, branch):
    place = panel.tree.visualItemRect(item(panel, branch)).center()
    for act in (qtbot.mouseClick, qtbot.mouseDClick):
        act(panel.tree.viewport(), LEFT_BUTTON, pos=place)


def press(qtbot, panel, branch, key):
    panel.tree.setCurrentItem(item(panel, branch))
    qtbot.keyClick(panel.tree, key)


def test_building_it_changes_nothing(qtbot, run):
    before = run.position, run.state_hash(), run.branches
    made = on_screen(qtbot, BranchesPanel(bench(run)), 700, 200)
    assert (run.position, run.state_hash(), run.branches) == before
    made.workbench.player.close()


def test_the_tree_says_what_each_is(panel, run):
    assert item(panel, 1).parent() is item(panel, 0)
    assert item(panel, 2).parent() is item(panel, 1)
    first, edited, slower = (texts(panel, branch) for branch in range(3))
    assert (first[NAME], first[BEGINS], first[ITERATIONS]) == (
        "original", "at the very beginning", "30",
    )  # fmt: skip
    assert edited[CHANGE].startswith("Whh[0, 1]: ")
    assert edited[CHANGE].endswith("→ 0.5")
    assert slower[CHANGE] == "learning rate 0.1 → 0.01"
    assert "iteration 20" in slower[BEGINS]
    assert slower[ITERATIONS] == "25"
    assert float(slower[LOSS]) == pytest.approx(run.results_of(2).loss[-1], rel=1e-3)
    assert item(panel, 0).font(NAME).bold()
    assert not item(panel, 1).font(NAME).bold()


def test_alone_it_says_how_to_begin_one(qtbot, make_workbench):
    made = on_screen(qtbot, BranchesPanel(make_workbench()), 900, 200)
    assert made.comparison.sentence.text() == HOW
    assert not made.comparison.chooser.isVisible()


def test_a_double_click_goes_to_the_same_position_there(qtbot, panel, run):
    double_click(qtbot, panel, 2)
    settle(panel, qtbot)
    assert run.position == (2, 12, 4)
    assert item(panel, 2).font(NAME).bold()
    run.seek(25)
    press(qtbot, panel, 1, Qt.Key.Key_Return)
    settle(panel, qtbot)
    # As far as it was run: it goes on as branch 2 does, up to there.
    assert run.position == (1, 20, 0)


def test_a_name_is_typed_where_it_stands(qtbot, panel, run):
    press(qtbot, panel, 1, Qt.Key.Key_F2)
    editor = panel.tree.findChild(QLineEdit)
    editor.setText("Larger Whh")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: run.branches[1].name == "Larger Whh")
    assert texts(panel, 1)[NAME] == "Larger Whh"
    panel.tree.rename(1)
    editor = panel.tree.findChild(QLineEdit)
    editor.setText("x")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert texts(panel, 1)[NAME] == "Larger Whh"


def test_deleting_takes_what_begins_in_it_and_undo_brings_all_back(qtbot, panel, run):
    double_click(qtbot, panel, 2)
    settle(panel, qtbot)
    stood, branches = run.position, run.branches
    press(qtbot, panel, 1, Qt.Key.Key_Delete)
    assert [branch.id for branch in run.branches] == [0]
    assert run.position == (0, 10, 5)
    assert panel.bar.label.text() == "branch 1 and 1 branch in it deleted."
    qtbot.mouseClick(panel.bar.button, LEFT_BUTTON)
    settle(panel, qtbot)
    assert run.branches == branches
    assert run.position == stood
    assert not panel.bar.isVisible()


def test_the_first_stays(qtbot, panel, run):
    press(qtbot, panel, 0, Qt.Key.Key_Delete)
    assert len(run.branches) == 3
    assert "it stays" in panel.bar.label.text()
    qtbot.mouseClick(panel.bar.button, LEFT_BUTTON)
    assert not panel.bar.isVisible()


def test_the_menu_offers_what_can_be_done(panel):
    def offered(branch):
        actions = panel.tree.menu_of(branch).actions()
        return [action.text().split("\t")[0] for action in actions if action.isEnabled()]

    assert offered(0) == ["Rename"]
    assert offered(1) == ["Go to this branch", "Compare with this branch", "Rename", "Delete"]


def test_after_a_switch_it_compares_with_the_branch_before(qtbot, panel, run):
    double_click(qtbot, panel, 1)
    settle(panel, qtbot)
    assert panel.workbench.comparing.branch == 0
    table = panel.comparison.table
    assert table.isVisible()
    expected = run.comparing(0).finish()
    assert table.differences.rows == expected.differences
    assert panel.comparison.note.text() == (
        f"{len(expected.differences)} of {expected.compared} values differ"
    )
    first = expected.differences[0]
    place = table.visualRect(table.differences.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), LEFT_BUTTON, pos=place)
    selection = panel.workbench.selection
    assert (selection.tensor, selection.element) == (first.tensor, first.index)


def test_before_they_part_all_is_the_same(qtbot, panel, run):
    panel.workbench.comparing.choose(2)
    run.seek(3, 7)
    settle(panel, qtbot)
    assert panel.comparison.sentence.text().endswith("the same on branch 2, bit for bit.")


def test_where_the_other_has_not_been_run_it_says_so_with_its_name(qtbot, panel, run):
    run.rename(2, "Slow LR")
    panel.workbench.comparing.choose(2)
    run.seek(28)
    settle(panel, qtbot)
    assert panel.comparison.sentence.text() == (
        "Slow LR has not been run to here: go there and run it on, or step back."
    )


def test_who_moves_on_before_a_comparison_has_begun_is_not_held_up(qtbot, panel, run):
    panel.workbench.comparing.choose(2)
    assert panel.comparison.is_busy
    # Out of sight nothing is drawn, so that nobody takes the question back.
    panel.hide()
    run.seek(28)
    settle(panel, qtbot)
    panel.show()
    QApplication.processEvents()
    assert "has not been run to here" in panel.comparison.sentence.text()
