"""Weights from an ONNX file: RNN, LSTM or GRU nodes one above the other, then a linear layer.

Needs the library onnx, which is optional. Whatever is calculated in the graph must be found in the
network, else the file is refused; operators that move numbers about may stand in between.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import NodeProto

from rnn_debugger.cells.unroll import Network
from rnn_debugger.data.errors import BadInput
from rnn_debugger.data.weights.blocks import (
    Block,
    Weights,
    refuse_other_shapes,
    refuse_own_cell,
    taken,
)
from rnn_debugger.data.weights.onnx_graph import (
    CHOOSING,
    KEEPING,
    MOVING,
    Graph,
    attributes,
    label,
    read_graph,
)
from rnn_debugger.data.weights.onnx_layers import (
    GATES,
    Parts,
    add_layer,
    known,
    not_given,
    refuse_bias,
)
from rnn_debugger.engine import Array

_OUTPUTS = {"Sigmoid": "sigmoid", "Tanh": "tanh", "Softmax": "softmax", "LogSoftmax": "softmax"}
"""LogSoftmax is the softmax's logarithm, as cross entropies take it."""


def read_onnx(path: Path, network: Network) -> Weights:
    """The network's weights from the file, float64; raises `BadInput`, one sentence."""
    graph = read_graph(path)
    try:
        return _Reader(graph, network).read()
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


class _Reader:
    """Matches the nodes of a graph to a network."""

    def __init__(self, graph: Graph, network: Network) -> None:
        self._graph = graph
        self._network = network
        self._parts = Parts()
        self._matched: list[str] = []
        """What the matched nodes put out first, as not every node has a name."""

    def read(self) -> Weights:
        refuse_own_cell(self._network)
        for node in self._graph.nodes:
            if node.domain not in ("", "ai.onnx"):
                raise BadInput(f"{label(node)} is of {node.domain}, not an operator of ONNX")
        last = self._read_layers()
        self._read_output(self._read_linear(last))
        for node in self._graph.nodes:
            if node.op_type not in MOVING and node.output[0] not in self._matched:
                raise BadInput(
                    f"{label(node)} has no counterpart in a network of recurrent layers and "
                    "one linear layer"
                )
        refuse_other_shapes(self._parts.tensors, self._parts.shapes)
        return taken(self._parts.blocks, self._parts.tensors)

    def _read_layers(self) -> NodeProto:
        """Every recurrent node, each fed by the one before; the last of them."""
        graph, network = self._graph, self._network
        layers: list[NodeProto] = [node for node in graph.nodes if node.op_type in GATES]
        if not layers:
            raise BadInput(
                "no RNN, LSTM or GRU node is in it (some exporters write every timestep out; "
                "with torch.onnx.export, dynamo=False keeps the node)"
            )
        for number, node in enumerate(layers, 1):
            source = graph.source(node.input[0], KEEPING)
            if number == 1 and source not in graph.inputs:
                raise BadInput(f"{label(node)} does not read the graph's input itself")
            if number > 1 and source != layers[number - 2].output[0]:
                raise BadInput(f"{label(node)} does not read the layer below itself")
            if number > 1:
                self._refuse_turned(source, node.input[0])
            if number <= len(network.hidden_sizes):
                add_layer(self._parts, graph, node, number, network)
            self._matched.append(node.output[0])
        if len(layers) != len(network.hidden_sizes):
            raise BadInput(
                f"the number of layers is {len(layers)} in the file, "
                f"{len(network.hidden_sizes)} in the network"
            )
        return layers[-1]

    def _read_linear(self, last: NodeProto) -> str:
        """The linear layer above the last recurrent one; what it puts out."""
        graph, network = self._graph, self._network
        found = [node for node in graph.nodes if node.op_type in ("Gemm", "MatMul")]
        if len(found) != 1:
            raise BadInput(f"exactly one linear layer (Gemm, MatMul) is needed, not {len(found)}")
        (node,) = found
        source = graph.source(node.input[0], CHOOSING)
        if source not in [name for name in last.output[:2] if name]:
            raise BadInput(f"{label(node)} does not read the last recurrent layer itself")
        self._refuse_turned(source, node.input[0])
        given = {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0, **attributes(node)}
        if (given["alpha"], given["beta"], given["transA"]) != (1, 1, 0):
            raise BadInput(
                f"{label(node)} has an alpha, beta or transA that a linear layer has not"
            )
        weight, inputs = node.input[1], network.hidden_sizes[-1]
        is_turned = not given["transB"]
        shape = (inputs, network.outputs) if is_turned else (network.outputs, inputs)
        blocks = iter([Block(weight, (), "Why", is_turned)])
        value = known(graph, weight, f"the matrix of {label(node)}")
        self._parts.add(weight, value, shape, blocks)
        self._matched.append(node.output[0])
        result: str = node.output[0]
        bias = node.input[2] if len(node.input) > 2 else ""
        adding = [other for other in graph.readers(result) if other.op_type == "Add"]
        if node.op_type == "MatMul" and len(adding) == 1 and len(set(adding[0].input)) == 2:
            (bias,) = {*adding[0].input} - {result}
            result = adding[0].output[0]
            self._matched.append(result)
        self._add_bias(node, bias)
        return result

    def _add_bias(self, node: NodeProto, name: str) -> None:
        outputs = self._network.outputs
        value: Array = np.zeros(outputs)
        if name:
            value = known(self._graph, name, f"the bias of {label(node)}")
            if value.size == outputs and value.shape[-1:] == (outputs,):
                value = value.reshape(outputs)
        if not self._network.bias:
            refuse_bias(value)
            return
        name = name or not_given(f"the bias of {label(node)}")
        self._parts.add(name, value, (outputs,), iter([Block(name, (), "by")]))

    def _read_output(self, logits: str) -> None:
        """The activation of the output, where the graph has one: the network's own."""
        graph, activation = self._graph, self._network.output_activation
        for node in graph.nodes:
            is_output = node.op_type in _OUTPUTS and graph.source(node.input[0], KEEPING) == logits
            if not is_output:
                continue
            if _OUTPUTS[node.op_type] != activation:
                raise BadInput(
                    f"{label(node)} ends the graph; model.output_activation is {activation}"
                )
            if "oftmax" in node.op_type and attributes(node).get("axis", -1) != -1:
                raise BadInput(f"{label(node)} is over another axis than the last (axis = -1)")
            self._matched.append(node.output[0])

    def _refuse_turned(self, source: str, name: str) -> None:
        """Raises `BadInput` where units do not stay the last axis on the way."""
        for node in self._graph.between(source, name):
            given = attributes(node)
            # Without perm the order is turned round.
            order = given.get("perm", [-1])
            if node.op_type == "Transpose" and order[-1] != len(order) - 1:
                raise BadInput(f"{label(node)} takes the units to another axis")
            if node.op_type == "Gather" and given.get("axis", 0) == -1:
                raise BadInput(f"{label(node)} chooses among the units")
