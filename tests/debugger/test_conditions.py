"""Conditions: what can be read, what is refused, and where the sentence points."""

import ast
import builtins

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_debugger
from rnn_debugger.debugger.conditions import BadCondition, Condition, Expression, LogText
from rnn_debugger.engine import Machine
from tests.support.experiments import compiled, random_table
from tests.support.running import program as program_of

PROGRAM = program_of(sizes=(3,), length=3, sequences=2, batch_size=2)


class Here:
    """The state in which a machine stands, in its first iteration."""

    iteration = 0
    loss_before = None

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.program = machine.program

    @property
    def operation(self):
        return min(self.machine.operation, len(self.program) - 1)

    def value(self, name):
        assert self.program.is_present(name, self.operation)
        view = self.machine.arrays[name].view()
        view.flags.writeable = False
        return view


def bad(text, program=PROGRAM):
    with pytest.raises(BadCondition) as raised:
        Condition.parse(text).check(program)
    error = raised.value
    assert isinstance(error, ValueError)
    assert "\n" not in str(error)
    assert 0 <= error.column <= len(text)
    assert error.length >= 1
    return error


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


REFUSED = [
    # The stretch between ⟨ and ⟩ is what the error marks.
    ("norm(⟨dWh⟩) > 8", "there is no tensor dWh; did you mean dWxh?"),
    ("⟨iterations⟩ > 3", "did you mean iteration?"),
    ("⟨h2⟩ > 3", "did you mean h[2]?"),
    ("⟨nrm⟩(h) > 1", "there is no function nrm; did you mean norm?"),
    ("⟨norm⟩ > 3", "norm is a function: say norm(…)"),
    ("t == 3 and ⟨any(h > 0) > 1⟩", "any(h > 0) is a truth value and 1 is a number"),
    ("t > 0 and ⟨h > 1⟩", "h > 1 gives 6 truth values; say any(…) or all(…)"),
    ("⟨h⟩", "h gives 6 numbers; say any(…) or all(…)"),
    ("not ⟨h[1] > 1⟩", "gives 6 truth values; say any(…) or all(…)"),
    ("⟨norm(h)⟩", "norm(h) gives a number, neither true nor false"),
    ("⟨phase⟩ or t == 3", "phase gives a text, neither true nor false"),
    ("any(⟨h > 0 and h < 1⟩)", "say any(…) or all(…) of each"),
    ("any(⟨not h⟩)", "not stands between single truth values alone"),
    ("any(⟨h⟩)", "any(…) asks what is true of h: compare it with something"),
    ("norm(⟨h > 1⟩) > 2", "norm(…) needs numbers, and h > 1 is 6 truth values; count(…) makes"),
    ("(⟨h > 0⟩) + 1 > 2", "+ needs numbers"),
    ("-⟨phase⟩ == 2", "- needs numbers, and phase is a text"),
    ("any(⟨Whh > h⟩)", "shapes 3 × 3 and 3 × 2 do not fit together"),
    ("any(⟨Whh * Wxh⟩ > 0)", "shapes 3 × 3 and 3 × 2 do not fit together"),
    ("phase == ⟨'forwad'⟩", "has the phase 'forwad'; did you mean 'forward'?"),
    ("t == 1 or ⟨'tan'⟩ != primitive", "has the primitive 'tan'; did you mean 'tanh'?"),
    ("⟨phase > 'forward'⟩", "only == and != fit"),
    ("⟨phase == primitive⟩", "compare phase or primitive with a text"),
    ("⟨'forward' == 'forward'⟩", "compare phase or primitive with a text"),
    ("⟨t == 'forward'⟩", "t is a number and 'forward' is a text: they cannot be compared"),
    ("h[⟨9⟩] > 1", "h has no timestep 9: there are h[0] to h[3]"),
    ("h[⟨t + 4⟩] > 1", "h has no timestep t + 4"),
    ("h[⟨1, 2⟩] > 1", "say which, as in h[3][1, 2]"),
    ("h[⟨t / 2⟩] > 1", "a subscript is made of t and whole numbers, not of t / 2"),
    ("h[t - ⟨1.5⟩] > 1", "not of 1.5"),
    ("h[⟨iteration⟩] > 1", "not of iteration"),
    ("h[⟨operation⟩ - t] > 1", "not of operation"),
    ("Whh[⟨h⟩, 1] > 1", "not of h"),
    ("Whh[⟨3, 0⟩] > 1", "Whh[3, 0] is outside: its shape is 3 × 3, from 0"),
    ("bh[⟨-4⟩] > 1", "bh[-4] is outside: its shape is 3, from 0"),
    ("bh[⟨0, 0⟩] > 1", "one subscript too many"),
    ("Whh[⟨t⟩, 0] > 1", "an element is named by whole numbers, not by t"),
    ("loss[3][⟨1⟩] > 1", "one subscript too many: there is a single number"),
    ("h[1][0][⟨0⟩] > 1", "one subscript too many: there is 3 × 2 numbers"),
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
    ("  ⟨π⟩ + Whh[0, 0] == 2", "there is no tensor π"),
    ("'é' == phase and ⟨h.T⟩ > 1", "there are no attributes here"),
    ("t == 3 ⟨\n⟩ or True", "has no place here"),
    ("t == 3 ⟨#⟩ or True", "has no place here"),
    ("⟨\x00⟩", "has no place here"),
    ("⟨\ud800⟩", "has no place here"),
    ("⟨⟩", "it is empty"),
    ("⟨⟩   ", "it is empty"),
]


