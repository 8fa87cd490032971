"""A timestep's share of a parameter's gradient as the product of two factors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_debugger.debugger.families.shares import share_operations
from rnn_debugger.debugger.inspecting.explain import Evidence
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.engine import Array, Operation, Program
from rnn_debugger.engine.primitive import Primitive, Workspace
from rnn_debugger.engine.primitives.linear import Outer
from rnn_debugger.engine.primitives.sums import Accumulate, MultiplySumColumns, SumColumns

Factors = tuple[Array, Array]
"""Left (n, K) and right (m, K): the share is left @ rightᵀ, of a bias m is 1. Copies."""


def factors_of(rule: Primitive, operands: list[Array], rows: int) -> Factors:
    """The factors of what an operation adds to a gradient with so many rows.

    A product dW = g xᵀ has g and x for its factors (Goodfellow, Bengio, Courville, *Deep
    Learning* (2016), section 10.2.2). Whatever is no product is worked out, its columns times
    those of the identity.
    """
    if isinstance(rule, Accumulate):
        rule = rule.share
    if isinstance(rule, Outer):
        return operands[0].copy(), operands[1].copy()
    if isinstance(rule, SumColumns):
        return operands[0].copy(), np.ones((1, operands[0].shape[1]), operands[0].dtype)
    if isinstance(rule, MultiplySumColumns):
        left = operands[0] * operands[1]
        return left, np.ones((1, left.shape[1]), left.dtype)
    part = np.empty(rule.shape(*(operand.shape for operand in operands)), operands[0].dtype)
    for thunk in rule.kernel(Workspace({}), part, *operands):
        thunk()
    left = part.reshape(rows, -1)
    return left, np.eye(left.shape[1], dtype=left.dtype)


class FactorRecord:
    """The factors of one parameter's shares in one iteration, read as the shares arrive.

    They are a pure function of the iteration, so that what was read once stays good when the
    session goes back and forward in it.
    """

    def __init__(self, program: Program, parameter: str) -> None:
        """Raises `KeyError` for what is no parameter."""
        self.parameter = parameter
        self.shape = program.tensors[parameter].shape
        self._program = program
        self._operations = share_operations(program, parameter)
        self.timesteps = tuple(sorted(self._operations))
        """Those that have a share, from the first to the last."""
        self._read: dict[int, Factors] = {}

    def operations(self, timestep: int) -> tuple[Operation, ...]:
        """What writes the share of a timestep."""
        return self._operations[timestep]

    def arrived(self, reached: int) -> tuple[int, ...]:
        """The timesteps whose shares have been added when so many operations have run."""
        return tuple(t for t in self.timesteps if self._operations[t][-1].id < reached)

    def missing(self, reached: int) -> tuple[Operation, ...]:
        """The operations that have run and whose factors are not known, in order."""
        found = (
            operation
            for timestep in self.arrived(reached)
            for operation in self._operations[timestep]
            if operation.id not in self._read
        )
        return tuple(sorted(found, key=lambda operation: operation.id))

    def read(self, moment: Moment, operation: Operation, is_edited: Callable[[str], bool]) -> bool:
        """Take the factors from the moment; False where they are not what the operation read:
        gone, set by hand since, or parameters, which may have changed.
        """
        for name in operation.inputs:
            tensor = self._program.tensors[name]
            if tensor.persistent or is_edited(name) or not moment.is_present(name):
                return False
        self._keep(operation, [moment.value(name) for name in operation.inputs])
        return True

    def take(self, evidence: Evidence) -> None:
        """Take the factors from a run of the operation."""
        operation = evidence.operation
        self._keep(operation, [evidence.operands[name] for name in operation.inputs])

    def factors(self, timestep: int) -> Factors:
        """Those of a timestep that has arrived and was read; K grows with its operations."""
        parts = [self._read[operation.id] for operation in self._operations[timestep]]
        if len(parts) == 1:
            return parts[0]
        lefts, rights = zip(*parts, strict=True)
        return np.concatenate(lefts, axis=1), np.concatenate(rights, axis=1)

    def _keep(self, operation: Operation, operands: list[Array]) -> None:
        with np.errstate(all="ignore"):
            self._read[operation.id] = factors_of(operation.rule, operands, self.shape[0])
