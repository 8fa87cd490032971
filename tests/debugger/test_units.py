"""Stepping by groups, against the contract's definition of a group worked out by brute force."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger import UNITS, group_starts, sweep
from tests.support.experiments import random_table, session, tables

ITERATIONS = 3
SWEEPS = {"forward": "forward", "loss": "forward", "backward": "backward", "update": "update"}


def key(operation, unit, every_timestep):
    """Operations with one key that follow each other are a group; None is alone."""
    phases = SWEEPS | ({"update": "backward"} if every_timestep else {})
    sweep_of = phases[operation.phase]
    if unit == "iteration":
        return "all"
    if unit == "phase":
        return sweep_of
    if unit == "operation" or operation.timestep is None:
        return None
    if unit == "timestep":
        return sweep_of, operation.timestep
    if operation.source is None:
        return None
    return operation.source, operation.timestep, operation.layer, operation.phase


def starts_of(program, unit, every_timestep):
    """The beginnings of all groups of some iterations, as numbers of operations from the start."""
    found, before = [], None
    for number in range(ITERATIONS * len(program)):
        operation = program[number % len(program)]
        group = key(operation, unit, every_timestep)
        if operation.id == 0 or group is None or group != before:
            found.append(number)
        before = group
    return found


@settings(max_examples=40)
@given(tables(), st.sampled_from(UNITS), st.floats(0, 1), st.integers(1, 4))
def test_stepping_both_ways(table, unit, where, n):
    run = session(table)
    length = len(run.program)
    every_timestep = table["training"]["update_schedule"] == "every_timestep"
    starts = starts_of(run.program, unit, every_timestep)
    here = round(where * (length - 1)) + (length if unit == "iteration" else 0)

    run.seek(*divmod(here, length))
    later = [start for start in starts if start > here]
    if len(later) >= n:
        assert run.step(n, unit) == later[n - 1] - here
        assert run.position[1:] == divmod(later[n - 1], length)
        run.seek(*divmod(here, length))

    earlier = [start for start in starts if start < here][::-1]
    target = earlier[n - 1] if len(earlier) >= n else 0
    assert run.step_back(n, unit) == here - target
    assert run.position[1:] == divmod(target, length)


def test_at_the_start_there_is_no_way_back(simple_words):
    for unit in UNITS:
        assert simple_words.step_back(3, unit) == 0
        assert simple_words.position == (0, 0, 0)


def test_a_unit_that_is_none(simple_words):
    with pytest.raises(ValueError, match='unit: "lines" is not one of operation, line, timestep'):
        simple_words.step(1, "lines")


def test_groups_of_the_simplest_network(simple_words):
    program = simple_words.program
    assert group_starts(program, "iteration") == (0,)
    assert group_starts(program, "operation") == tuple(range(len(program)))
    assert [program[n].output for n in group_starts(program, "phase")] == ["h[0]", "dloss"]
    assert [program[n].output for n in group_starts(program, "timestep")] == [
        "h[0]", "x[1]", "x[2]", "loss", "dloss", "dloss[2]", "dloss[1]"
    ]  # fmt: skip


def test_without_updates_in_between_they_are_a_phase_of_their_own():
    run = session(random_table(length=2))
    starts = group_starts(run.program, "phase")
    assert [sweep(run.program, run.program[n]) for n in starts] == ["forward", "backward", "update"]
    updates = [o.id for o in run.program if o.phase == "update"]
    assert set(updates) <= set(group_starts(run.program, "timestep"))


def test_lines_of_the_cell(simple_words):
    """One line of the cell, one step: from the product to h[1]."""
    simple_words.seek(0, 2)
    assert simple_words.program[2].formula == "Wxh_x[1] = Wxh x[1]"
    assert simple_words.step(unit="line") == 4
    assert simple_words.moment.last.output == "h[1]"
    assert simple_words.step_back(unit="line") == 4
