"""What a cell sees: its parameters by their short names, and the activation it was given.

A cell is a function over symbols. Its arguments `x`, `W`, `b`, `p` and `activation` mean what
they say; every other argument is a state, the first of them h. It returns the new states in
the same order; a cell without a state returns its output.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
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
_TAKEN = ("s", "y", "target", "loss")
"""Names of tensors that every network has besides its cell's."""


class CellError(ValueError):
    """A function that is no cell, or does not do what a cell must; the message says why."""


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
        """The cell that a function is; raises `CellError` when its arguments are not a cell's."""
        arguments = inspect.signature(function).parameters
        for argument in arguments.values():
            if argument.kind is not argument.POSITIONAL_OR_KEYWORD:
                raise CellError(f"{function.__name__}: {argument} is not one plain argument")
        states = tuple(name for name in arguments if name not in _ARGUMENTS)
        if states and states[0] != "h":
            raise CellError(
                f"{function.__name__}: its first state is called h, not {states[0]}; the other "
                f"arguments are {', '.join(_ARGUMENTS)}"
            )
        for name in states:
            if name in _TAKEN:
                raise CellError(f"{function.__name__}: {name} is the name of another tensor")
        return cls(function.__name__, function, states)

    def call(self, **offered: Any) -> tuple[Symbol, ...]:
        """Call the function with those of the offered arguments that it takes."""
        wanted = inspect.signature(self.function).parameters
        result = self.function(**{name: offered[name] for name in wanted})
        results = result if isinstance(result, tuple) else (result,)
        self._check(results, offered)
        return results

    def _check(self, results: tuple[Any, ...], offered: Mapping[str, Any]) -> None:
        names = self.states or ("its output",)
        listed = ", ".join(names)
        if len(results) != len(names):
            raise CellError(f"{self.name} returns {len(results)} values; it has to return {listed}")
        for name, value in zip(names, results, strict=True):
            if not isinstance(value, Symbol):
                what = "nothing" if value is None else f"a {type(value).__name__}"
                raise CellError(f"{self.name} returns {what} for {name}; it has to return {listed}")
            if name in offered and value.shape != offered[name].shape:
                raise CellError(
                    f"{self.name} returns {name} in the shape {value.shape}; it has to stay "
                    f"{offered[name].shape}"
                )
