"""The gradient check of the iteration that somebody looks at."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import Session, TensorCheck
from rnn_debugger.debugger.proofs import checking, here
from rnn_debugger.debugger.proofs.copy_run import CopyRun
from rnn_debugger.debugger.proofs.plans import SAMPLE
from tests.support.experiments import random_table, session

LONG = {"sizes": (3,), "length": 8, "learning_rate": 0.1}


@pytest.fixture
def run() -> Session:
    """Two windows of four timesteps; state is carried from the first to the second."""
    table = random_table(1, **LONG)
    table["training"]["timesteps"] = 4
    return session(table)


def norms(run: Session, iteration: int) -> dict[str, float]:
    """Of each parameter's gradient as the run itself computed it."""
    run.seek(iteration + 1)
    return dict(zip(run.moment.results.parameters, run.moment.norms[iteration, 0], strict=True))


@pytest.mark.parametrize(("iteration", "operation"), [(0, 0), (1, 5), (3, 60)])
def test_the_weights_and_the_carried_state_are_those_of_the_iteration(
    run, iteration, operation
) -> None:
    run.seek(iteration, operation)
    result = run.checking_iteration().checking().finish()
    assert not result.wrong
    assert {c.name: c.gradient_norm for c in result.tensors} == pytest.approx(
        norms(run, iteration), rel=1e-15
    )
    assert result.loss == run.moment.losses[iteration]
    assert result.notes == ()


def test_at_a_boundary_it_is_the_iteration_that_has_finished(run) -> None:
    run.seek(2)
    assert run.checking_iteration().checking().finish().loss == run.moment.losses[1]


def test_any_tensor_can_be_named(run) -> None:
    run.seek(1, 7)
    check = run.checking_iteration()
    result = check.checking(["dh[3]", "a[2]", "dh_next[1]", "loss[4]", "Whh"]).finish()
    assert [c.tensor for c in result.tensors] == [
        "dh[3]",
        "da[2]",
        "dh_next[1]",
        "dloss[4]",
        "dWhh",
    ]
    assert not result.wrong
    assert set(check.parameters) == {"Wxh", "Whh", "bh", "Why", "by"}
    assert check.gradients[0] == "dloss"
    with pytest.raises(BadInput, match=r"x\[1\] has no gradient"):
        check.checking(["x[1]"])


def test_what_belongs_to_the_updates_is_refused() -> None:
    check = session(random_table(clip_value=0.1)).checking_iteration()
    with pytest.raises(BadInput) as raised:
        check.checking(["dWhh_clipped"])
    assert str(raised.value) == (
        "dWhh_clipped belongs to the updates, which are suspended here: check dWhh"
    )


def test_each_is_told_as_soon_as_it_is_known(run) -> None:
    told: list[TensorCheck] = []
    result = run.checking_iteration().checking(tell=told.append).finish()
    assert tuple(told) == result.tensors


def test_the_run_may_move_while_it_is_checked(run, monkeypatch) -> None:
    monkeypatch.setattr(checking, "SLICE_SECONDS", 0.0)
    run.seek(1, 5)
    check = run.checking_iteration()
    expected = check.checking().finish()
    task = run.checking_iteration().checking()
    run.edit("Whh", (0, 0), 5.0)
    for _ in range(20):
        assert task.advance()
        run.step()
    assert task.finish() == expected
    task = check.checking()
    assert task.advance()
    task.cancel()
    assert not task.is_done


def test_an_edit_before_the_iteration_is_part_of_it(run) -> None:
    run.seek(1)
    before = run.program
    run.edit("Whh", (0, 1), 3.0)
    run.step()
    assert run.moment.iteration == 1
    result = run.checking_iteration().checking().finish()
    assert not result.wrong
    assert result.notes == ()
    run.seek(1, len(before) - 1)
    assert result.loss == float(run.value("loss"))


def test_an_edit_of_a_value_is_made_again_and_said(run) -> None:
    run.seek(1, run.program.writers["h[2]"][0] + 1)
    run.edit("h[2]", (1, 0), 0.75)
    run.step(2)
    check = run.checking_iteration()
    result = check.checking(["dh[1]", "dh[2]", "dh[3]", "da[2]"]).finish()
    # The edited element stays what it is, however a[2] or h[1] change.
    assert [c.tensor for c in result.wrong] == ["dh[1]", "da[2]"]
    assert result.notes == (
        "Edited within this iteration: h[2]. The backward sweep knows nothing of an edit, so the "
        "gradients of what lies before it differ with good reason.",
    )
    run.seek(1, len(run.program) - 1)
    assert result.loss == float(run.value("loss"))


