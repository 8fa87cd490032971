"""Runs that stop: where they do is where stepping one operation at a time first finds it true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger.conditions import Condition
from rnn_debugger.debugger.places import Where
from rnn_debugger.debugger.stops import Breakpoint, Watch
from rnn_debugger.debugger.text_places import BadCondition
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
