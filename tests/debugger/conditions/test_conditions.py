"""Conditions evaluated, against the contract's words worked out another way at every position."""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.expressions import Expression
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.engine import Array, Program
from tests.support.conditions import PROGRAM
from tests.support.experiments import compiled, tables
from tests.support.running import program as program_of
from tests.support.standings import Standing, standings

ITERATIONS = 3
Judge = Callable[[Standing], bool | None]
"""The truth at a position; None where something is absent."""
COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
               "==": operator.eq, "!=": operator.ne}  # fmt: skip


class Missing(Exception):
    """An atom reads what is not there."""


def get(standing: Standing, name: str) -> Array:
    if name not in standing.values:
        raise Missing
    return standing.values[name]


def latest(standing: Standing, base: str) -> Array:
    """The member of a family that was written last."""
    for done in reversed(standing.program[: standing.operation]):
        if done.output.startswith(f"{base}["):
            return standing.values[done.output]
    raise Missing


def word(standing: Standing, name: str):
    if name in ("iteration", "operation", "loss_before"):
        found = getattr(standing, name)
    else:
        operation = standing.program[standing.operation]
        found = getattr(operation, {"t": "timestep"}.get(name, name))
    if found is None:
        raise Missing
    return found


def judged(function) -> Judge:
    def judge(standing):
        try:
            return bool(function(standing))
        except Missing:
            return None

    return judge


def number_atoms(h: str) -> dict[str, Callable[[Standing], float]]:
    """Expressions of one number, each with what it means."""
    return {
        "t": lambda s: word(s, "t"),
        "layer": lambda s: word(s, "layer"),
        "iteration": lambda s: word(s, "iteration"),
        "operation": lambda s: word(s, "operation"),
        "operation % 7": lambda s: word(s, "operation") % 7,
        "2 * t - layer": lambda s: 2 * word(s, "t") - word(s, "layer"),
        "loss": lambda s: get(s, "loss"),
        "loss_before": lambda s: word(s, "loss_before"),
        "loss - loss_before": lambda s: get(s, "loss") - word(s, "loss_before"),
        "loss[1]": lambda s: get(s, "loss[1]"),
        "loss[t]": lambda s: get(s, f"loss[{word(s, 't')}]"),
        "norm(dWhy)": lambda s: np.linalg.norm(get(s, "dWhy")),
        "Why[0, -1]": lambda s: get(s, "Why")[0, -1],
        f"norm({h})": lambda s: np.linalg.norm(latest(s, h)),
        f"mean(d{h})": lambda s: np.mean(latest(s, f"d{h}")),
        f"min({h}[1])": lambda s: np.min(get(s, f"{h}[1]")),
        f"{h}[t - 1][0, 0]": lambda s: get(s, f"{h}[{word(s, 't') - 1}]")[0, 0],
        f"max(-d{h}[t])": lambda s: np.max(-get(s, f"d{h}[{word(s, 't')}]")),
        f"count({h}[t] > 0.2)": lambda s: (get(s, f"{h}[{word(s, 't')}]") > 0.2).sum(),
        f"sum(0 < d{h} <= 0.3)": lambda s: ((latest(s, f"d{h}") > 0) & (latest(s, f"d{h}") <= 0.3))
        .sum(),
    }  # fmt: skip


def truth_atoms(h: str) -> dict[str, Callable[[Standing], bool]]:
    return {
        "True": lambda _: True,
        "False": lambda _: False,
        "phase == 'backward'": lambda s: word(s, "phase") == "backward",
        "'loss' != phase": lambda s: word(s, "phase") != "loss",
        "primitive == 'outer'": lambda s: word(s, "primitive") == "outer",
        f"any(abs({h}) > 0.4)": lambda s: (abs(latest(s, h)) > 0.4).any(),
        f"all({h}[1] < {h}[1] * {h}[1] + 0.3)": lambda s: (
            get(s, f"{h}[1]") < get(s, f"{h}[1]") ** 2 + 0.3
        ).all(),
        f"nonfinite({h})": lambda s: not np.isfinite(latest(s, h)).all(),
        "any(isnan(Why))": lambda s: np.isnan(get(s, "Why")).any(),
    }


