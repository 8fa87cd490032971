"""Binding: a part of an expression fitted to a program, which gives a closure to evaluate it with.

Names, kinds and shapes are checked once, here. Numbers are float64 throughout, so that no integer
grows without limit.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnn_debugger.debugger.conditions.states import Evaluate, Missing, Reading, Value
from rnn_debugger.debugger.conditions.text_places import Place
from rnn_debugger.debugger.conditions.vocabulary import TRUTH, Kind, KindName
from rnn_debugger.debugger.texts.numbers import shape_text
from rnn_debugger.engine import Program


@dataclass(frozen=True, slots=True)
class Bound:
    """A node bound to a program. `reads` has the tensors, `words` the field words whose change
    may change its value.
    """

    kind: Kind
    evaluate: Evaluate
    reads: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


class Node(ABC):
    """A part of an expression."""

    place: Place

    @abstractmethod
    def bind(self, program: Program) -> Bound:
        """Raises `BadCondition` where names, kinds or shapes do not fit."""


def of_kind(node: Node, program: Program, kinds: tuple[KindName, ...], user: str) -> Bound:
    """The node bound, which must be one of `kinds` for `user`, an operator or a function; raises
    `BadCondition`.
    """
    bound = node.bind(program)
    if bound.kind.name in kinds:
        return bound
    if kinds == TRUTH:
        raise node.place.bad(f"{user} asks what is true of {node.place}: compare it with something")
    hint = "; count(…) makes a number of it" if bound.kind.name == "truth" else ""
    raise node.place.bad(f"{user} needs numbers, and {node.place} is {bound.kind}{hint}")


def applied(function: Callable[[Any], Any], operand: Bound, kind: Kind) -> Bound:
    """A function of one operand, which gives that kind; what is missing stays missing."""
    evaluate = operand.evaluate

    def apply(state: Reading) -> Value:
        value = evaluate(state)
        return value if isinstance(value, Missing) else function(value)

    return Bound(kind, apply, operand.reads, operand.words)


def joined(
    place: Place, kind: KindName, function: Callable[[Any, Any], Any], parts: list[Bound]
) -> Bound:
    """A function of two operands, element by element; vectors and scalars fit as in the engine,
    where a vector is a column. Raises `BadCondition` where the shapes do not fit.
    """
    shapes = [part.kind.shape for part in parts]
    widest = max(shapes, key=len)
    if any(shape != widest[: len(shape)] for shape in shapes):
        raise place.bad(f"shapes {' and '.join(map(shape_text, shapes))} do not fit together")
    left, right = (_as_column(part, len(widest)) for part in parts)

    def evaluate(state: Reading) -> Value:
        a, b = left(state), right(state)
        if a is Missing.ABSENT or b is Missing.ABSENT:
            return Missing.ABSENT
        if a is Missing.UNKNOWN or b is Missing.UNKNOWN:
            return Missing.UNKNOWN
        return function(a, b)

    reads, words = parts[0].reads | parts[1].reads, parts[0].words | parts[1].words
    return Bound(Kind(kind, widest), evaluate, reads, words)


def _as_column(part: Bound, dimensions: int) -> Evaluate:
    if len(part.kind.shape) == 1 and dimensions == 2:
        column = operator.itemgetter((slice(None), None))
        return applied(column, part, part.kind).evaluate
    return part.evaluate
