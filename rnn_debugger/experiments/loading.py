"""The data of an experiment, as sequences cut into windows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from rnn_debugger.data import (
    TASKS,
    BadInput,
    Dataset,
    Generated,
    Sequences,
    Text,
    read_arrays,
    read_columns,
    read_text,
    unreadable,
)
from rnn_debugger.engine import Array
from rnn_debugger.experiments.schema import Data, Experiment

MOST_NUMBERS = 2**27
"""Of one-hot targets: 1 GiB."""
_KEYS = {
    "values": ("inputs", "targets"),
    "text": ("path",),
    "csv": ("path", "inputs", "targets"),
    "npz": ("path",),
    "task": ("name",),
}


def load_data(experiment: Experiment, folder: Path) -> Dataset:
    """The dataset; paths are relative to `folder`. Raises `BadInput`.

    Values and arrays are timesteps × features, or sequences × timesteps × features, targets
    likewise. A CSV file is one sequence, a row a timestep. For softmax_cross_entropy class numbers
    may stand for one-hot targets: values and arrays without their last axis, one column of a CSV
    file. NaN and infinity are refused everywhere.
    """
    data, training = experiment.data, experiment.training
    _check_keys(data)
    if data.source == "text":
        if training.loss == "binary_cross_entropy":
            raise BadInput('training.loss: "binary_cross_entropy" does not go with a text')
        text = read_text(folder / str(data.path))
        return Text(text, training.timesteps, training.batch_size)
    if data.source == "task":
        return _generated(experiment)
    if data.source == "csv":
        return _from_csv(experiment, folder / str(data.path))
    if data.source == "npz":
        path = folder / str(data.path)
        arrays = read_arrays(path, ("inputs", "targets"))
        x_origin, origin = (f'{path}: array "{name}"' for name in arrays)
        return _sequences(experiment, x_origin, arrays["inputs"], origin, arrays["targets"])
    x = _numbers("data.inputs", data.inputs or [])
    target = _numbers("data.targets", data.targets or [])
    return _sequences(experiment, "data.inputs", x, "data.targets", target)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; raises `BadInput`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _check_keys(data: Data) -> None:
    wanted = _KEYS[data.source]
    for key in ("inputs", "targets", "path", "name"):
        given = getattr(data, key) is not None
        if given != (key in wanted):
            problem = "does not go with" if given else "is required with"
            raise BadInput(f'data.{key}: {problem} source = "{data.source}"')


def _generated(experiment: Experiment) -> Generated:
    name, training = experiment.data.name, experiment.training
    assert name is not None
    if training.loss not in TASKS[name].losses:
        fitting = " or ".join(f'"{loss}"' for loss in TASKS[name].losses)
        raise BadInput(
            f'training.loss: "{training.loss}" does not fit data.name: "{name}", which goes '
            f"with {fitting}"
        )
    return Generated(name, training.timesteps, training.batch_size, experiment.seed)


def _from_csv(experiment: Experiment, path: Path) -> Sequences:
    data = experiment.data
    wanted = {
        "data.inputs": _column_names("data.inputs", data.inputs or []),
        "data.targets": _column_names("data.targets", data.targets or []),
    }
    x, target = read_columns(path, wanted, experiment.dtype).values()
    if experiment.training.loss == "softmax_cross_entropy" and target.shape[1] == 1:
        target = target[:, 0]
    return _sequences(experiment, f"{path}: inputs", x, f"{path}: targets", target)


def _column_names(key: str, names: list[Any]) -> list[str]:
    if not names or not all(isinstance(name, str) for name in names):
        raise BadInput(f'{key}: names of columns are needed, such as ["time", "height"]')
    return names


def _sequences(
    experiment: Experiment, x_origin: str, x: Array, origin: str, target: Array
) -> Sequences:
    """Sequences of arrays, one sequence or several; the origins begin what is said of them."""
    training = experiment.training
    for name, array in ((x_origin, x), (origin, target)):
        _check_numbers(name, array, experiment.dtype)
    if x.ndim == 2:
        x, target = x[None], target[None]
    if x.ndim != 3:
        raise BadInput(f"{x_origin}: timesteps × features, or sequences × timesteps × features")
    if target.ndim == 2 and training.loss == "softmax_cross_entropy":
        target = _one_hot(origin, target)
    if target.ndim != 3:
        raise BadInput(
            f"{origin}: timesteps × outputs, or sequences × timesteps × outputs, "
            "as many as the inputs"
        )
    if training.loss == "softmax_cross_entropy":
        every = training.timesteps if training.loss_at == "last_timestep" else 1
        _check_distributions(origin, target[:, every - 1 :: every])
    return Sequences(x, target, training.timesteps, training.batch_size, origin)


def _check_distributions(origin: str, rows: Array) -> None:
    """The gradient y − target holds for targets that sum to 1 (Bishop 2006, 4.3.4)."""
    for sequence, timestep in np.argwhere(np.abs(rows.sum(axis=2) - 1) > 1e-6):
        total = rows[sequence, timestep].sum()
        raise BadInput(
            f"{origin}: a row sums to {total:.4g}, and softmax_cross_entropy needs "
            "probabilities that sum to 1, or class numbers"
        )


def _numbers(key: str, nested: list[Any]) -> Array:
    try:
        return np.array(nested, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(f"{key}: not a table of numbers with rows of one length") from None


def _check_numbers(origin: str, array: Array, dtype: str) -> None:
    if array.size == 0:
        raise BadInput(f"{origin}: there are no numbers")
    _refuse_any(origin, ~np.isfinite(array), "is NaN or infinite")
    _refuse_any(origin, np.abs(array) > np.finfo(dtype).max, f"is too large for {dtype}")


def _refuse_any(origin: str, wrong: Array, problem: str) -> None:
    for index in np.argwhere(wrong):
        place = "][".join(str(number + 1) for number in index)
        raise BadInput(f"{origin}: the entry at [{place}] {problem}")


def _one_hot(origin: str, classes: Array) -> Array:
    """(N, L) class numbers → (N, L, largest + 1)."""
    if (classes < 0).any() or (classes != np.floor(classes)).any():
        raise BadInput(f"{origin}: class numbers are whole and count from 0")
    size = int(classes.max()) + 1
    if classes.size * size > MOST_NUMBERS:
        raise BadInput(f"{origin}: class number {size - 1} would need {size} outputs")
    rows = np.zeros((*classes.shape, size))
    np.put_along_axis(rows, classes[..., None].astype(np.int64), 1, axis=-1)
    return rows
