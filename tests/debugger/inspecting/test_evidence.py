"""The numbers that went into an operation, also when they have been overwritten since."""

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger import Absent
from tests.support.experiments import random_table, session, tables
from tests.support.running import share_memory

EVERY_TIMESTEP = random_table(
    4, length=3, update_schedule="every_timestep", optimizer="adagrad", clip_value=0.3
)


def straight_evidence(subject, iteration):
    """For each operation of an iteration the operands, the output before it, and after it."""
    machine, found = subject.machine(), []
    for number in range(iteration):
        machine.enter(number)
        machine.run(len(machine.program))
    machine.enter(iteration)
    for operation in machine.program:
        operands = {name: machine.arrays[name].copy() for name in operation.inputs}
        before = machine.arrays[operation.output].copy()
        machine.run(operation.id + 1)
        found.append((operands, before, machine.arrays[operation.output].copy()))
    return found


def assert_evidence(run, expected, operation):
    found = run.evidence(operation)
    operands, before, after = expected[operation]
    assert found.operation is run.program[operation]
    assert set(found.operands) == set(operands)
    for name, value in operands.items():
        np.testing.assert_array_equal(found.operands[name], value, err_msg=name)
    np.testing.assert_array_equal(found.after, after)
    if run.program[operation].rule.in_place:
        np.testing.assert_array_equal(found.before, before)
    else:
        assert found.before is None


@settings(max_examples=25)
@given(tables(), st.data())
def test_evidence_is_what_a_straight_run_saw(table, data):
    """From anywhere, whether it was walked to or seeked, in memory of one's own or shared."""
    memory = share_memory if data.draw(st.booleans(), "shared") else nullcontext
    with memory():
        run = session(table)
    length = len(run.program)
    for _ in range(3):
        operation = data.draw(st.integers(0, length - 1))
        with memory():
            # A jump far away makes another machine.
            run.seek(1, operation)
            run.step(data.draw(st.integers(0, 3)))
        moment = run.moment
        expected = straight_evidence(run.compiled, moment.iteration)
        position, state = run.position, run.state_hash()
        asked = {moment.reached - 1, *data.draw(st.lists(st.integers(0, length - 1), max_size=6))}
        for number in asked:
            if 0 <= number < moment.reached:
                assert_evidence(run, expected, number)
        assert (run.position, run.state_hash()) == (position, state)


@pytest.mark.parametrize("arrive", ["walk", "seek", "back"])
def test_every_operation_of_a_finished_iteration(arrive):
    """Weights have been changed in place at every timestep since most of them ran."""
    run = session(EVERY_TIMESTEP)
    if arrive == "back":
        run.seek(2, 5)
        run.step_back(5)
    elif arrive == "walk":
        run.step(2, "iteration")
    else:
        run.seek(2)
    expected = straight_evidence(run.compiled, 1)
    for operation in range(len(run.program)):
        assert_evidence(run, expected, operation)


def test_the_last_operation_in_place_knows_what_was_there_before():
    run = session(EVERY_TIMESTEP)
    changes = [o.id for o in run.program if o.rule.in_place]
    assert len(changes) > 10
    expected = straight_evidence(run.compiled, 0)
    for operation in changes:
        run.seek(0, operation)
        run.step()
        assert_evidence(run, expected, operation)


def test_an_operation_that_has_not_run(simple_words):
    simple_words.step(3)
    with pytest.raises(Absent, match="operation 3 has not run yet in this iteration"):
        simple_words.evidence(3)


def test_evidence_copies_what_it_had_to_work_out():
    """Numbers of an earlier run of the machine must not change under the reader."""
    run = session(EVERY_TIMESTEP)
    run.step(1, "iteration")
    first = run.evidence(3)
    kept = {name: value.copy() for name, value in first.operands.items()}
    run.evidence(20)
    for name, value in kept.items():
        np.testing.assert_array_equal(first.operands[name], value)


def test_edits_since_are_no_part_of_it():
    """Neither of what the operation made, which the ring has as well, nor of what it read."""
    table = random_table(4, length=2)
    expected = straight_evidence(session(table).compiled, 0)
    run = session(table)
    made = next(op for op in run.program if op.rule.in_place and op.output == "dWhh")
    run.seek(0, made.id + 1)
    for name in (made.output, *made.inputs):
        run.edit(name, (0, 0), 7.0)
        assert_evidence(run, expected, made.id)
    run.step(3)
    assert_evidence(run, expected, made.id)
    run.step(1, "iteration")
    assert_evidence(run, expected, made.id)
