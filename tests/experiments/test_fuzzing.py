"""Whatever an experiment file says, it is an experiment or one sentence says why not."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import Experiment, compile_experiment, parse_experiment
from rnn_debugger.experiments.schema import Data, Model, Training
from tests.support.experiments import random_table

STRUCTS = (Experiment, Model, Data, Training)
NAMES = sorted({field.name for struct in STRUCTS for field in msgspec.structs.fields(struct)})
KEYS = st.sampled_from([*NAMES, "file", "Wxh", "Whh", "h_start"])
WORDS = st.sampled_from([
    "rnn", "feedforward", "sigmoid", "tanh", "relu", "softmax", "identity", "float32", "values",
    "text", "csv", "npz", "task", "copy", "sine", "sgd", "adagrad",
    "squared_error", "softmax_cross_entropy", "binary_cross_entropy", "last_timestep",
    "mean", "every_timestep",
])  # fmt: skip
SCALARS = st.one_of(
    WORDS,
    st.text(max_size=8),
    st.booleans(),
    st.integers(-3, 5),
    st.sampled_from([10**6, 2**63, 10**30, 10**400, -(2**70), 1e300, -0.0]),
    st.floats(),
    st.just(date(2026, 1, 1)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def understand(table):
    """Parse and compile, as opening a file does."""
    with suppress(BadInput):
        experiment = parse_experiment(table)
        assert isinstance(experiment, Experiment)
        compile_experiment(experiment, Path("/nonexistent"))


@settings(max_examples=300)
@given(st.dictionaries(KEYS | st.text(max_size=5), VALUES, max_size=6))
def test_random_tables(table):
    understand(table)


@settings(max_examples=300)
@given(
    st.integers(0, 3),
    st.sampled_from(["model", "data", "training", "weights"]),
    KEYS | st.text(max_size=5),
    VALUES,
)
def test_a_good_table_with_one_key_changed(seed, section, key, value):
    losses = ("squared_error", "softmax_cross_entropy")
    table = random_table(seed, sizes=(2,) * (1 + seed // 2), length=2, loss=losses[seed % 2])
    table[section][key] = value
    understand(table)
