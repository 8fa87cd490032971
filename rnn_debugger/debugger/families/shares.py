"""A timestep's share of a parameter's gradient: not kept, but the product of two factors."""

from __future__ import annotations

import numpy as np

from rnn_debugger.debugger.moment import Moment
from rnn_debugger.engine import Array, Operation, Program, kept_with_program
from rnn_debugger.engine.primitive import Workspace
from rnn_debugger.engine.primitives.sums import Accumulate


@kept_with_program
def share_operations(program: Program, parameter: str) -> dict[int, tuple[Operation, ...]]:
    """By timestep the operations that write a share into the gradient of the parameter."""
    found: dict[int, tuple[Operation, ...]] = {}
    for number in program.writers.get(f"d{parameter}", ()):
        operation = program[number]
        if operation.timestep is not None:
            found[operation.timestep] = (*found.get(operation.timestep, ()), operation)
    return found


def share(moment: Moment, parameter: str, timestep: int) -> Array | None:
    """What the timestep adds to the gradient, of the parameter's shape; None before it has."""
    total: Array | None = None
    for operation in share_operations(moment.program, parameter).get(timestep, ()):
        if operation.id >= moment.reached or not all(map(moment.is_present, operation.inputs)):
            return None
        rule = operation.rule.share if isinstance(operation.rule, Accumulate) else operation.rule
        operands = [moment.value(name) for name in operation.inputs]
        part = np.empty(moment.program.tensors[parameter].shape, operands[0].dtype)
        for thunk in rule.kernel(Workspace({}), part, *operands):
            thunk()
        total = part if total is None else total + part
    return total
