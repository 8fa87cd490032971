"""An operation in words and numbers: its formula, and one element of it worked out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter

from rnn_debugger.debugger.texts.numbers import exact, short
from rnn_debugger.engine import Array, Index, Operation, Program
from rnn_debugger.engine.primitives.linear import MatMul, MatMulTransposed, Outer
from rnn_debugger.engine.primitives.sums import Accumulate

SHOWN_TERMS = 6
"""Terms of a long sum that are written out; the others are counted."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; a number has a value, and says which element of which tensor it is
    unless it is none; `operation` is the one that made it, see `with_makers`.
    """

    text: str
    tensor: str | None = None
    index: Index | None = None
    value: float | None = None
    operation: int | None = None

    @property
    def element(self) -> str:
        """Whose number it is: ``Whh[0, 1]``, of a scalar ``loss``; empty for plain text."""
        index = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.tensor or ''}{index}"

    @property
    def told(self) -> str:
        """Whose number it is, all its digits, and on a second line what made it."""
        made = "from before this iteration"
        if self.operation is not None:
            made = f"made by operation {self.operation}: double click goes there"
        return f"{self.element} = {self.exact}\n{made}"

    @property
    def exact(self) -> str:
        """The number with all its digits."""
        return self.text if self.value is None else exact(self.value)


@dataclass(frozen=True)
class Evidence:
    """The numbers that went into one run of an operation: operands, and the output after it.

    `before` is the output before it, for an operation that changes a tensor in place; None
    where it did not have a value.
    """

    operation: Operation
    operands: Mapping[str, Array]
    before: Array | None
    after: Array


def numbers_of(evidence: Evidence, index: Index) -> tuple[Piece, ...]:
    """The formula of the output's element at `index` with the numbers put in, and the result:
    ``0.1·1 + 0.2·0.5 + (−0.1)·(−0.5) = 0.25``.
    """
    operation, rule = evidence.operation, evidence.operation.rule
    if rule.only_moves:
        return tuple(_number(operation.output, index, evidence.after, leading=True))
    shapes = [evidence.operands[name].shape for name in operation.inputs]
    terms = list(rule.terms(index, *shapes))
    pieces: list[Piece] = []
    if rule.assignment != "=" and evidence.before is not None:
        pieces += _number(operation.output, index, evidence.before, leading=True)
        pieces.append(Piece(f" {rule.assignment.rstrip('=').strip()} "))
    shown = _chosen(terms, evidence)
    bracket = len(pieces) > 0 and len(terms) > 1 and rule.assignment == "−="
    if bracket:
        pieces.append(Piece("("))
    for place, number in enumerate(shown):
        if place:
            pieces.append(Piece(" + "))
        if number is None:
            pieces.append(Piece(f"… {len(terms) - len(shown) + 1} more …"))
        else:
            pieces += _term(evidence, terms[number], leading=not pieces)
    if bracket:
        pieces.append(Piece(")"))
    pieces.append(Piece(" = "))
    pieces += _number(operation.output, index, evidence.after, leading=True)
    return tuple(pieces)


def with_makers(
    program: Program, operation: Operation, pieces: Sequence[Piece]
) -> tuple[Piece, ...]:
    """The numbers of an operation, as `numbers_of` gives them, each with the operation of the
    same iteration that made it: the result by the operation itself, an operand by what wrote
    it last before. None for what comes from before the iteration.
    """
    numbers = [place for place, piece in enumerate(pieces) if piece.tensor is not None]
    result = numbers[-1] if numbers else -1
    return tuple(
        replace(
            piece,
            operation=operation.id
            if place == result
            else _last_writer(program, piece.tensor, operation.id),
        )
        for place, piece in enumerate(pieces)
    )


def product_sentence(program: Program, operation: Operation, index: Index) -> str:
    """For an element of a matrix product the row and the column that give it, such as ``row 3 of
    Whh times h[1]``; empty for other operations.
    """
    rule = operation.rule.share if isinstance(operation.rule, Accumulate) else operation.rule
    if not isinstance(rule, MatMul | MatMulTransposed | Outer) or not index:
        return ""
    left, right = operation.inputs
    columns = program.tensors[right].shape[1]
    if isinstance(rule, Outer):
        part = "element" if columns == 1 else "row"
        sentence = f"{part} {index[0]} of {left} times {part} {index[1]} of {right}"
        return sentence if columns == 1 else f"{sentence}, summed over the batch"
    line = "row" if isinstance(rule, MatMul) else "column"
    column = "" if columns == 1 else f"column {index[1]} of "
    return f"{line} {index[0]} of {left} times {column}{right}"


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _last_writer(program: Program, name: str | None, reader: int) -> int | None:
    if name is None:
        return None
    writers = program.writers[name]
    place = bisect_left(writers, reader)
    return writers[place - 1] if place else None


def _chosen(terms: Sequence[tuple[Index, ...]], evidence: Evidence) -> list[int | None]:
    """The numbers of the terms to write out; None where others are left out."""
    if len(terms) <= SHOWN_TERMS:
        return list(range(len(terms)))
    # The largest say most; a one-hot product has a single term that is not 0.
    sizes = [_size(term, evidence) for term in terms]
    order = sorted(range(len(terms)), key=lambda number: -sizes[number])
    # Of terms that are 0 one is enough, where there is no other.
    shown = [number for number in order[: SHOWN_TERMS - 1] if sizes[number] > 0]
    return [*sorted(shown or order[:1]), None]


def _size(term: tuple[Index, ...], evidence: Evidence) -> float:
    """The magnitude of the product of a term's factors; NaN is the largest of all."""
    factors = [
        float(evidence.operands[name][index])
        for name, index in zip(evidence.operation.inputs, term, strict=True)
    ]
    product = abs(math.prod(factors))
    return math.inf if math.isnan(product) else product


def _term(evidence: Evidence, indices: tuple[Index, ...], *, leading: bool) -> list[Piece]:
    operation = evidence.operation
    pieces: list[Piece] = []
    parts = list(Formatter().parse(operation.rule.element_term(len(operation.inputs))))
    for number, (literal, field, _, _) in enumerate(parts):
        if literal:
            pieces.append(Piece(literal))
        if field is None:
            continue
        if field == "out" and evidence.before is not None:
            pieces += _number(operation.output, indices[0], evidence.before, leading=False)
            continue
        if field == "total":
            total = operation.rule.total(indices[0], evidence.operands[operation.inputs[0]])
            pieces += _bracketed(Piece(short(total, trim=True), value=total), leading=False)
            continue
        name = operation.inputs[int(field)]
        index = indices[int(field)]
        squared = number + 1 < len(parts) and parts[number + 1][0].startswith("²")
        before = pieces[-1].text if pieces else ""
        first = (leading and not pieces) or before.endswith("(")
        pieces += _number(name, index, evidence.operands[name], leading=first and not squared)
    return pieces


def _number(name: str, index: Index, array: Array, *, leading: bool) -> list[Piece]:
    value = float(array[index])
    return _bracketed(Piece(short(value, trim=True), name, index, value), leading=leading)


def _bracketed(piece: Piece, *, leading: bool) -> list[Piece]:
    """The number, in brackets where a sign or a power of ten would be misread."""
    needs_brackets = not leading and (piece.text.startswith("−") or "·" in piece.text)
    return [Piece("("), piece, Piece(")")] if needs_brackets else [piece]
