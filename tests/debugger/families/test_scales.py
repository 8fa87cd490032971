import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.debugger import (
    FamilyScale,
    family,
    family_scale,
    lasting_scale,
    log_range,
    round_level,
    round_up,
)
from tests.support.experiments import compiled, random_table, session

OPEN = FamilyScale(False, None, False)


@pytest.mark.parametrize(
    ("hidden", "base", "expected"),
    [
        ("tanh", "h", FamilyScale(False, 1.0, False)),
        ("sigmoid", "h", FamilyScale(True, 1.0, True)),
        ("relu", "h", FamilyScale(True, None, False)),
        ("identity", "h", OPEN),
        ("tanh", "y", FamilyScale(True, 1.0, False)),
        ("tanh", "loss", FamilyScale(True, None, False)),
        ("sigmoid", "a", OPEN),
        ("sigmoid", "dh", OPEN),
        ("sigmoid", "x", OPEN),
    ],
)
def test_a_family_is_what_it_is_made_of(hidden, base, expected):
    table = random_table(
        1, model={"hidden_activation": hidden}, loss="softmax_cross_entropy", outputs=3
    )
    program = session(table).program
    assert family_scale(program, family(program, base)) == expected


@pytest.mark.parametrize(
    ("optimizer", "slots", "never_negative"),
    [
        ("momentum", "m", False),
        ("adagrad", "m", True),
        ("rmsprop", "v", True),
        ("adam", "m", False),
        ("adam", "v", True),
    ],
)
def test_slots_of_squares_are_magnitudes(optimizer, slots, never_negative):
    program = session(random_table(optimizer=optimizer, clip_norm=1.0)).program
    assert lasting_scale(program, f"{slots}_Whh") == FamilyScale(never_negative, None, False)
    assert lasting_scale(program, "gradient_norm").never_negative
    assert not any(lasting_scale(program, name).never_negative for name in ("Whh", "dWhh"))


def test_what_no_operation_writes_may_be_negative():
    program = compiled(random_table(), updates=False).program
    assert not program.writers["Whh"]
    assert lasting_scale(program, "Whh") == OPEN


@given(st.floats(1e-300, 1e300))
def test_rounding_up_is_close_and_reads_well(value):
    rounded = round_up(value)
    assert value <= rounded <= value * 1.6667
    digits = f"{rounded:e}".split("e")[0].rstrip("0").rstrip(".")
    assert digits in {"1", "1.5", "2", "3", "5", "7"}
    # The shortest way to write it is what it is: 0.3, not 0.30000000000000004.
    assert len(repr(rounded).replace("e-0", "e-")) <= 19 or "e" in repr(rounded)


def test_nothing_and_less_is_no_level():
    assert round_up(0.0) == 0
    assert round_up(-3.0) == 0


def test_levels():
    assert round_level(OPEN, np.array([0.0, 0.23, 0.1])) == 0.3
    assert round_level(OPEN, np.array([0.23]), decades=True) == 1.0
    assert round_level(OPEN, np.array([0.09]), decades=True) == 0.1
    assert round_level(OPEN, np.zeros(3)) == 0.0
    assert round_level(OPEN, np.zeros(0)) == 0.0
    bounded = FamilyScale(False, 1.0, False)
    assert round_level(bounded, np.array([0.97])) == 1.0
    assert round_level(bounded, np.array([0.01])) == 0.01
    assert round_level(FamilyScale(True, 1.0, True), np.array([0.01])) == 1.0


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=20))
def test_the_logarithmic_range_holds_all(values):
    low, high = log_range(np.array([*values, 0.0, np.nan, np.inf]))
    assert low < high
    for value in values:
        assert low <= math.log10(value) <= high + 1e-12
    # The smallest is seen above the floor.
    assert math.log10(min(values)) > low + 0.1


def test_no_range_of_nothing():
    assert log_range(np.array([0.0, np.nan])) == (-1, 0)
