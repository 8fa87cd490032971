"""The next character: probabilities at a temperature, and what is drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from rnn_debugger.engine import Array

OTHERS: Final = 3
"""How many of the likeliest other characters are remembered."""


@dataclass(frozen=True, slots=True)
class DrawnCharacter:
    """A character and how it was drawn.

    `probability` is what the model gives it, its ``y``; `chance` that at the temperature which it
    was drawn at. `others` are the likeliest besides it with their ``y``, the first the likeliest.
    """

    character: str
    probability: float
    chance: float
    others: tuple[tuple[str, float], ...]


def probabilities_at(logits: Array, temperature: float) -> Array:
    """``softmax(s / temperature)``, float64, of the shape of `logits` (n,).

    The Boltzmann distribution with the energies −s; as equation 1 of Hinton, Vinyals and Dean,
    Distilling the Knowledge in a Neural Network (2015), has it. At 1 it is the model's own y; below
    1 the likely become likelier; at 0, its limit, the likeliest has 1, the first of equal ones.
    `logits` must be finite and `temperature` 0 or more.
    """
    # The largest is taken away first, so that no exponential overflows.
    below = np.asarray(logits, np.float64) - np.max(logits)
    if temperature == 0:
        chances = np.zeros(below.shape)
        chances[np.argmax(below)] = 1
        return chances
    with np.errstate(over="ignore", under="ignore"):
        weights = np.exp(below / temperature)
    shares: Array = weights / weights.sum()
    return shares


def draw(
    logits: Array,
    probabilities: Array,
    characters: str,
    temperature: float,
    generator: np.random.Generator,
) -> tuple[int, DrawnCharacter]:
    """A character's row in the alphabet and what there is to say of it.

    `logits` and `probabilities` are s and y, (n,) both. It takes one number from `generator`,
    as ``numpy.random.choice`` does in Karpathy's min-char-rnn; at temperature 0 none.
    """
    chances = probabilities_at(logits, temperature)
    row = int(np.argmax(chances))
    if temperature > 0:
        row = int(generator.choice(len(chances), p=chances))
    # Stable, so that of equal ones the first comes first.
    order = np.argsort(-probabilities, kind="stable")[: OTHERS + 1].tolist()
    others = [other for other in order if other != row][:OTHERS]
    return row, DrawnCharacter(
        characters[row],
        float(probabilities[row]),
        float(chances[row]),
        tuple((characters[other], float(probabilities[other])) for other in others),
    )
