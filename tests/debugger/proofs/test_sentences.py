"""What the check has found, in words."""

from __future__ import annotations

import re

import pytest

from rnn_debugger.debugger import GradientCheck, Session, check_sentence
from tests.support.experiments import random_table, session


def sentence(run: Session, *names: str) -> str:
    result = run.checking_iteration().checking(names or None).finish()
    return check_sentence(result, run.program)


@pytest.fixture
def edited() -> Session:
    """A run in whose backward sweep dh[2] was set to something wrong."""
    run = session(random_table(1))
    run.seek(0, run.program.writers["dh[2]"][0] + 1)
    run.edit("dh[2]", (1, 0), 2.5)
    return run


def test_agreement() -> None:
    run = session(random_table(1))
    assert re.fullmatch(
        r"All 5 gradients agree with finite differences: the largest relative error is "
        r"\d\.\d·10⁻\S+, at d\w+\[\d(, \d)?\]\.",
        sentence(run),
    )
    assert sentence(run, "loss[2]").startswith("dloss[2] agrees with finite differences: the ")
    assert sentence(run, "loss[2]").endswith(", at dloss[2].")
    assert check_sentence(GradientCheck((), 0.0, 0.0, moved=False), run.program) == ""


def test_a_direction_in_a_large_tensor() -> None:
    run = session(random_table(1, sizes=(3,), sequences=400, batch_size=400))
    assert "agrees with finite differences" in sentence(run, "dh[2]")


def test_one_that_differs_is_told_with_its_numbers_and_its_operation(edited) -> None:
    number = edited.program.writers["dh[2]"][0]
    told = sentence(edited, "dh[2]")
    assert told.startswith("dh[2] differs from finite differences: at [1, 0] the backward sweep ")
    assert "has 2.500, finite differences give " in told
    assert told.endswith(
        f" The first of them is made by operation {number}, dh[2] = dh_out[2] + dh_next[2]."
    )


def test_of_several_the_first_of_the_sweep_is_named(edited) -> None:
    told = sentence(edited, "Whh", "dh[1]", "da[2]", "dh[2]", "dh[3]")
    assert told.startswith("4 of 5 gradients differ from finite differences, ")
    assert "is made by operation" in told
    assert "dh[2] = dh_out[2] + dh_next[2]." in told


def test_parameters_alone_do_not_say_where(edited) -> None:
    told = sentence(edited)
    assert told.startswith("3 of 5 gradients differ from finite differences, ")
    assert told.endswith("Check the gradients of values too, to see where in the sweep it begins.")


def test_what_is_not_finite_is_no_agreement(edited) -> None:
    edited.seek(0)
    edited.edit("bh", (0,), float("inf"))
    edited.edit("Wxh", (0, 0), float("nan"))
    assert sentence(edited, "Whh", "dh[2]") == (
        "dWhh, dh[2]: the loss or a gradient is NaN or infinite, so there is nothing to compare."
    )
