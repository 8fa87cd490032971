"""Conditions: a small safe language over tensors and field words, read from Python's own syntax.

``norm(dWhh) > 8 and t == 3``. Python's parser makes the tree, a white list takes it over, and
nothing is ever compiled or run that the list does not hold.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import ClassVar, TypeAlias

import numpy as np

from rnn_debugger.debugger.evaluating import (
    ARITHMETIC,
    FUNCTIONS,
    WHOLE_ARITHMETIC,
    WORDS,
    Arithmetic,
    Atom,
    BadCondition,
    Bound,
    Call,
    Chain,
    Comparison,
    Flag,
    Junction,
    Missing,
    Negative,
    Node,
    Number,
    Place,
    Read,
    State,
    Subscript,
    Text,
    Value,
    Word,
    may_hold,
    nearest,
    tested,
)
from rnn_debugger.debugger.numbers import shape_text, short
from rnn_debugger.engine import Program

__all__ = ["BadCondition", "Condition", "Expression", "LogText", "State"]

LONGEST = 1_000
"""Characters of an expression."""
DEEPEST = 60
"""Levels of nesting."""
SHOWN_ELEMENTS = 4
"""Of an array in a log line."""

Test: TypeAlias = Atom | Junction

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "there are no attributes here; functions are written norm(x)",
    ast.Lambda: "there are no functions of one's own here",
    ast.IfExp: "there is no if here; say and, or",
    ast.NamedExpr: "nothing is assigned here; == compares",
    ast.Slice: "there are no slices here; an element is named by whole numbers",
    ast.Tuple: "several values stand in an element's brackets alone, as in Whh[0, 1]",
    ast.Starred: "there are no starred arguments here",
    ast.JoinedStr: "there are no formatted texts here",
}


@dataclass(frozen=True)
class Condition:
    """Something that is true or false at every position; a `Rule`. Where a value that it compares
    is absent, neither the comparison nor its opposite is true.
    """

    text: str
    _test: Test = field(repr=False, compare=False)
    persists: ClassVar[bool] = True

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Raises `BadCondition`."""
        return cls(text, _Parser(text).condition())

    def check(self, program: Program) -> None:
        """Raises `BadCondition` where it does not fit the program."""
        _bound(self, program)

    def positions(self, program: Program) -> tuple[int, ...]:
        """The operations at which it has to be tested: the answer at each of them is that at all
        positions up to the next one, and at those of an iteration before the first one the
        condition is false. Where the iteration before may end with the condition true, 0 is one
        of them, so that in every run of positions each has the answer of the last tested one.
        Raises `BadCondition`.
        """
        return _bound(self, program)[1]

    def noted(self, _program: Program) -> tuple[int, ...]:
        return ()

    def note(self, state: State) -> None:
        """Nothing has to be noted."""

    def may_hold(self, program: Program, operation: int) -> bool:
        """Whether it can be true there, whatever the tensors hold."""
        return may_hold(_bound(self, program)[0], program, operation)

    def holds(self, state: State) -> bool:
        """At any position. Raises `BadCondition` where it does not fit the program."""
        with np.errstate(all="ignore"):
            return bool(_bound(self, state.program)[0].evaluate(state))


@dataclass(frozen=True)
class Expression:
    """A value at every position: a number, an array, a truth value or a text."""

    text: str
    _node: Node = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Raises `BadCondition`."""
        return cls(text, _Parser(text).expression())

    def check(self, program: Program) -> None:
        """Raises `BadCondition` where it does not fit the program."""
        _bound_expression(self, program)

    def shown(self, state: State) -> str:
        """The value in a few digits; an array's shape and its first elements; or ``absent``."""
        with np.errstate(all="ignore"):
            return _shown(_bound_expression(self, state.program).evaluate(state))


@dataclass(frozen=True)
class LogText:
    """A line with expressions in braces, such as ``t={t} ‖dh‖={norm(dh)}``; ``{{`` is a brace."""

    text: str
    _parts: tuple[str | _Embedded, ...] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> LogText:
        """Raises `BadCondition`."""
        return cls(text, tuple(_split(text)))

    def check(self, program: Program) -> None:
        """Raises `BadCondition` where an expression does not fit the program."""
        for part in self._parts:
            if isinstance(part, _Embedded):
                with _placed(self.text, part.column):
                    part.expression.check(program)

    def line(self, state: State) -> str:
        return "".join(
            part if isinstance(part, str) else part.expression.shown(state) for part in self._parts
        )


@dataclass(frozen=True)
class _Embedded:
    """An expression inside a text, from `column` on."""

    column: int
    expression: Expression


