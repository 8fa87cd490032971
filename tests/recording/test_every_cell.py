"""Every cell with every optimizer: back by the ring and back by a keyframe give the same bytes."""

import pytest

from rnn_debugger.recording.timeline import RING_BYTES, Timeline
from tests.support.experiments import OPTIMIZERS, compiled, random_table
from tests.support.oracle_cells import CELLS
from tests.support.running import fingerprint, straight_run


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cell", CELLS)
def test_back_finds_the_bytes_of_a_straight_run(cell, optimizer):
    every = ("every_window", "every_timestep")[len(cell + optimizer) % 2]
    subject = compiled(
        random_table(
            cell=cell, length=4, timesteps=2, optimizer=optimizer, update_schedule=every,
            clip_value=0.3, clip_norm=0.1,
        )
    )  # fmt: skip
    straight, length = straight_run(subject, 3), len(subject.program)
    by_ring, by_keyframe = Timeline(subject, RING_BYTES), Timeline(subject, 0)
    for timeline in (by_ring, by_keyframe):
        for _ in timeline.go(3, 0):
            pass
    for place in ((2, length - 1), (2, length // 2), (1, length - 3), (1, 0), (0, 1)):
        for timeline in (by_ring, by_keyframe):
            for _ in timeline.go(*place):
                pass
            assert timeline.place == place
            assert fingerprint(timeline.machine) == straight.fingerprints[place]
