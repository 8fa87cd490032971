"""What a cell sees: its parameters by their short names, and the activation it was given.

A cell is a function over symbols. Its arguments `x`, `W`, `b`, `p` and `activation` mean what
they say; every other argument is a state, the first of them h. It returns the new states in
the same order; a cell without a state returns its output.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from rnn_debugger.engine import (
    NOTHING,
    Nothing,
    Shape,
    Symbol,
    Tape,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)

Activation: TypeAlias = Callable[[Symbol], Symbol]
CellFunction: TypeAlias = Callable[..., Symbol | tuple[Symbol, ...]]

ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "identity": identity,
    "softmax": softmax,
}
_ARGUMENTS = ("x", "W", "b", "p", "activation")


class Parameters:
    """`W.xh` is the parameter Wxh of this layer, made when it is first asked for."""

    def __init__(
        self,
        tape: Tape,
        letter: str,
        number: str,
        layer: int | None,
        shape_of: Callable[[str], Shape | None],
    ) -> None:
        self._tape = tape
        self._letter = letter
        self._number = number
        self._layer = layer
        self._shape_of = shape_of
        self._made: dict[str, Symbol | Nothing] = {}

    def __getattr__(self, suffix: str) -> Any:
        # Any, since a bias may be nothing: adding nothing gives back the other operand.
        if suffix.startswith("_"):
            raise AttributeError(suffix)
        if suffix not in self._made:
            self._made[suffix] = self._make(f"{self._letter}{self._number}{suffix}", suffix)
        return self._made[suffix]

    def _make(self, name: str, suffix: str) -> Symbol | Nothing:
        shape = self._shape_of(suffix)
        if shape is None:
            return NOTHING
        parameter = self._tape.declare(name, "parameter", shape, persistent=True)
        parameter.layer = self._layer
        return parameter


@dataclass(frozen=True)
class Cell:
    """A cell function and what its signature says of it."""

    name: str
    function: CellFunction
    states: tuple[str, ...]

    @classmethod
    def from_function(cls, function: CellFunction) -> Cell:
        arguments = inspect.signature(function).parameters
        states = tuple(name for name in arguments if name not in _ARGUMENTS)
        return cls(function.__name__, function, states)

    def call(self, **offered: Any) -> tuple[Symbol, ...]:
        """Call the function with those of the offered arguments that it takes."""
        wanted = inspect.signature(self.function).parameters
        result = self.function(**{name: offered[name] for name in wanted})
        return result if isinstance(result, tuple) else (result,)
