"""The built-in experiments of the gated cells: each learns, and shows what its text promises."""

import numpy as np
import pytest

from rnn_debugger.experiments import (
    builtin_experiments,
    compile_experiment,
    find_file,
    read_experiment,
)
from rnn_debugger.experiments.compiling import CELLS

LEARNT = {
    "remembering": ("lstm", 100, 0.05),
    "latch": ("lstm_coupled", 200, 0.05),
    "timing": ("lstm_peephole", 200, 0.1),
    "nesting": ("gru", 150, 0.05),
    "char-gru": ("gru_reset_after", 150, 0.75),
}
"""The cell, the iterations, and which part of the first loss is left at most after them."""


def machine(name):
    path = find_file(name)
    return compile_experiment(read_experiment(path), path.parent).machine()


def test_every_cell_has_one():
    shipped = {name: found.model.cell for name, found in builtin_experiments().items()}
    assert set(shipped.values()) >= set(CELLS)
    assert all(shipped[name] == cell for name, (cell, *_) in LEARNT.items())


@pytest.mark.parametrize("name", LEARNT)
def test_the_loss_falls(name):
    _, iterations, part = LEARNT[name]
    running, losses = machine(name), []
    for iteration in range(iterations):
        running.enter(iteration)
        running.run(len(running.program))
        losses.append(float(running.arrays["loss"]))
    # Over a few windows, since one may be harder than the next.
    assert np.mean(losses[-8:]) < part * np.mean(losses[:8])


def test_what_the_lstm_remembers_survives_the_forty_timesteps():
    """Where that of vanishing is a millionth of what it was, see `test_builtin`."""
    running = machine("remembering")
    running.run(len(running.program))
    first, last = (np.abs(running.arrays[f"dc[{t}]"]).max() for t in (1, 40))
    assert first > last / 20
