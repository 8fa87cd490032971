"""What the recurrent and linear nodes of ONNX hold, after its operators' documentation.

An RNN, LSTM or GRU node has W (1, G·H, its input), R (1, G·H, H) and B (1, 2·G·H), first the
biases beside W, then those beside R; the G gates stand one below the other in the order i o f c,
or z r h. P (1, 3·H) are an LSTM's peepholes, i o f. `linear_before_reset` places a GRU's r.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from onnx import NodeProto, numpy_helper

from rnn_debugger.cells.unroll import Network
from rnn_debugger.data.errors import BadInput
from rnn_debugger.data.weights.blocks import Block, Index, parameter, rows
from rnn_debugger.data.weights.onnx_graph import FILLING, Graph, attributes, label
from rnn_debugger.engine import Array, Shape

GATES = {"RNN": "h", "LSTM": "iofg", "GRU": "zrn"}
_PEEPHOLES = "iof"
_ACTIVATIONS = {"LSTM": ["sigmoid", "tanh", "tanh"], "GRU": ["sigmoid", "tanh"]}
_INPUTS = ("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P")


@dataclass
class Parts:
    """Blocks, the tensors that they are of, and the shapes that these must have."""

    blocks: list[Block] = field(default_factory=list)
    tensors: dict[str, Array] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)

    def add(self, name: str, tensor: Array, shape: Shape, blocks: Iterator[Block]) -> None:
        """Take a tensor; one that several nodes share is taken for each."""
        self.tensors[name], self.shapes[name] = tensor, shape
        self.blocks += blocks


def add_layer(parts: Parts, graph: Graph, node: NodeProto, number: int, network: Network) -> None:
    """What the node of layer `number`, from 1, holds. Raises `BadInput` for what it is not."""
    _refuse_variant(node)
    _refuse_other_cell(node, network)
    given = dict(zip(_INPUTS, node.input, strict=False))
    size, gates = network.hidden_sizes[number - 1], GATES[node.op_type]
    below = network.inputs if number == 1 else network.hidden_sizes[number - 2]

    def blocks(tensor: str, letters: str, prefix: str, first: int = 0) -> Iterator[Block]:
        for place, gate in enumerate(letters, first):
            yield Block(tensor, (0, rows(place, size)), parameter(network, prefix + gate, number))

    for role, prefix, columns in (("W", "Wx", below), ("R", "Wh", size)):
        name = given[role]
        value = known(graph, name, f"{role} of {label(node)}")
        parts.add(name, value, (1, len(gates) * size, columns), blocks(name, gates, prefix))
    name, biases = given.get("B", ""), (1, 2 * len(gates) * size)
    bias = known(graph, name, f"B of {label(node)}") if name else np.zeros(biases)
    name = name or not_given(f"B of {label(node)}")
    if network.bias:
        inner = ["hn" if k == "n" and "reset_after" in network.cell.name else k for k in gates]
        parts.add(name, bias, biases, blocks(name, gates, "b"))
        for place, suffix in enumerate(inner, len(gates)):
            parts.blocks.append(
                Block(name, (0, rows(place, size)), parameter(network, f"b{suffix}", number))
            )
    else:
        refuse_bias(bias)
    if given.get("P"):
        name = given["P"]
        value = known(graph, name, f"P of {label(node)}")
        parts.add(name, value, (1, 3 * size), blocks(name, _PEEPHOLES, "p"))
    for state in network.cell.states:
        name = given.get(f"initial_{state}", "")
        start = f"{network.layered(state, number)}_start"
        if name and graph.source(name, FILLING) not in graph.inputs:
            _add_start(parts, start, name, _start(graph, node, name, size), node)


def known(graph: Graph, name: str, what: str) -> Array:
    """A constant; raises `BadInput` where it is computed while the graph runs."""
    value = graph.constant(name)
    if value is None:
        raise BadInput(f"{what} is no constant")
    return value


def not_given(what: str) -> str:
    """The name of zeros that stand for what is left out."""
    return f"{what}, not given: zeros"


def refuse_bias(bias: Array) -> None:
    """Raises `BadInput` for a bias that is not zero where the network has none."""
    if bias.any():
        raise BadInput("the file has biases, the network none (model.bias is false)")


def _refuse_variant(node: NodeProto) -> None:
    given, place = attributes(node), label(node)
    direction = given.get("direction", "forward")
    if direction != "forward":
        raise BadInput(f"{place} is {direction}, and the debugger goes forward alone")
    if len(node.input) > 4 and node.input[4]:
        raise BadInput(f"{place} has sequence_lens: sequences of ragged lengths are not supported")
    for name in ("clip", "activation_alpha", "activation_beta"):
        if given.get(name):
            raise BadInput(f"{place} has {name}, which the debugger's cells have not")
    if given.get("input_forget"):
        raise BadInput(f"{place} couples its input and forget gates (input_forget)")
    usual = _ACTIVATIONS.get(node.op_type)
    activations = [name.lower() for name in given.get("activations", [])]
    if usual and activations not in ([], usual):
        raise BadInput(f"{place} has the activations {', '.join(given['activations'])}")


def _refuse_other_cell(node: NodeProto, network: Network) -> None:
    given, cell = attributes(node), network.cell.name
    has_peepholes = len(node.input) > 7 and bool(node.input[7])
    there = {
        "RNN": "rnn",
        "LSTM": "lstm_peephole" if has_peepholes else "lstm",
        "GRU": "gru_reset_after" if given.get("linear_before_reset") else "gru",
    }[node.op_type]
    if there != cell:
        raise BadInput(f'{label(node)} is the cell "{there}"; the network\'s is "{cell}"')
    if cell == "rnn":
        (activation,) = given.get("activations", ["Tanh"])[:1] or ["Tanh"]
        if activation.lower() != network.hidden_activation:
            raise BadInput(
                f"{label(node)} has the activation {activation}; "
                f"model.hidden_activation is {network.hidden_activation}"
            )


def _start(graph: Graph, node: NodeProto, name: str, size: int) -> Array:
    """The state at the start, (1, B, H), or (B, 1, H) with layout = 1."""
    value = graph.constant(name)
    return np.full((1, 1, size), _everywhere(graph, node, name)) if value is None else value


def _add_start(parts: Parts, start: str, name: str, value: Array, node: NodeProto) -> None:
    """Take the state at the start of every sequence, where it is not zero."""
    if not value.any():
        return
    batch = 0 if attributes(node).get("layout") else 1
    if value.ndim != 3 or value.shape[1 - batch] != 1:
        raise BadInput(f"{name} has shape {value.shape}, which is no initial state")
    alike = bool((value == value[:1, :1]).all())
    each: Index = (slice(None), 0) if batch == 0 else (0,)
    block = Block(name, (0, 0), start) if alike else Block(name, each, start, is_transposed=True)
    parts.add(name, value, value.shape, iter([block]))


def _everywhere(graph: Graph, node: NodeProto, name: str) -> float:
    """The one number that a state which is made while the graph runs is filled with."""
    source = graph.source(name, FILLING)
    value, maker = graph.constant(source), graph.maker(source)
    if maker is not None and maker.op_type == "ConstantOfShape":
        filled = attributes(maker).get("value")
        return 0.0 if filled is None else float(numpy_helper.to_array(filled).flat[0])
    if value is None or value.size == 0 or (value != value.flat[0]).any():
        raise BadInput(f"the initial state {name} of {label(node)} is computed")
    return float(value.flat[0])
