"""Tensors in expressions: which one a name stands for."""

import pytest

from rnn_debugger.debugger.conditions.conditions import Condition
from tests.support.conditions import check_refused
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("norm(⟨dWh⟩) > 8", "there is no tensor dWh; did you mean dWxh?"),
        ("⟨iterations⟩ > 3", "did you mean iteration?"),
        ("⟨h2⟩ > 3", "did you mean h[2]?"),
        ("⟨norm⟩ > 3", "norm is a function: say norm(…)"),
        ("  ⟨π⟩ + Whh[0, 0] == 2", "there is no tensor π"),
    ],
)
def test_names_that_do_not_exist(marked, sentence):
    check_refused(marked, sentence)


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("h[⟨9⟩] > 1", "h has no timestep 9: there are h[0] to h[3]"),
        ("h[⟨t + 4⟩] > 1", "h has no timestep t + 4"),
        ("h[⟨1, 2⟩] > 1", "say which, as in h[3][1, 2]"),
    ],
)
def test_timesteps_that_do_not_exist(marked, sentence):
    check_refused(marked, sentence)


def test_the_member_written_last_stands_for_its_family():
    """Going back through time that of dh is the earliest timestep so far."""
    program = compiled(random_table(length=3)).program
    condition = Condition.parse("norm(dh) > 0")
    seen = []
    for standing in standings(compiled(random_table(length=3)), 1):
        standing.asked.clear()
        condition.holds(standing)
        seen += [name for name in standing.asked if name not in seen]
    assert seen == ["dh[3]", "dh[2]", "dh[1]", "dh[0]"]
    written = [operation.output for operation in program if operation.output in seen]
    assert written == seen


def test_a_tensor_has_precedence_over_a_family_of_its_name():
    for standing in standings(compiled(random_table(length=2)), 1):
        standing.asked.clear()
        Condition.parse("loss > -1").holds(standing)
        assert standing.asked in ([], ["loss"])
