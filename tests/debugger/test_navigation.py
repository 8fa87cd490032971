"""Time travel: whatever way leads to a position, every byte of the state is the same there."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger import UNITS
from rnn_debugger.recording import timeline
from tests.support.experiments import random_table, session, tables
from tests.support.running import short_slices_and_dense_keyframes

ITERATIONS = 3


def straight_hashes(table):
    """The hash at every position, by a session that only ever steps forward."""
    run = session(table)
    hashes = {}
    while run.position.iteration < ITERATIONS:
        hashes[run.position] = run.state_hash()
        run.step()
    return hashes


@settings(max_examples=25)
@given(tables(), st.floats(0, 1), st.floats(0, 1))
def test_back_and_forth_leaves_every_byte_as_it_was(table, where, how_far):
    hashes, run = straight_hashes(table), session(table)
    places = list(hashes)
    here = round(where * (len(places) - 1))
    n = round(how_far * here)
    run.step(here)
    assert run.state_hash() == hashes[places[here]]
    for back in range(1, n + 1):
        assert run.step_back() == 1
        assert run.position == places[here - back]
        assert run.state_hash() == hashes[places[here - back]]
    for forth in range(n - 1, -1, -1):
        assert run.step() == 1
        assert run.state_hash() == hashes[places[here - forth]]
    assert run.step_back(n) == n
    assert run.step(n) == n
    assert run.position == places[here]
    assert run.state_hash() == hashes[places[here]]


def test_through_nan():
    """Numbers that overflow and become NaN come back byte for byte as well."""
    table = random_table(length=2, learning_rate=1e200, model={"hidden_activation": "identity"})
    hashes, run = straight_hashes(table), session(table)
    run.seek(ITERATIONS - 1)
    assert np.isnan(run.value("Why")).any()
    for place in reversed([place for place in hashes if place < run.position]):
        run.step_back()
        assert run.position == place
        assert run.state_hash() == hashes[place]


STEPS = st.tuples(st.sampled_from(["step", "step_back"]), st.integers(1, 5), st.sampled_from(UNITS))
SEEKS = st.tuples(st.just("seek"), st.floats(0, 1))
RUNS = st.tuples(st.just("run"), st.floats(0, 0.5))
PAUSES = st.tuples(st.just("pause"), st.integers(1, 6))


@settings(max_examples=30)
@given(
    tables(),
    st.lists(st.one_of(STEPS, SEEKS, RUNS, PAUSES), min_size=3, max_size=20),
    st.sampled_from([0, 500, timeline.RING_BYTES]),
    st.sampled_from([0, 2000, timeline.KEYFRAME_BYTES]),
)
def test_random_walks(table, moves, ring_bytes, keyframe_bytes):
    """Steps of all units, seeks, runs and pauses, with much and with hardly any history."""
    hashes, run = straight_hashes(table), session(table)
    last, length = len(hashes) - 1, len(run.program)
    with short_slices_and_dense_keyframes():
        run._timeline = timeline.Timeline(run.compiled, ring_bytes, keyframe_bytes)
        for kind, *details in moves:
            here = run.position.iteration * length + run.position.operation
            if kind in ("step", "step_back"):
                getattr(run, kind)(*details)
            elif kind == "seek":
                run.seek(*divmod(round(details[0] * last), length))
            elif kind == "run":
                run.run(limit=min(round(details[0] * last), last - here))
            else:
                movement = run.running(last - here)
                for _ in range(details[0]):
                    movement.advance()
                movement.cancel()
            if run.position not in hashes:
                run.seek(*divmod(last, length))
            assert run.state_hash() == hashes[run.position]
