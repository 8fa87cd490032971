"""Conditions evaluated, against the contract's words worked out another way at every position."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_debugger
from rnn_debugger.debugger.conditions import BadCondition, Condition, Expression
from rnn_debugger.engine import Array, Program
from rnn_debugger.experiments import Compiled
from tests.support.experiments import compiled, random_table, tables
from tests.support.running import present

ITERATIONS = 3


class Missing(Exception):
    """An atom reads what is not there."""


@dataclass(frozen=True)
class Standing:
    """A position with all that has a value there; `asked` notes what is read."""

    program: Program
    iteration: int
    operation: int
    loss_before: float | None
    values: dict[str, Array]
    asked: list[str]

    def value(self, name: str) -> Array:
        self.asked.append(name)
        return self.values[name]

    def get(self, name: str) -> Array:
        if name not in self.values:
            raise Missing
        return self.values[name]

    def latest(self, base: str) -> Array:
        """The member of a family that was written last."""
        for done in reversed(self.program[: self.operation]):
            if done.output.startswith(f"{base}["):
                return self.values[done.output]
        raise Missing

    def word(self, name: str):
        if name in ("iteration", "operation", "loss_before"):
            found = getattr(self, name)
        else:
            found = getattr(self.program[self.operation], {"t": "timestep"}.get(name, name))
        if found is None:
            raise Missing
        return found


def standings(subject: Compiled, iterations: int = ITERATIONS) -> list[Standing]:
    """Every position of a straight run."""
    machine, found, loss = subject.machine(), [], None
    for iteration in range(iterations):
        machine.enter(iteration)
        for operation in machine.program:
            names = present(machine.program, operation.id)
            values = {name: machine.arrays[name].copy() for name in names}
            for value in values.values():
                value.flags.writeable = False
            found.append(Standing(machine.program, iteration, operation.id, loss, values, []))
            machine.run(operation.id + 1)
        loss = float(machine.arrays["loss"])
    return found


Judge = Callable[[Standing], bool | None]
"""The truth at a position; None where something is absent."""
COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
               "==": operator.eq, "!=": operator.ne}  # fmt: skip


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
        "t": lambda s: s.word("t"),
        "layer": lambda s: s.word("layer"),
        "iteration": lambda s: s.word("iteration"),
        "operation": lambda s: s.word("operation"),
        "operation % 7": lambda s: s.word("operation") % 7,
        "2 * t - layer": lambda s: 2 * s.word("t") - s.word("layer"),
        "loss": lambda s: s.get("loss"),
        "loss_before": lambda s: s.word("loss_before"),
        "loss - loss_before": lambda s: s.get("loss") - s.word("loss_before"),
        "loss[1]": lambda s: s.get("loss[1]"),
        "loss[t]": lambda s: s.get(f"loss[{s.word('t')}]"),
        "norm(dWhy)": lambda s: np.linalg.norm(s.get("dWhy")),
        "Why[0, -1]": lambda s: s.get("Why")[0, -1],
        f"norm({h})": lambda s: np.linalg.norm(s.latest(h)),
        f"mean(d{h})": lambda s: np.mean(s.latest(f"d{h}")),
        f"min({h}[1])": lambda s: np.min(s.get(f"{h}[1]")),
        f"{h}[t - 1][0, 0]": lambda s: s.get(f"{h}[{s.word('t') - 1}]")[0, 0],
        f"max(-d{h}[t])": lambda s: np.max(-s.get(f"d{h}[{s.word('t')}]")),
        f"count({h}[t] > 0.2)": lambda s: (s.get(f"{h}[{s.word('t')}]") > 0.2).sum(),
        f"sum(0 < d{h} <= 0.3)": lambda s: ((s.latest(f"d{h}") > 0) & (s.latest(f"d{h}") <= 0.3))
        .sum(),
    }  # fmt: skip


def truth_atoms(h: str) -> dict[str, Callable[[Standing], bool]]:
    return {
        "True": lambda _: True,
        "False": lambda _: False,
        "phase == 'backward'": lambda s: s.word("phase") == "backward",
        "'loss' != phase": lambda s: s.word("phase") != "loss",
        "primitive == 'outer'": lambda s: s.word("primitive") == "outer",
        f"any(abs({h}) > 0.4)": lambda s: (abs(s.latest(h)) > 0.4).any(),
        f"all({h}[1] < {h}[1] * {h}[1] + 0.3)": lambda s: (
            s.get(f"{h}[1]") < s.get(f"{h}[1]") ** 2 + 0.3
        ).all(),
        f"nonfinite({h})": lambda s: not np.isfinite(s.latest(h)).all(),
        "any(isnan(Why))": lambda s: np.isnan(s.get("Why")).any(),
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
    run = standings(subject)
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


def places(program, text):
    return Condition.parse(text).positions(program)


def test_it_is_tested_where_what_it_reads_is_written_and_could_make_it_true():
    program = rnn_debugger.open("char-rnn").program
    at = {t: [o.id for o in program if o.phase == "backward" and o.timestep == t] for t in (2, 3)}
    written = next(n for n in program.writers["dWhh"] if n in at[3])
    # At the beginning of t = 3, after the write in it, and where it is over.
    assert places(program, "norm(dWhh) > 8 and t == 3") == (at[3][0], written + 1, at[2][0])
    assert places(program, "loss < 0.5 * loss_before") == (0, program.writers["loss"][0] + 1)
    assert places(program, "norm(dWhh) > 8") == (0, *(n + 1 for n in program.writers["dWhh"]))
    assert places(program, "norm(Whh) > 8") == (0, program.writers["Whh"][0] + 1)
    assert places(program, "operation == 17") == (17, 18)
    assert places(program, "iteration == 100") == (0,)
    assert places(program, "iteration == 100 and operation == 17") == (17, 18)
    assert places(program, "t == 3 and False") == ()
    update = next(operation.id for operation in program if operation.phase == "update")
    assert places(program, "phase == 'update'") == (0, update)
    # Neither exists in the other's sweep.
    assert places(program, "dh[3][0] > 0 and phase == 'forward'") == ()
    assert places(program, "by[0] > 0") == (0,)


def test_what_a_stretch_of_truth_ends_at_is_tested_too():
    program = rnn_debugger.open("simple-words").program
    last = len(program) - 1
    assert places(program, f"operation == {last}") == (0, last)
    assert places(program, "operation == 0") == (0, 1)


def test_nothing_is_read_where_field_words_decide():
    subject = compiled(random_table(length=3))
    condition = Condition.parse("any(Whh > 5) and norm(h) > 1 and t == 3")
    for standing in standings(subject, 1):
        condition.holds(standing)
        assert not standing.asked or standing.word("t") == 3
    either = Condition.parse("norm(Whh) > -1 or t == 3")
    assert all(either.holds(standing) for standing in standings(subject, 1))


def at_the_end(subject: Compiled) -> Standing:
    return standings(subject, 1)[-1]


def with_values(standing: Standing, **values) -> Standing:
    changed = {name: np.array(value) for name, value in values.items()}
    return Standing(
        standing.program, standing.iteration, standing.operation, standing.loss_before,
        standing.values | changed, [],
    )  # fmt: skip


NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("count(isnan(Whh)) == 1", True),
        ("count(isinf(Whh)) == 1", True),
        ("count(isfinite(Whh)) == 2", True),
        ("nonfinite(Whh) and not nonfinite(bh)", True),
        ("max(Whh) > 0", False),
        ("not max(Whh) > 0", True),
        ("max(Whh[1]) == -1", True),
        ("min(bh) == -4 and max(bh) == 9", True),
        ("sum(bh) == 5 and mean(bh) == 2.5", True),
        ("norm(bh) == sqrt(97)", True),
        ("all(abs(bh) == bh * sign(bh))", True),
        ("exp(log(bh[1])) > 8.999 and exp(0) == 1", True),
        ("isnan(sqrt(bh[0])) and isnan(log(bh[0]))", True),
        ("bh[0] / 0 < -1e300 and isnan(0 * (bh[0] / 0))", True),
        ("isnan(bh[0] ** 0.5) and bh[1] ** 999 > 1e300", True),
        ("-7 // 2 == -4 and -7 % 3 == 2 and 2 ** 3 ** 2 == 512", True),
        ("bh[-1] == 9 and bh[0] == -4 and bh[+1] == 9", True),
        ("Whh[1, 0] == -2 and Whh[1, 1] == -1", True),
        ("mean(bh > 0) == 0.5 and sum(bh > 0) == 1", True),
        # A bias is a column.
        ("count(Whh < bh) == 2", True),
        ("count(bh > Whh) == 2", True),
        ("isfinite(loss) == True and isfinite(loss) != False", True),
    ],
)
def test_functions_and_operators(text, truth):
    subject = compiled(random_table(length=2))
    standing = with_values(at_the_end(subject), Whh=[[NAN, INFINITY], [-2.0, -1.0]], bh=[-4.0, 9.0])
    assert Condition.parse(text).holds(standing) is truth


def test_float32_is_compared_as_it_is_and_sums_in_double():
    """0.1 in 32 bits is above 0.1, and the square of 1e30 is not infinite."""
    table = random_table(length=2) | {"dtype": "float32"}
    standing = at_the_end(compiled(table))
    small = with_values(standing, bh=np.array([0.1, 1e30], np.float32))
    assert Condition.parse("bh[0] > 0.1 and bh[0] < 0.1000001").holds(small)
    assert Condition.parse("any(bh == 0.1)").holds(small) is False
    assert Condition.parse("isfinite(norm(bh)) and isfinite(bh[1] * bh[1])").holds(small)


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


def test_a_long_program_is_looked_through_quickly():
    program = compiled(random_table(length=600)).program
    condition = Condition.parse("norm(h) > 8 and h[t - 1][0, 0] > 0 and operation % 5 == 2")
    start = time.process_time()
    found = condition.positions(program)
    assert time.process_time() - start < 5
    assert all(operation % 5 in (2, 3) for operation in found)
    gaps = {b - a for a, b in pairwise(found)}
    assert min(gaps) == 1
