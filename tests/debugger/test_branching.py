"""Changing the past: branches hold the bytes of a run with the edits made by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger import experiments
from rnn_debugger.debugger import UNITS, Absent, BadInput
from rnn_debugger.experiments import with_settings
from rnn_debugger.recording import timeline
from tests.support.branching import Path
from tests.support.experiments import random_table, session, tables
from tests.support.running import present, short_slices_and_dense_keyframes

ITERATIONS = 3
EDITS = st.tuples(st.just("edit"), st.integers(0, 10**6), st.floats(-2, 2))
OTHERS = (
    {}, {"clip_value": None}, {"clip_value": 0.1}, {"clip_norm": None}, {"clip_norm": 0.05},
    {"momentum": 0.5, "beta1": 0.5, "beta2": 0.5, "decay": 0.5, "epsilon": 0.01},
)  # fmt: skip
SETTINGS = st.tuples(st.just("settings"), st.floats(0.01, 1), st.sampled_from(OTHERS))
SWITCHES = st.tuples(st.just("switch"), st.integers(0, 10))
SEEKS = st.tuples(st.just("seek"), st.floats(0, 1))
RUNS = st.tuples(st.just("run"), st.integers(0, 60), st.integers(0, 30))
STEPS = st.tuples(st.sampled_from(["step", "step_back"]), st.integers(0, 4), st.sampled_from(UNITS))


@pytest.fixture
def run():
    return session(random_table(length=3, learning_rate=0.1))


class Mirror:
    """A session, and beside it what each of its branches must be."""

    def __init__(self, table):
        self.run = session(table)
        self.paths = {0: Path(self.run.compiled)}

    @property
    def place(self):
        return tuple(self.run.position[1:])

    @property
    def path(self):
        return self.paths[self.run.position.branch]

    def branch_off(self, event, branch):
        self.paths[branch] = self.path_before.upto(self.place)
        self.paths[branch].events.append((self.place, event))

    def move(self, kind, *details):
        run = self.run
        self.path_before = self.path
        if kind == "edit":
            names = present(run.program, run.position.operation)
            name = names[details[0] % len(names)]
            shape = run.program.tensors[name].shape
            index = np.unravel_index(details[0] % max(1, int(np.prod(shape))), shape or (1,))
            index = tuple(map(int, index))[: len(shape)]
            self.branch_off((name, index, details[1]), run.edit(name, index, details[1]))
        elif kind == "settings":
            change = {"learning_rate": details[0], **details[1]}
            now = self.path.state(self.place)
            current = next(
                (
                    event
                    for _, event in reversed(self.path.upto(self.place).events)
                    if not isinstance(event, tuple)
                ),
                run.compiled,
            )
            other = with_settings(current, change)
            if other.program.operations[: now.operation] != now.program.operations[: now.operation]:
                with pytest.raises(ValueError, match="have run already"):
                    run.change_settings(**change)
            else:
                self.branch_off(other, run.change_settings(**change))
        elif kind == "switch":
            branches = run.branches
            run.switch(branches[details[0] % len(branches)].id)
        elif kind == "seek":
            iteration = round(details[0] * (ITERATIONS - 1))
            run.seek(iteration, round(details[0] * 97) % 20 % len(run.program))
        elif kind == "run":
            movement = run.running(limit=details[0])
            for _ in range(details[1]):
                movement.advance()
            movement.cancel()
        else:
            getattr(run, kind)(*details)


@settings(max_examples=40)
@given(
    tables(),
    st.lists(st.one_of(EDITS, SETTINGS, SWITCHES, SEEKS, RUNS, STEPS), min_size=4, max_size=14),
    st.sampled_from([0, 500, timeline.RING_BYTES]),
    st.sampled_from([0, 3000, timeline.KEYFRAME_BYTES]),
)
def test_random_walks_over_branches(table, moves, ring_bytes, keyframe_bytes):
    """Steps, seeks, runs, edits, other settings and switches, with much and little history."""
    mirror = Mirror(table)
    run = mirror.run
    with short_slices_and_dense_keyframes():
        run._timeline = timeline.Timeline(run.compiled, ring_bytes, keyframe_bytes)
        for kind, *details in moves:
            mirror.move(kind, *details)
            if run.position.iteration >= ITERATIONS:
                run.seek(ITERATIONS - 1)
            assert run.state_hash() == mirror.path.hash(mirror.place)
        for branch in run.branches:
            losses = run.results_of(branch.id).loss
            np.testing.assert_array_equal(losses, mirror.paths[branch.id].losses(len(losses)))


def test_an_edit_begins_a_branch_and_goes_on_there(run):
    run.seek(1, 4)
    before = run.state_hash()
    assert run.edit("Whh", (0, 1), 0.5) == 1
    assert run.position == (1, 1, 4)
    assert run.value("Whh")[0, 1] == 0.5
    assert (run.branch.parent, run.branch.fork) == (0, (1, 4))
    assert [branch.id for branch in run.branches] == [0, 1]
    run.step(30)
    run.switch(0)
    run.seek(1, 4)
    assert run.state_hash() == before


def test_stepping_back_past_a_fork_stays_on_the_branch(run):
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 0.5)
    whh = run.value("Whh")
    run.step_back()
    assert run.position == (1, 1, 3)
    assert run.value("Whh")[0, 1] != 0.5
    run.step()
    np.testing.assert_array_equal(run.value("Whh"), whh)


def test_a_branch_off_the_shared_past_is_the_parents(run):
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 0.5)
    run.seek(0, 7)
    run.edit("Whh", (0, 0), 0.25)
    assert (run.branch.id, run.branch.parent, run.branch.fork) == (2, 0, (0, 7))


def test_more_edits_before_anything_has_run_belong_to_the_same_branch(run):
    run.seek(1, 4)
    assert run.edit("Whh", (0, 1), 0.5) == run.edit("bh", (1,), 0.25) == 1
    assert [edit.tensor for edit in run.branch.edits] == ["Whh", "bh"]
    run.step()
    run.step_back()
    assert run.edit("bh", (0,), 0.125) == 2


def test_results_of_the_original_stay(run):
    run.seek(4)
    original = run.results_of(0).loss.copy()
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 5.0)
    run.seek(4)
    np.testing.assert_array_equal(run.results_of(0).loss, original)
    branch = run.results_of(1).loss
    assert branch[0] == original[0]
    assert (branch[1:] != original[1:]).all()


def test_the_norms_of_an_iteration_that_was_changed_in_its_middle():
    """The update is counted from the beginning of the iteration, the edit included."""
    run = session(random_table(length=3, learning_rate=0.1))
    run.seek(2, 6)
    before = run.value("Whh")
    run.step_back(40)
    run.seek(2, 6)
    run.edit("Whh", (0, 0), 3.0)
    run.seek(3)
    change = run.value("Whh") - before
    norms = run.results_of(1)[2]
    assert norms.update_norm["Whh"] == pytest.approx(np.linalg.norm(change))
    np.testing.assert_array_equal(run.last_update("Whh"), change)


def test_other_settings(run):
    run.seek(1)
    run.change_settings(learning_rate=0.0)
    weights = run.value("Whh")
    run.seek(2)
    np.testing.assert_array_equal(run.value("Whh"), weights)
    run.switch(0)
    run.seek(2)
    assert (run.value("Whh") != weights).any()


def test_clipping_switched_on_is_another_program(run):
    length = len(run.program)
    run.seek(1)
    run.change_settings(clip_value=1e-3)
    assert len(run.program) > length
    run.seek(2)
    assert max(abs(run.last_update("Whh")).flat) <= 0.1 * 1e-3 * (1 + 1e-9)
    run.step_back(unit="iteration")
    run.step_back()
    assert run.position == (1, 0, length - 1)
    assert len(run.program) == length


@pytest.mark.parametrize(
    ("tensor", "index", "error", "message"),
    [
        ("Wxx", (0, 0), Absent, "there is no tensor Wxx"),
        ("y[1]", (0, 0), Absent, "y[1] has no value at this position, so that none can be"),
        ("Whh", (0, 9), ValueError, "Whh has no element [0, 9]: its shape is 2 × 2"),
        ("Whh", (0,), ValueError, "Whh has no element [0]: its shape is 2 × 2"),
        ("Whh", (-1, 0), ValueError, "Whh has no element [-1, 0]"),
    ],
)
def test_what_cannot_be_edited(run, tensor, index, error, message):
    with pytest.raises(error) as raised:
        run.edit(tensor, index, 1.0)
    assert str(raised.value).startswith(message)
    assert run.position == (0, 0, 0)
    assert len(run.branches) == 1


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"timesteps": 3}, ValueError, f"timesteps: only {', '.join(experiments.SETTINGS)} can"),
        ({"learning_rate": -1.0}, BadInput, "training.learning_rate: -1.0 is not 0 or more"),
    ],
)
def test_settings_that_cannot_be(run, change, error, message):
    with pytest.raises(error) as raised:
        run.change_settings(**change)
    assert str(raised.value).startswith(message)


def test_a_setting_comes_too_late(run):
    run.step(len(run.program) - 1)
    with pytest.raises(ValueError, match="learning_rate: operations of this iteration"):
        run.change_settings(learning_rate=0.5)


def test_delete_and_restore(run):
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 0.5)
    run.seek(2)
    run.edit("Whh", (0, 1), 0.25)
    run.step(5)
    there = run.position, run.state_hash()
    deleted = run.delete(1)
    assert deleted == {1, 2}
    with pytest.raises(ValueError, match="branch 2 has been deleted"):
        run.seeking(1, branch=2)
    assert run.position == (0, 1, 4)
    assert [branch.id for branch in run.branches] == [0]
    run.restore(deleted)
    run.seeking(there[0].iteration, there[0].operation, branch=2).finish()
    assert (run.position, run.state_hash()) == there
    with pytest.raises(ValueError, match="the first branch cannot be deleted"):
        run.delete(0)


def test_names(run):
    run.edit("Whh", (0, 1), 0.5)
    run.rename(1, "larger")
    assert run.branch.name == "larger"
    with pytest.raises(ValueError, match="there is no branch 7"):
        run.rename(7, "none")


def test_values_of_another_branch_at_the_same_position(run):
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 0.5)
    run.step(20)
    mine = run.value("Whh")
    other = run.value_on(0, "Whh") if run.reached(0) >= (0, *run.position[1:]) else None
    assert other is None
    with pytest.raises(Absent, match="original has not been run to here"):
        run.value_on(0, "Whh")
    run.switch(0)
    run.seek(2)
    run.switch(1)
    np.testing.assert_array_equal(run.value_on(1, "Whh"), run.value("Whh"))
    assert (run.value_on(0, "Whh") != mine).any()


def test_a_seek_that_is_given_up_leaves_everything_as_it_was(run):
    run._timeline = timeline.Timeline(run.compiled, 0)
    run.seek(3, 5)
    here, state = run.position, run.state_hash()
    with short_slices_and_dense_keyframes():
        for target in ((0, 2), (40, 1)):
            movement = run.seeking(*target)
            assert movement.advance()
            movement.cancel()
            assert movement.stop is not None
            assert movement.stop.reason == "paused"
            assert (run.position, run.state_hash()) == (here, state)


def test_edited_characters_are_multiplied(tmp_path):
    """A look-up knows only the one: what was edited is looked at in full, and only there."""
    (tmp_path / "text.txt").write_text("abcabcbacbca")
    table = {
        "model": {"cell": "rnn", "hidden_sizes": [3]},
        "data": {"source": "text", "path": "text.txt"},
        "training": {"timesteps": 3, "loss": "softmax_cross_entropy"},
    }
    run = session(table, tmp_path)
    path = Path(run.compiled)
    product = next(o for o in run.program if o.inputs == ("Wxh", "x[2]"))
    run.seek(1, product.id)
    hot = int(run.value("x[2]").argmax())
    run.edit("x[2]", ((hot + 1) % 3, 0), 2.0)
    path.events.append(((1, product.id), ("x[2]", ((hot + 1) % 3, 0), 2.0)))
    run.step()
    expected = run.value("Wxh") @ run.value("x[2]")
    np.testing.assert_allclose(run.value(product.output), expected, rtol=1e-15)
    for place in ((2, 3), (1, 30), (1, product.id), (1, 2), (1, 50)):
        run.seek(*place)
        assert run.state_hash() == path.hash(place)
    while run.position > (1, 1, product.id - 3):
        run.step_back()
        assert run.state_hash() == path.hash(tuple(run.position[1:]))
    run.step(4)
    assert run.state_hash() == path.hash(tuple(run.position[1:]))


def test_an_edit_at_the_very_beginning(run):
    path = Path(run.compiled, [((0, 0), ("Whh", (0, 1), 0.5))])
    run._timeline = timeline.Timeline(run.compiled, 0, 0)
    run.edit("Whh", (0, 1), 0.5)
    for place in ((2, 5), (0, 1), (1, 7), (0, 0)):
        run.seek(*place)
        assert run.state_hash() == path.hash(place)
    run.seek(0, 3)
    assert run.value_on(1, "Whh")[0, 1] == 0.5


@pytest.mark.parametrize("clip", [None, 0.5])
def test_settings_changed_between_two_iterations(clip):
    """Of what the branch's operations write nothing is there: those before were others."""
    run = session(random_table(length=3, clip_value=0.25 if clip is None else None))
    run.seek(2)
    assert run.moment.shows_finished
    run.change_settings(clip_value=clip)
    assert not run.moment.shows_finished
    assert run.moment.reached == 0
    for name, tensor in run.program.tensors.items():
        assert run.moment.is_present(name) == tensor.persistent
    run.step(4)
    run.step_back(4)
    assert run.moment.reached == 0
    run.step_back()
    assert run.moment.reached == len(run.program) - 1


@pytest.mark.parametrize("steps", range(1, 7))
def test_back_after_a_run_that_came_past_an_edit(run, steps):
    """A run keeps no steps back, so that what the edit overwrote is not what came last."""
    path = Path(run.compiled)
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 0.5)
    path.events.append(((1, 4), ("Whh", (0, 1), 0.5)))
    run.go_to_start()
    run.run(limit=len(run.program) + 7)
    assert run.position == (1, 1, 7)
    run.step_back(steps)
    assert run.position == (1, 1, 7 - steps)
    assert run.state_hash() == path.hash((1, 7 - steps))