def test_a_value_that_is_edited_late_is_seen_by_what_reads_it_later_alone(run) -> None:
    """The edit must be undone for every difference, or what runs before it would see it too."""
    readers = run.program.readers["h[2]"]
    run.seek(1, readers[0] + 1)
    run.edit("h[2]", (0, 0), -0.5)
    result = run.checking_iteration().checking(["dh[3]", "ds[2]", "Why"]).finish()
    run.seek(1, len(run.program) - 1)
    assert result.loss == float(run.value("loss"))
    assert {c.tensor: c.verdict for c in result.tensors}["dh[3]"] == "agrees"


def test_an_edited_gradient_is_found_wrong(run) -> None:
    run.seek(1, run.program.writers["dh[3]"][0] + 1)
    run.edit("dh[3]", (2, 0), 9.0)
    result = run.checking_iteration().checking(["dh[3]", "dh[4]", "da[3]"]).finish()
    assert [c.tensor for c in result.wrong] == ["dh[3]", "da[3]"]
    assert result.wrong[0].worst == (2, 0)
    assert result.wrong[0].gradient == 9.0


def test_edits_in_the_update_do_not_matter(run) -> None:
    run.seek(1, run.program.writers["Whh"][0] + 1)
    run.edit("Whh", (2, 2), 9.0)
    result = run.checking_iteration().checking().finish()
    assert not result.wrong
    assert result.notes == ()


@pytest.mark.parametrize("schedule", ["every_window", "every_timestep"])
def test_updates_at_every_timestep_are_suspended_and_it_is_said(schedule) -> None:
    run = session(random_table(1, update_schedule=schedule))
    run.seek(2, 30)
    result = run.checking_iteration().checking(["dh[1]", "Whh"]).finish()
    assert not result.wrong
    assert [note[:48] for note in result.notes] == (
        ["This run updates its weights at every timestep o"] if "timestep" in schedule else []
    )


def test_float32_is_compared_in_float64() -> None:
    run = session({**random_table(1), "dtype": "float32"})
    run.seek(3, 2)
    result = run.checking_iteration().checking(["dh[1]", "Whh"]).finish()
    assert not result.wrong
    assert "float32" in result.notes[0]
    run.seek(4)
    assert result.loss == pytest.approx(run.moment.losses[3], rel=1e-6)


def test_another_branch_is_checked_with_its_own_weights(run) -> None:
    run.seek(1)
    branch = run.edit("Whh", (0, 0), 2.0)
    run.seek(2, 4)
    changed = run.checking_iteration().checking(["Whh"]).finish()
    run.switch(0)
    plain = run.checking_iteration().checking(["Whh"]).finish()
    assert changed.loss != plain.loss
    run.switch(branch)
    run.seek(3)
    assert changed.loss == run.moment.losses[2]


def test_a_number_that_is_not_finite_is_no_agreement(run) -> None:
    run.edit("Wxh", (0, 0), math.nan)
    result = run.checking_iteration().checking(["Whh", "dh[2]"]).finish()
    assert [c.verdict for c in result.tensors] == ["not finite"] * 2


def test_a_large_tensor_is_sampled() -> None:
    run = session(random_table(1, sizes=(3,), sequences=200, batch_size=200))
    (found,) = run.checking_iteration().checking(["dh[2]"]).finish().tensors
    assert (found.elements, found.directions, found.verdict) == (SAMPLE, 8, "agrees")
    assert np.prod(found.shape) == 600


def test_the_copy_is_made_beside_the_window(run, monkeypatch) -> None:
    """In a thread: of a thousand timesteps it takes seconds."""
    threads = []

    def made(*given):
        threads.append(threading.current_thread())
        return CopyRun(*given)

    monkeypatch.setattr(here, "CopyRun", made)
    assert not run.checking_iteration().checking().finish().wrong
    assert threads
    assert threading.main_thread() not in threads
