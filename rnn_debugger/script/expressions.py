"""Operations as expressions of NumPy; Python's own syntax tree knows where brackets belong."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from rnn_debugger.engine import Primitive, Shape

NAMED = ("learning_rate",)
"""Constants that a script calls by their names."""


def expression(
    rule: Primitive, operands: Sequence[ast.expr], shapes: Sequence[Shape], out: ast.expr
) -> ast.expr:
    """What an operation computes from its operands; `out` is what its output held before."""
    slots = [f"_{number}" for number in range(len(operands))]
    text = rule.numpy_code(*shapes).format(*slots, out="_out", self=_Constants(rule))
    return _Filling({**dict(zip(slots, operands, strict=True)), "_out": out}).fill(text)


def parsed(text: str) -> ast.expr:
    """The tree of an expression."""
    return ast.parse(text, mode="eval").body


class _Constants:
    """A primitive's constants as they are written in a script."""

    def __init__(self, rule: Primitive) -> None:
        self._rule = rule

    def __getattr__(self, name: str) -> str:
        number = getattr(self._rule, name)
        if name in NAMED:
            return name
        return repr(number) if abs(number) < float("inf") else f'float("{number}")'


class _Filling(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, slots: Mapping[str, ast.expr]) -> None:
        self._slots = slots

    def fill(self, text: str) -> ast.expr:
        filled: ast.expr = self.visit(parsed(text))
        return filled

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._slots.get(node.id, node)
