"""The tasks among the built-in experiments are learned while one watches."""

from math import log

import numpy as np
import pytest

from rnn_debugger.experiments import compile_experiment, find_file, read_experiment

# Each with iterations that take about a second, and the loss of the best constant answer.
LEARNED = {
    "sine": (200, 1 / 4),
    "echo": (200, 9 / 12 * log(2)),
    "parity": (400, log(2)),
    "adding": (450, 1 / 12),
    "copy": (1000, 2 / 10 * log(8)),
}


@pytest.mark.parametrize("name", LEARNED)
def test_the_loss_falls_far_below_that_of_a_constant_answer(name: str) -> None:
    iterations, ignorant = LEARNED[name]
    path = find_file(name)
    machine = compile_experiment(read_experiment(path), path.parent).machine()
    losses = []
    for iteration in range(iterations):
        machine.enter(iteration)
        machine.run(len(machine.program))
        losses.append(float(machine.arrays["loss"]))
    assert np.mean(losses[:5]) > 0.9 * ignorant
    assert np.mean(losses[-50:]) < 0.4 * ignorant
