"""An operation's element with the numbers put in: what is shown is right, worked out again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.debugger import Evidence, numbers_of, text_of
from rnn_debugger.engine.primitives.linear import MATMUL
from rnn_debugger.engine.primitives.slots import ACCUMULATE_SQUARE
from tests.support.experiments import random_table, session, tables
from tests.support.reading import as_shown, in_full, work_out


def text(run, name, index=(0, 0)):
    """The numbers of the last operation that wrote a tensor."""
    maker = run.moment.maker(name)
    return text_of(numbers_of(run.evidence(maker.id), index))


@pytest.fixture
def finished(simple_words):
    simple_words.step(1, "iteration")
    return simple_words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x[1]", "1"),
        ("h[0]", "0"),
        ("Wxh_x[1]", "0.1·1 + 0.2·0.5 + (−0.1)·(−0.5) = 0.25"),
        ("a[1]", "0.25 + 0 = 0.25"),
        ("h[1]", "1 / (1 + e^(−0.25)) = 0.5622"),
        ("s[1]", "1.2·0.5622 = 0.6746"),
        ("a[2]", "−0.12 + 0.3935 = 0.2735"),
        ("ds[2]", "0.6641·0.6641·(1 − 0.6641) = 0.1481"),
        ("dh_out[1]", "1.158·(−0.07545) = −0.08737"),
        ("dh[1]", "−0.08737 + 0.03054 = −0.05683"),
        ("dWxh", "−0.01399·1 = −0.01399"),
        ("Wxh", "0.09564 − 0.5·(−0.01399) = 0.1026"),
        ("loss[1]", "½(0.6625 − 1)² = 0.05694"),
        ("dloss", "1"),
    ],
)
def test_the_simplest_network(finished, name, expected):
    index = (0, 0) if finished.program.tensors[name].shape else ()
    assert text(finished, name, index) == expected


def assert_right(pieces):
    """What the left side comes to is the result, and the brackets shown are enough."""
    equals = next(number for number, piece in enumerate(pieces) if piece.text.endswith(" = "))
    left, (value,) = pieces[:equals], [p.value for p in pieces[equals:] if p.value is not None]
    assert work_out(in_full(left)) == pytest.approx(value, rel=1e-3, abs=1e-12)
    with_brackets, plain = work_out(as_shown(left)), work_out(text_of(left))
    assert plain == pytest.approx(with_brackets, rel=1e-12, abs=1e-300)


@settings(max_examples=25)
@given(tables())
def test_every_element_of_every_operation(table):
    """Up to four digits of learning rates and scales, which the formulas show no more of."""
    run = session({**table, "dtype": "float64"})
    run.step(2, "iteration")
    for operation in run.program:
        evidence = run.evidence(operation.id)
        elements = list(np.ndindex(evidence.after.shape))
        for index in (elements[0], elements[-1]):
            pieces = numbers_of(evidence, index)
            if operation.rule.only_moves:
                assert pieces[0].value == evidence.after[index]
            elif "…" not in text_of(pieces):
                assert_right(pieces)


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "binary_cross_entropy"])
def test_losses_from_logits(loss):
    run = session(random_table(3, loss=loss, outputs=3, sequences=2, batch_size=2, length=1))
    run.step(1, "iteration")
    for name, index in (("loss[1]", ()), ("y[1]", (1, 1)), ("ds[1]", (1, 0))):
        assert_right(numbers_of(run.evidence(run.program.writers[name][0]), index))


def test_every_number_says_whose_it_is(finished):
    evidence = finished.evidence(finished.program.writers["Wxh_x[1]"][0])
    numbers = [piece for piece in numbers_of(evidence, (0, 0)) if piece.value is not None]
    assert [(piece.tensor, piece.index) for piece in numbers] == [
        ("Wxh", (0, 0)), ("x[1]", (0, 0)), ("Wxh", (0, 1)), ("x[1]", (1, 0)),
        ("Wxh", (0, 2)), ("x[1]", (2, 0)), ("Wxh_x[1]", (0, 0)),
    ]  # fmt: skip
    for piece in numbers[:-1]:
        assert piece.value == evidence.operands[piece.tensor][piece.index]
        assert float(piece.exact) == piece.value
    assert numbers[-1].value == finished.moment.value("Wxh_x[1]")


def product(row, column):
    """The evidence of a product of one row and one column."""
    run = session(random_table(length=1, inputs=len(row), sizes=(1,)))
    operation = next(o for o in run.program if o.rule is MATMUL)
    operands = {"Wxh": np.array([row], float), "x[1]": np.array(column, float)[:, None]}
    return Evidence(operation, operands, None, operands["Wxh"] @ operands["x[1]"])


def test_long_sums_show_the_largest_terms_and_count_the_others():
    evidence = product([1, 2, 3, 4, 5, 6, 7, 8], [8, 0, 0.5, -9, 1, 0, -1, 3])
    shown = text_of(numbers_of(evidence, (0, 0)))
    assert shown == "1·8 + 4·(−9) + 5·1 + 7·(−1) + 8·3 + … 3 more … = −4.5"


def test_nan_is_the_largest_of_all_and_infinity_is_shown():
    evidence = product([1e9, 1e9, 1e9, 1e9, 1e9, 1e9, np.nan, np.inf], [1] * 8)
    shown = text_of(numbers_of(evidence, (0, 0)))
    assert "NaN·1 + ∞·1 + … 3 more … = NaN" in shown


def test_without_a_value_before_there_is_only_what_is_added(simple_words):
    rule = ACCUMULATE_SQUARE
    operation = replace(simple_words.program[31], rule=rule, inputs=("dWxh",), output="m_Wxh")
    evidence = Evidence(operation, {"dWxh": np.array([[-0.2]])}, None, np.array([[0.04]]))
    assert text_of(numbers_of(evidence, (0, 0))) == "(−0.2)² = 0.04"
    kept = replace(evidence, before=np.array([[-1.0]]))
    assert text_of(numbers_of(kept, (0, 0))) == "−1 + (−0.2)² = 0.04"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dby_squares", "(−0.2108)² + (−0.8266)² = 0.7277"),
        ("gradient_norm", "√1.873 = 1.369"),
        ("clip_scale", "min(1, 0.1 / (1.369 + 1e-06)) = 0.07306"),
        ("dby_scaled", "−0.2108·0.07306 = −0.0154"),
        ("count_by", "1 + 1 = 2"),
        ("m_by", "0.9·(−0.002478) + 0.1·(−0.0154) = −0.00377"),
        ("v_by", "0.999·(6.14·10⁻⁷) + 0.001·(−0.0154)² = 8.507·10⁻⁷"),
        ("m_by_corrected", "−0.00377 / (1 − 0.9^2) = −0.01984"),
        ("step_by", "0.1·(−0.01984) / (√0.0004255 + 1e-08) = −0.0962"),
        ("by", "−0.4338 − (−0.0962) = −0.3376"),
    ],
)
def test_the_second_step_of_adam(name, expected):
    """What was there before stands where the formula has it."""
    run = session(random_table(1, length=1, optimizer="adam", clip_norm=0.1))
    run.step(2, "iteration")
    assert text(run, name, (0,) if run.program.tensors[name].shape else ()) == expected


def test_powers_of_ten_and_signs_are_bracketed():
    evidence = product([-1e-9, -2], [-3e9, 4e-7])
    shown = text_of(numbers_of(evidence, (0, 0)))
    assert shown == "−1·10⁻⁹·(−3·10⁹) + (−2)·(4·10⁻⁷) = 3"
