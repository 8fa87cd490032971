"""Characters along the axes of tensors, and the likeliest next ones."""

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import axis_labels, character_label, likeliest
from rnn_debugger.debugger.families.characters import character_of, owner


@pytest.fixture(scope="module")
def session():
    return rnn_debugger.open("char-rnn")


@pytest.mark.parametrize(
    ("character", "label"),
    [("e", "e"), (" ", "␣"), ("\n", "⏎"), ("\t", "⇥"), ("\0", "U+0000"), ("\u0301", "U+0301")],
)
def test_every_character_can_be_seen(character, label):
    assert character_label(character) == label


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("x[1]", True, False),
        ("target[3]", True, False),
        ("s[2]", True, False),
        ("y[2]", True, False),
        ("ds[2]", True, False),
        ("Why_h[2]", True, False),
        ("by", True, False),
        ("dby", True, False),
        ("Why", True, False),
        ("m_Why", True, False),
        ("step_Why", True, False),
        ("Wxh", False, True),
        ("dWxh", False, True),
        ("h[1]", False, False),
        ("Whh", False, False),
        ("Wxh_x[1]", False, False),
        ("loss[1]", False, False),
    ],
)
def test_axes_that_count_characters_are_labelled_with_them(session, name, rows, columns):
    found = axis_labels(session.program, session.program.tensors[name], session.characters)
    assert (found.rows is not None, found.columns is not None) == (rows, columns)
    for labels in (found.rows, found.columns):
        if labels is not None:
            assert labels == tuple(map(character_label, session.characters))


def test_other_models_have_no_characters(simple_words):
    program = simple_words.program
    found = axis_labels(program, program.tensors["x[1]"], simple_words.characters)
    assert (found.rows, found.columns) == (None, None)


def test_a_gradient_and_a_slot_belong_to_a_parameter_in_the_end(session):
    tensors = session.program.tensors
    assert owner(session.program, tensors["m_Why"]) is tensors["Why"]
    assert owner(session.program, tensors["dh_next[1]"]) is tensors["h[1]"]
    assert owner(session.program, tensors["h[1]"]) is tensors["h[1]"]


def test_the_likeliest_are_those_of_largest_probability_and_the_target_is_marked():
    session = rnn_debugger.open("char-rnn")
    session.run(limit=3 * len(session.program))
    session.step(40)
    moment = session.moment
    probabilities = session.value("y[2]")[:, 0]
    target = int(session.value("target[2]")[:, 0].argmax())
    found = likeliest(moment, "y[2]", session.characters)
    best = sorted(range(len(probabilities)), key=lambda row: -probabilities[row])
    assert [guess.row for guess in found[:5]] == best[:5]
    assert [guess.rank for guess in found[:5]] == [1, 2, 3, 4, 5]
    assert [guess.probability for guess in found[:5]] == list(probabilities[best[:5]])
    assert {guess.row for guess in found if guess.is_target} == {target}
    if target not in best[:5]:
        assert found[5].rank == best.index(target) + 1
    assert found[0].label == character_label(session.characters[best[0]])


def test_there_are_guesses_for_outputs_that_are_there_alone(session):
    assert likeliest(session.moment, "y[1]", session.characters) == ()
    assert likeliest(session.moment, "h_carry", session.characters) == ()


def test_before_the_target_is_read_none_is_marked():
    session = rnn_debugger.open("char-rnn")
    session.step(10)
    found = likeliest(session.moment, "y[1]", session.characters)
    assert len(found) == 5
    assert not any(guess.is_target for guess in found)


def test_a_one_hot_vector_is_a_character_and_another_is_none():
    assert character_of(np.array([0.0, 1.0, 0.0]), "a b") == "␣"
    assert character_of(np.array([0.0, 1.0, 1.0]), "a b") is None
    assert character_of(np.array([0.0, 0.5, 0.0]), "a b") is None
    assert character_of(np.array([0.0, 1.0]), "a b") is None
