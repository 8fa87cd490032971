"""What an operation is, in a few plain words: a title for each primitive in each phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rnn_debugger.engine import Operation, Program
from rnn_debugger.engine.primitives.sums import Accumulate
from rnn_debugger.engine.program import Phase

_FORWARD: Final[Mapping[str, str]] = {
    "read": "The data come in",
    "start": "The state to begin with",
    "matmul": "A matrix times a vector",
    "add": "Two terms are added",
    "sum": "Several terms are added",
    "subtract": "A difference is taken",
    "multiply": "A product, element by element",
    "negate": "The sign is turned round",
    "scale": "A multiple is taken",
    "shift": "A constant is added",
    "subtract_from": "What is left of a constant",
    "copy": "A value is handed on",
    "sigmoid": "The sigmoid squashes each element",
    "tanh": "The tanh squashes each element",
    "relu": "Only what is positive passes",
    "identity": "A linear unit passes its input on",
    "softmax": "Logits become probabilities",
    "squared_error": "How far the output is from the target",
    "softmax_cross_entropy": "How surprising the target is",
    "binary_cross_entropy": "How surprising the targets are",
}
_BACKWARD: Final[Mapping[str, str]] = {
    "fill": "Here the gradient begins",
    "difference": "The gradient of the loss reaches the output",
    "matmul_transposed": "The gradient of a product reaches its right factor",
    "outer": "The gradient of a product reaches its left factor",
    "sum_columns": "The gradient of a sum reaches the vector added to it",
    "multiply_sum_columns": "The gradient of a product reaches its vector",
    "add": "Two gradients meet",
    "sum": "Gradients that meet are added",
    "multiply": "The gradient of a product reaches one of its factors",
    "negate": "The gradient of a difference reaches what is subtracted",
    "scale": "The gradient of a multiple reaches what was multiplied",
    "copy": "The gradient passes unchanged",
    "sigmoid_gradient": "The gradient goes back through the sigmoid",
    "tanh_gradient": "The gradient goes back through the tanh",
    "relu_gradient": "The gradient goes back through the relu",
}
_UPDATE: Final[Mapping[str, str]] = {
    "descend": "The weight takes a step downhill",
    "accumulate_momentum": "The velocity takes up the gradient",
    "accumulate_square": "The sum of squares grows",
    "average_gradient": "The average gradient takes up the new one",
    "average_square": "The average square takes up the new one",
    "count": "The updates are counted",
    "correct_bias": "An average is corrected for its start at 0",
    "adagrad_step": "How large the step is",
    "rmsprop_step": "How large the step is",
    "adam_step": "How large the step is",
    "subtract_step": "The weight takes its step",
    "clip_value": "Too large elements are cut off",
    "sum_squares": "The squared length of one gradient",
    "sum": "The squared length of all gradients together",
    "root": "The length of all gradients together",
    "clip_scale": "How much the gradients have to shrink",
    "multiply": "The gradient shrinks to its allowed length",
}
_LOSS: Final[Mapping[str, str]] = {**_FORWARD, "sum": "The losses of all timesteps together"}
_TITLES: Final[Mapping[Phase, Mapping[str, str]]] = {
    "forward": _FORWARD,
    "loss": _LOSS,
    "backward": _BACKWARD,
    "update": _UPDATE,
}
_SIDES: Final = ("left", "right")


def operation_title(program: Program, operation: Operation) -> str:
    """Such as ``The gradient of a product reaches its left factor``; without a full stop.

    What is computed once more in the backward sweep says so. A primitive that has no title of its
    own is called by its name.
    """
    name = operation.primitive
    if isinstance(operation.rule, Accumulate):
        name = operation.rule.share.name
    if program.tensors[operation.output].recomputes is not None:
        return f"Once more: {_lowered(_FORWARD.get(name, _named(name)))}"
    if (operation.phase, name) == ("backward", "multiply"):
        return _reached_factor(program, operation)
    return _TITLES[operation.phase].get(name, _named(name))


def _reached_factor(program: Program, operation: Operation) -> str:
    """Which factor of a product in the forward sweep the gradient is on its way to: the one that
    is multiplied there with what the gradient is multiplied with here.
    """
    reached = program.tensors[operation.output].of or ""
    other = program.tensors[operation.inputs[1]]
    factors = reached, other.recomputes or other.name
    for number in program.readers.get(reached, ()):
        product = program[number]
        if product.primitive == "multiply" and factors in (product.inputs, product.inputs[::-1]):
            side = _SIDES[product.inputs.index(reached)]
            return f"The gradient of a product reaches its {side} factor"
    return _BACKWARD["multiply"]


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _lowered(title: str) -> str:
    return title[0].lower() + title[1:]
