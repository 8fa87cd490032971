"""Subscripts: the whole numbers, made of t and literals, that name a timestep or an element."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rnn_debugger.debugger.conditions.binding import Node
from rnn_debugger.debugger.conditions.expression_nodes import Arithmetic, Negative, Number, Word
from rnn_debugger.debugger.conditions.text_places import Place
from rnn_debugger.debugger.conditions.vocabulary import ARITHMETIC, WHOLE_ARITHMETIC
from rnn_debugger.debugger.texts.numbers import shape_text
from rnn_debugger.engine import Index, Shape


@dataclass(frozen=True, slots=True)
class Subscript:
    """What stands in one pair of brackets."""

    place: Place
    parts: tuple[Node, ...]


def check_whole(node: Node) -> None:
    """Raises `BadCondition` for what a subscript cannot be made of."""
    match node:
        case Negative(operand=operand):
            check_whole(operand)
        case Arithmetic(sign=sign, left=left, right=right) if sign in WHOLE_ARITHMETIC:
            check_whole(left)
            check_whole(right)
        case Word(word="t"):
            pass
        case Number(number=number) if number.is_integer():
            pass
        case _:
            raise node.place.bad(f"a subscript is made of t and whole numbers, not of {node.place}")


def whole(node: Node, timestep: int | None) -> int | None:
    """The whole number that a subscript made of t and numbers gives; None where it gives none."""
    match node:
        case Number(number=number):
            return int(number)
        case Word():
            return timestep
        case Negative(operand=operand):
            value = whole(operand, timestep)
            return None if value is None else -value
        case Arithmetic(sign=sign, left=left, right=right):
            numbers = whole(left, timestep), whole(right, timestep)
            if None in numbers or (sign in ("//", "%") and numbers[1] == 0):
                return None
            return int(ARITHMETIC[sign](*numbers))
    raise AssertionError(node)


def element(
    subscripts: tuple[Subscript, ...], shape: Shape, text: str
) -> tuple[Index | None, Shape]:
    """The index of what subscripts pick from a tensor called `text`, None for all of it; and the
    shape of what is picked. Raises `BadCondition`.
    """
    if not subscripts:
        return (() if shape == () else None), shape
    index, place = subscripts[0], subscripts[0].place
    if len(subscripts) > 1 or len(index.parts) > len(shape):
        what = "a single number" if shape == () else f"{shape_text(shape)} numbers"
        raise subscripts[-1].place.bad(f"{text} has one subscript too many: there is {what}")
    numbers = []
    for part, length in zip(index.parts, shape, strict=False):
        number = whole(part, None)
        if number is None:
            raise part.place.bad(f"an element is named by whole numbers, not by {part.place}")
        if not -length <= number < length:
            raise place.bad(f"{text} is outside: its shape is {shape_text(shape)}, from 0")
        numbers.append(number)
    rest = shape[len(numbers) :]
    if math.prod(rest) == 1:
        return (*numbers, *[0] * len(rest)), ()
    return tuple(numbers), rest
