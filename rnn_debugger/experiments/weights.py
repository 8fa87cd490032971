"""Initial weights: drawn from the seed, or given in the experiment file or beside it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from rnn_debugger.cells.unroll import Network
from rnn_debugger.data import BadInput
from rnn_debugger.data.weights import read_weights
from rnn_debugger.engine import Array, Program, Shape, Tensor
from rnn_debugger.experiments.schema import Experiment


def initial_weights(
    experiment: Experiment,
    folder: Path,
    network: Network,
    program: Program,
    starts: Mapping[str, Shape],
) -> dict[str, Array]:
    """Every parameter, and every given start of a state (`starts`: names and shapes).

    A start may be given as a vector, which every sequence of a batch then begins with.
    """
    given = _given(experiment, folder, network)
    parameters = {tensor.name: tensor for tensor in program.parameters}
    known = [*parameters, *starts]
    for name, (place, _) in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise BadInput(f"{place}: no such parameter{hint}")
    result = {}
    for name, tensor in parameters.items():
        drawn = _Given(name, drawn_weights(tensor, experiment.seed))
        result[name] = _shaped(given.get(name, drawn), tensor.shape, experiment.dtype)
    for name, shape in starts.items():
        place, value = given.get(name) or _Given(name, np.zeros(shape))
        if value.ndim == 1:
            value = np.broadcast_to(value[:, None], (value.shape[0], shape[1]))
        result[name] = _shaped(_Given(place, value), shape, experiment.dtype)
    return result


def drawn_weights(tensor: Tensor, seed: int) -> Array:
    """Initial weights of one parameter, float64: matrices uniform in ±1/√(number of columns), as
    LeCun et al. (1998) scale, biases zero.

    Peepholes, which stand for diagonal matrices, in ±1/√(units). A forget gate has no bias of
    its own kind: PyTorch, which draws all biases, does not raise it either; where it should begin
    open, as Jozefowicz et al. (2015) advise, give ``bf`` in the weights. Each parameter has a
    stream of its own, so that networks that differ in one parameter agree in the others.
    """
    if tensor.name.startswith("b"):
        return np.zeros(tensor.shape)
    generator = np.random.default_rng([seed, crc32(tensor.name.encode())])
    limit = 1 / np.sqrt(tensor.shape[-1])
    return generator.uniform(-limit, limit, tensor.shape)


class _Given(NamedTuple):
    """A value and where it stands, for what is said of it."""

    place: str
    value: Array


def _given(experiment: Experiment, folder: Path, network: Network) -> dict[str, _Given]:
    inline = dict(experiment.weights)
    file = inline.pop("file", None)
    given = {}
    if file is not None:
        if not isinstance(file, str):
            raise BadInput("weights.file: a string is needed, the path of a file")
        path = folder / file
        for name, value in read_weights(path, network).arrays.items():
            place = name if name.isprintable() else ascii(name)
            given[name] = _Given(f"{path}: {place}", value)
    for name, nested in inline.items():
        given[name] = _Given(f"weights.{name}", _numbers(name, nested))
    return given


def _numbers(name: str, nested: Any) -> Array:
    try:
        return np.array(nested, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(f"weights.{name}: not numbers in rows of one length") from None


def _shaped(given: _Given, shape: Shape, dtype: str) -> Array:
    place, value = given
    if value.shape != shape:
        raise BadInput(f"{place}: has shape {value.shape}, the network needs {shape}")
    if (np.isfinite(value) & (np.abs(value) > np.finfo(dtype).max)).any():
        raise BadInput(f"{place}: a number is too large for {dtype}")
    return np.ascontiguousarray(value, dtype)
