"""Values that checkpointing computes again are seen where they were computed first. No Qt."""

from __future__ import annotations

from dataclasses import replace

from rnn_debugger.debugger import Operation, Program


def place_of_value(program: Program, name: str) -> str:
    """The tensor whose node a value is seen at: for one computed again the original."""
    tensor = program.tensors.get(name)
    return name if tensor is None or tensor.recomputes is None else tensor.recomputes


def seen(program: Program, operation: Operation) -> Operation:
    """The operation reading and writing what has a place in the graph. Its formula stays, so that
    it says `h_again[3]` at the node of h[3].
    """
    output = place_of_value(program, operation.output)
    inputs = tuple(place_of_value(program, name) for name in operation.inputs)
    if (output, inputs) == (operation.output, operation.inputs):
        return operation
    return replace(operation, output=output, inputs=inputs)
