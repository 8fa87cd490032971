"""The operations of a program as statements of NumPy, in loops over the timesteps."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rnn_debugger.engine import Operation, Program
from rnn_debugger.engine.primitives.elementwise import Elementwise
from rnn_debugger.engine.primitives.moving import Read, Start
from rnn_debugger.script.expressions import expression, parsed
from rnn_debugger.script.rolling import Block, rolled, timed

_OF_THE_FIELD = re.compile(r"d?(x|target|loss|[hcifgorznasy]|a\d*_[a-z])\d*")
"""Tensors that have a line of their own; what stands between them is written where it is used."""
_SERIES = re.compile(r"(\w+)\[[tT\d]")
_LONG_SUM = 4


@dataclass(frozen=True)
class Statement:
    """One line, and what of the program it is."""

    text: str
    operation: Operation


@dataclass(frozen=True)
class Lines:
    """Statements under the head of a loop, or without one."""

    head: str | None
    statements: tuple[Statement, ...]


class Writer:
    """Writes the program of one experiment of T timesteps."""

    def __init__(self, program: Program, timesteps: int) -> None:
        self._program = program
        self._timesteps = timesteps
        pairs = {timed(name) for name in program.tensors}
        both = {base for base, t in pairs if t is None} & {
            base for base, t in pairs if t is not None
        }
        self._totals = {base: f"total_{base}" for base in both}

    @property
    def series(self) -> list[str]:
        """What has a value at several timesteps, as far as the lines name it: dictionaries by t."""
        texts = "\n".join(s.text for lines in self.lines() for s in lines.statements)
        return [name for name in dict.fromkeys(_SERIES.findall(texts)) if name[:7] != "window_"]

    def name(self, tensor: str) -> str:
        """What a tensor that belongs to no timestep is called."""
        return self._totals.get(tensor, tensor)

    def lines(self) -> Iterator[Lines]:
        """The whole iteration, in order."""
        for block in rolled(self._program):
            turns = block.timesteps
            if turns is None or len(turns) == 1:
                yield Lines(None, tuple(self._statements(block, self._fixed)))
            else:
                body = tuple(self._statements(block, _moving(turns[0])))
                yield Lines(f"for t in {self._range(turns)}:", body)

    def _range(self, turns: range) -> str:
        first, last = turns[0], turns[-1]
        if turns.step > 0:
            return f"range({self._fixed(first)}, {self._fixed(last + 1)})"
        return f"range({self._fixed(first)}, {self._fixed(last - 1)}, -1)"

    def _fixed(self, timestep: int) -> str:
        """A timestep, counted from the end where it is near it."""
        behind = self._timesteps - timestep
        if timestep <= behind:
            return str(timestep)
        if behind < 0:
            return f"T + {-behind}"
        return f"T - {behind}" if behind else "T"

    def _statements(self, block: Block, at: Callable[[int], str]) -> Iterator[Statement]:
        used_inside = self._written_where_used(block)
        held: dict[str, ast.expr] = {}

        def operand(name: str) -> ast.expr:
            return held[name] if name in held else parsed(self._text(name, at))

        for operation in block.operations:
            long_sum = self._long_sum(operation)
            if long_sum:
                yield Statement(f"{self._text(operation.output, at)} = {long_sum}", operation)
                continue
            value = self._value(operation, operand, at)
            if operation.output in used_inside:
                held[operation.output] = value
                continue
            sign = operation.rule.assignment.replace("−", "-")
            target = self._text(operation.output, at)
            yield Statement(f"{target} {sign} {ast.unparse(value)}", operation)

    def _value(
        self, operation: Operation, operand: Callable[[str], ast.expr], at: Callable[[int], str]
    ) -> ast.expr:
        rule = operation.rule
        if isinstance(rule, Read):
            return parsed(f"window_{rule.stream}[{at(rule.timestep)} - 1]")
        if isinstance(rule, Start):
            carry = f" if begins else {operation.inputs[0]}" if operation.inputs else ""
            return parsed(rule.stream + carry)
        operands = [self._as_column(operation, name, operand(name)) for name in operation.inputs]
        shapes = [self._program.tensors[name].shape for name in operation.inputs]
        return expression(rule, operands, shapes, parsed(self._text(operation.output, at)))

    def _long_sum(self, operation: Operation) -> str:
        """The sum over many timesteps of one series, or nothing."""
        if operation.primitive != "sum" or len(operation.inputs) < _LONG_SUM:
            return ""
        (base, first), *rest = (timed(name) for name in operation.inputs)
        if first is None or rest != [(base, first + n) for n in range(1, len(rest) + 1)]:
            return ""
        turns = range(first, first + len(operation.inputs))
        factor = operation.rule.factor  # type: ignore[attr-defined]
        total = f"sum({base}[t] for t in {self._range(turns)})"
        return total if factor == 1 else f"{total} * {factor!r}"

    def _as_column(self, operation: Operation, name: str, value: ast.expr) -> ast.expr:
        """A vector is added to each column."""
        shapes = self._program.tensors[operation.output].shape, self._program.tensors[name].shape
        if isinstance(operation.rule, Elementwise) and tuple(map(len, shapes)) == (2, 1):
            return parsed(f"({ast.unparse(value)})[:, None]")
        return value

    def _text(self, name: str, at: Callable[[int], str]) -> str:
        base, timestep = timed(name)
        return self.name(name) if timestep is None else f"{base}[{at(timestep)}]"

    def _written_where_used(self, block: Block) -> set[str]:
        """Outputs without a name of the field that only the block itself reads, once, before
        anything that they are made of changes.
        """
        found: set[str] = set()
        made_of: dict[str, set[str]] = {}
        first = block.operations[0].id
        for operation in block.operations:
            name = operation.output
            made_of[name] = set(operation.inputs)
            for operand in found & made_of[name]:
                made_of[name] |= made_of[operand]
            reader = self._only_reader(name)
            if reader is None or self._has_own_line(name):
                continue
            between = block.operations[operation.id - first : reader - first]
            changed = {other.output for other in between if other.rule.in_place}
            if reader < first + len(block.operations) and not changed & made_of[name]:
                found.add(name)
        return found

    def _only_reader(self, name: str) -> int | None:
        """The operation that alone reads what alone one operation writes."""
        readers, writers = self._program.readers[name], self._program.writers[name]
        if len(readers) != 1 or len(writers) != 1:
            return None
        return readers[0] if self._program[readers[0]].inputs.count(name) == 1 else None

    def _has_own_line(self, name: str) -> bool:
        tensor = self._program.tensors[name]
        owner = None if tensor.of is None else self._program.tensors[tensor.of]
        is_of_parameter = owner is not None and owner.role == "parameter"
        return (
            tensor.persistent
            or is_of_parameter
            or _OF_THE_FIELD.fullmatch(timed(name)[0]) is not None
        )


def _moving(first: int) -> Callable[[int], str]:
    """Timesteps as seen from that of a loop, in whose first turn it is `first`."""

    def text(timestep: int) -> str:
        ahead = timestep - first
        return f"t {'+' if ahead > 0 else '-'} {abs(ahead)}" if ahead else "t"

    return text
