"""The vocabulary of expressions: field words, operators, functions and kinds of values."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from rnn_debugger.engine import Array, Phase, Shape

KindName: TypeAlias = Literal["number", "truth", "text"]
PHASES: tuple[Phase, ...] = get_args(Phase)
FIELDS = {"t": "timestep", "phase": "phase", "layer": "layer", "primitive": "primitive"}
"""Words for the operation that runs next, and the attribute that holds them."""
WORDS = (*FIELDS, "iteration", "operation", "loss_before", "loss_gain")
TEXT_WORDS = ("phase", "primitive")
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
WHOLE_ARITHMETIC = ("+", "-", "*", "//", "%")
NUMBER: tuple[KindName, ...] = ("number",)
TRUTH: tuple[KindName, ...] = ("truth",)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: a number, a truth value or a text, or an array of them."""

    name: KindName
    shape: Shape = ()

    def __str__(self) -> str:
        count = math.prod(self.shape)
        words = {"number": "number", "truth": "truth value", "text": "text"}[self.name]
        return f"a {words}" if count == 1 else f"{count:,} {words}s"

    @property
    def is_single(self) -> bool:
        return math.prod(self.shape) == 1


@dataclass(frozen=True, slots=True)
class Function:
    """What it takes and gives; it keeps the shape or makes one value of all elements."""

    apply: Callable[[Any], Any]
    takes: tuple[KindName, ...]
    gives: KindName
    keeps_shape: bool


def _norm(value: Array) -> Any:
    flat = np.ravel(value)
    return np.sqrt(flat.dot(flat))


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(np.abs, NUMBER, "number", True),
    "all": Function(np.all, TRUTH, "truth", False),
    "any": Function(np.any, TRUTH, "truth", False),
    "count": Function(lambda x: np.float64(np.count_nonzero(x)), TRUTH, "number", False),
    "exp": Function(np.exp, NUMBER, "number", True),
    "isfinite": Function(np.isfinite, NUMBER, "truth", True),
    "isinf": Function(np.isinf, NUMBER, "truth", True),
    "isnan": Function(np.isnan, NUMBER, "truth", True),
    "log": Function(np.log, NUMBER, "number", True),
    "max": Function(np.max, NUMBER, "number", False),
    "mean": Function(np.mean, NUMBER + TRUTH, "number", False),
    "min": Function(np.min, NUMBER, "number", False),
    "nonfinite": Function(lambda x: ~np.isfinite(x).all(), NUMBER, "truth", False),
    "norm": Function(_norm, NUMBER, "number", False),
    "sign": Function(np.sign, NUMBER, "number", True),
    "sqrt": Function(np.sqrt, NUMBER, "number", True),
    "sum": Function(partial(np.sum, dtype=np.float64), NUMBER + TRUTH, "number", False),
}
