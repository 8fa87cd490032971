"""Sampling: a text that the model writes, with the parameters as they stand at the cursor."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rnn_debugger.data import BadInput, Text
from rnn_debugger.debugger.branch_names import branch_name
from rnn_debugger.debugger.families.characters import character_label
from rnn_debugger.debugger.sampling.drawing import DrawnCharacter, draw
from rnn_debugger.debugger.sampling.timestep import Timestep
from rnn_debugger.debugger.session import Session
from rnn_debugger.engine import Array
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress


@dataclass(frozen=True, slots=True)
class SampleSettings:
    """What is to be drawn: `length` characters after the `prime`, which is read first. An empty
    prime stands for the first character of the training's text.
    """

    prime: str = ""
    length: int = 200
    temperature: float = 1.0
    seed: int = 0


class Sampling:
    """A text under way. `drawn` grows while `run` goes on; `place` says whose parameters draw."""

    def __init__(self, session: Session, settings: SampleSettings) -> None:
        """Takes a copy of the parameters at the cursor; the session is not needed afterwards.

        Raises `BadInput`, one sentence, where the experiment is no character model, where the
        prime has a character that the alphabet lacks, and for numbers that cannot be.
        """
        reason = why_no_character_model(session)
        if reason is not None:
            raise BadInput(reason)
        _check(settings)
        self._characters = session.characters or ""
        self._prime = settings.prime or _first_character(session.compiled)
        _check_prime(self._prime, self._characters)
        self._settings = settings
        self._parameters: Mapping[str, Array] = {
            tensor.name: session.value(tensor.name) for tensor in session.program.parameters
        }
        self._compiled = session.compiled
        self.place = parameters_sentence(session)
        self.drawn: list[DrawnCharacter] = []

    @property
    def prime(self) -> str:
        """What is read before anything is drawn."""
        return self._prime

    @property
    def text(self) -> str:
        """The prime and what has been drawn so far."""
        return self._prime + "".join(drawn.character for drawn in self.drawn)

    def run(self) -> Generator[Progress, None, str]:
        """Draw, in slices of a few milliseconds; the result is `text`. Raises `BadInput` where
        the model's output is not finite.
        """
        settings, characters = self._settings, self._characters
        rows = [characters.index(character) for character in self._prime]
        total = len(rows) + settings.length
        generator = np.random.default_rng(settings.seed)
        network = Timestep(self._compiled, self._parameters)
        began = perf_counter()
        # The last one drawn is not read any more.
        for done in range(total - 1):
            network.read(rows[done])
            if done >= len(self._prime) - 1:
                logits = network.logits
                if not np.isfinite(logits).all():
                    raise BadInput(
                        f"after {done + 1:,} characters the output s is NaN or infinite, and has "
                        "no probabilities to draw from"
                    )
                row, drawn = draw(
                    logits, network.probabilities, characters, settings.temperature, generator
                )
                rows.append(row)
                self.drawn.append(drawn)
            if perf_counter() - began > SLICE_SECONDS:
                yield Progress(done + 1, total)
                began = perf_counter()
        return self.text


def why_no_character_model(session: Session) -> str | None:
    """One sentence that says why there is no text to sample; None where there is."""
    name, network = session.name, session.compiled.network
    if session.characters is None:
        return (
            f"{name} is no character model: its data are {session.experiment.data.source}, and "
            "text can be sampled where they are a text"
        )
    if network.output_activation != "softmax":
        return (
            f"{name} gives no probabilities to draw from: its output is "
            f"{network.output_activation}, not softmax"
        )
    return None


def parameters_sentence(session: Session) -> str:
    """Whose parameters those at the cursor are, also in the middle of an update."""
    branch, iteration, operation = session.position
    program = session.program
    place = f"iteration {iteration:,}, operation {operation:,} of {len(program):,}"
    if branch:
        (here,) = [other for other in session.branches if other.id == branch]
        place += f" ({branch_name(here)})"
    names = [tensor.name for tensor in program.parameters]
    changed = {name for name in names if any(n < operation for n in program.writers[name])}
    if changed and not all(program.writers[n][-1] < operation for n in names if program.writers[n]):
        listed = ", ".join(name for name in names if name in changed)
        return f"Parameters of {place}, in the middle of an update: changed already are {listed}."
    if (iteration, operation) == (0, 0):
        return f"Parameters of {place}: nothing has been trained yet."
    return f"Parameters of {place}."


def _first_character(compiled: Compiled) -> str:
    assert isinstance(compiled.dataset, Text)
    return compiled.dataset.text[0]


def _check(settings: SampleSettings) -> None:
    if settings.length < 1:
        raise BadInput(f"length: {settings.length} is not 1 or more")
    if not (math.isfinite(settings.temperature) and settings.temperature >= 0):
        raise BadInput(f"temperature: {settings.temperature} is not a number of 0 or more")
    if settings.seed < 0:
        raise BadInput(f"seed: {settings.seed} is not 0 or more")


def _check_prime(prime: str, characters: str) -> None:
    unknown = [c for c in dict.fromkeys(prime) if c not in characters]
    if unknown:
        listed = ", ".join(f"“{character_label(character)}”" for character in unknown)
        are = "is" if len(unknown) == 1 else "are"
        raise BadInput(f"prime: {listed} {are} not among the characters that the model has learned")
