"""By how much the latest quarter of a run has lowered the loss."""

import numpy as np
import pytest

from rnn_debugger.recording import loss_gain


def test_of_a_few_iterations_nothing_is_said():
    assert loss_gain(np.ones(199)) is None
    assert loss_gain(np.ones(200)) == 0


def test_the_latest_quarter_is_compared_with_the_one_before():
    losses = np.repeat([9.0, 9.0, 4.0, 3.0], 50)
    assert loss_gain(losses) == pytest.approx(0.25)
    assert loss_gain(losses[::-1]) == 0
    assert loss_gain(np.repeat([1.0, 1.0, 2.0, 3.0], 50)) == pytest.approx(-0.5)


def test_a_loss_of_nothing_and_one_that_is_nan():
    assert loss_gain(np.zeros(200)) == 0
    assert np.isnan(loss_gain(np.full(200, np.nan)))
