"""Tasks that recurrent networks are measured by, drawn at random: x and target of one batch.

Every draw is made of `Generator.random` alone: uniform numbers are the bit generator's stream
scaled, while NumPy may change how it draws anything else (NEP 19).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from rnn_debugger.cells.output import LossName
from rnn_debugger.engine import Array

TaskName: TypeAlias = Literal["copy", "adding", "parity", "echo", "sine"]
Draw: TypeAlias = Callable[[np.random.Generator, int, int], tuple[Array, Array]]

SYMBOLS = 8
"""Of the copy task, besides the blank and the delimiter."""
BLANK, DELIMITER = SYMBOLS, SYMBOLS + 1
LONGEST_COPY = 10
SHORTEST_PERIOD, LONGEST_PERIOD = 8, 32
"""Of the sine task, in timesteps."""


@dataclass(frozen=True)
class SequenceTask:
    """What a task reads and asks for. `draw` takes a generator, the timesteps T and the batch
    size B and gives x (T, inputs, B) and target (T, outputs, B); T is `least` or more.
    """

    inputs: int
    outputs: int
    least: int
    losses: tuple[LossName, ...]
    draw: Draw


def copy_length(timesteps: int) -> int:
    """Symbols to be copied in a window of so many timesteps: a quarter of them, 1 to 10."""
    return max(1, min(LONGEST_COPY, timesteps // 4))


def echo_delay(timesteps: int) -> int:
    """Timesteps until an input comes back: a quarter of the window, 1 or more."""
    return max(1, timesteps // 4)


def draw_copy(
    generator: np.random.Generator, timesteps: int, batch_size: int
) -> tuple[Array, Array]:
    """Say again what was said before a long silence (Hochreiter and Schmidhuber 1997, in the form
    of Arjovsky, Shah and Bengio 2016, 4.1).

    S = `copy_length` symbols of 8 come first, then blanks, at T − S the delimiter, then blanks
    again. The target is blank up to there and the symbols in the S timesteps after. All are
    one-hot, 10 wide: symbols 0 to 7, blank 8, delimiter 9. With T = 120 these are the paper's
    10 symbols and its delay of 100.
    """
    length = copy_length(timesteps)
    symbols = np.floor(SYMBOLS * generator.random((length, batch_size))).astype(np.int64)
    x = np.full((timesteps, batch_size), BLANK)
    target = x.copy()
    x[:length] = symbols
    x[timesteps - length - 1] = DELIMITER
    target[timesteps - length :] = symbols
    return _one_hot(x), _one_hot(target)


def draw_adding(
    generator: np.random.Generator, timesteps: int, batch_size: int
) -> tuple[Array, Array]:
    """Add the two numbers that are marked (Hochreiter and Schmidhuber 1997, experiment 4, in the
    form of Arjovsky, Shah and Bengio 2016, 4.2).

    Features are a number, uniform in [0, 1), and a marker: 1 at one timestep of the first half
    and one of the second, else 0. The target is the sum of the marked numbers so far: at T, where
    the papers have their only one, that of both. Always saying 1 has a squared error of 1/6 there.
    """
    numbers = generator.random((timesteps, batch_size))
    half = timesteps // 2
    markers = np.zeros_like(numbers)
    for begin, size in ((0, half), (half, timesteps - half)):
        chosen = begin + np.floor(size * generator.random(batch_size)).astype(np.int64)
        markers[chosen, np.arange(batch_size)] = 1
    sums = np.cumsum(numbers * markers, axis=0)
    return np.stack([numbers, markers], axis=1), sums[:, None]


def draw_parity(
    generator: np.random.Generator, timesteps: int, batch_size: int
) -> tuple[Array, Array]:
    """Is the number of ones odd? (Hochreiter and Schmidhuber 1997, 4, after Minsky and Papert).

    x[t] is 0 or 1; the target is the parity of x[1] to x[t], 1 when odd, so that one bit has to
    be kept and turned. With the loss at the last timestep alone it is that of the whole sequence.
    """
    bits = _bits(generator, timesteps, batch_size)
    return bits, np.cumsum(bits, axis=0) % 2


def draw_echo(
    generator: np.random.Generator, timesteps: int, batch_size: int
) -> tuple[Array, Array]:
    """Say every input again some timesteps later (short-term memory as Jaeger 2001 measures it).

    x[t] is 0 or 1; the target is x[t − d] with d = `echo_delay`, and 0 while t ≤ d.
    """
    bits = _bits(generator, timesteps, batch_size)
    delay = echo_delay(timesteps)
    target = np.zeros_like(bits)
    target[delay:] = bits[:-delay]
    return bits, target


def draw_sine(
    generator: np.random.Generator, timesteps: int, batch_size: int
) -> tuple[Array, Array]:
    """Predict the next value of a sine: x[t] = sin(2πt/P + φ), the target x[t + 1].

    The period P is uniform in [8, 32) timesteps and the phase φ in [0, 2π) radians. From two
    values the third follows, x[t + 1] = 2 cos(2π/P) x[t] − x[t − 1], if one has found out P.
    """
    spread = LONGEST_PERIOD - SHORTEST_PERIOD
    period = SHORTEST_PERIOD + spread * generator.random(batch_size)
    phase = 2 * np.pi * generator.random(batch_size)
    times = np.arange(1, timesteps + 2)[:, None]
    wave = np.sin(2 * np.pi * times / period + phase)[:, None]
    return wave[:-1], wave[1:]


def _bits(generator: np.random.Generator, timesteps: int, batch_size: int) -> Array:
    return np.floor(2 * generator.random((timesteps, 1, batch_size)))


def _one_hot(codes: Array) -> Array:
    """(T, B) whole numbers → (T, 10, B)."""
    return np.asarray(codes[:, None] == np.arange(SYMBOLS + 2)[:, None], np.float64)


TASKS: dict[TaskName, SequenceTask] = {
    "copy": SequenceTask(10, 10, 3, ("softmax_cross_entropy", "squared_error"), draw_copy),
    "adding": SequenceTask(2, 1, 2, ("squared_error",), draw_adding),
    "parity": SequenceTask(1, 1, 1, ("binary_cross_entropy", "squared_error"), draw_parity),
    "echo": SequenceTask(1, 1, 2, ("binary_cross_entropy", "squared_error"), draw_echo),
    "sine": SequenceTask(1, 1, 1, ("squared_error",), draw_sine),
}
