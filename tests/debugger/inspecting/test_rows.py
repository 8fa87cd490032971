"""The rows of the table of operations."""

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import Tensor, row_detail, row_state, row_value
from rnn_debugger.debugger.inspecting.rows import value_text


def states(session):
    moment = session.moment
    return [row_state(moment, operation.id) for operation in session.program]


def test_what_ran_is_done_and_the_rest_is_to_come(simple_words):
    simple_words.step(5)
    found = states(simple_words)
    assert [state.done for state in found] == [number < 5 for number in range(47)]
    assert [n for n, state in enumerate(found) if state.last] == [4]
    assert [n for n, state in enumerate(found) if state.next] == [5]


def test_at_the_very_beginning_nothing_has_run(simple_words):
    found = states(simple_words)
    assert not any(state.done or state.last for state in found)
    assert found[0].next


def test_when_an_iteration_is_finished_all_of_it_is_done(simple_words):
    simple_words.step(1, "iteration")
    found = states(simple_words)
    assert all(state.done for state in found)
    assert found[-1].last
    assert found[0].next


def test_values_are_those_of_the_session(simple_words):
    simple_words.step(10)
    program, moment = simple_words.program, simple_words.moment
    texts = [row_value(moment, operation) for operation in program]
    assert texts[:10] == [
        "0", "1, 0.5, −0.5", "0.2500", "0", "0.2500",
        "0.5622", "0.6746", "0.6625", "1.000", "0.05694",
    ]  # fmt: skip
    assert texts[10:] == [""] * 37
    assert row_detail(moment, program[5]) == f"h[1] = {float(simple_words.value('h[1]')[0, 0])!r}"
    assert "to come" in row_detail(moment, program[20])


def test_what_was_written_again_points_to_the_later_operation(simple_words):
    program = simple_words.program
    first, second = program.writers["dWhh"]
    simple_words.seek(0, first + 1)
    assert row_value(simple_words.moment, program[first]) != ""
    assert not row_value(simple_words.moment, program[first]).startswith("→")
    simple_words.seek(0, second + 1)
    assert row_value(simple_words.moment, program[first]) == f"→ {second}"
    assert f"operation {second}" in row_detail(simple_words.moment, program[first])


def tensor(name="h[1]", role="state"):
    return Tensor(name, role, (3, 1), "float64")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([[0.5]], "0.5000"),
        ([[np.nan]], "NaN"),
        ([[1.0], [0.5]], "1, 0.5"),
        ([[3.0], [4.0], [0.123456], [0.1], [0.0], [0.0]], "‖5.003‖"),
        ([[0.123456], [0.234567], [0.345678]], "‖0.4356‖"),
        ([[1.0], [np.nan], [np.inf]], "2 NaN, ∞"),
    ],
)
def test_a_value_in_a_few_characters(values, text):
    assert value_text(tensor(), np.array(values)) == text


def test_characters_stand_for_one_hot_inputs_and_the_likeliest_output():
    hot = np.array([[0.0], [1.0], [0.0]])
    assert value_text(tensor("x[1]", "input"), hot, "a b") == "“␣”"
    assert value_text(tensor("h[1]"), hot, "a b") == "0, 1, 0"
    likely = np.array([[0.25], [0.125], [0.625]])
    assert value_text(tensor("y[1]", "activation"), likely, "a b") == "“b” 62.5 %"


def test_of_a_batch_one_sequence_is_shown():
    session = rnn_debugger.open("vanishing")
    session.step(2)
    assert session.batch_size == 1
    operation = session.program[1]
    assert row_value(session.moment, operation) == "1.000"
