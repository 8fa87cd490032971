"""PyTorch's names, shapes and order of gates, and ours.

After the documentation of ``torch.nn.RNN``, ``LSTM``, ``GRU`` and ``Linear``: layer k has
``weight_ih_lk`` (G·H, its input) and ``weight_hh_lk`` (G·H, H), the G gates one below the other in
the order i f g o, or r z n, and ``bias_ih_lk``, ``bias_hh_lk`` (G·H); a linear layer has ``weight``
(outputs, inputs) and ``bias``. Every name has its module's in front: ``rnn.``, ``encoder.lstm.``.
The two biases are added into one, but for the gate n of a GRU, where r multiplies the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from rnn_debugger.cells.unroll import Network
from rnn_debugger.data.errors import BadInput, listed, shown
from rnn_debugger.data.weights.blocks import (
    Block,
    Weights,
    parameter,
    refuse_other_shapes,
    refuse_own_cell,
    rows,
    taken,
)
from rnn_debugger.engine import Array, Shape

GATES = {"rnn": "h", "lstm": "ifgo", "gru_reset_after": "rzn"}
"""Of the cells that PyTorch has."""
_MODULES = {"rnn": "nn.RNN", "lstm": "nn.LSTM", "gru_reset_after": "nn.GRU"}
_WRITTEN = {"rnn": "rnn.", "lstm": "lstm.", "gru_reset_after": "gru."}
_OWN_FORMAT = "an .npz file can have it"
_RECURRENT = re.compile(r"(.*?)((weight|bias)_(ih|hh|hr)_l([0-9]+)(_reverse)?)")
_LINEAR = re.compile(r"(.*?)(weight|bias)")


def from_torch(network: Network, tensors: Mapping[str, Array]) -> Weights:
    """The network's parameters from exactly one recurrent module and one linear layer.

    Raises `BadInput` for other modules, for what the network is not, and for wrong shapes.
    """
    _refuse_cell(network)
    recurrent, linear = _prefixes(tensors)
    _refuse_other_module(network, recurrent, tensors)
    needed = torch_shapes(network, recurrent, linear)
    _refuse_biases(network, tensors)
    for name in needed:
        if name not in tensors:
            raise BadInput(f"no tensor {name}, which the network needs")
    for name in tensors:
        if name not in needed:
            raise BadInput(f"{shown(name)} belongs to nothing in the network")
    refuse_other_shapes(tensors, needed)
    return taken(torch_blocks(network, recurrent, linear), tensors)


def to_torch(network: Network, arrays: Mapping[str, Array]) -> tuple[dict[str, Array], Weights]:
    """The tensors by PyTorch's names, of the arrays' own type, and what was matched to what.

    A bias goes into ``bias_ih`` and ``bias_hh`` is zero where PyTorch has two and we have one, so
    that reading gives the same bits. Raises `BadInput` for a network that PyTorch has no module of.
    """
    _refuse_cell(network)
    cell = network.cell.name
    if len(set(network.hidden_sizes)) > 1:
        raise BadInput(f"the layers of {_MODULES[cell]} have one size; {_OWN_FORMAT}")
    if cell == "rnn" and network.hidden_activation not in ("tanh", "relu"):
        raise BadInput(f"nn.RNN has tanh or relu, not {network.hidden_activation}; {_OWN_FORMAT}")
    dtype = arrays["Why"].dtype
    prefixes = _WRITTEN[cell], "linear."
    shapes = torch_shapes(network, *prefixes)
    tensors = {name: np.zeros(shape, dtype) for name, shape in shapes.items()}
    blocks, written = list(torch_blocks(network, *prefixes)), set()
    for block in blocks:
        if block.name not in written:
            tensors[block.tensor][block.index] = arrays[block.name]
            written.add(block.name)
    return tensors, taken(blocks, tensors)


def torch_blocks(network: Network, recurrent: str, linear: str) -> Iterator[Block]:
    """Every block of every tensor; of two for one bias, that in ``bias_ih`` comes first."""
    for layer, size in enumerate(network.hidden_sizes, 1):
        for number, gate in enumerate(GATES[network.cell.name]):
            inner = "hn" if network.cell.name == "gru_reset_after" and gate == "n" else gate
            names = {"weight_ih": f"Wx{gate}", "weight_hh": f"Wh{gate}"}
            if network.bias:
                names |= {"bias_ih": f"b{gate}", "bias_hh": f"b{inner}"}
            for tensor, name in names.items():
                yield Block(
                    f"{recurrent}{tensor}_l{layer - 1}",
                    (rows(number, size),),
                    parameter(network, name, layer),
                )
    yield Block(f"{linear}weight", (), "Why")
    if network.bias:
        yield Block(f"{linear}bias", (), "by")


def torch_shapes(network: Network, recurrent: str, linear: str) -> dict[str, Shape]:
    """The shape of every tensor that a network of these prefixes has in PyTorch."""
    shapes: dict[str, Shape] = {}
    gates, below = len(GATES[network.cell.name]), network.inputs
    for layer, size in enumerate(network.hidden_sizes):
        shapes[f"{recurrent}weight_ih_l{layer}"] = (gates * size, below)
        shapes[f"{recurrent}weight_hh_l{layer}"] = (gates * size, size)
        if network.bias:
            shapes[f"{recurrent}bias_ih_l{layer}"] = (gates * size,)
            shapes[f"{recurrent}bias_hh_l{layer}"] = (gates * size,)
        below = size
    shapes[f"{linear}weight"] = (network.outputs, below)
    if network.bias:
        shapes[f"{linear}bias"] = (network.outputs,)
    return shapes


def _refuse_cell(network: Network) -> None:
    refuse_own_cell(network)
    cell = network.cell.name
    if cell == "gru":
        raise BadInput(
            'PyTorch\'s nn.GRU is the cell "gru_reset_after", not "gru", whose reset gate acts '
            f"before the product; {_OWN_FORMAT}"
        )
    if cell not in GATES:
        raise BadInput(f'PyTorch has no module for the cell "{cell}"; {_OWN_FORMAT}')


def _prefixes(tensors: Mapping[str, Array]) -> tuple[str, str]:
    """What stands in front of the names of the recurrent module, and of the linear layer."""
    recurrent, linear = [], []
    for name in tensors:
        match, plain = _RECURRENT.fullmatch(name), _LINEAR.fullmatch(name)
        if match and name.isprintable():
            _refuse_variant(name, match)
            recurrent.append(match[1])
        elif plain and (plain[1] == "" or plain[1].endswith(".")):
            linear.append(plain[1])
        else:
            raise BadInput(f"{shown(name)} is no tensor of nn.RNN, nn.LSTM, nn.GRU or nn.Linear")
    return _only("recurrent module (weight_ih_l0 …)", recurrent), _only(
        "linear layer (weight, bias)", linear
    )


def _only(what: str, prefixes: list[str]) -> str:
    different = list(dict.fromkeys(prefixes))
    if len(different) != 1:
        found = listed(different) if different else "none"
        raise BadInput(f"exactly one {what} is needed; there is {found}")
    return different[0]


def _refuse_variant(name: str, match: re.Match[str]) -> None:
    if match[6]:
        raise BadInput(f"{shown(name)} is of a bidirectional module, which the debugger has not")
    if match[4] == "hr":
        raise BadInput(f"{shown(name)} is of an LSTM with a projection, which the debugger has not")


def _refuse_other_module(network: Network, prefix: str, tensors: Mapping[str, Array]) -> None:
    """Raises `BadInput` when the file's gates or layers are not as many as the network's."""
    cell = network.cell.name
    layers = {match[5] for match in map(_RECURRENT.fullmatch, tensors) if match}
    if len(layers) != len(network.hidden_sizes):
        raise BadInput(
            f"the number of layers is {len(layers)} in the file, "
            f"{len(network.hidden_sizes)} in the network"
        )
    square = tensors.get(f"{prefix}weight_hh_l0")
    if square is None or square.ndim != 2 or square.shape[1] == 0:
        return
    gates, rest = divmod(square.shape[0], square.shape[1])
    there = next((name for name, letters in GATES.items() if len(letters) == gates), None)
    if not rest and there not in (None, cell):
        raise BadInput(
            f'{prefix}weight_hh_l0 is of {_MODULES[str(there)]}, the cell "{there}"; '
            f'the network\'s is "{cell}"'
        )


def _refuse_biases(network: Network, tensors: Mapping[str, Array]) -> None:
    has_bias = any("bias" in name.rpartition(".")[2] for name in tensors)
    if has_bias and not network.bias:
        raise BadInput("the file has biases, the network none (model.bias is false)")
