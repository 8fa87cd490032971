"""Where memory is shared between values, the session gives the same answers as where it is not."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.experiments import random_table, session, tables
from tests.support.running import share_memory


def two_sessions(table):
    """One with memory for every value, one that shares it."""
    plain = session(table)
    with share_memory():
        shared = session(table)
        assert not plain.moment.shares_memory
        assert shared.moment.shares_memory
        # The second machine, which works out what is gone, is made when it is first needed.
        shared._timeline.replay(0, 0)
    return plain, shared


@settings(max_examples=20)
@given(tables(), st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_every_value_at_every_position(table, places):
    plain, shared = two_sessions(table)
    length = len(plain.program)
    for place in places:
        position = divmod(round(place * (2 * length - 1)), length)
        plain.seek(*position)
        with share_memory():
            # A jump far away makes another machine.
            shared.seek(*position)
        assert shared.state_hash() == plain.state_hash()
        for name in plain.program.tensors:
            if plain.program.is_present(name, position[1]):
                np.testing.assert_array_equal(shared.value(name), plain.value(name))


def test_stepping_back_and_forth():
    plain, shared = two_sessions(random_table(length=3, optimizer="adagrad", clip_value=0.2))
    hashes = [plain.state_hash()]
    while plain.position < (0, 1, 5):
        plain.step()
        hashes.append(plain.state_hash())
    shared.step(len(hashes) - 1)
    for expected in hashes[::-1]:
        assert shared.state_hash() == expected
        shared.step_back()


def test_results_are_the_same():
    runs = two_sessions(random_table(length=3, update_schedule="every_timestep"))
    for run in runs:
        run.run(limit=4 * len(run.program))
    plain, shared = (run.moment for run in runs)
    np.testing.assert_array_equal(shared.losses, plain.losses)
    np.testing.assert_array_equal(shared.norms, plain.norms)
