"""A whole training as one PyTorch script: the same forward sweep, and PyTorch's own gradients."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rnn_debugger.data import BadInput
from rnn_debugger.engine import Tensor
from rnn_debugger.experiments import Compiled, without_checkpointing
from rnn_debugger.script.data_code import data_code
from rnn_debugger.script.parts import MAIN, assignment_of_series, mapping, script, titled
from rnn_debugger.script.statements import Statement, Writer
from rnn_debugger.script.weights_code import weights_code

_ABOUT = """\
The training that rnn-debugger {version} shows step by step, as PyTorch does it: the forward sweep
is the same, the gradients are PyTorch's. They agree but for the last bits."""
_IMPORTS = """\
# more
import numpy as np
import torch
from torch.nn import functional
"""
_TRAIN = '''\
def train():
    """Yields for every iteration its loss and the gradients, by their parameters' names."""
{before}
    for window_x, window_target, begins in windows():
        window_x, window_target = torch.from_numpy(window_x), torch.from_numpy(window_target)
{iteration}
'''
_LOSSES = {
    "squared_error": '''\
def squared_error(y, target):
    """Half the squared distance, over all outputs and sequences."""
    return functional.mse_loss(y, target, reduction="sum") / 2
''',
    "softmax_cross_entropy": '''\
def softmax_cross_entropy(s, target):
    """Minus the log of the target's probability, one column a sequence."""
    return functional.cross_entropy(s.T, target.T, reduction="sum")
''',
    "binary_cross_entropy": '''\
def binary_cross_entropy(s, target):
    """Each output a yes or a no of its own, from the logits."""
    return functional.binary_cross_entropy_with_logits(s, target, reduction="sum")
''',
}
_OPTIMIZERS = {
    "sgd": "SGD(parameters.values(), lr=learning_rate)",
    "momentum": "SGD(parameters.values(), lr=learning_rate, momentum={momentum!r})",
    "adagrad": "Adagrad(parameters.values(), lr=learning_rate, eps={epsilon!r})",
    "rmsprop": "RMSprop(parameters.values(), lr=learning_rate, alpha={decay!r}, eps={epsilon!r})",
    "adam": "Adam(\n    parameters.values(), lr=learning_rate, betas=({beta1!r}, {beta2!r}), "
    "eps={epsilon!r}\n)",
}


def torch_script(compiled: Compiled) -> str:
    """The script's text. Its ``train()`` yields for every iteration the loss and the gradients
    before clipping; run as a program it prints them for a hundred iterations.

    Raises `BadInput` for data or weights that are too many to be written out, and for a training
    that PyTorch's optimizers do not have.
    """
    compiled = without_checkpointing(compiled)
    training = compiled.experiment.training
    if compiled.program.updates_every_timestep:
        raise BadInput(
            'training.update_schedule: "every_timestep" changes weights in the middle of the '
            "backward sweep, which PyTorch's gradients cannot"
        )
    if training.optimizer == "adagrad" and training.epsilon_in_root:
        raise BadInput(
            "training.epsilon_in_root: PyTorch's Adagrad has its epsilon outside the root"
        )
    train = _train(compiled)
    losses = [source for name, source in _LOSSES.items() if f"{name}(" in train]
    parts = [*losses, data_code(compiled), weights_code(compiled), _leaves(compiled), train, MAIN]
    return script(compiled, _ABOUT, _IMPORTS, parts)


def _leaves(compiled: Compiled) -> str:
    """Parameters that PyTorch differentiates by, states that it does not, and the optimizer."""
    training = compiled.experiment.training
    names = [parameter.name for parameter in compiled.program.parameters]
    starts = [name for name in compiled.initial if name not in names]
    lines = [f"{name} = torch.nn.Parameter(torch.from_numpy({name}))" for name in names]
    lines += [f"{name} = torch.from_numpy({name})" for name in starts]
    lines.append(f"parameters = {mapping({name: name for name in names})}")
    optimizer = _OPTIMIZERS[training.optimizer].format(
        momentum=training.momentum,
        epsilon=training.epsilon,
        decay=training.decay,
        beta1=training.beta1,
        beta2=training.beta2,
    )
    return "\n".join([*lines, f"optimizer = torch.optim.{optimizer}"])


def _train(compiled: Compiled) -> str:
    program, training = compiled.program, compiled.experiment.training
    writer = Writer(program, training.timesteps)
    forward = [
        replace(lines, statements=tuple(_in_torch(s, program.tensors) for s in lines.statements))
        for lines in writer.lines()
        if lines.statements[0].operation.phase in ("forward", "loss")
    ]
    texts = "\n".join(statement.text for lines in forward for statement in lines.statements)
    series = [name for name in writer.series if re.search(rf"\b{name}\[", texts)]
    before = [
        f"{tensor.name} = torch.zeros({tensor.shape}, dtype=torch.{tensor.dtype})"
        for tensor in program.persistent
        if tensor.role == "state"
    ]
    iteration = [
        assignment_of_series(series),
        *titled(forward),
        *_backward(writer.name("loss"), training.clip_value, training.clip_norm),
    ]
    return _TRAIN.format(
        before=textwrap.indent("\n".join(before), " " * 4),
        iteration=textwrap.indent("\n".join(iteration), " " * 8),
    ).replace("\n\n    for", "\n    for")


def _backward(loss: str, clip_value: float | None, clip_norm: float | None) -> Iterator[str]:
    yield "\n# Backward through time."
    yield "optimizer.zero_grad()"
    yield f"{loss}.backward()"
    yield "gradients = {name: W.grad.numpy().copy() for name, W in parameters.items()}"
    yield "\n# The update of the weights."
    if clip_value is not None:
        yield f"torch.nn.utils.clip_grad_value_(parameters.values(), {clip_value!r})"
    if clip_norm is not None:
        yield f"torch.nn.utils.clip_grad_norm_(parameters.values(), {clip_norm!r})"
    yield "optimizer.step()"
    yield f"\nyield {loss}.item(), gradients"


def _in_torch(statement: Statement, tensors: Mapping[str, Tensor]) -> Statement:
    text = re.sub(r"np\.maximum\((.*), 0\)", r"torch.relu(\1)", statement.text)
    text = re.sub(r"(?<![\w.])sigmoid\(", "torch.sigmoid(", text)
    text = re.sub(r"(?<![\w.])softmax\((.*)\)", r"torch.softmax(\1, 0)", text)
    text = text.replace("np.", "torch.")
    if tensors[statement.operation.output].persistent:
        # The next window begins with its numbers, not with where they came from.
        text += ".detach()"
    return replace(statement, text=text)