def is_fitting(text, program):
    try:
        Expression.parse(text).check(program)
    except BadCondition:
        return False
    return True


@st.composite
def atoms(draw, h: str, texts: tuple[str, ...], operations: int) -> tuple[str, Judge]:
    text = draw(st.sampled_from(texts))
    if text in truth_atoms(h):
        return text, judged(truth_atoms(h)[text])
    function = number_atoms(h)[text]
    sign = draw(st.sampled_from(list(COMPARISONS)))
    if text == "operation":
        limit = draw(st.integers(-1, operations))
    else:
        limit = draw(st.sampled_from([-0.5, 0, 0.1, 0.3, 0.5, 1, 2, 3]))
    compare = COMPARISONS[sign]
    if draw(st.booleans()):
        return f"{text} {sign} {limit}", judged(lambda s: compare(function(s), limit))
    return (
        f"{limit} {sign} {text} < 2",
        judged(lambda s: bool(compare(limit, function(s))) & bool(function(s) < 2)),
    )


def negated(part: tuple[str, Judge]) -> tuple[str, Judge]:
    def judge(standing):
        truth = part[1](standing)
        return None if truth is None else not truth

    return f"not ({part[0]})", judge


def joined(word: str, parts: list[tuple[str, Judge]]) -> tuple[str, Judge]:
    """Three-valued: what is absent decides nothing, and is not overruled by what is not."""

    def judge(standing):
        truths = [part[1](standing) for part in parts]
        decisive = word == "or"
        if decisive in truths:
            return decisive
        return None if None in truths else not decisive

    return f" {word} ".join(f"({part[0]})" for part in parts), judge


def conditions(h: str, program: Program):
    # With one loss there is no loss[1].
    texts = [text for text in truth_atoms(h) | number_atoms(h) if is_fitting(text, program)]
    return st.recursive(
        atoms(h, tuple(texts), len(program)),
        lambda inner: (
            inner.map(negated)
            | st.builds(
                joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)
            )
        ),
        max_leaves=5,
    )


@settings(max_examples=50)
@given(tables(), st.data())
def test_a_condition_is_true_where_the_contract_says_so(table, data):
    """At every position, asking for nothing that is absent; and testing at its positions alone
    gives the same answers everywhere.
    """
    subject = compiled(table)
    run = standings(subject, ITERATIONS)
    h = "h" if len(table["model"]["hidden_sizes"]) == 1 else "h1"
    candidates = conditions(h, subject.program)
    for _ in range(6):
        text, judge = data.draw(candidates)
        condition = Condition.parse(text)
        condition.check(subject.program)
        with np.errstate(all="ignore"):
            expected = [judge(standing) is True for standing in run]
        assert [condition.holds(standing) for standing in run] == expected, text
        check_filling_in(condition, subject.program, run, expected)


def check_filling_in(condition, program, run, expected):
    positions = condition.positions(program)
    assert list(positions) == sorted(set(positions))
    assert all(0 <= here < len(program) for here in positions)
    across = within = False
    for standing, truth in zip(run, expected, strict=True):
        if standing.operation == 0:
            within = False
        if standing.operation in positions:
            across = within = condition.holds(standing)
        assert across == within == truth, (condition.text, standing.operation)
        if truth:
            assert condition.may_hold(program, standing.operation)
    assert condition.persists
    assert condition.noted(program) == ()


def test_what_is_wrong_with_one_program_may_fit_another():
    condition = Condition.parse("h[5][0, 0] > 1")
    condition.check(program_of(length=6))
    with pytest.raises(BadCondition, match="h has no timestep 5"):
        condition.check(PROGRAM)
    with pytest.raises(BadCondition, match="h has no timestep 5"):
        condition.positions(PROGRAM)
