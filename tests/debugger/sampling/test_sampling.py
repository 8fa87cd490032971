"""Text from a character model at any position, against a sampler in plain NumPy."""

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import (
    SampleSettings,
    Sampling,
    Session,
    Task,
    open_session,
    why_no_character_model,
)
from tests.support.experiments import changed, compiled
from tests.support.oracle_cells import CELLS
from tests.support.plain_sampler import sample
from tests.support.refusals import refusal

TEXT = "the cat sat on the mat.\nthe dog sat on the log.\n" * 3
TABLE = {
    "model": {"cell": "rnn", "hidden_sizes": [5]},
    "data": {"source": "text", "path": "t.txt"},
    "training": {"timesteps": 4, "loss": "softmax_cross_entropy", "optimizer": "adam"},
}
OWN_CELL = """
from rnn_debugger.cells import sigmoid, tanh

def mine(x, h, m, W, b):
    f = sigmoid(W.xf @ x + W.hf @ h + b.f)
    m = f * m + (1 - f) * tanh(W.xn @ x + b.n)
    return tanh(m + W.hh @ h), m
"""


@pytest.fixture
def begin(tmp_path):
    """A function that makes a session of a table on the text."""
    (tmp_path / "t.txt").write_text(TEXT)

    def make(table=TABLE, **sections):
        return Session(compiled(changed(table, **sections), tmp_path), "test")

    return make


def text_of(session, *settings):
    return Task(Sampling(session, SampleSettings(*settings)).run()).finish()


def parameters(session):
    return {tensor.name: session.value(tensor.name) for tensor in session.program.parameters}


@pytest.mark.parametrize("cell", [*CELLS])
@pytest.mark.parametrize("sizes", [[5], [4, 3]])
def test_it_is_what_a_plain_sampler_draws(begin, cell, sizes):
    session = begin(model={"cell": cell, "hidden_sizes": sizes})
    session.seek(30, 0)
    for temperature in (0, 0.7, 1.0):
        sampling = Sampling(session, SampleSettings("the ", 40, temperature, 3))
        text = Task(sampling.run()).finish()
        plain = sample(
            changed(TABLE, model={"cell": cell, "hidden_sizes": sizes}),
            parameters(session), {}, session.characters, "the ", 40, temperature, 3,
        )  # fmt: skip
        assert text == sampling.text == "the " + plain.text
        for drawn, all_of_them in zip(sampling.drawn, plain.probabilities, strict=True):
            row = session.characters.index(drawn.character)
            assert drawn.probability == pytest.approx(all_of_them[row], rel=1e-12)
            others = np.delete(all_of_them, row)
            listed = [probability for _, probability in drawn.others]
            np.testing.assert_allclose(listed, np.sort(others)[:-4:-1], rtol=1e-12)


def test_the_state_begins_at_h_start(begin):
    start = [0.9, -0.9, 0.5, 0.1, -0.3]
    session = begin(weights={"h_start": start})
    plain = sample(TABLE, parameters(session), {"h": start}, session.characters, "t", 9, 0, 0)
    sampling = Sampling(session, SampleSettings("t", 9, 0))
    assert Task(sampling.run()).finish() == "t" + plain.text
    first = sampling.drawn[0]
    assert first.probability == pytest.approx(plain.probabilities[0].max(), rel=1e-12)


def test_reading_the_training_text_gives_the_outputs_of_the_run(begin):
    session = begin()
    session.step(unit="phase")
    for t in range(1, 5):
        sampling = Sampling(session, SampleSettings(TEXT[:t], 1))
        Task(sampling.run()).finish()
        (drawn,) = sampling.drawn
        assert drawn.probability in session.value(f"y[{t}]")


def test_a_batch_and_a_loss_at_the_end_alone(begin):
    training = {"batch_size": 2, "loss_at": "last_timestep", "carry_state": False}
    session = begin(training=training)
    session.seek(5, 0)
    plain = sample(
        changed(TABLE, training={"loss_at": None}), parameters(session), {}, session.characters,
        "the", 30, 0, 0,
    )  # fmt: skip
    assert text_of(session, "the", 30, 0) == "the" + plain.text


