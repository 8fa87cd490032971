"""Probabilities at a temperature, and characters drawn from them."""

import numpy as np
import pytest

from rnn_debugger.debugger.sampling.drawing import draw, probabilities_at

LOGITS = np.array([1.0, -2.0, 3.5, 3.5, 0.25])


def softmax(s):
    return np.exp(s) / np.exp(s).sum()


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_probabilities_are_the_softmax_of_the_divided_logits(temperature):
    expected = softmax(LOGITS / temperature)
    np.testing.assert_allclose(probabilities_at(LOGITS, temperature), expected, rtol=1e-14)


def test_temperature_0_is_the_first_of_the_likeliest():
    np.testing.assert_array_equal(probabilities_at(LOGITS, 0), [0, 0, 1, 0, 0])


@pytest.mark.parametrize("temperature", [1e-320, 1e-9, 1e308])
def test_extreme_temperatures_and_logits_stay_probabilities(temperature):
    chances = probabilities_at(np.array([-1e308, 0.0, 1e4, 2e4]), temperature)
    assert chances.sum() == pytest.approx(1)
    assert np.isfinite(chances).all()


def test_characters_come_as_often_as_is_likely():
    generator = np.random.default_rng(0)
    probabilities = softmax(LOGITS)
    rows = [draw(LOGITS, probabilities, "abcde", 2.0, generator)[0] for _ in range(4000)]
    shares = np.bincount(rows, minlength=5) / len(rows)
    np.testing.assert_allclose(shares, softmax(LOGITS / 2), atol=0.02)


def test_what_there_is_to_say_of_a_character():
    probabilities = softmax(LOGITS)
    row, drawn = draw(LOGITS, probabilities, "abcde", 0, np.random.default_rng(0))
    assert (row, drawn.character, drawn.chance) == (2, "c", 1.0)
    assert drawn.probability == probabilities[2]
    assert [character for character, _ in drawn.others] == ["d", "a", "e"]
    assert [p for _, p in drawn.others] == probabilities[[3, 0, 4]].tolist()


def test_one_character_has_no_others():
    _, drawn = draw(np.ones(1), np.ones(1), "a", 1.0, np.random.default_rng(0))
    assert (drawn.character, drawn.others) == ("a", ())
