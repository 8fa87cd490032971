"""How far two branches are apart."""

import math

import numpy as np
import pytest

from rnn_debugger.debugger import Absent, Stale
from rnn_debugger.debugger.comparing import difference, largest_first
from rnn_debugger.recording import timeline
from tests.support.experiments import random_table, session
from tests.support.running import share_memory, short_slices_and_dense_keyframes


@pytest.fixture
def run():
    """Two branches that have been run to iteration 3, the session on the second one."""
    run = session(random_table(length=3, learning_rate=0.1))
    run.seek(3)
    run.seek(1, 4)
    run.edit("Whh", (0, 1), 0.5)
    run.seek(2, 9)
    return run


def test_the_largest_element_counts():
    a, b = np.array([[1.0, 2.0], [3.0, -8.0]]), np.array([[1.0, 2.5], [1.0, -8.0]])
    found = difference("W", a, b)
    assert (found.index, found.here, found.there) == ((1, 0), 3.0, 1.0)
    assert found.absolute == 2.0
    assert found.relative == 2.0 / 8.0


@pytest.mark.parametrize("value", [0.0, -1.5, np.nan, np.inf])
def test_equal_bits_are_no_difference(value):
    array = np.array([[value, 1.0]])
    assert difference("W", array, array.copy()) is None
    assert difference("loss", np.array(value), np.array(value)) is None


@pytest.mark.parametrize(
    ("a", "b", "absolute", "relative"),
    [
        (np.nan, 1.0, np.inf, np.inf),
        (1.0, np.nan, np.inf, np.inf),
        (np.inf, 1.0, np.inf, np.inf),
        (np.inf, -np.inf, np.inf, np.inf),
        (0.0, -0.0, 0.0, 0.0),
        (0.0, 5e-324, 5e-324, 1.0),
        (1.0, -1.0, 2.0, 2.0),
        (1.5e308, -1.5e308, np.inf, 2.0),
        (1e-300, 3e-300, 2e-300, 2 / 3),
    ],
)
@pytest.mark.filterwarnings("error")
def test_extreme_values(a, b, absolute, relative):
    found = difference("loss", np.array(a), np.array(b))
    assert found.absolute == pytest.approx(absolute)
    assert found.relative == pytest.approx(relative)
    assert found.index == ()


def test_nan_on_both_sides_is_no_difference_of_that_element():
    found = difference("W", np.array([np.nan, 1.0, np.inf]), np.array([np.nan, 2.0, np.inf]))
    assert (found.index, found.absolute, found.relative) == ((1,), 1.0, 0.5)


def test_the_unit_does_not_matter():
    draw = np.random.default_rng(0)
    a, b = draw.normal(size=(4, 5)), draw.normal(size=(4, 5))
    one, other = difference("W", a, b), difference("W", a * 2.0**40, b * 2.0**40)
    assert one.relative == other.relative
    assert other.absolute == one.absolute * 2.0**40


def test_single_precision():
    a, b = np.array([1.0, 2.0], np.float32), np.array([1.0, 2.5], np.float32)
    assert difference("W", a, b).absolute == 0.5


def test_the_largest_relative_difference_comes_first():
    pairs = {"a": (1.0, 1.1), "b": (1e-9, 2e-9), "c": (5.0, np.nan), "d": (100.0, 101.0)}
    found = [difference(name, np.array(x), np.array(y)) for name, (x, y) in pairs.items()]
    assert [one.tensor for one in largest_first(found)] == ["c", "b", "a", "d"]


def expected(run, branch):
    """Names of the tensors with other bits on that branch, by a way of their own."""
    names = [n for n in run.program.tensors if run.program.is_present(n, run.position.operation)]
    there = {}
    for name in names:
        try:
            there[name] = run.value_on(branch, name)
        except Absent:
            continue
    return len(there), {n for n in there if there[n].tobytes() != run.value(n).tobytes()}


@pytest.mark.parametrize("place", [(1, 4), (1, 20), (2, 9), (3, 0)])
def test_all_tensors_present_on_both_are_compared(run, place):
    run.seek(*place)
    compared, names = expected(run, 0)
    found = run.comparing(0).finish()
    assert (found.branch, found.position, found.compared) == (0, run.position, compared)
    assert set(found.by_tensor) == names
    assert "Whh" in names
    assert [one.relative for one in found.differences] == sorted(
        (one.relative for one in found.differences), reverse=True
    )
    for one in found.differences:
        assert one.here == run.value(one.tensor)[one.index]
        assert one.there == run.value_on(0, one.tensor)[one.index]


def test_right_after_the_edit_nothing_else_differs(run):
    run.seek(1, 4)
    (only,) = run.comparing(0).finish().differences
    assert (only.tensor, only.index, only.here) == ("Whh", (0, 1), 0.5)
    assert only.there == run.value_on(0, "Whh")[0, 1]


def test_before_the_fork_branches_are_equal(run):
    run.seek(1, 3)
    found = run.comparing(0).finish()
    assert found.compared
    assert found.differences == ()


def test_values_that_only_one_program_has_are_left_out(run):
    run.seek(2)
    run.change_settings(clip_value=1e-3)
    run.seek(2, len(run.program) - 1)
    run.switch(0)
    run.seek(2, len(run.program) - 1)
    run.switch(2)
    assert "dWhh_clipped" not in run.comparing(0).finish().by_tensor


def test_what_was_not_run_so_far_cannot_be_compared(run):
    run.seek(8)
    with pytest.raises(Absent, match="original has not been run to here"):
        run.comparing(0)
    with pytest.raises(ValueError, match="there is no branch 9"):
        run.comparing(9)


def test_a_comparison_in_slices_stands_other_replays(run):
    whole = run.comparing(0).finish()
    run.value_on(1, "Whh")
    with short_slices_and_dense_keyframes():
        task = run.comparing(0)
        slices = 0
        while task.advance():
            slices += 1
            if slices in (1, 2, 3):
                run.value_on(1, "Whh")
                run.evidence(2)
    assert slices > 3
    assert task.finish() == whole


def test_a_comparison_ends_when_the_session_moves(run):
    with short_slices_and_dense_keyframes():
        task = run.comparing(0)
        assert task.advance()
        run.step()
        with pytest.raises(Stale):
            task.finish()


def test_a_comparison_changes_nothing(run):
    before = run.position, run.state_hash()
    run.comparing(0).finish()
    assert (run.position, run.state_hash()) == before


def test_where_memory_is_shared_only_what_is_held_is_compared():
    with share_memory():
        run = session(random_table(length=3, learning_rate=0.1))
        run._timeline = timeline.Timeline(run.compiled)
        run.seek(2)
        run.seek(0, 3)
        run.edit("Whh", (0, 0), 0.9)
        run.seek(1, 25)
        found = run.comparing(0).finish()
        held = [n for n in run.program.tensors if run.moment.is_present(n)]
        assert found.compared == len(held)
        assert math.isfinite(found.differences[0].relative)
