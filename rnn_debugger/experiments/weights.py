"""Initial weights: drawn from the seed, or given in the experiment file or beside it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.engine import Array, Program, Shape, Tensor
from rnn_debugger.experiments.schema import Experiment


def initial_weights(
    experiment: Experiment, folder: Path, program: Program, starts: Mapping[str, Shape]
) -> dict[str, Array]:
    """Every parameter, and every given start of a state (`starts`: names and shapes).

    A start may be given as a vector, which every sequence of a batch then begins with.
    """
    given = _given(experiment, folder)
    parameters = {tensor.name: tensor for tensor in program.parameters}
    known = [*parameters, *starts]
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise BadInput(f"weights.{name}: no such parameter{hint}")
    result = {}
    for name, tensor in parameters.items():
        drawn = _drawn(tensor, experiment.seed)
        result[name] = _shaped(name, given.get(name, drawn), tensor.shape, experiment.dtype)
    for name, shape in starts.items():
        value = given.get(name, np.zeros(shape))
        if value.ndim == 1:
            value = np.broadcast_to(value[:, None], (value.shape[0], shape[1]))
        result[name] = _shaped(name, value, shape, experiment.dtype)
    return result


def _drawn(tensor: Tensor, seed: int) -> Array:
    """Matrices uniform in ±1/√(number of columns), as LeCun et al. (1998) scale; biases zero.

    Each parameter has a stream of its own, so that networks that differ in one parameter agree
    in the others.
    """
    if len(tensor.shape) == 1:
        return np.zeros(tensor.shape)
    generator = np.random.default_rng([seed, crc32(tensor.name.encode())])
    limit = 1 / np.sqrt(tensor.shape[1])
    return generator.uniform(-limit, limit, tensor.shape)


def _given(experiment: Experiment, folder: Path) -> dict[str, Array]:
    inline = dict(experiment.weights)
    file = inline.pop("file", None)
    given = {} if file is None else _read_npz(folder / str(file))
    for name, nested in inline.items():
        given[name] = _numbers(name, nested)
    return given


def _numbers(name: str, nested: Any) -> Array:
    try:
        return np.array(nested, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(f"weights.{name}: not numbers in rows of one length") from None


def _read_npz(path: Path) -> dict[str, Array]:
    refusal = BadInput(f"{path}: not an .npz file of plain number arrays")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except OSError as error:
        raise unreadable(path, error) from None
    except Exception:  # A damaged archive fails in a dozen ways, down to Python's tokenizer.
        raise refusal from None
    # A file in the archive that is no array comes as its bytes.
    if not all(isinstance(a, np.ndarray) and a.dtype.kind in "biuf" for a in arrays.values()):
        raise refusal
    return {name: array.astype(np.float64) for name, array in arrays.items()}


def _shaped(name: str, value: Array, shape: Shape, dtype: str) -> Array:
    if value.shape != shape:
        raise BadInput(f"weights.{name}: has shape {value.shape}, the network needs {shape}")
    if (np.isfinite(value) & (np.abs(value) > np.finfo(dtype).max)).any():
        raise BadInput(f"weights.{name}: a number is too large for {dtype}")
    return np.ascontiguousarray(value, dtype)
