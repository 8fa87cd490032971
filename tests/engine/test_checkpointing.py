"""Programs that compute values again: the same numbers with less memory."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger import Session
from rnn_debugger.engine import checkpointed, gruslys_plan, live_bytes, square_root_plan
from rnn_debugger.experiments import resources
from tests.support.experiments import (
    builtin_table,
    changed,
    compiled,
    random_table,
    session,
    tables,
)
from tests.support.oracle_cells import CELLS

PLANS = {
    "square_root": {"checkpointing": "square_root"},
    "one slot": {"checkpointing": "gruslys", "checkpoint_slots": 1},
    "two slots": {"checkpointing": "gruslys", "checkpoint_slots": 2},
    "three slots": {"checkpointing": "gruslys", "checkpoint_slots": 3},
}


def numbers(run: Session) -> dict[str, bytes]:
    """Every loss, gradient, parameter and slot at the end of the iteration, and every value of
    the forward sweep, as bytes by name.
    """
    last = len(run.program) - 1
    run.seek(run.position.iteration, last)
    run.step()
    iteration = run.position.iteration - 1
    run.seek(iteration, last)
    return {
        tensor.name: run.value(tensor.name).tobytes()
        for tensor in run.program.tensors.values()
        if tensor.recomputes is None and run.program.is_present(tensor.name, last)
    }


def assert_trains_alike(table, training):
    plain, again = session(table), session(changed(table, training=training))
    for iteration in range(3):
        plain.seek(iteration)
        again.seek(iteration)
        assert numbers(again) == numbers(plain)


@pytest.mark.parametrize("cell", ["rnn", *CELLS])
@pytest.mark.parametrize("sizes", [(3,), (3, 2)])
@pytest.mark.parametrize("plan", PLANS)
def test_the_same_bits_for_every_cell(cell, sizes, plan):
    table = random_table(cell=cell, sizes=sizes, length=10, timesteps=5, optimizer="adam")
    assert_trains_alike(table, PLANS[plan])


@settings(max_examples=40)
@given(tables(), st.sampled_from(list(PLANS)))
def test_the_same_bits_for_random_networks(table, plan):
    training = {"update_schedule": "every_window", "checkpointing": None, "checkpoint_slots": None}
    table = changed(table, training=training)
    assert_trains_alike(table, PLANS[plan])


def test_one_hot_characters_are_looked_up_again():
    table = changed(builtin_table("char-rnn"), model={"hidden_sizes": [8]}, training={
        "timesteps": 6, "batch_size": 1,
    })  # fmt: skip
    folder = resources() / "experiments"
    runs = [session(changed(table, training=keys), folder) for keys in ({}, PLANS["two slots"])]
    for run in runs:
        run.seek(3)
    assert numbers(runs[0]) == numbers(runs[1])


def again(timesteps=9, plan=None, **keys):
    program = compiled(random_table(length=timesteps, **keys)).program
    return program, checkpointed(program, plan or square_root_plan(timesteps))


def test_values_computed_again_say_what_they_are():
    program, other = again(cell="lstm", sizes=(2, 2))
    repeated = [tensor for tensor in other.tensors.values() if tensor.recomputes]
    assert len(repeated) > 100
    for tensor in repeated:
        original = program.tensors[tensor.recomputes]
        assert tensor.name not in program.tensors
        assert (tensor.role, tensor.shape, tensor.layer, tensor.timestep, tensor.of) == (
            original.role, original.shape, original.layer, original.timestep, original.of,
        )  # fmt: skip
        (first,), (second,) = program.writers[original.name], other.writers[tensor.name]
        before, now = program[first], other[second]
        assert now.phase == "backward"
        assert (now.rule, now.source, now.timestep, now.layer) == (
            before.rule, before.source, before.timestep, before.layer,
        )  # fmt: skip


def test_names_and_formulas():
    _, other = again()
    formulas = {operation.formula for operation in other}
    assert "h_again[2] = tanh(a_again[2])" in formulas
    assert "dWhh += da[2] h_again[1]ᵀ" in formulas
    # The state that was kept is read under its own name.
    assert "Whh_h_again[4] = Whh h[3]" in formulas
    assert "h_again[3]" in other.tensors
    assert "loss_again[3]" not in other.tensors


def test_with_one_slot_a_value_is_computed_many_times():
    _, other = again(4, gruslys_plan(4, 1))
    names = [tensor.name for tensor in other.tensors.values() if tensor.recomputes == "h[1]"]
    assert names == ["h_again[1]", "h_again2[1]", "h_again3[1]"]


def test_operations_are_numbered_and_every_value_is_written_before_it_is_read():
    _, other = again(cell="gru", plan=gruslys_plan(9, 3))
    written = {tensor.name for tensor in other.persistent}
    for number, operation in enumerate(other):
        assert operation.id == number
        assert set(operation.inputs) <= written
        written.add(operation.output)
    assert written == set(other.tensors)


@pytest.mark.parametrize("slots", [1, 2, 3, 5, 9])
def test_no_more_states_wait_than_there_are_slots(slots):
    """In the middle of a pass up to two more are live: the one it reads and the one it writes."""
    _, other = again(30, gruslys_plan(30, slots))
    states = {
        operation.id: {
            name
            for name, tensor in other.tensors.items()
            if tensor.role == "state"
            and not tensor.persistent
            and other.writers[name][0] < operation.id <= max(other.readers[name], default=-1)
        }
        for operation in other
        if operation.phase in ("forward", "backward")
    }
    assert max(map(len, states.values())) <= slots + 2


def test_less_is_held():
    """Apart from what is always there, the weights."""
    program, other = (live_bytes(program) for program in again(100, sizes=(32,)))
    assert other.max() - other.min() < 0.4 * (program.max() - program.min())


def test_weights_that_change_on_the_way_back_are_refused():
    program = compiled(random_table(update_schedule="every_timestep")).program
    with pytest.raises(ValueError, match="weights that change"):
        checkpointed(program, square_root_plan(3))


def test_conditions_may_name_values_computed_again():
    run = session(random_table(length=6, **PLANS["two slots"]))
    assert run.run(until="norm(h_again[2]) > 0").reason == "condition"
    assert run.program[run.position.operation - 1].output == "h_again[2]"
    assert run.run(until="max(h_again2[1]) < 2").reason == "condition"


def test_stepping_back_and_replaying_give_the_same_bytes():
    run = session(random_table(cell="lstm", length=6, **PLANS["two slots"]))
    hashes = []
    while run.position.iteration < 1:
        hashes.append(run.state_hash())
        run.step()
    for number in range(len(hashes) - 1, -1, -1):
        run.step_back()
        assert run.state_hash() == hashes[number]
    middle = len(hashes) * 2 // 3
    run.seek(1, 3)
    run.seek(0, middle)
    assert run.state_hash() == hashes[middle]
