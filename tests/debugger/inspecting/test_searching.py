"""Finding operations."""

import pytest

import rnn_debugger
from rnn_debugger.debugger import find_operations


def outputs(session, text):
    return [
        session.program[int(number)].output for number in find_operations(session.program, text)
    ]


def test_a_tensors_full_name_finds_what_writes_and_reads_that_very_tensor(simple_words):
    assert outputs(simple_words, "h[1]") == ["h[1]", "s[1]", "Whh_h[2]", "dWhh", "dWhy", "da[1]"]


def test_any_other_word_is_looked_up_in_the_row(simple_words):
    found = find_operations(simple_words.program, "Whh")
    assert list(found) == [op.id for op in simple_words.program if "Whh" in op.formula]
    assert outputs(simple_words, "31") == ["Wxh"]
    assert outputs(simple_words, "squared_error") == ["loss[1]", "loss[2]"]


def test_all_words_must_match(simple_words):
    program = simple_words.program
    found = [program[int(n)] for n in find_operations(program, "backward t=2 outer")]
    assert [operation.output for operation in found] == ["dWhy", "dWhh", "dWxh"]
    assert all(op.phase == "backward" and op.timestep == 2 for op in found)


def test_capitals_count_only_where_the_word_has_some(simple_words):
    assert outputs(simple_words, "whh") == outputs(simple_words, "Whh")
    assert outputs(simple_words, "WHH") == []


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_finds_everything(simple_words, text):
    assert len(find_operations(simple_words.program, text)) == len(simple_words.program)


def test_the_terms_of_a_long_sum_are_found_although_they_are_not_written():
    session = rnn_debugger.open("char-rnn")
    assert "loss" in outputs(session, "loss[13]")
    assert "loss" in outputs(session, "loss[13")
