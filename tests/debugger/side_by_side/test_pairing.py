"""Pairs of operations, and what has run of one program when so much has run of the other."""

from itertools import pairwise

import pytest

import rnn_debugger
from rnn_debugger.debugger.side_by_side.counterparts import CONTRASTS, counterpart
from rnn_debugger.debugger.side_by_side.pairing import pairing
from tests.support.experiments import random_table, session

TABLES = {
    "rnn": random_table(1),
    "two layers": random_table(2, sizes=(2, 3), update_schedule="every_timestep"),
    "lstm": random_table(3, cell="lstm", optimizer="adam", clip_value=0.1),
    "gru, last timestep": random_table(4, cell="gru", loss_at="last_timestep", clip_norm=1.0),
    "computed again": random_table(6, length=6, checkpointing="square_root"),
    "last timestep, every timestep": random_table(
        5, loss_at="last_timestep", update_schedule="every_timestep", optimizer="momentum"
    ),
}


@pytest.mark.parametrize("contrast", CONTRASTS)
@pytest.mark.parametrize("name", TABLES)
def test_pairs_write_one_tensor_in_one_phase_and_stand_in_the_order_of_both(name, contrast):
    first = session(TABLES[name])
    second = counterpart(first, contrast).program
    pairs = pairing(first.program, second)
    met = [(one, two) for one, two in enumerate(pairs.partners) if two is not None]
    for one, two in met:
        here, there = first.program[one], second[two]
        assert (here.output, here.phase) == (there.output, there.phase)
        assert here.timestep == there.timestep or None in (here.timestep, there.timestep)
    assert all(two < after for (_, two), (_, after) in pairwise(met))


@pytest.mark.parametrize("contrast", CONTRASTS)
@pytest.mark.parametrize("name", TABLES)
def test_what_both_write_only_once_is_paired_unless_the_order_forbids_it(name, contrast):
    first = session(TABLES[name])
    second = counterpart(first, contrast).program
    pairs = pairing(first.program, second)
    for operation in first.program:
        others = second.writers.get(operation.output, ())
        if operation.phase in ("forward", "loss"):
            assert (pairs.partners[operation.id] is not None) == bool(others), operation


@pytest.mark.parametrize("contrast", CONTRASTS)
@pytest.mark.parametrize("name", TABLES)
def test_when_so_much_has_run_exactly_those_pairs_have_run(name, contrast):
    first = session(TABLES[name])
    second = counterpart(first, contrast).program
    pairs = pairing(first.program, second)
    assert pairs.reached[0] == 0
    assert pairs.reached[-1] == len(second)
    for count, reached in enumerate(pairs.reached[:-1]):
        for one, two in enumerate(pairs.partners):
            assert two is None or (one < count) == (two < reached)


def test_the_recurrence_of_its_own_has_no_partner():
    first = rnn_debugger.open("simple-words")
    second = counterpart(first, "recurrence").program
    pairs = pairing(first.program, second)
    alone = {op.output for op in first.program if pairs.partners[op.id] is None}
    assert alone == {
        *("h[0]", "h_carry", "Wxh_x[1]", "Whh_h[1]", "Wxh_x[2]", "Whh_h[2]"),
        *("dWhh", "dh_next[1]", "dh_out[1]", "dh[0]", "Whh"),
    }
    assert {two for two in pairs.partners if two is not None} == set(range(len(second)))


def test_the_one_update_of_a_window_is_that_of_the_last_timestep_of_the_sweep():
    first = rnn_debugger.open("simple-words")
    second = counterpart(first, "schedule").program
    pairs = pairing(first.program, second)
    updates = [op for op in first.program if op.output == "Whh"]
    assert [pairs.partners[op.id] is None for op in updates] == [True, False]
    assert second[pairs.partners[updates[1].id]].timestep is None


def test_an_update_that_comes_too_early_would_pull_the_other_along_and_is_left_out():
    first = session(TABLES["last timestep, every timestep"])
    second = counterpart(first, "schedule").program
    pairs = pairing(first.program, second)
    (update,) = first.program.writers["Why"]
    assert pairs.partners[update] is None
    assert second[pairs.reached[update + 1]].phase == "backward"


def test_operation_reaching_is_the_least_count_that_brings_an_operation_about():
    first = rnn_debugger.open("simple-words")
    second = counterpart(first, "recurrence").program
    pairs = pairing(first.program, second)
    for operation in range(len(second)):
        count = pairs.operation_reaching(operation)
        assert pairs.reached[count] > operation >= pairs.reached[count - 1]