@pytest.mark.parametrize(("marked", "sentence"), REFUSED)
def test_an_error_says_what_and_shows_where(marked, sentence):
    start = marked.index("⟨")
    text = marked.replace("⟨", "").replace("⟩", "")
    length = max(marked.index("⟩") - start - 1, 1)
    error = bad(text)
    assert sentence in str(error)
    assert (error.column, error.length) == (start, length)
    assert error.shown == f"{text}\n{' ' * start}{'^' * length}"


def test_length_and_nesting_have_an_end():
    assert "longer than 1,000 characters" in str(bad("t == 3 or " * 100 + "t == 4"))
    Condition.parse("t == 3 or " * 90 + "t == 4").check(PROGRAM)
    for text in ("-" * 70 + "t > 1", "abs(" * 70 + "t" + ")" * 70 + " > 1", "1 + t" * 150 + "> 1",
                 "not " * 70 + "t > 1", "h" + "[0]" * 70 + " > 1"):  # fmt: skip
        assert "nested too deeply" in str(bad(text)) or "subscript" in str(bad(text))
    assert bad("(" * 400 + "t" + ")" * 400 + " > 1")
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


def test_what_is_wrong_with_one_program_may_fit_another():
    condition = Condition.parse("h[5][0, 0] > 1")
    condition.check(program_of(length=6))
    with pytest.raises(BadCondition, match="h has no timestep 5"):
        condition.check(PROGRAM)
    with pytest.raises(BadCondition, match="h has no timestep 5"):
        condition.positions(PROGRAM)


def test_one_element_is_a_single_value():
    simplest = rnn_debugger.open("simple-words").program
    Condition.parse("h[1] > 0.5 and h > 0").check(simplest)
    Condition.parse("h[1][0] > 0.5 and Wxh[0, 2] < 0").check(simplest)
    assert "gives 2 truth values" in str(bad("h[1][0] > 0.5"))
    assert "gives 3 truth values" in str(bad("Whh[0] > 0.5"))


TOKENS = [*"()+-*/%<>[],. '", "==", "!=", "**", "//", " and ", " or ", " not ", "h", "Whh", "dh",
          "loss", "bh", "x", "t", "phase", "'forward'", "layer", "loss_before", "norm(", "any(",
          "abs(", "mean(", "count(", "0", "1", "2.5", "1e9", "True", "[t]", "[t-1]", "[1]",
          "[0, 0]", " > 0", "any(h > 0)", "norm(dWhh) > 1", "lambda", ".T", "é", "{", ":",
          "="]  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map("".join) | st.text(max_size=12))
def test_any_text_is_a_condition_or_refused_at_a_place(text):
    subject = compiled(random_table(length=2))
    machine = subject.machine()
    try:
        condition = Condition.parse(text)
        condition.check(subject.program)
    except BadCondition as error:
        assert 0 <= error.column <= max(len(text), 1)
        assert error.length >= 1
        assert "\n" not in str(error)
        return
    for operation in (0, 5, 9, len(subject.program) - 1):
        machine.run(operation)
        assert condition.holds(Here(machine)) in (True, False)


@pytest.fixture
def machine():
    """After the forward sweep of the random network."""
    subject = compiled(random_table(sizes=(3,), length=3, sequences=2, batch_size=2))
    machine = subject.machine()
    machine.run(next(operation.id for operation in subject.program if operation.output == "dh[2]"))
    return machine


def test_an_expression_is_shown_short(machine):
    def shown(text):
        expression = Expression.parse(text)
        expression.check(machine.program)
        return expression.shown(Here(machine))

    h = machine.arrays["h[3]"]
    assert shown("t") == "2"
    assert shown("-t * 7") == "−14"
    assert shown("phase") == "backward"
    assert shown("primitive") == machine.program[machine.operation].primitive
    assert shown("loss") == f"{machine.arrays['loss']:.4g}"
    assert shown("1 / 3") == "0.3333"
    assert shown("t == 2 and iteration == 0") == "true"
    assert shown("not t == 2") == "false"
    assert shown("any(h > 2)") == "false"
    assert shown("dh[1]") == "absent"
    assert shown("loss_before") == "absent"
    assert shown("0 * 1e300 * h[2][0, 0] / 0") == "NaN"
    first = f"{h[0, 0]:.4g}".replace("-", "−")
    assert shown("h").startswith(f"3 × 2 ({first}, ")
    assert shown("h").endswith(", …)")
    assert shown("h[3][1]").count(",") == 1


def test_a_log_text_has_expressions_in_braces(machine):
    text = LogText.parse("t={t}, {{x}} ‖dh‖={norm(dh)} {phase != 'loss'}")
    text.check(machine.program)
    norm = Expression.parse("norm(dh)").shown(Here(machine))
    assert text.line(Here(machine)) == f"t=2, {{x}} ‖dh‖={norm} true"
    assert LogText.parse("").line(Here(machine)) == ""


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("t={t", 2, "never closed"),
        ("t}", 1, "closes nothing"),
        ("ab {nrm(h)}", 4, "no function nrm"),
        ("{{ {t +}", 7, "something is missing at the end"),
        ("ab {}", 4, "empty"),
        ("a {t} {norm(hh)}", 12, "there is no tensor hh"),
    ],
)
def test_an_error_in_a_log_text_shows_where_in_the_whole(text, column, sentence):
    with pytest.raises(BadCondition, match=sentence) as raised:
        LogText.parse(text).check(PROGRAM)
    assert raised.value.column == column
    assert raised.value.text == text