class _Parser:
    """Python's tree of a text, taken over node by node."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = len(text) - len(text.lstrip())
        self._bytes = text[self._start :].encode(errors="replace")
        self._kinds: dict[type[ast.AST], Callable[..., Node]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Subscript: self._read,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._comparison,
            ast.Call: self._call,
        }

    def condition(self) -> Test:
        return self._test(self._tree(), negated=False)

    def expression(self) -> Test | Node:
        tree = self._tree()
        joins = isinstance(tree, ast.BoolOp) or _is_not(tree)
        return self._test(tree, negated=False) if joins else self._value(tree)

    def _tree(self) -> ast.expr:
        self._check_text()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(self._text[self._start :], mode="eval").body
        except SyntaxError as error:
            raise self._unreadable(error) from None
        except (MemoryError, RecursionError):
            raise BadCondition("this is nested too deeply", self._text, 0, 1) from None
        self._check_depth(tree)
        return tree

    def _check_text(self) -> None:
        text = self._text
        if not text.strip():
            raise BadCondition("there is nothing to read: it is empty", text, 0, 1)
        if len(text) > LONGEST:
            sentence = f"this is longer than {LONGEST:,} characters"
            raise BadCondition(sentence, text, LONGEST, len(text) - LONGEST)
        for column, character in enumerate(text):
            if not character.isprintable() or character in "#\\":
                raise BadCondition(f"{character!r} has no place here", text, column, 1)

    def _unreadable(self, error: SyntaxError) -> BadCondition:
        # Python counts characters from 1, and says 0 where the text ends too early.
        column, end = len(self._text), len(self._text) + 1
        if error.offset:
            column = self._start + error.offset - 1
            end = max(self._start + (error.end_offset or 0) - 1, column + 1)
        message = error.msg.partition(" (detected")[0]
        if message.startswith("invalid syntax"):
            found = self._text[column:end].strip()
            message = (
                f"{found} is not expected here" if found else "something is missing at the end"
            )
            message = "= assigns; == compares" if found == "=" else message
        return BadCondition(message, self._text, column, end - column)

    def _check_depth(self, tree: ast.expr) -> None:
        level: list[ast.AST] = [tree]
        for _ in range(DEEPEST):
            level = [child for node in level for child in ast.iter_child_nodes(node)]
        for node in level:
            if isinstance(node, ast.expr):
                raise self._place(node).bad("this is nested too deeply")

    def _place(self, node: ast.expr | ast.keyword) -> Place:
        # Python counts bytes of UTF-8.
        start = len(self._bytes[: node.col_offset].decode())
        end = len(self._bytes[: node.end_col_offset].decode())
        return Place(self._text, self._start + start, end - start)

    def _test(self, node: ast.expr, *, negated: bool) -> Test:
        if isinstance(node, ast.BoolOp):
            parts = tuple(self._test(value, negated=negated) for value in node.values)
            every = isinstance(node.op, ast.And) is not negated
            return Junction(self._place(node), every, parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._test(node.operand, negated=not negated)
        return Atom(self._place(node), self._value(node), negated)

    def _value(self, node: ast.expr) -> Node:
        read = self._kinds.get(type(node))
        if read is not None:
            return read(node)
        place = self._place(node)
        if isinstance(node, ast.BoolOp):
            raise _misplaced(place, "and" if isinstance(node.op, ast.And) else "or")
        raise place.bad(_REFUSED.get(type(node), f"{place} has no place here"))

    def _constant(self, node: ast.Constant) -> Node:
        place, value = self._place(node), node.value
        if isinstance(value, bool):
            return Flag(place, value)
        if isinstance(value, str):
            return Text(place, value)
        if isinstance(value, int | float):
            return self._number(place, value)
        raise place.bad(f"{place} has no place here")

    def _number(self, place: Place, value: float) -> Number:
        try:
            number = float(value)
        except OverflowError:
            number = np.inf
        if not np.isfinite(number):
            raise place.bad("this is too large, or not a number")
        return Number(place, number)

    def _name(self, node: ast.Name) -> Node:
        # The text, since Python's tree has another spelling of some letters.
        place = self._place(node)
        name = str(place)
        if name.startswith("_") and name.endswith("_"):
            raise place.bad(f"{name} has no place here")
        return Word(place, name) if name in WORDS else Read(place, name)

    def _read(self, node: ast.Subscript) -> Node:
        subscripts: list[Subscript] = []
        base: ast.expr = node
        while isinstance(base, ast.Subscript):
            subscripts.insert(0, self._subscript(base.slice))
            base = base.value
        if not isinstance(base, ast.Name):
            raise self._place(base).bad("only a tensor has subscripts")
        name = self._name(base)
        if not isinstance(name, Read):
            raise name.place.bad(f"{name.place} is not a tensor and has no subscripts")
        return Read(self._place(node), name.base, tuple(subscripts))

    def _subscript(self, node: ast.expr) -> Subscript:
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        place = self._place(node)
        if not parts:
            raise place.bad("a subscript is missing")
        nodes = tuple(self._value(part) for part in parts)
        for part in nodes:
            _check_whole(part)
        return Subscript(place, nodes)

    def _unary(self, node: ast.UnaryOp) -> Node:
        place = self._place(node)
        if isinstance(node.op, ast.Not):
            raise _misplaced(place, "not")
        if not isinstance(node.op, ast.USub | ast.UAdd):
            raise place.bad(f"{str(place)[0]} has no place here; say not")
        operand = self._value(node.operand)
        if isinstance(node.op, ast.UAdd):
            return operand
        if isinstance(operand, Number):
            return Number(place, -operand.number)
        return Negative(place, operand)

    def _arithmetic(self, node: ast.BinOp) -> Node:
        place, sign = self._place(node), _SIGNS.get(type(node.op))
        if sign is None:
            words = {ast.BitAnd: "; say and", ast.BitOr: "; say or"}
            sentence = f"this operator has no place here{words.get(type(node.op), '')}"
            raise place.bad(sentence)
        left, right = self._value(node.left), self._value(node.right)
        if isinstance(left, Number) and isinstance(right, Number):
            with np.errstate(all="ignore"):
                numbers = np.float64(left.number), np.float64(right.number)
                return self._number(place, ARITHMETIC[sign](*numbers))
        return Arithmetic(place, sign, left, right)

    def _comparison(self, node: ast.Compare) -> Node:
        place, links = self._place(node), []
        left = self._value(node.left)
        for sign, right_node in zip(node.ops, node.comparators, strict=True):
            if type(sign) not in _SIGNS:
                raise place.bad("in and is have no place here; compare with == and or")
            right = self._value(right_node)
            start, end = left.place.column, right.place.column + right.place.length
            link_place = Place(self._text, start, end - start)
            links.append(Comparison(link_place, _SIGNS[type(sign)], left, right))
            left = right
        if len(links) == 1:
            return replace(links[0], place=place)
        return Chain(place, tuple(links))

    def _call(self, node: ast.Call) -> Node:
        place, callee = self._place(node), self._place(node.func)
        name = str(callee)
        if not isinstance(node.func, ast.Name):
            raise callee.bad("only a function can be called, by its name")
        if name not in FUNCTIONS:
            near = nearest(name, FUNCTIONS) or f"; there are {', '.join(FUNCTIONS)}"
            raise callee.bad(f"there is no function {name}{near}")
        if node.keywords:
            raise self._place(node.keywords[0]).bad(f"{name}(…) has no named arguments")
        if len(node.args) != 1:
            raise place.bad(f"{name}(…) takes one argument, not {len(node.args)}")
        return Call(place, name, self._value(node.args[0]))


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _misplaced(place: Place, word: str) -> BadCondition:
    return place.bad(
        f"{word} stands between single truth values alone, not inside another expression; say "
        "any(…) or all(…) of each"
    )


def _check_whole(node: Node) -> None:
    """Refuse what a subscript cannot be made of."""
    match node:
        case Negative(operand=operand):
            _check_whole(operand)
        case Arithmetic(sign=sign, left=left, right=right) if sign in WHOLE_ARITHMETIC:
            _check_whole(left)
            _check_whole(right)
        case _:
            is_whole = isinstance(node, Number) and node.number.is_integer()
            if not (is_whole or (isinstance(node, Word) and node.word == "t")):
                raise node.place.bad(
                    f"a subscript is made of t and whole numbers, not of {node.place}"
                )


@lru_cache(maxsize=64)
def _bound(condition: Condition, program: Program) -> tuple[Bound, tuple[int, ...]]:
    bound = condition._test.bind(program)
    with np.errstate(all="ignore"):
        return bound, tested(bound, program)


@lru_cache(maxsize=64)
def _bound_expression(expression: Expression, program: Program) -> Bound:
    return expression._node.bind(program)


def _shown(value: Value) -> str:
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.size == 1:
        return _shown_number(array.item())
    first = ", ".join(_shown_number(number) for number in array.flat[:SHOWN_ELEMENTS].tolist())
    more = ", …" if array.size > SHOWN_ELEMENTS else ""
    return f"{shape_text(array.shape)} ({first}{more})"


def _shown_number(value: float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value.is_integer() and abs(value) < 1e9:
        return str(int(value)).replace("-", "−")
    return short(value, trim=True)


def _split(text: str) -> Iterator[str | _Embedded]:
    """The literal parts of a log text, and the expressions in its braces."""
    at = 0
    while at < len(text):
        if text[at : at + 2] in ("{{", "}}"):
            yield text[at]
            at += 2
        elif text[at] == "}":
            raise BadCondition("this brace closes nothing; say }} for a brace", text, at, 1)
        elif text[at] == "{":
            end = text.find("}", at)
            if end < 0:
                raise BadCondition("this brace is never closed", text, at, 1)
            with _placed(text, at + 1):
                expression = Expression.parse(text[at + 1 : end])
            yield _Embedded(at + 1, expression)
            at = end + 1
        else:
            yield text[at]
            at += 1


@contextmanager
def _placed(text: str, column: int) -> Iterator[None]:
    """Inside, an error in the part of `text` that begins at `column` is told of the whole text."""
    try:
        yield
    except BadCondition as error:
        place = Place(text, column + error.column, error.length)
        raise place.bad(str(error)) from None
