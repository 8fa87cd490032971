"""A sampler in plain NumPy, the way min-char-rnn samples: read, softmax, choose, read that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tests.support.oracle import Network, Window, timestep


class Sampled(NamedTuple):
    """A text without its prime, and for each of its characters all probabilities."""

    text: str
    probabilities: list[Any]


def sample(
    table: Mapping[str, Any],
    weights: Mapping[str, Any],
    starts: Mapping[str, Any],
    characters: str,
    prime: str,
    length: int,
    temperature: float,
    seed: int,
) -> Sampled:
    """`starts` are the states (H,) before the first character, by name without the timestep."""
    network = Network(table)
    states = {base: np.zeros((size, 1)) for base, size in network.states.items()}
    states |= {base: np.reshape(start, (-1, 1)) for base, start in starts.items()}
    generator = np.random.default_rng(seed)
    values: dict[str, Any] = {}

    def put(name: str, value: Any) -> Any:
        values[name] = value
        return value

    text, probabilities = prime, []
    while len(text) < len(prime) + length:
        for character in text[-1] if probabilities else text:
            x = np.zeros((len(characters), 1))
            x[characters.index(character)] = 1
            window = Window([x], [x], {})
            states = timestep(network, dict(weights), 1, window, states, put, np)
        s = values["s[1]"].ravel()
        e = np.exp(s - s.max())
        probabilities.append(e / e.sum())
        p = np.exp((s - s.max()) / temperature) if temperature else np.zeros(len(s))
        number = int(generator.choice(len(s), p=p / p.sum())) if temperature else int(s.argmax())
        text += characters[number]
    return Sampled(text[len(prime) :], probabilities)
