"""An operation as the line of NumPy that computes the same bits."""

from __future__ import annotations

import re
from typing import Final

from rnn_debugger.engine import Operation, Program
from rnn_debugger.engine.primitives.elementwise import Elementwise
from rnn_debugger.engine.primitives.moving import Read, Start
from rnn_debugger.engine.primitives.total import Sum

LONGEST_SUM: Final = 5
"""Terms that are written out; a longer series is summed in a loop."""
_TIMED: Final = re.compile(r"(.+)\[(\d+)\]")


def code_line(program: Program, operation: Operation) -> str:
    """Such as ``h[1] = np.tanh(a[1])`` or ``dWhh += da[2] @ h[1].T``.

    Constants are numbers with all digits. Besides ``np`` it may use the functions of the same names
    as in an exported script: ``sigmoid``, ``softmax`` and the losses.
    """
    sign = operation.rule.assignment.replace("−", "-")
    return f"{operation.output} {sign} {_right_side(program, operation)}"


def _right_side(program: Program, operation: Operation) -> str:
    rule, names = operation.rule, operation.inputs
    if isinstance(rule, Read):
        return f"window_{rule.stream}[{rule.timestep - 1}]"
    if isinstance(rule, Start):
        return rule.stream + (f" if begins else {names[0]}" if names else "")
    if isinstance(rule, Sum):
        series = _series(names)
        if series:
            return series if rule.factor == 1 else f"{series} * {rule.factor}"
    shapes = [program.tensors[name].shape for name in names]
    columns = program.tensors[operation.output].shape
    operands = [
        # A vector is added to each column.
        f"{name}[:, None]"
        if isinstance(rule, Elementwise) and (len(columns), len(shape)) == (2, 1)
        else name
        for name, shape in zip(names, shapes, strict=True)
    ]
    return rule.numpy_code(*shapes).format(*operands, out=operation.output, self=rule)


def _series(names: tuple[str, ...]) -> str:
    """The sum of one tensor over many timesteps, or nothing."""
    found = [_TIMED.fullmatch(name) for name in names]
    if len(names) <= LONGEST_SUM or not all(found):
        return ""
    parts = [(match[1], int(match[2])) for match in found if match]
    (base, first), last = parts[0], parts[-1][1]
    if parts != [(base, first + number) for number in range(len(parts))]:
        return ""
    return f"sum({base}[t] for t in range({first}, {last + 1}))"
