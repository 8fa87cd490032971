"""Every cell with every optimizer and every clipping, three updates long, against HIPS autograd."""

from itertools import combinations, islice, product
from typing import NamedTuple

import numpy as np
import pytest

from tests.support.agreement import assert_iteration_agrees
from tests.support.experiments import OPTIMIZERS, random_table, session
from tests.support.oracle import LOSSES, Network
from tests.support.oracle_cells import CELLS
from tests.support.oracle_training import train

CLIPPINGS = {
    "unclipped": {},
    "value": {"clip_value": 0.02},
    "norm": {"clip_norm": 0.05},
    "both": {"clip_value": 0.02, "clip_norm": 0.05},
}
UPDATES = 3
SCHEDULES = ("every_window", "every_timestep")


class Combination(NamedTuple):
    cell: str
    optimizer: str
    clipping: str
    loss: str
    layers: int
    schedule: str


def combinations_to_try():
    """Cell, optimizer and clipping in every way, each with some loss, depth and schedule."""
    draw = np.random.default_rng(5)
    for three in product(CELLS, OPTIMIZERS, CLIPPINGS):
        others = (tuple(LOSSES), (1, 2), SCHEDULES)
        yield Combination(*three, *(choices[draw.integers(len(choices))] for choices in others))


TRIED = list(combinations_to_try())


def test_any_two_choices_are_tried_together():
    every = (CELLS, OPTIMIZERS, CLIPPINGS, LOSSES, (1, 2), SCHEDULES)
    for one, other in combinations(range(len(every)), 2):
        wanted = set(product(every[one], every[other]))
        assert {(tried[one], tried[other]) for tried in TRIED} == wanted


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: "-".join(map(str, tried)))
def test_three_updates_agree_with_the_oracle(tried):
    table = random_table(
        TRIED.index(tried),
        cell=tried.cell,
        sizes=(3, 2)[: tried.layers],
        sequences=2,
        batch_size=2,
        outputs=3,
        length=4,
        timesteps=2,
        loss=tried.loss,
        optimizer=tried.optimizer,
        learning_rate=0.05,
        update_schedule=tried.schedule,
        **CLIPPINGS[tried.clipping],
    )
    network, run = Network(table), session(table)
    for result in islice(train(table), UPDATES):
        assert_iteration_agrees(run, network, result, rtol=1e-10, atol=1e-10)
        shares = [share for t in (1, 2) for share in result.shares[t].values()]
        assert max(np.abs(share).max() for share in shares) > 0.02, "nothing to clip"
    assert run.position == (0, UPDATES, 0)
