"""A session writes what it has run as a trace, and can be opened there again."""

from pathlib import Path

import pytest

from rnn_debugger.data import placing
from rnn_debugger.debugger import BadInput, Session, open_session, opening
from rnn_debugger.experiments import Compiled
from rnn_debugger.trace import read_trace


def test_a_session_exports_to_its_cursor_and_stays_where_it_is(
    tmp_path: Path, two_layers: Compiled
) -> None:
    session = Session(two_layers, "test")
    session.seek(2, 7)
    before = session.state_hash()
    session.export_trace(tmp_path / "a.json")
    trace = read_trace(tmp_path / "a.json")
    assert len(trace.steps) == 2 * len(session.program) + 7
    assert len(trace.iterations) == 2
    assert session.position == (0, 2, 7)
    assert session.state_hash() == before


def test_a_trace_opens_where_the_session_stood(tmp_path: Path, two_layers: Compiled) -> None:
    session = Session(two_layers, "test")
    session.seek(2, 7)
    session.export_trace(str(tmp_path / "a.trace.json"))
    again = open_session(tmp_path / "a.trace.json")
    assert again.position == session.position
    assert again.state_hash() == session.state_hash()
    assert again.name == "a"


def test_a_trace_can_be_opened_in_slices(tmp_path: Path, two_layers: Compiled) -> None:
    session = Session(two_layers, "test")
    session.seek(3)
    session.export_trace(tmp_path / "a.json")
    again, to_the_end = opening(tmp_path / "a.json")
    assert again.position == (0, 0, 0)
    to_the_end.finish()
    assert again.position == (0, 3, 0)


def test_moving_on_does_not_disturb_an_export(tmp_path: Path, two_layers: Compiled) -> None:
    session = Session(two_layers, "test")
    session.seek(30)
    task = session.exporting(tmp_path / "a.json", values=False)
    assert task.advance()
    session.seek(1)
    task.finish()
    assert task.is_done
    trace = read_trace(tmp_path / "a.json")
    assert len(trace.iterations) == 30
    assert [float(entry.loss) for entry in trace.iterations] == [
        float(loss) for loss in session.moment.results.loss[:30]
    ]


def test_a_cancelled_export_leaves_the_old_file(
    tmp_path: Path, two_layers: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file that has a name while it is written is seen when it stays.
    monkeypatch.setattr(placing, "UNNAMED", 0)
    (tmp_path / "a.json").write_text("old")
    session = Session(two_layers, "test")
    session.seek(2000)
    task = session.exporting(tmp_path / "a.json")
    for _ in range(3):
        assert task.advance()
    assert 0 < task.progress.done < task.progress.total
    task.cancel()
    assert not task.is_done
    assert (tmp_path / "a.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_finished_task_stays_finished(tmp_path: Path, two_layers: Compiled) -> None:
    task = Session(two_layers, "test").exporting(tmp_path / "a.json")
    task.finish()
    assert not task.advance()
    task.cancel()
    task.finish()
    assert task.is_done
    assert (tmp_path / "a.json").exists()


def test_what_cannot_be_written_is_said_at_once(tmp_path: Path, two_layers: Compiled) -> None:
    with pytest.raises(BadInput, match="there is no folder"):
        Session(two_layers, "test").export_trace(tmp_path / "missing" / "a.json")
