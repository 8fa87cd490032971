"""The truth of a condition: single truth values, joined by ``and`` and ``or``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rnn_debugger.debugger.conditions.binding import Bound, Node
from rnn_debugger.debugger.conditions.states import Missing, Reading, Value
from rnn_debugger.debugger.conditions.text_places import Place
from rnn_debugger.debugger.conditions.vocabulary import Kind
from rnn_debugger.engine import Program


@dataclass(frozen=True, slots=True)
class Atom(Node):
    """A single truth value, or with `negated` its opposite; where it is absent both are false."""

    place: Place
    operand: Node
    negated: bool = False

    def bind(self, program: Program) -> Bound:
        operand = self.operand.bind(program)
        if not operand.kind.is_single:
            raise self.place.bad(f"{self.place} gives {operand.kind}; say any(…) or all(…)")
        if operand.kind.name != "truth":
            raise self.place.bad(
                f"{self.place} gives {operand.kind}, neither true nor false; compare it with "
                "something"
            )
        evaluate, negated = operand.evaluate, self.negated

        def test(state: Reading) -> Value:
            value = evaluate(state)
            if value is Missing.ABSENT:
                return False
            if value is Missing.UNKNOWN:
                return value
            return bool(value) is not negated

        return Bound(Kind("truth"), test, operand.reads, operand.words)


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """``and`` where `every` part has to hold, else ``or``. Negations stand in the atoms, so that
    what is absent makes nothing true.
    """

    place: Place
    every: bool
    parts: tuple[Atom | Junction, ...]

    def bind(self, program: Program) -> Bound:
        # The order does not matter to the answer; what reads no tensor is the cheapest.
        parts = sorted((part.bind(program) for part in self.parts), key=lambda b: bool(b.reads))
        tests, decisive = [part.evaluate for part in parts], not self.every

        def test(state: Reading) -> Value:
            answer: Value = not decisive
            for part in tests:
                found = part(state)
                if found is decisive:
                    return found
                if found is Missing.UNKNOWN:
                    answer = found
            return answer

        reads = frozenset[str]().union(*(part.reads for part in parts))
        words = frozenset[str]().union(*(part.words for part in parts))
        return Bound(Kind("truth"), test, reads, words)


Test: TypeAlias = Atom | Junction
