"""Optimizers as operations: what becomes of the gradients of the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rnn_debugger.engine.primitive import Primitive
from rnn_debugger.engine.primitives import clipping, slots, updates
from rnn_debugger.engine.primitives.elementwise import MULTIPLY
from rnn_debugger.engine.primitives.total import Sum
from rnn_debugger.engine.symbols import Symbol, Tape

Rule: TypeAlias = Literal["sgd", "momentum", "adagrad", "rmsprop", "adam"]
SLOTS: Mapping[Rule, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("m",),
    "adagrad": ("m",),
    "rmsprop": ("v",),
    "adam": ("count", "m", "v"),
}
"""By rule what the optimizer remembers of each parameter W: ``m_W`` …; ``count_W`` is a number."""
RULE_SETTINGS: Mapping[Rule, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("momentum",),
    "adagrad": ("epsilon",),
    "rmsprop": ("decay", "epsilon"),
    "adam": ("beta1", "beta2", "epsilon"),
}
"""By rule the numbers that it has besides the learning rate and the limits of clipping."""


@dataclass(frozen=True)
class Optimizer:
    """How parameters are updated; the settings are the experiment file's."""

    rule: Rule = "sgd"
    learning_rate: float = 0.1
    epsilon: float = 1e-10
    epsilon_in_root: bool = False
    clip_value: float | None = None
    clip_norm: float | None = None
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    decay: float = 0.99


class Updates:
    """Writes an optimizer's operations on a tape; its slots live from iteration to iteration."""

    def __init__(self, tape: Tape, optimizer: Optimizer, loss: Symbol) -> None:
        """`loss` is what the gradients are those of; what is said of all together belongs to it."""
        self._tape = tape
        self._loss = loss
        self._optimizer = optimizer
        self._slots: dict[str, Symbol] = {}
        self._temporaries: dict[str, Symbol] = {}

    def declare_slots(self, parameters: list[Symbol]) -> None:
        """The persistent slots of every parameter, zero at the start."""
        for parameter in parameters:
            for letter in SLOTS[self._optimizer.rule]:
                name = f"{letter}_{parameter.base}"
                shape = () if letter == "count" else parameter.shape
                self._slots[name] = self._tape.declare(
                    name, "optimizer", shape, of=parameter, persistent=True
                )

    def apply(self, gradients: Mapping[Symbol, Symbol]) -> None:
        """Update each parameter with its gradient, a symbol of the same shape."""
        self._tape.phase = "update"
        self._tape.source = None
        if self._optimizer.clip_value is not None:
            gradients = {p: self._clip_value(p, g) for p, g in gradients.items()}
        if self._optimizer.clip_norm is not None:
            gradients = self._clip_norm(self._optimizer.clip_norm, gradients)
        for parameter, gradient in gradients.items():
            self._tape.layer = parameter.layer
            self._update(parameter, gradient)

    def _clip_value(self, parameter: Symbol, gradient: Symbol) -> Symbol:
        self._tape.layer = parameter.layer
        primitive = clipping.ClipValue(self._optimizer.clip_value or 0.0)
        clipped = self._temporary(f"{gradient.base}_clipped", parameter)
        return self._tape.apply(primitive, gradient, out=clipped)

    def _clip_norm(self, limit: float, gradients: Mapping[Symbol, Symbol]) -> dict[Symbol, Symbol]:
        """All gradients times one number. Its tensors have a timestep where the updates do."""
        tape = self._tape
        squares = []
        for parameter, gradient in gradients.items():
            tape.layer = parameter.layer
            base = f"d{parameter.base}_squares"
            squares.append(self._number(clipping.SUM_SQUARES, gradient, base=base, of=parameter))
        tape.layer = None
        total = self._number(Sum(), *squares, base="gradient_squares", of=self._loss)
        norm = self._number(clipping.ROOT, total, base="gradient_norm", of=self._loss)
        scale = self._number(clipping.ClipScale(limit), norm, base="clip_scale", of=self._loss)
        result = {}
        for parameter, gradient in gradients.items():
            tape.layer = parameter.layer
            scaled = self._temporary(f"d{parameter.base}_scaled", parameter)
            result[parameter] = tape.apply(MULTIPLY, gradient, scale, out=scaled)
        return result

    def _number(self, primitive: Primitive, *operands: Symbol, base: str, of: Symbol) -> Symbol:
        """One number about a gradient."""
        number = self._tape.apply(primitive, *operands, base=base, role="gradient")
        number.of = of
        return number

    def _update(self, parameter: Symbol, gradient: Symbol) -> None:
        settings, tape = self._optimizer, self._tape
        rate, epsilon = settings.learning_rate, settings.epsilon
        if settings.rule == "sgd":
            tape.apply(updates.Descend(rate), gradient, out=parameter)
        elif settings.rule == "momentum":
            velocity = self._slot("m", parameter)
            tape.apply(slots.AccumulateMomentum(settings.momentum), gradient, out=velocity)
            tape.apply(updates.Descend(rate), velocity, out=parameter)
        elif settings.rule == "adagrad":
            memory = self._slot("m", parameter)
            tape.apply(slots.ACCUMULATE_SQUARE, gradient, out=memory)
            primitive = updates.AdagradStep(rate, epsilon, settings.epsilon_in_root)
            self._step(parameter, primitive, gradient, memory)
        elif settings.rule == "rmsprop":
            average = self._slot("v", parameter)
            tape.apply(slots.AverageSquare(settings.decay), gradient, out=average)
            self._step(parameter, updates.RmspropStep(rate, epsilon), gradient, average)
        else:
            self._update_as_adam(parameter, gradient)

    def _update_as_adam(self, parameter: Symbol, gradient: Symbol) -> None:
        settings, tape = self._optimizer, self._tape
        tape.apply(slots.COUNT, out=self._slot("count", parameter))
        mean, square = self._slot("m", parameter), self._slot("v", parameter)
        tape.apply(slots.AverageGradient(settings.beta1), gradient, out=mean)
        tape.apply(slots.AverageSquare(settings.beta2), gradient, out=square)
        corrected = [
            self._corrected("m", parameter, settings.beta1),
            self._corrected("v", parameter, settings.beta2),
        ]
        primitive = updates.AdamStep(settings.learning_rate, settings.epsilon)
        self._step(parameter, primitive, *corrected)

    def _corrected(self, letter: str, parameter: Symbol, decay: float) -> Symbol:
        """A slot without the bias towards 0 that it begins with."""
        average, count = self._slot(letter, parameter), self._slot("count", parameter)
        out = self._temporary(f"{average.base}_corrected", parameter)
        return self._tape.apply(slots.CorrectBias(decay), average, count, out=out)

    def _step(self, parameter: Symbol, primitive: updates.RootStep, *operands: Symbol) -> None:
        """Work out the step, then take it."""
        step = self._temporary(f"step_{parameter.base}", parameter)
        self._tape.apply(primitive, *operands, out=step)
        self._tape.apply(updates.SUBTRACT_STEP, step, out=parameter)

    def _slot(self, letter: str, parameter: Symbol) -> Symbol:
        return self._slots[f"{letter}_{parameter.base}"]

    def _temporary(self, name: str, parameter: Symbol) -> Symbol:
        """A tensor that every update of the parameter writes again."""
        if name not in self._temporaries:
            self._temporaries[name] = self._tape.declare(
                name, "gradient", parameter.shape, of=parameter
            )
        return self._temporaries[name]
