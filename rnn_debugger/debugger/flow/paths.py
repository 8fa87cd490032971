"""The way of a gradient through the graph: from the loss of one timestep to an earlier state."""

from __future__ import annotations

from rnn_debugger.debugger.flow.backward import sweep_of
from rnn_debugger.debugger.flow.triangle import RoadTriangle
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Program


def path(program: Program, loss: int, target: str) -> frozenset[str]:
    """The gradients on every way from ``dloss[s]`` to the gradient `target`, both included; empty
    where none leads there.
    """
    sweep = sweep_of(program)
    order = [op for t in sweep.timesteps if t <= loss for op in sweep.operations[t]]
    begin = f"dloss[{loss}]"
    reached = {begin}
    for operation in order:
        if not reached.isdisjoint(operation.inputs):
            reached.add(operation.output)
    leading = {target}
    for operation in reversed(order):
        if operation.output in leading:
            leading.update(operation.inputs)
    found = reached & leading
    return frozenset(found) if target in found else frozenset()


def path_sentence(found: RoadTriangle, loss: int, timestep: int) -> str:
    """What the Jacobians on the way from a loss to a state do to its gradient, in one sentence."""
    road = found.road
    name, row = road.name(timestep), found.losses.index(loss)
    column = timestep - found.timesteps.start
    norm, total = float(found.norms[row, column]), float(found.total[column])
    share = float(found.along[row, column]) / total if total else 0.0
    part = f"{short(norm, 3, trim=True)}, {short(100 * share, 3, trim=True)} % of {name}"
    if loss == timestep:
        return f"loss[{loss}] reaches {name} in its own timestep, without a Jacobian: {part}"
    at_loss = float(found.norms[row, loss - found.timesteps.start])
    steps = loss - timestep
    counted = f"{steps} Jacobians bring" if steps > 1 else "1 Jacobian brings"
    left = f"to {short(norm / at_loss, 2, trim=True)} of" if at_loss else "from 0 to"
    return (
        f"loss[{loss}] reaches {name} through {product_text(loss, timestep)}: "
        f"{counted} it {left} what it was: {part}"
    )


def product_text(loss: int, timestep: int) -> str:
    """The product of transposed Jacobians from one timestep back to another, the last one first
    applied: ``J[3]ᵀ J[4]ᵀ``.
    """
    steps = [f"J[{t}]ᵀ" for t in range(timestep + 1, loss + 1)]
    if len(steps) > 3:
        steps = [steps[0], "⋯", steps[-1]]
    return " ".join(steps)
