"""The data of an experiment, as sequences cut into windows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from rnn_debugger.data import BadInput, Dataset, Sequences, Text, read_text, unreadable
from rnn_debugger.engine import Array
from rnn_debugger.experiments.schema import Experiment

MOST_NUMBERS = 2**27
"""Of one-hot targets: 1 GiB."""
_KEYS = {"values": ("inputs", "targets"), "text": ("path",)}


def load_data(experiment: Experiment, folder: Path) -> Dataset:
    """The dataset; paths are relative to `folder`. Raises `BadInput`."""
    data, training = experiment.data, experiment.training
    wanted = _KEYS[data.source]
    for key in ("inputs", "targets", "path"):
        given = getattr(data, key) is not None
        if given != (key in wanted):
            problem = "does not go with" if given else "is required with"
            raise BadInput(f'data.{key}: {problem} source = "{data.source}"')
    if data.source == "text":
        if training.loss == "binary_cross_entropy":
            raise BadInput('training.loss: "binary_cross_entropy" does not go with a text')
        text = read_text(folder / str(data.path))
        return Text(text, training.timesteps, training.batch_size)
    x = _numbers("inputs", data.inputs or [], experiment.dtype)
    target = _numbers("targets", data.targets or [], experiment.dtype)
    if x.ndim == 2:
        x, target = x[None], target[None]
    if x.ndim != 3:
        raise BadInput("data.inputs: timesteps × features, or sequences × timesteps × features")
    if target.ndim == 2 and training.loss == "softmax_cross_entropy":
        target = _one_hot(target)
    if target.ndim != 3:
        raise BadInput(
            "data.targets: timesteps × outputs, or sequences × timesteps × outputs, "
            "as many as the inputs"
        )
    if training.loss == "softmax_cross_entropy":
        every = training.timesteps if training.loss_at == "last_timestep" else 1
        _check_distributions(target[:, every - 1 :: every])
    return Sequences(x, target, training.timesteps, training.batch_size)


def _check_distributions(rows: Array) -> None:
    """The gradient y − target holds for targets that sum to 1 (Bishop 2006, 4.3.4)."""
    for sequence, timestep in np.argwhere(np.abs(rows.sum(axis=2) - 1) > 1e-6):
        total = rows[sequence, timestep].sum()
        raise BadInput(
            f"data.targets: a row sums to {total:.4g}, and softmax_cross_entropy needs "
            "probabilities that sum to 1, or class numbers"
        )


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; raises `BadInput`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _numbers(key: str, nested: list[Any], dtype: str) -> Array:
    try:
        array = np.array(nested, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(f"data.{key}: not a table of numbers with rows of one length") from None
    if array.size == 0:
        raise BadInput(f"data.{key}: there are no numbers")
    _refuse_any(key, ~np.isfinite(array), "is NaN or infinite")
    _refuse_any(key, np.abs(array) > np.finfo(dtype).max, f"is too large for {dtype}")
    return array


def _refuse_any(key: str, wrong: Array, problem: str) -> None:
    for index in np.argwhere(wrong):
        place = "][".join(str(number + 1) for number in index)
        raise BadInput(f"data.{key}: the entry at [{place}] {problem}")


def _one_hot(classes: Array) -> Array:
    """(N, L) class numbers → (N, L, largest + 1)."""
    if (classes < 0).any() or (classes != np.floor(classes)).any():
        raise BadInput("data.targets: class numbers are whole and count from 0")
    size = int(classes.max()) + 1
    if classes.size * size > MOST_NUMBERS:
        raise BadInput(f"data.targets: class number {size - 1} would need {size} outputs")
    rows = np.zeros((*classes.shape, size))
    np.put_along_axis(rows, classes[..., None].astype(np.int64), 1, axis=-1)
    return rows