def test_a_cell_of_ones_own(tmp_path):
    (tmp_path / "t.txt").write_text(TEXT)
    (tmp_path / "cells.py").write_text(OWN_CELL)
    (tmp_path / "e.toml").write_text(
        '[model]\ncell = "cells.py:mine"\nhidden_sizes = [3]\n'
        '[data]\nsource = "text"\npath = "t.txt"\n'
        '[training]\ntimesteps = 3\nloss = "softmax_cross_entropy"\n'
    )
    session = open_session(tmp_path / "e.toml", rnn_debugger.debugger.ALL_CODE)
    session.seek(4, 0)
    text = text_of(session, "on", 25, 0)
    values, characters = parameters(session), session.characters
    h, m, read = np.zeros(3), np.zeros(3), "on"
    for place in range(len(text) - 1):
        x = np.eye(len(characters))[characters.index(read[place])]
        f = 1 / (1 + np.exp(-(values["Wxf"] @ x + values["Whf"] @ h + values["bf"])))
        m = f * m + (1 - f) * np.tanh(values["Wxn"] @ x + values["bn"])
        h = np.tanh(m + values["Whh"] @ h)
        if place == len(read) - 1:
            read += characters[int(np.argmax(values["Why"] @ h + values["by"]))]
    assert text == read


def test_the_run_is_not_disturbed(begin):
    session = begin()
    update = next(op.id for op in session.program if op.output == "Why" and op.phase == "update")
    for place in ((0, 0), (3, 7), (3, update + 1), (5, 0)):
        session.seek(*place)
        before = session.state_hash(), session.position
        text_of(session, "the ", 30)
        assert (session.state_hash(), session.position) == before
    other = begin()
    other.seek(5, 0)
    assert session.state_hash() == other.state_hash()


def test_the_run_may_go_on_meanwhile(begin):
    session = begin()
    session.seek(10, 0)
    expected = text_of(session, "a", 30)
    sampling = Sampling(session, SampleSettings("a", 30))
    session.step(3, "iteration")
    assert Task(sampling.run()).finish() == expected
    assert text_of(session, "a", 30) != expected


def test_in_the_middle_of_an_update_the_parameters_are_used_as_they_stand(begin):
    session = begin()
    update = next(op.id for op in session.program if op.output == "Whh" and op.phase == "update")
    session.seek(2, update + 1)
    values = parameters(session)
    plain = sample(TABLE, values, {}, session.characters, "t", 20, 0, 0)
    sampling = Sampling(session, SampleSettings("t", 20, 0))
    assert Task(sampling.run()).finish() == "t" + plain.text
    assert sampling.place.startswith(
        f"Parameters of iteration 2, operation {update + 1} of {len(session.program)}, in the "
        "middle of an update: changed already are "
    )
    listed = sampling.place.rpartition("are ")[2].rstrip(".").split(", ")
    assert "Whh" in listed
    assert len(listed) < len(values)


def test_the_place_is_said(begin):
    session = begin()
    size = len(session.program)
    settings = SampleSettings("t", 1)
    assert Sampling(session, settings).place == (
        f"Parameters of iteration 0, operation 0 of {size}: nothing has been trained yet."
    )
    session.seek(3, 2)
    session.edit("Whh", (0, 0), 0.5)
    assert Sampling(session, settings).place == (
        f"Parameters of iteration 3, operation 2 of {size} (branch 1)."
    )


def test_an_empty_prime_is_the_first_character_of_the_text(begin):
    assert text_of(begin(), "", 5)[0] == "t"


def test_it_grows_while_it_is_drawn_and_can_be_given_up(begin):
    sampling = Sampling(begin(), SampleSettings("", 1_000_000))
    task = Task(sampling.run())
    assert task.advance()
    first = len(sampling.drawn)
    assert 0 < first < 1_000_000
    assert task.progress.done == first
    assert task.advance()
    assert len(sampling.drawn) > first
    task.cancel()
    assert not task.is_done


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (("Zoë",), "prime: “Z”, “ë” are not among the characters that the model has learned"),
        (("t", 0), "length: 0 is not 1 or more"),
        (("t", 1, -0.5), "temperature: -0.5 is not a number of 0 or more"),
        (("t", 1, float("nan")), "temperature: nan is not a number of 0 or more"),
        (("t", 1, 1.0, -1), "seed: -1 is not 0 or more"),
    ],
)
def test_what_cannot_be_is_one_sentence(begin, settings, sentence):
    assert refusal(Sampling, begin(), SampleSettings(*settings)) == sentence


def test_an_output_that_is_nan_is_one_sentence(begin):
    session = begin(weights={"by": [float("nan")] * len(set(TEXT))})
    assert refusal(text_of, session, "the", 5) == (
        "after 3 characters the output s is NaN or infinite, and has no probabilities to draw from"
    )


def test_what_is_no_character_model_says_why(begin):
    assert why_no_character_model(begin()) is None
    session = open_session("simple-words")
    sentence = (
        "simple-words is no character model: its data are values, and text can be sampled where "
        "they are a text"
    )
    assert why_no_character_model(session) == sentence
    assert refusal(Sampling, session, SampleSettings()) == sentence
    session = begin(training={"loss": "squared_error"}, model={"output_activation": "sigmoid"})
    assert why_no_character_model(session) == (
        "test gives no probabilities to draw from: its output is sigmoid, not softmax"
    )
