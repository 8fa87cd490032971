"""Settings and fixtures for the whole suite."""

import os

# Before anything imports Qt: the tests run without a display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from hypothesis import settings

import rnn_debugger
from rnn_debugger.debugger import Session
from rnn_debugger.experiments import Compiled
from tests.support import experiments

# Examples vary in cost, and a busy machine must not fail a test.
settings.register_profile("rnn-debugger", deadline=None)
settings.load_profile("rnn-debugger")


@pytest.fixture
def simple_words() -> Session:
    """A session on the 3:1:1 network, at its beginning."""
    return rnn_debugger.open("simple-words")


@pytest.fixture
def two_layers() -> Compiled:
    """Two recurrent layers with biases, a batch of two, Adagrad and clipping."""
    table = experiments.random_table(
        5, sizes=(2, 3), sequences=2, batch_size=2, optimizer="adagrad", clip_value=0.1
    )
    return experiments.compiled(table)
