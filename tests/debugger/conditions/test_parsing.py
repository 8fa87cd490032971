"""The language: what can be said, what is refused, and where the sentence points."""

import ast
import builtins

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.text_places import BadCondition
from tests.support.conditions import PROGRAM, check_refused, refusal
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings


@pytest.mark.parametrize(
    "text",
    [
        "norm(dWhh) > 8 and t == 3",
        "any(abs(h) > 0.99)",
        "loss < 0.5 * loss_before",
        "t == 1 and phase == 'forward'",
        "h[2][0, 0] > h[t - 1][-1, 1] >= h_carry[0, 0]",
        "not (any(isnan(dh[0])) or nonfinite(Whh)) or all(isfinite(bh))",
        "count(h > 0.5) // 2 == 3 or mean(h > 0) != -1",
        "max(x) - min(x) > sum(bh) % 2 ** 3 / sqrt(exp(log(abs(loss))))",
        "any(0 < h[t] < 1) and loss[3] > 0 and bh[1] < 0",
        "all(Whh + bh > Whh) and any(h - mean(h) != sign(h)) and any(isinf(h))",
        "  iteration % 100 == 0 and layer == 1 and primitive != 'tanh' and operation > 4  ",
        "True or False",
        "'backward' == phase",
        "(norm(h) > 1) == (norm(x) > 1)",
        "t == 1or t == 2",
    ],
)
def test_what_the_language_can_say(text):
    condition = Condition.parse(text)
    condition.check(PROGRAM)
    assert condition.text == text
    assert condition == Condition.parse(text)


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("⟨nrm⟩(h) > 1", "there is no function nrm; did you mean norm?"),
        ("any(⟨h > 0 and h < 1⟩)", "say any(…) or all(…) of each"),
        ("any(⟨not h⟩)", "not stands between single truth values alone"),
        ("⟨t⟩[0] > 1", "t is not a tensor"),
        ("⟨norm(h)⟩[0] > 1", "only a tensor has subscripts"),
        ("h[1][⟨0:2⟩] > 1", "there are no slices here"),
        ("⟨norm(h, 2)⟩ > 1", "norm(…) takes one argument, not 2"),
        ("⟨norm()⟩ > 1", "norm(…) takes one argument, not 0"),
        ("norm(⟨x=3⟩) > 1", "no named arguments"),
        ("norm(⟨*h⟩) > 1", "no starred arguments"),
        ("norm(⟨**h⟩) > 1", "no named arguments"),
        ("⟨h.T⟩ > 3", "there are no attributes here"),
        ("⟨().__class__⟩ == 3", "there are no attributes here"),
        ("⟨h[1].sum⟩() > 3", "only a function can be called, by its name"),
        ("⟨__import__⟩('os')", "there is no function __import__"),
        ("⟨eval⟩('1') == 1", "there is no function eval"),
        ("⟨__name__⟩ == 3", "__name__ has no place here"),
        ("⟨lambda: 3⟩", "there are no functions of one's own here"),
        ("⟨[x for x in h]⟩", "has no place here"),
        ("any⟨(x > 1 for x in h)⟩", "has no place here"),
        ("⟨{1: 2}⟩ == 2", "has no place here"),
        ("⟨f'{t}'⟩ == phase", "there are no formatted texts here"),
        ("⟨1 if t else 2 > 1⟩", "there is no if here"),
        ("(⟨t := 3⟩) > 1", "nothing is assigned here"),
        ("⟨t is 3⟩", "in and is have no place here"),
        ("⟨t in (1, 2)⟩", "in and is have no place here"),
        ("⟨None⟩ == t", "None has no place here"),
        ("⟨1j⟩ == t", "1j has no place here"),
        ("⟨b'x'⟩ == phase", "has no place here"),
        ("⟨...⟩ == t", "... has no place here"),
        ("⟨any(h > 0) & any(h < 0)⟩", "this operator has no place here; say and"),
        ("⟨~any(h > 0)⟩", "say not"),
        ("⟨Whh @ Whh⟩ == 1", "this operator has no place here"),
        ("t < ⟨10**10**10⟩", "too large"),
        ("t < ⟨10 ** 400⟩ - 1", "too large"),
        ("t < ⟨1e999⟩", "too large"),
        ("t < ⟨1 / 0⟩", "too large, or not a number"),
        ("t ⟨=⟩ 3", "= assigns; == compares"),
        ("t == 3 &⟨&⟩ t == 2", "& is not expected here"),
        ("any⟨(⟩h > 3", "'(' was never closed"),
        ("t == 3⟨)⟩", "unmatched ')'"),
        ("t == ⟨⟩", "something is missing at the end"),
        ("π + Whh[0, 0] ==⟨⟩", "something is missing at the end"),
        ("'é' == phase and ⟨h.T⟩ > 1", "there are no attributes here"),
        ("t == 3 ⟨\n⟩ or True", "has no place here"),
        ("t == 3 ⟨#⟩ or True", "has no place here"),
        ("⟨\x00⟩", "has no place here"),
        ("⟨\ud800⟩", "has no place here"),
        ("⟨⟩", "it is empty"),
        ("⟨⟩   ", "it is empty"),
    ],
)
def test_what_is_refused_and_where(marked, sentence):
    check_refused(marked, sentence)


