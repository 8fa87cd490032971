"""Two sessions in lock-step: at every operation they stand where they belong to each other."""

import pytest

from rnn_debugger.debugger import Lockstep, Session, counterpart
from rnn_debugger.debugger.side_by_side.counterparts import CONTRASTS
from rnn_debugger.debugger.side_by_side.pairing import pairing
from tests.support.experiments import random_table, session

TABLES = {
    "rnn": random_table(1),
    "lstm": random_table(2, cell="lstm", optimizer="adagrad"),
    "two layers": random_table(3, sizes=(2, 3), batch_size=2, sequences=2),
    "every timestep": random_table(4, update_schedule="every_timestep"),
}


def lockstep(name: str, contrast: str) -> Lockstep:
    first = session(TABLES[name])
    return Lockstep(first, counterpart(first, contrast))


def hashes(pair: Lockstep) -> tuple[str, str]:
    return pair.first.state_hash(), pair.second.state_hash()


@pytest.mark.parametrize("contrast", CONTRASTS)
@pytest.mark.parametrize("name", TABLES)
def test_all_pairs_whose_first_has_run_have_run_at_every_operation(name, contrast):
    pair = lockstep(name, contrast)
    partners = pairing(pair.first.program, pair.second.program).partners
    for _ in range(len(pair.first.program) + 5):
        pair.first.step()
        pair.catch_up()
        one, two = pair.first.position, pair.second.position
        assert two.iteration == one.iteration
        for number, partner in enumerate(partners):
            assert partner is None or (number < one.operation) == (partner < two.operation)


@pytest.mark.parametrize("contrast", CONTRASTS)
@pytest.mark.parametrize("name", TABLES)
def test_the_way_back_has_the_hashes_of_the_way_there_in_both(name, contrast):
    pair = lockstep(name, contrast)
    there = [hashes(pair)]
    for _ in range(len(pair.first.program) + 8):
        pair.first.step()
        pair.catch_up()
        there.append(hashes(pair))
    while there.pop() and there:
        pair.first.step_back()
        pair.catch_up()
        assert hashes(pair) == there[-1]
    assert pair.second.position == (0, 0, 0)


@pytest.mark.parametrize("contrast", CONTRASTS)
def test_runs_seeks_and_other_units_move_both(contrast):
    pair = lockstep("two layers", contrast)
    by_steps = {}
    for _ in range(2 * len(pair.first.program) + 1):
        by_steps[pair.first.position[1:]] = hashes(pair)
        pair.first.step()
        pair.catch_up()
    first = pair.first
    for move in (
        lambda: first.seek(1, 7),
        lambda: first.step_back(unit="phase"),
        lambda: first.step(unit="timestep"),
        lambda: first.run_back("t == 2 and phase == 'backward'"),
        lambda: first.run(limit=30),
        lambda: first.step(unit="iteration"),
        first.go_to_start,
    ):
        move()
        pair.catch_up()
        assert pair.is_level
        assert hashes(pair) == by_steps[first.position[1:]]


def test_the_second_rests_where_the_first_does_what_it_has_not():
    pair = lockstep("rnn", "recurrence")
    assert pair.resting is None
    while pair.first.moment.last is None or pair.first.moment.last.output != "Whh_h[2]":
        pair.first.step()
        pair.catch_up()
    before = pair.second.position
    assert pair.resting.output == "Whh_h[2]"
    pair.first.run("operation > 0 and primitive == 'tanh'")
    assert pair.first.moment.last.output == "a[2]"
    assert pair.distance > 0
    pair.catch_up()
    assert pair.resting is None
    assert pair.second.position > before
    assert pair.second.moment.last.output == "a[2]"


def test_an_operation_of_the_second_is_reached_by_a_place_of_the_first():
    pair = lockstep("every timestep", "recurrence")
    pair.first.seek(1, 3)
    pair.catch_up()
    for operation in pair.second.program:
        pair.first.seek(*pair.place_reaching(operation.id))
        pair.catch_up()
        moment = pair.second.moment
        assert (moment.iteration, moment.reached) >= (1, operation.id + 1)
        pair.first.seek(1, 3)
        pair.catch_up()


def test_settings_of_a_branch_change_the_pairs_and_not_the_second_run():
    pair = lockstep("rnn", "recurrence")
    program = pair.second.program
    pair.first.seek(1)
    pair.first.change_settings(clip_value=0.01)
    for _ in range(len(pair.first.program) + 1):
        pair.first.step()
        pair.catch_up()
        assert pair.is_level
    assert pair.second.program is program


def test_a_long_way_forward_can_be_given_up_half_way_and_ends_recorded():
    pair = lockstep("rnn", "recurrence")
    pair.first.seek(300, 7)
    distance = pair.distance
    assert distance == 300 * len(pair.second.program) + pair.target.operation
    movement = pair.catching_up()
    movement.advance()
    movement.cancel()
    assert 0 < pair.distance <= distance
    pair.catch_up()
    assert pair.is_level
    alone = Session(pair.second.compiled, "alone")
    alone.seek(*pair.second.position[1:])
    assert pair.second.state_hash() == alone.state_hash()
    pair.first.seek(2)
    assert pair.distance < 0


def test_what_the_second_does_of_its_own_is_counted():
    pair = lockstep("rnn", "schedule")
    program = pair.second.program
    updates = sum(op.phase == "update" and op.timestep == 3 for op in program)
    counts = {}
    for operation in pair.first.program:
        pair.first.step()
        counts[operation.output, operation.phase] = pair.ran_alone
    assert counts["dloss[2]", "backward"] == updates == 5
    assert sum(counts.values()) == 2 * updates
