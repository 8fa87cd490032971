"""Weight files of every kind: their names end in what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rnn_debugger.cells.unroll import Network
from rnn_debugger.data.errors import BadInput
from rnn_debugger.data.weights.blocks import Block, Weights, taken
from rnn_debugger.data.weights.npz import read_npz, write_npz
from rnn_debugger.data.weights.safetensors import read_tensors, write_tensors
from rnn_debugger.data.weights.torch_names import from_torch, to_torch
from rnn_debugger.engine import Array

READABLE = (".npz", ".safetensors", ".onnx")
WRITABLE = (".npz", ".safetensors")
_PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".bin", ".ckpt")


def read_weights(path: Path, network: Network) -> Weights:
    """The weights of a file by our names, float64, and what was matched to what.

    An .npz file has our names, with any shapes; the others are matched to the network, shape by
    shape. Nothing is ever unpickled. Raises `BadInput`, one sentence that names the file.
    """
    kind = path.suffix.lower()
    if kind not in READABLE:
        more = "; a pickle is never read, as it can run any program" if kind in _PICKLES else ""
        raise BadInput(f"{path}: weights come from {_listed(READABLE)} files{more}")
    if kind == ".npz":
        return _named_alike(read_npz(path))
    if kind == ".safetensors":
        tensors = read_tensors(path)
        with _naming(path):
            return from_torch(network, tensors)
    return _onnx_reader(path)(path, network)


def write_weights(path: Path, network: Network, arrays: Mapping[str, Array]) -> Weights:
    """Write parameters (all of the network's, by our names, in their own type) into an .npz file
    with our names or a .safetensors file with PyTorch's; what was written, and matched to what.

    The file appears whole or not at all. Raises `BadInput`, one sentence that names the file.
    """
    kind = path.suffix.lower()
    if kind not in WRITABLE:
        raise BadInput(f"{path}: weights are written to {_listed(WRITABLE)} files")
    if kind == ".npz":
        write_npz(path, arrays)
        return _named_alike(arrays)
    with _naming(path):
        tensors, written = to_torch(network, arrays)
    write_tensors(path, tensors)
    return written


def _named_alike(arrays: Mapping[str, Array]) -> Weights:
    blocks = [Block(name, (), name) for name in arrays]
    return taken(blocks, arrays)


def _onnx_reader(path: Path) -> Callable[[Path, Network], Weights]:
    # Imported when it is asked for: the library is an optional extra.
    try:
        from rnn_debugger.data.weights.onnx import read_onnx  # noqa: PLC0415
    except ImportError:
        raise BadInput(
            f'{path}: an ONNX file needs the library onnx: pip install "rnn-debugger[onnx]"'
        ) from None
    return read_onnx


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What is wrong inside is said with the file's name in front."""
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def _listed(kinds: tuple[str, ...]) -> str:
    return f"{', '.join(kinds[:-1])} or {kinds[-1]}"
