"""What is saved comes back: after saving and opening everything is where it was."""

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import open_session
from rnn_debugger.debugger.session_table import debugger_table
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.experiments import save_debugger_table
from rnn_debugger.recording import Position

TEXT = """
# mine
[model]
cell = "rnn"      # plain
hidden_sizes = [2]
[data]
source = "values"
inputs = [[1.0], [0.5], [-1.0]]
targets = [[1.0], [0.0], [1.0]]
[training]
timesteps = 3
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    return path


def reopened(session):
    save_debugger_table(session.path, session.path, debugger_table(session))
    return open_session(session.path)


def test_everything_comes_back(file):
    session = open_session(file)
    session.seek(2, 5)
    session.edit("Whh", (0, 1), 0.1 + 0.2)
    session.rename(1, "more")
    session.seek(4)
    session.change_settings(clip_value=0.125, learning_rate=0.5)
    session.add_stop(Breakpoint(0, Where(primitive="tanh"), "t == 2", hits=2))
    session.add_stop(Watch(0, "dh", "norm_below", limit=1e-3, log="t={t}"))
    session.stops.disable(1)
    session.bookmarks.add("here", session.position)
    session.seek(5, 3)
    again = reopened(session)
    assert again.position == session.position == (2, 5, 3)
    assert again.state_hash() == session.state_hash()
    assert again.branches == session.branches
    assert list(again.bookmarks) == list(session.bookmarks)
    assert again.stops.enabled == session.stops.enabled
    assert again.stops.breakpoints == session.stops.breakpoints
    assert again.edit("Whh", (0, 0), 0.0) == 3
    assert file.read_text().startswith(TEXT)


def test_branches_know_what_they_share_without_being_run(file):
    """After opening only the cursor's branch has run, through places that are others' as well."""
    session = open_session(file)
    session.seek(60, 2)
    session.edit("Whh", (0, 1), 0.5)
    session.seek(90)
    session.seeking(80, 0, branch=0).finish()
    session.edit("Whh", (0, 0), 0.25)
    session.seek(120)
    session.seeking(100, branch=0).finish()
    session.seeking(90, branch=1).finish()
    losses = {branch.id: session.results_of(branch.id).loss for branch in session.branches}
    again = reopened(session)
    assert again.reached(0) == (0, 60, 2)
    np.testing.assert_array_equal(again.results_of(0).loss, losses[0][:60])
    again.switch(0)
    assert again.position == (0, 60, 2)
    again.seek(100)
    np.testing.assert_array_equal(again.results_of(0).loss, losses[0])
    again.seeking(85, branch=2).finish()
    assert again.run(until="loss_before < 0 or iteration == 120", limit=10**6).reason == "condition"
    np.testing.assert_array_equal(again.results_of(2).loss, losses[2])


def test_clipping_switched_off_comes_back(file):
    file.write_text(TEXT + "clip_value = 0.5\n")
    session = open_session(file)
    session.change_settings(clip_value=None)
    again = reopened(session)
    assert len(again.program) == len(session.program)
    assert again.branch.settings == {"clip_value": None}


def test_deleted_branches_are_not_saved(file):
    session = open_session(file)
    session.edit("Whh", (0, 1), 0.5)
    session.delete(1)
    assert debugger_table(session).branches == ()


def test_bookmarks_of_deleted_branches_are_not_saved(file):
    session = open_session(file)
    session.bookmarks.add("kept", session.position)
    session.edit("Whh", (0, 1), 0.5)
    session.bookmarks.add("gone", session.position)
    session.delete(1)
    assert [mark.name for mark in reopened(session).bookmarks] == ["kept"]
    session.restore({1})
    assert [mark.name for mark in reopened(session).bookmarks] == ["kept", "gone"]


def test_a_bookmark_is_measured_by_the_program_of_its_branch(file):
    session = open_session(file)
    shorter = len(session.program)
    session.change_settings(clip_value=0.5)
    session.bookmarks.add("clipped", Position(1, 2, shorter))
    assert [mark.name for mark in reopened(session).bookmarks] == ["clipped"]
    text = file.read_text()
    file.write_text(text.replace("branch = 1, iteration = 2", "branch = 0, iteration = 2"))
    assert file.read_text() != text
    with pytest.raises(BadInput, match="there is no operation"):
        open_session(file)


def test_nothing_to_save_leaves_only_the_cursor(file):
    table = debugger_table(open_session(file))
    assert (table.breakpoints, table.watches, table.bookmarks, table.branches) == ((), (), (), ())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "[[debugger.branches]]\nid = 1\nparent = 0\niteration = 0\noperation = 999\n",
            "debugger.branches[0]: branch 0 has no operation 999 to begin at",
        ),
        (
            "[[debugger.branches]]\nid = 1\nparent = 0\niteration = 0\noperation = 0\n"
            'edits = [{ tensor = "Whh", index = [5, 5], value = 1.0 }]\n',
            "debugger.branches[0]: Whh has no element [5, 5]: its shape is 2 × 2",
        ),
        (
            "[[debugger.branches]]\nid = 1\nparent = 0\niteration = 0\noperation = 0\n"
            'edits = [{ tensor = "Wxx", index = [0, 0], value = 1.0 }]\n',
            "debugger.branches[0]: Wxx has no value there",
        ),
        (
            "[[debugger.branches]]\nid = 1\nparent = 0\niteration = 0\noperation = 0\n"
            "settings = { timesteps = 4 }\n",
            "debugger.branches[0]: timesteps: only",
        ),
        (
            '[debugger]\nbreakpoints = [{ primitive = "tahn" }]\n',
            "debugger.breakpoints[0]: no operation of this program is at primitive tahn",
        ),
        (
            '[debugger]\nwatches = [{ tensor = "dWxx", kind = "written" }]\n',
            "debugger.watches[0]: there is no tensor dWxx",
        ),
        (
            '[debugger]\nbookmarks = [{ name = "a", iteration = 3, operation = 4 }, '
            '{ name = "b", iteration = 2, operation = 999 }]\n',
            "debugger.bookmarks[1]: there is no operation 999 of iteration 2",
        ),
        (
            '[debugger]\nbookmarks = [{ name = "a", iteration = -1 }]\n',
            "debugger.bookmarks[0].iteration: -1 ",
        ),
        (
            '[debugger]\nbookmarks = [{ name = "a", branch = 3, iteration = 0 }]\n',
            "debugger.bookmarks[0].branch: there is no branch 3",
        ),
        (
            "[debugger]\ncursor = { operation = 999 }\n",
            "debugger.cursor: there is no operation 999",
        ),
    ],
)
def test_what_does_not_fit(file, table, message):
    file.write_text(TEXT + table)
    with pytest.raises(BadInput) as raised:
        open_session(file)
    assert str(raised.value).startswith(f"{file}: {message}")


def test_a_bookmark_a_position(file):
    session = open_session(file)
    first, second = Position(0, 0, 3), Position(0, 0, 1)
    session.bookmarks.add("a", first)
    session.bookmarks.add("b", second)
    session.bookmarks.add("c", first)
    session.bookmarks.rename(second, "d")
    assert [mark.name for mark in session.bookmarks] == ["d", "c"]
    assert session.bookmarks.at(first) is not None
    session.bookmarks.remove(second)
    assert len(session.bookmarks) == 1
