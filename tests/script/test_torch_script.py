"""The same training in PyTorch, which is too large to come with the tests: where it is not
installed, its scripts are only read.
"""

from __future__ import annotations

import ast
import importlib.util
from itertools import product

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.script import torch_script
from tests.support.experiments import random_table, session
from tests.support.scripts import trained

CELLS = ("rnn", "lstm", "lstm_peephole", "gru", "gru_reset_after")
OPTIMIZERS = ("sgd", "momentum", "adagrad", "rmsprop", "adam")
LOSSES = ("squared_error", "softmax_cross_entropy", "binary_cross_entropy")
HAS_TORCH = importlib.util.find_spec("torch") is not None


@pytest.mark.skipif(not HAS_TORCH, reason="PyTorch is not installed")
def test_losses_and_gradients_agree():
    for cell, optimizer, loss in product(CELLS, OPTIMIZERS, LOSSES):
        table = random_table(
            cell=cell,
            sizes=(2, 3),
            length=6,
            timesteps=3,
            sequences=2,
            batch_size=2,
            loss=loss,
            optimizer=optimizer,
            clip_value=0.05,
            clip_norm=0.1,
        )
        run = session(table)
        source = torch_script(run.compiled)
        for iteration, (value, gradients) in zip(range(4), trained(source), strict=False):
            run.seek(iteration, len(run.program) - 1)
            np.testing.assert_allclose(value, run.value("loss"), rtol=1e-10)
            for name, gradient in gradients.items():
                expected = run.value(f"d{name}")
                np.testing.assert_allclose(gradient, expected, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cell", ["rnn", "feedforward", "lstm_coupled"])
def test_it_is_python_whose_iterations_know_torch_alone(cell, optimizer, loss):
    run = session(random_table(cell=cell, loss=loss, optimizer=optimizer, clip_norm=1.0))
    tree = ast.parse(torch_script(run.compiled))
    train = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "train")
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    called = {ast.unparse(node.func) for node in ast.walk(train) if isinstance(node, ast.Call)}
    assert loss in called & defined
    assert not [name for name in called if name.startswith("np.")]
    assert "torch.nn.utils.clip_grad_norm_" in called
    assert {name for name in called if "." not in name} <= defined | {"range", "sum"}


@pytest.mark.parametrize(
    ("training", "message"),
    [
        ({"update_schedule": "every_timestep"}, "training.update_schedule: "),
        ({"optimizer": "adagrad", "epsilon_in_root": True}, "training.epsilon_in_root: "),
    ],
)
def test_what_pytorch_does_not_do(training, message):
    with pytest.raises(BadInput) as raised:
        torch_script(session(random_table(**training)).compiled)
    assert str(raised.value).startswith(message)
