"""From the text of an expression to its parts, by Python's own parser.

Python makes the tree, a white list takes it over, and nothing is ever compiled or run that the
list does not hold.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rnn_debugger.debugger.conditions.binding import Node
from rnn_debugger.debugger.conditions.expression_nodes import (
    Arithmetic,
    Call,
    Chain,
    Comparison,
    Flag,
    Negative,
    Number,
    Text,
    Word,
)
from rnn_debugger.debugger.conditions.subscripts import Subscript, check_whole
from rnn_debugger.debugger.conditions.tensor_reads import Read
from rnn_debugger.debugger.conditions.text_places import BadCondition, Place
from rnn_debugger.debugger.conditions.truths import Atom, Junction, Test
from rnn_debugger.debugger.conditions.vocabulary import ARITHMETIC, FUNCTIONS, WORDS
from rnn_debugger.debugger.texts.suggestions import nearest

LONGEST = 1_000
"""Characters of an expression."""
DEEPEST = 60
"""Levels of nesting."""
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


def parse_condition(text: str) -> Test:
    """The parts of something that is true or false. Raises `BadCondition`."""
    return _Parser(text).condition()


def parse_expression(text: str) -> Node:
    """The parts of something that has a value. Raises `BadCondition`."""
    return _Parser(text).expression()


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

    def expression(self) -> Node:
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
            if found == "=":
                message = "= assigns; == compares"
            elif found:
                message = f"{found} is not expected here"
            else:
                message = "something is missing at the end"
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
            check_whole(part)
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
