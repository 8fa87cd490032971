"""Runs that stop: where they do is where stepping one operation at a time first finds it true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.recording import Place, timeline
from tests.support.experiments import random_table, session, tables
from tests.support.running import short_slices_and_dense_keyframes

ITERATIONS = 3
CONDITIONS = [
    "norm(dWhh) > 0.05 and t == 2",
    "t == 1 and phase == 'forward'",
    "any(abs(h) > 0.3)",
    "loss < 0.99 * loss_before",
    "iteration == 1",
    "operation > 5",
    "Why[0, 0] > 0",
    "not (norm(dWhh) > 0.05)",
    "primitive == 'matmul' and iteration >= 1",
    "dh[1][0, 0] > 0 or t == 2",
    "loss[1] > 1e9",
]
STOPS = [
    Breakpoint(0, Where(primitive="matmul")),
    Breakpoint(0, Where(phase="backward"), condition="t == 1"),
    Breakpoint(0, Where(timestep=2, iteration=1)),
    Breakpoint(0, Where(operation=3)),
    Breakpoint(0, Where(phase="update")),
    Watch(0, "Whh", "written"),
    Watch(0, "h", "outside", low=-0.3, high=0.3),
    Watch(0, "Why", "changed", index=(0, 0)),
    Watch(0, "Why", "sign"),
    Watch(0, "dh", "norm_below", limit=0.1),
]


@pytest.fixture
def run():
    return session(random_table(length=3, learning_rate=0.1))


def truths(table, rule_of, iterations=ITERATIONS):
    """Every place, in order, and whether the rule holds there, by single steps."""
    subject = session(table)
    rule = rule_of()
    found = []
    while subject.position.iteration < iterations:
        walker = subject._timeline._here
        if found:
            found.append((walker.place, rule.holds(walker.state)))
        else:
            found.append((walker.place, isinstance(rule, Condition) and rule.holds(walker.state)))
        if walker.place.operation in rule.noted(subject.program):
            rule.note(walker.state)
        subject.step()
    return found


def first_at(found, here):
    """What a run from there must stop at, and what one back must."""
    ahead = [place for place, holds in found if holds and place > here]
    behind = [place for place, holds in found if holds and place < here]
    return (ahead[0] if ahead else None), (behind[-1] if behind else None)


def check(table, found, where, ring_bytes, keyframe_bytes, go, go_back, reason):
    subject = session(table)
    with short_slices_and_dense_keyframes():
        subject._timeline = timeline.Timeline(subject.compiled, ring_bytes, keyframe_bytes)
        places = [place for place, _ in found]
        last = places[-1]
        here = places[round(where * (len(places) - 1))]
        ahead, behind = first_at(found, here)
        subject.seek(*here)
        limit = len(places) - 1 - places.index(here)
        stop = go(subject, limit)
        assert stop.position[1:] == (ahead or last)
        assert stop.reason == (reason if ahead else "limit")
        subject.seek(*here)
        stop = go_back(subject)
        assert stop.position[1:] == (behind or (0, 0))
        assert stop.reason == (reason if behind else "start")


SIZES = st.sampled_from([(0, 0), (500, 3000), (timeline.RING_BYTES, timeline.KEYFRAME_BYTES)])


@settings(max_examples=40)
@given(tables(), st.sampled_from(CONDITIONS), st.floats(0, 1), SIZES)
def test_until_a_condition(table, text, where, sizes):
    try:
        Condition.parse(text).check(session(table).program)
    except BadCondition:
        return
    check(
        table,
        truths(table, lambda: Condition.parse(text)),
        where,
        *sizes,
        lambda run, limit: run.run(until=text, limit=limit),
        lambda run: run.run_back(until=text),
        "condition",
    )


@settings(max_examples=40)
@given(tables(), st.sampled_from(STOPS), st.floats(0, 1), SIZES)
def test_at_breakpoints_and_watches(table, stop, where, sizes):
    try:
        stop.check(session(table).program)
    except ValueError:
        return

    def with_stop(subject):
        subject.stops.add(stop)
        return subject

    check(
        table,
        truths(table, stop.rule),
        where,
        *sizes,
        lambda run, limit: with_stop(run).run(limit=limit),
        lambda run: run.run_back(),
        "breakpoint",
    )


def test_what_was_met(run):
    stop = run.stops.add(Breakpoint(0, Where(primitive="tanh")))
    assert run.run(limit=1000).reason == "breakpoint"
    assert run.met == stop
    assert run.program[run.position.operation].primitive == "tanh"
    assert run.log.met == {run.position: stop.id}
    run.stops.disable(stop.id)
    assert run.run(limit=10).reason == "limit"
    assert run.met is None


def test_every_third_time(run):
    run.stops.add(Breakpoint(0, Where(primitive="tanh"), hits=3))
    run.run(limit=1000)
    assert run.program[run.position.operation].timestep == 3
    run.seek(2)
    run.run_back()
    assert run.program[run.position.operation].timestep == 1


def test_log_points_write_lines_and_do_not_stop(run):
    run.stops.add(Breakpoint(0, Where(primitive="tanh"), log="t={t}"))
    length = len(run.program)
    assert run.run(limit=length).reason == "limit"
    assert [line.text for line in run.log.lines] == ["t=1", "t=2", "t=3"]
    assert all(line.position.iteration == 0 for line in run.log.lines)


def test_a_condition_and_a_breakpoint_whichever_comes_first(run):
    run.stops.add(Breakpoint(0, Where(timestep=3)))
    assert run.run(until="t == 2", limit=1000).reason == "condition"
    assert run.run(until="t == 1 and phase == 'backward'", limit=1000).reason == "breakpoint"


@pytest.mark.parametrize("until", ["norm(dWxx) > 1", "t ==", 3])
def test_conditions_that_are_none(run, until):
    with pytest.raises(BadCondition):
        run.run(until=until)
    assert run.position == (0, 0, 0)


def test_a_limit_backwards(run):
    run.seek(1, 5)
    stop = run.run_back(limit=3)
    assert stop == ("limit", (0, 1, 2))
    assert run.run_back(limit=10**6) == ("start", (0, 0, 0))


def test_where_a_value_was_last_written_and_changed(run):
    run.seek(2, 10)
    run.running_back_to_write("Whh").finish()
    assert run.moment.last.output == "Whh"
    assert run.position.iteration == 1
    run.seek(2, len(run.program) - 1)
    run.running_back_to_write("dWhh").finish()
    first = run.moment.last.id
    run.running_back_to_write("dWhh").finish()
    assert run.moment.last.output == "dWhh"
    assert run.moment.last.id < first
    run.seek(2, len(run.program) - 1)
    value = run.value("h[2]")
    run.running_back_to_change("h[2]", (0, 0)).finish()
    assert run.moment.last.output == "h[2]"
    np.testing.assert_array_equal(run.value("h[2]"), value)


def test_a_write_that_changes_nothing_is_no_change():
    run = session(random_table(length=3, learning_rate=0.0))
    run.seek(3, 2)
    assert run.running_back_to_change("Whh").finish().reason == "start"
    run.seek(3, 2)
    assert run.running_back_to_write("Whh").finish().position.iteration == 2


@pytest.mark.parametrize("where", [(0, 3), (1, 0), (40, 2)])
def test_to_the_first_nan(where):
    table = random_table(length=2, learning_rate=1e200, model={"hidden_activation": "identity"})
    straight = session(table)
    while np.isfinite(
        straight.value(straight.moment.last.output) if straight.moment.last else 0
    ).all():
        straight.step()
    assert straight.position.iteration > 0
    run = session(table)
    run.seek(*where)
    assert run.running_to_nonfinite().finish() == ("condition", straight.position)
    assert run.state_hash() == straight.state_hash()


def test_on_a_branch_a_condition_sees_the_edit(run):
    run.seek(1, 4)
    run.edit("Whh", (0, 0), 7.0)
    run.seek(0, 2)
    stop = run.run(until="Whh[0, 0] == 7", limit=1000)
    assert stop == ("condition", (1, *Place(1, 4)))
    run.seek(2)
    run.run_back(until="Whh[0, 0] != 7 and iteration < 1")
    assert run.position[1:] < (1, 4)


CLIPPED = "dWhh_clipped"
"""A tensor that a program has only where it clips."""


@pytest.fixture
def switching():
    """A run that clips in the iterations 0, 1, 4 and 5 and not in 2 and 3, at its end; without
    keyframes, so that a search back sees all programs in one stretch.
    """
    run = session(random_table(length=3, learning_rate=0.1, clip_value=1e-3))
    run.history_budget = 0
    for iteration, limit in ((2, None), (4, 1e-3)):
        run.seek(iteration)
        run.change_settings(clip_value=limit)
    run.seek(6)
    return run


def places_of(run, holds):
    """All places where that is so of program and operation, in order."""
    programs = [(n, run.program_at(n)) for n in range(6)]
    return [Place(n, o.id) for n, program in programs for o in program if holds(program, o.id)]


def met_both_ways(run, go, go_back):
    """Where runs from the start to the end of it stop, and where those back do."""
    end = run.position
    ahead, behind = [], []
    run.go_to_start()
    while go().reason in ("condition", "breakpoint") and run.position < end:
        ahead.append(run.position[1:])
    run.seek(*end[1:])
    while go_back().reason in ("condition", "breakpoint"):
        behind.append(run.position[1:])
    return ahead, behind[::-1]


@pytest.mark.parametrize("always", [False, True])
def test_a_condition_is_false_in_a_program_that_it_does_not_fit(switching, always):
    """`always` is one that holds wherever it fits, else it waits for the clipped gradient."""
    run = switching
    text = f"norm(Whh) >= 0 or norm({CLIPPED}) > 9" if always else f"norm({CLIPPED}) >= 0"

    def holds(program, n):
        return CLIPPED in program.tensors and (always or program.is_present(CLIPPED, n))

    expected = places_of(run, holds)
    assert {iteration for iteration, _ in expected} == {0, 1, 4, 5}
    ahead, behind = met_both_ways(
        run, lambda: run.run(until=text, limit=1000), lambda: run.run_back(until=text)
    )
    assert behind == expected
    # Where a run begins nothing is tested.
    assert ahead == [place for place in expected if place != (0, 0)]


@pytest.mark.parametrize(
    "stop",
    [
        Breakpoint(0, Where(primitive="descend"), f"norm({CLIPPED}) >= 0"),
        Breakpoint(0, Where(operation=0), f"norm(Whh) > 0 or norm({CLIPPED}) > 9"),
        Watch(0, CLIPPED, "written"),
        Watch(0, CLIPPED, "norm_above", limit=-1.0),
    ],
)
def test_breakpoints_and_watches_are_met_only_where_they_fit(switching, stop):
    run = switching
    run.add_stop(stop)
    ahead, behind = met_both_ways(run, lambda: run.run(limit=1000), run.run_back)
    assert ahead == [place for place in behind if place != (0, 0)]
    assert {iteration for iteration, _ in behind} == {0, 1, 4, 5}


def test_a_log_point_says_what_its_program_does_not_have(switching):
    switching.add_stop(Breakpoint(0, Where(phase="update"), log=f"{{norm({CLIPPED})}} t={{t}}"))
    switching.go_to_start()
    switching.run(limit=1000)
    texts = [line.text for line in switching.log.lines if line.position.iteration < 6]
    assert texts == ["absent t=absent"] * 6
