"""Formulas with numbers, as they are shown, read and worked out again."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rnn_debugger.debugger import Piece

_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_NUMBER = r"\d+(?:\.\d+)?(?:e-?\d+)?"


def read_number(text: str) -> float:
    """A number as it is shown, back as a number."""
    power = _POWER.sub(lambda match: f"e{match[1].translate(_SUPERSCRIPTS)}", text)
    return float(power.replace("−", "-"))


def as_python(text: str) -> str:
    """The expression that a formula stands for."""
    text = _POWER.sub(lambda match: f"e{match[1].translate(_SUPERSCRIPTS)}", text)
    text = text.replace("½", "0.5*").replace("·", "*").replace("−", "-").replace("²", "**2")
    text = re.sub(r"clip\((.*), ±(.*)\)", r"max(-\2, min(\2, \1))", text)
    text = re.sub(rf"√({_NUMBER})", r"sqrt(\1)", text).replace("√", "sqrt")
    text = re.sub(rf"e\^({_NUMBER})", r"exp(\1)", text).replace("e^", "exp")
    return text.replace("^", "**").replace("[", "(").replace("]", ")")


def work_out(text: str) -> float:
    """The value of a formula's left side, as text."""
    names = {"sqrt": math.sqrt, "exp": math.exp, "log": math.log, "tanh": math.tanh,
             "max": max, "min": min}  # fmt: skip
    return float(eval(as_python(text), names))


def in_full(pieces: Sequence[Piece]) -> str:
    """The pieces with all digits of every number, each in brackets."""
    return "".join(p.text if p.value is None else f"({p.value!r})" for p in pieces)


def as_shown(pieces: Sequence[Piece]) -> str:
    """The pieces with the digits shown, each number in brackets."""
    return "".join(
        p.text if p.value is None else f"({read_number(p.text)!r})" for p in pieces
    )  # fmt: skip
