"""What would be lost, and putting it into the file."""

import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import Breakpoint, Keeper, Where, open_session

TEXT = """# mine
[model]
cell = "rnn"
hidden_sizes = [2]   # few
[data]
source = "values"
inputs = [[1.0], [0.5]]
targets = [[1.0], [0.0]]
[training]
timesteps = 2
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    return path


def test_the_cursor_alone_is_no_loss(file):
    session = open_session(file)
    keeper = Keeper(session)
    session.seek(3, 4)
    assert not keeper.is_unsaved


@pytest.mark.parametrize(
    "deed",
    [
        lambda session: session.add_stop(Breakpoint(0, Where(operation=3))),
        lambda session: session.bookmarks.add("here", session.position),
        lambda session: session.edit("Whh", (0, 0), 0.5),
        lambda session: session.change_settings(learning_rate=0.5),
    ],
)
def test_what_is_set_is_a_loss_until_it_is_saved(file, deed):
    session = open_session(file)
    keeper = Keeper(session)
    deed(session)
    assert keeper.is_unsaved
    keeper.save()
    assert not keeper.is_unsaved
    assert not Keeper(open_session(file)).is_unsaved
    assert file.read_text().startswith(TEXT)


def test_what_is_undone_is_no_loss(file):
    session = open_session(file)
    for operation in (1, 2, 3):
        session.add_stop(Breakpoint(0, Where(operation=operation)))
    keeper = Keeper(session)
    gone = session.stops[2]
    session.stops.remove(2)
    assert keeper.is_unsaved
    session.stops.put_back(gone)
    assert not keeper.is_unsaved


def test_a_file_that_was_changed_outside(file):
    keeper = Keeper(open_session(file))
    assert not keeper.is_changed_outside
    file.write_text(TEXT + "# more\n")
    assert keeper.is_changed_outside
    keeper.save()
    assert not keeper.is_changed_outside
    assert "# more" in file.read_text()


def test_a_builtin_is_saved_as_another_file(tmp_path):
    session = open_session("simple-words")
    session.add_stop(Breakpoint(0, Where(operation=3)))
    keeper = Keeper(session)
    assert keeper.home == "builtin"
    keeper.save(tmp_path / "mine.toml")
    assert (keeper.home, session.path, session.name) == ("file", tmp_path / "mine.toml", "mine")
    assert open_session(tmp_path / "mine.toml").stops.breakpoints == session.stops.breakpoints


def test_a_trace_cannot_take_it(tmp_path):
    session = open_session("simple-words")
    session.step(5)
    session.export_trace(tmp_path / "t.json")
    keeper = Keeper(open_session(tmp_path / "t.json"))
    assert keeper.home == "trace"
    with pytest.raises(BadInput, match="cannot be saved into a trace"):
        keeper.save(tmp_path / "other.toml")
