"""A session writes what it has run as a trace, and can be opened there again."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnn_debugger.data import placing
from rnn_debugger.debugger import BadInput, Session, open_session, opening
from rnn_debugger.experiments import Compiled
from rnn_debugger.trace import read_trace
from tests.support.branched import Branched, family
from tests.support.experiments import random_table
from tests.support.running import short_slices_and_dense_keyframes


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


def test_a_trace_of_branches_opens_with_all_that_was_there(tmp_path: Path) -> None:
    subject = family()
    run = subject.run
    run.export_trace(tmp_path / "a.json")
    again = open_session(tmp_path / "a.json")
    assert (again.position, again.state_hash()) == (run.position, run.state_hash())
    assert list(again.bookmarks) == list(run.bookmarks)
    assert [branch.name for branch in again.branches] == [branch.name for branch in run.branches]
    for branch in run.branches:
        if branch.id != run.position.branch:
            assert again.reached(branch.id) == run.reached(branch.id)
        assert again.training_of(branch.id) == run.training_of(branch.id)
        place = again.reached(branch.id)[1:]
        again.seeking(*place, branch=branch.id).finish()
        assert again.state_hash() == subject.paths[branch.id].hash(place)


def test_the_results_of_all_branches_are_there_again(tmp_path: Path) -> None:
    """Where a branch is reached from a keyframe of its parent too."""
    subject = Branched(random_table(1))
    with short_slices_and_dense_keyframes():
        subject.run.seek(90)
        subject.go(0, (80, 4))
        subject.edit("Whh", (0, 1), 0.5)
        subject.run.seek(85)
        subject.run.export_trace(tmp_path / "a.json")
        again = open_session(tmp_path / "a.json")
    for branch in (0, 1):
        there, here = subject.run.results_of(branch), again.results_of(branch)
        np.testing.assert_array_equal(here.loss, there.loss)
        np.testing.assert_array_equal(here.norms, there.norms)


def test_a_new_branch_after_opening_has_a_new_id(tmp_path: Path) -> None:
    subject = family()
    subject.run.export_trace(tmp_path / "a.json")
    again = open_session(tmp_path / "a.json")
    assert again.edit("by", (0,), 0.25) == max(branch.id for branch in again.branches) > 6


def test_opening_that_is_given_up_has_all_branches(tmp_path: Path) -> None:
    subject = family()
    subject.run.export_trace(tmp_path / "a.json")
    with short_slices_and_dense_keyframes():
        again, to_the_end = opening(tmp_path / "a.json")
        for _ in range(20):
            assert to_the_end.advance()
        to_the_end.cancel()
    assert [branch.id for branch in again.branches] == [0, 1, 2, 3, 4, 5, 6]
    assert len(again.bookmarks) == 1
    again.seek(1, 5)
    assert again.state_hash() == subject.paths[again.position.branch].hash((1, 5))


def test_deleted_branches_and_their_bookmarks_are_left_out(tmp_path: Path) -> None:
    subject = Branched(random_table(1))
    run = subject.run
    run.step(3)
    run.bookmarks.add("on 0", run.position)
    subject.edit("Whh", (0, 0), 0.5)
    run.step(3)
    run.bookmarks.add("on 1", run.position)
    run.delete(1)
    run.export_trace(tmp_path / "a.json")
    trace = json.loads((tmp_path / "a.json").read_text())
    assert [branch["id"] for branch in trace["branches"]] == [0]
    assert [mark["name"] for mark in trace["bookmarks"]] == ["on 0"]
    assert "cursor" not in trace
    assert {step["branch"] for step in trace["steps"]} == {0}


def test_a_branch_that_came_back_without_its_parent_brings_it_along(tmp_path: Path) -> None:
    subject = Branched(random_table(1))
    run = subject.run
    run.step(3)
    subject.edit("Whh", (0, 0), 0.5)
    run.step(3)
    subject.edit("Whh", (0, 0), 0.25)
    run.step(3)
    state = run.state_hash()
    run.delete(1)
    run.restore({2})
    subject.go(2, (0, 9))
    run.export_trace(tmp_path / "a.json")
    again = open_session(tmp_path / "a.json")
    assert [branch.id for branch in again.branches] == [0, 1, 2]
    assert (again.position, again.state_hash()) == ((2, 0, 9), state)


def test_a_trace_from_before_there_were_cursors_opens_at_its_end(tmp_path: Path) -> None:
    subject = Branched(random_table(1))
    subject.run.seek(1, 3)
    subject.edit("Whh", (0, 0), 0.5)
    subject.run.seek(2, 4)
    subject.run.export_trace(tmp_path / "a.json")
    trace = json.loads((tmp_path / "a.json").read_text())
    del trace["cursor"]
    (tmp_path / "a.json").write_text(json.dumps(trace))
    assert open_session(tmp_path / "a.json").position == (1, 2, 4)


def test_moving_and_branching_on_does_not_disturb_an_export(tmp_path: Path) -> None:
    subject = family()
    subject.run.export_trace(tmp_path / "a.json")
    task = subject.run.exporting(tmp_path / "b.json")
    assert task.advance()
    subject.run.seek(3)
    subject.edit("by", (0,), 7.0)
    subject.run.rename(1, "else")
    subject.run.delete(2)
    task.finish()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
