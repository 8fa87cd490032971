"""Optimizers as operations: what becomes of the gradients of the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rnn_debugger.engine.primitives import updates
from rnn_debugger.engine.symbols import Symbol, Tape

Rule: TypeAlias = Literal["sgd", "adagrad"]


@dataclass(frozen=True)
class Optimizer:
    """How parameters are updated; the settings are the experiment file's."""

    rule: Rule = "sgd"
    learning_rate: float = 0.1
    epsilon: float = 1e-10
    epsilon_in_root: bool = False
    clip_value: float | None = None


class Updates:
    """Writes an optimizer's operations on a tape; its slots live from iteration to iteration."""

    def __init__(self, tape: Tape, optimizer: Optimizer) -> None:
        self._tape = tape
        self._optimizer = optimizer
        self._slots: dict[str, Symbol] = {}
        self._steps: dict[str, Symbol] = {}

    def declare_slots(self, parameters: list[Symbol]) -> None:
        """The persistent slots of every parameter, zero at the start."""
        if self._optimizer.rule == "adagrad":
            for parameter in parameters:
                self._slot("m", parameter)

    def apply(self, gradients: Mapping[Symbol, Symbol]) -> None:
        """Update each parameter with its gradient, a symbol of the same shape."""
        self._tape.phase = "update"
        self._tape.source = None
        for parameter, gradient in gradients.items():
            self._tape.layer = parameter.layer
            self._update(parameter, self._clip(parameter, gradient))

    def _clip(self, parameter: Symbol, gradient: Symbol) -> Symbol:
        if self._optimizer.clip_value is None:
            return gradient
        clipped = self._temporary(f"{gradient.base}_clipped", parameter)
        primitive = updates.ClipValue(self._optimizer.clip_value)
        return self._tape.apply(primitive, gradient, out=clipped)

    def _update(self, parameter: Symbol, gradient: Symbol) -> None:
        settings = self._optimizer
        if settings.rule == "sgd":
            self._tape.apply(updates.Descend(settings.learning_rate), gradient, out=parameter)
            return
        memory = self._slot("m", parameter)
        self._tape.apply(updates.ACCUMULATE_SQUARE, gradient, out=memory)
        primitive = updates.AdagradStep(
            settings.learning_rate, settings.epsilon, settings.epsilon_in_root
        )
        step = self._temporary(f"step_{parameter.base}", parameter)
        self._tape.apply(primitive, gradient, memory, out=step)
        self._tape.apply(updates.SUBTRACT_STEP, step, out=parameter)

    def _slot(self, letter: str, parameter: Symbol) -> Symbol:
        name = f"{letter}_{parameter.base}"
        if name not in self._slots:
            self._slots[name] = self._tape.declare(
                name, "optimizer", parameter.shape, of=parameter, persistent=True
            )
        return self._slots[name]

    def _temporary(self, name: str, parameter: Symbol) -> Symbol:
        """A tensor that every update of the parameter writes again."""
        if name not in self._steps:
            self._steps[name] = self._tape.declare(name, "gradient", parameter.shape, of=parameter)
        return self._steps[name]
