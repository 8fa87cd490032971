"""The parts of an expression: literals, field words, arithmetic, comparisons and calls."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from rnn_debugger.debugger.conditions.binding import Bound, Node, applied, joined, of_kind
from rnn_debugger.debugger.conditions.states import Evaluate, Missing, Value
from rnn_debugger.debugger.conditions.text_places import Place
from rnn_debugger.debugger.conditions.vocabulary import (
    ARITHMETIC,
    COMPARISONS,
    FIELDS,
    FUNCTIONS,
    NUMBER,
    PHASES,
    TEXT_WORDS,
    Kind,
    KindName,
)
from rnn_debugger.debugger.texts.suggestions import nearest
from rnn_debugger.engine import Program


@dataclass(frozen=True, slots=True)
class Number(Node):
    place: Place
    number: float

    def bind(self, program: Program) -> Bound:
        return _constant("number", np.float64(self.number))


@dataclass(frozen=True, slots=True)
class Flag(Node):
    """True or False."""

    place: Place
    is_true: bool

    def bind(self, program: Program) -> Bound:
        return _constant("truth", np.bool_(self.is_true))


@dataclass(frozen=True, slots=True)
class Text(Node):
    place: Place
    text: str

    def bind(self, program: Program) -> Bound:
        return _constant("text", self.text)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A field word: of the operation that runs next, or of the position."""

    place: Place
    word: str

    def bind(self, program: Program) -> Bound:
        if self.word in TEXT_WORDS:
            column = [getattr(operation, self.word) for operation in program]
            return self._bound("text", lambda state: column[state.operation])
        if self.word in FIELDS:
            numbers = [_number(getattr(operation, FIELDS[self.word])) for operation in program]
            return self._bound("number", lambda state: numbers[state.operation])
        read = operator.attrgetter(self.word)
        return self._bound("number", lambda state: _number(read(state)))

    def _bound(self, kind: KindName, evaluate: Evaluate) -> Bound:
        return Bound(Kind(kind), evaluate, words=frozenset([self.word]))


@dataclass(frozen=True, slots=True)
class Negative(Node):
    place: Place
    operand: Node

    def bind(self, program: Program) -> Bound:
        operand = of_kind(self.operand, program, NUMBER, "-")
        return applied(operator.neg, operand, operand.kind)


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    place: Place
    sign: str
    left: Node
    right: Node

    def bind(self, program: Program) -> Bound:
        nodes = [self.left, self.right]
        parts = [of_kind(node, program, NUMBER, self.sign) for node in nodes]
        return joined(self.place, "number", ARITHMETIC[self.sign], parts)


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """One comparison; of a chain each is a part of a `Chain`."""

    place: Place
    sign: str
    left: Node
    right: Node

    def bind(self, program: Program) -> Bound:
        parts = [self.left.bind(program), self.right.bind(program)]
        kinds = {part.kind.name for part in parts}
        if len(kinds) > 1:
            raise self.place.bad(
                f"{self.left.place} is {parts[0].kind} and {self.right.place} is "
                f"{parts[1].kind}: they cannot be compared"
            )
        if kinds != {"number"} and self.sign not in ("==", "!="):
            raise self.place.bad(f"{self.left.place} is {parts[0].kind}: only == and != fit")
        if kinds == {"text"}:
            self._check_text(program)
        return joined(self.place, "truth", COMPARISONS[self.sign], parts)

    def _check_text(self, program: Program) -> None:
        literal, word = self.left, self.right
        if isinstance(literal, Word):
            literal, word = word, literal
        if not (isinstance(literal, Text) and isinstance(word, Word)):
            raise self.place.bad("compare phase or primitive with a text, as in phase == 'forward'")
        known: Iterable[str] = PHASES
        if word.word == "primitive":
            known = sorted({operation.primitive for operation in program})
        if literal.text not in known:
            raise literal.place.bad(
                f"no operation of this program has the {word.word} {literal.text!r}"
                f"{nearest(literal.text, known, quoted=True)}"
            )


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Comparisons that all hold, element by element: ``0 < h < 1``."""

    place: Place
    links: tuple[Comparison, ...]

    def bind(self, program: Program) -> Bound:
        parts = [link.bind(program) for link in self.links]
        return reduce(
            lambda left, right: joined(self.place, "truth", np.logical_and, [left, right]), parts
        )


@dataclass(frozen=True, slots=True)
class Call(Node):
    place: Place
    function: str
    argument: Node

    def bind(self, program: Program) -> Bound:
        function = FUNCTIONS[self.function]
        argument = of_kind(self.argument, program, function.takes, f"{self.function}(…)")
        shape = argument.kind.shape if function.keeps_shape else ()
        return applied(function.apply, argument, Kind(function.gives, shape))


def _constant(kind: KindName, value: Value) -> Bound:
    return Bound(Kind(kind), lambda _state: value)


def _number(value: float | Missing | None) -> Value:
    if value is None:
        return Missing.ABSENT
    return value if isinstance(value, Missing) else np.float64(value)