def test_length_and_nesting_have_an_end():
    assert "longer than 1,000 characters" in str(refusal("t == 3 or " * 100 + "t == 4"))
    Condition.parse("t == 3 or " * 90 + "t == 4").check(PROGRAM)
    for text in ("-" * 70 + "t > 1", "abs(" * 70 + "t" + ")" * 70 + " > 1", "1 + t" * 150 + "> 1",
                 "not " * 70 + "t > 1", "h" + "[0]" * 70 + " > 1"):  # fmt: skip
        assert "nested too deeply" in str(refusal(text)) or "subscript" in str(refusal(text))
    assert refusal("(" * 400 + "t" + ")" * 400 + " > 1")
    Condition.parse("-" * 50 + "t > 1").check(PROGRAM)


def test_reading_a_condition_compiles_and_runs_nothing(monkeypatch):
    compiles = builtins.compile

    def compile_trees_alone(source, filename, mode, flags=0, *rest, **names):
        assert flags & ast.PyCF_ONLY_AST, "a code object is compiled"
        return compiles(source, filename, mode, flags, *rest, **names)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "compile", compile_trees_alone)
        for name in ("eval", "exec", "open", "__import__"):
            patch.setattr(builtins, name, None)
        condition = Condition.parse("norm(dWhh) > 8 and any(h[t - 1] > 0) and phase == 'backward'")
        positions = condition.positions(PROGRAM)
    assert positions


TOKENS = [*"()+-*/%<>[],. '", "==", "!=", "**", "//", " and ", " or ", " not ", "h", "Whh", "dh",
          "loss", "bh", "x", "t", "phase", "'forward'", "layer", "loss_before", "norm(", "any(",
          "abs(", "mean(", "count(", "0", "1", "2.5", "1e9", "True", "[t]", "[t-1]", "[1]",
          "[0, 0]", " > 0", "any(h > 0)", "norm(dWhh) > 1", "lambda", ".T", "é", "{", ":",
          "="]  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return standings(compiled(random_table(length=2)), 1)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map("".join) | st.text(max_size=12))
def test_any_text_is_a_condition_or_refused_at_a_place(run, text):
    try:
        condition = Condition.parse(text)
        condition.check(run[0].program)
    except BadCondition as error:
        assert 0 <= error.column <= max(len(text), 1)
        assert error.length >= 1
        assert "\n" not in str(error)
        return
    for operation in (0, 5, 9, -1):
        assert condition.holds(run[operation]) in (True, False)
