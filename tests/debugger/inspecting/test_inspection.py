"""One tensor looked at closely."""

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import (
    Session,
    absence,
    facts,
    formula_pieces,
    gradients_of,
    index_of,
    is_batched,
    largest_place,
    place_of,
    saturated_share,
    shown_values,
    standing_sentence,
    users,
)
from tests.support.experiments import random_table, session


@pytest.fixture
def batch(two_layers):
    """A session with two sequences side by side."""
    return Session(two_layers, "batch")


def test_columns_of_activations_are_sequences_and_those_of_weights_are_not(batch):
    program = batch.program
    for tensor in program.tensors.values():
        expected = (
            len(tensor.shape) == 2
            and tensor.shape[1] == 2
            and not ("W" in tensor.name and tensor.timestep is None)
        )
        assert is_batched(program, tensor) == expected, tensor


def test_of_a_batch_one_sequence_is_shown_and_found_again(batch):
    batch.step(12)
    program = batch.program
    tensor = program.tensors["h1[1]"]
    value = batch.value("h1[1]")
    assert np.array_equal(shown_values(program, tensor, value, 1), value[:, 1:])
    for row in range(value.shape[0]):
        index = index_of(program, tensor, row, 0, 1)
        assert value[index] == value[row, 1]
        assert place_of(program, tensor, index) == (row, 0)


@pytest.mark.parametrize(("name", "shape"), [("W1hh", (2, 2)), ("b1h", (2, 1)), ("loss", (1, 1))])
def test_everything_else_is_shown_whole(batch, name, shape):
    batch.step(1, "phase")
    program, tensor = batch.program, batch.program.tensors[name]
    value = batch.value(name)
    shown = shown_values(program, tensor, value, 1)
    assert shown.shape == shape
    for row, column in np.ndindex(*shape):
        index = index_of(program, tensor, row, column, 1)
        assert value[index] == shown[row, column]
        assert place_of(program, tensor, index) == (row, column)


def test_the_largest_element_is_the_one_of_largest_magnitude_and_nan_is_larger():
    assert largest_place(np.array([[1.0, -3.0], [2.0, 0.0]])) == (0, 1)
    assert largest_place(np.array([[1.0, np.inf], [np.nan, 0.0]])) in ((0, 1), (1, 0))
    assert largest_place(np.array([[0.0], [np.nan]])) == (1, 0)


def test_facts_are_those_of_the_program(simple_words):
    tensors = simple_words.program.tensors
    assert facts(tensors["dh[2]"]) == ("layer 1", "t = 2", "1 × 1", "float64", "8 B")
    assert facts(tensors["Why"]) == ("1 × 1", "float64", "8 B")
    assert facts(tensors["loss[1]"]) == ("t = 1", "scalar", "float64", "8 B")


def follow(session, missing):
    session.step(missing.presses, missing.unit)


@pytest.mark.parametrize("name", ["simple-words", "vanishing"])
def test_what_an_absence_says_leads_to_the_value(name):
    session = rnn_debugger.open(name)
    for tensor in list(session.program.tensors)[::7]:
        for start in (0, 3, len(session.program) // 2):
            session.seek(0, start)
            missing = absence(session.moment, tensor)
            if missing is not None:
                assert not session.moment.is_present(tensor)
                assert f"operation {missing.operation}" in missing.sentence
                follow(session, missing)
                assert session.moment.is_present(tensor), (tensor, start, missing)


def test_the_smallest_unit_that_leads_there_soon_is_named(simple_words):
    simple_words.step(5)
    found = absence(simple_words.moment, "h[1]")
    assert (found.unit, found.presses) == ("operation", 1)
    found = absence(simple_words.moment, "h[2]")
    assert (found.unit, found.presses) == ("timestep", 2)
    assert found.sentence == (
        "h[2] is written by operation 14, h[2] = σ(a[2]), in the forward sweep."
    )
    simple_words.step(1, "phase")
    assert absence(simple_words.moment, "h[2]") is None


def test_parameters_are_never_absent(simple_words):
    assert absence(simple_words.moment, "Whh") is None
    assert standing_sentence(simple_words.moment, "Whh") == (
        "Whh has its initial value; operation 32 changes it."
    )
    simple_words.seek(2, 5)
    assert standing_sentence(simple_words.moment, "Whh") == (
        "Whh is as iteration 1 left it; operation 32 changes it."
    )


def test_the_share_of_saturated_elements_is_that_near_the_limits(simple_words):
    by_output = {operation.output: operation for operation in simple_words.program}
    values = np.array([[0.5], [0.999], [0.001], [0.02]])
    assert saturated_share(by_output["h[1]"], values) == 0.5
    assert saturated_share(by_output["a[1]"], values) is None
    assert saturated_share(None, values) is None


def test_users_are_those_nearest_and_the_others_are_counted():
    session = rnn_debugger.open("vanishing")
    readers = session.program.readers["Whh"]
    for here in (0, 120, 300):
        session.seek(0, here)
        found, left_out = users(session.moment, "Whh", 4)
        assert len(found) == 4
        assert left_out == len(readers) - 4
        distances = sorted(abs(number - here) for number in readers)
        assert max(abs(operation.id - here) for operation in found) <= distances[7]
    assert users(session.moment, "x[3]", 9)[1] == 0


def test_a_gradient_is_found_from_what_it_is_the_gradient_of(simple_words):
    assert gradients_of(simple_words.program, "h[1]")[0] == "dh[1]"
    assert set(gradients_of(simple_words.program, "h[1]")) == {"dh[1]", "dh_out[1]", "dh_next[1]"}
    assert gradients_of(simple_words.program, "x[1]") == ()


@pytest.mark.parametrize("name", ["simple-words", "char-rnn", "vanishing"])
def test_the_pieces_of_a_formula_are_the_formula_and_its_tensors(name):
    program = rnn_debugger.open(name).program
    for operation in program:
        pieces = formula_pieces(operation)
        assert "".join(piece.text for piece in pieces) == operation.formula
        named = {piece.tensor for piece in pieces if piece.tensor}
        assert operation.output in named
        assert named <= {operation.output, *operation.inputs}
        if len(operation.inputs) <= 5:
            assert named == {operation.output, *operation.inputs}, operation.formula


def test_a_value_computed_again_says_of_which():
    tensors = session(random_table(length=4, checkpointing="square_root")).program.tensors
    assert facts(tensors["h_again[2]"])[0] == "h[2] again"
    assert not any("again" in fact for fact in facts(tensors["h[2]"]))
