"""An ONNX graph as its reader needs it: constants worked out, and ways from node to node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from rnn_debugger.data.errors import BadInput, shown, unreadable
from rnn_debugger.engine import Array

LONGEST_REASON = 160
"""Characters of what the library says of a file."""
OLDEST_OPSET = 7
"""Since then RNN, LSTM and GRU mean what they mean now."""
KEEPING = frozenset({"Identity", "Squeeze", "Unsqueeze", "Reshape", "Transpose", "Dropout"})
"""Operators that pass all numbers on as they are; Dropout when it is not training."""
CHOOSING = KEEPING | {"Slice", "Gather", "Flatten"}
"""Those and others that pass on some of them, such as the last timestep."""
FILLING = KEEPING | {"Slice", "Expand", "Cast"}
"""Operators that a state of one number everywhere comes through."""
_SHAPES = {"Constant", "Shape", "ConstantOfShape", "Expand", "Concat", "Cast"}
_FOLDED = (CHOOSING - {"Dropout"}) | {"Constant", "Concat", "Cast"}
MOVING = CHOOSING | _SHAPES
"""Operators that may stand anywhere: they calculate nothing but shapes."""


class Graph:
    """The nodes of a model's graph in their order, and what is known before it runs."""

    def __init__(self, model: onnx.ModelProto) -> None:
        graph = model.graph
        self.nodes = list(graph.node)
        self.constants: dict[str, Any] = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
        }
        self.inputs = {value.name for value in graph.input} - self.constants.keys()
        self._makers = {name: node for node in self.nodes for name in node.output if name}
        self._fold(model.opset_import)

    def constant(self, name: str) -> Array | None:
        """The value as float64, None where it is not known before the graph runs."""
        value = self.constants.get(name)
        return None if value is None else np.asarray(value).astype(np.float64)

    def source(self, name: str, through: Iterable[str]) -> str:
        """What a value is before it comes through operators of these types."""
        while (node := self._makers.get(name)) is not None and node.op_type in through:
            if node.op_type == "Dropout" and len(node.input) > 2 and node.input[2]:
                break
            name = node.input[0]
        return name

    def between(self, source: str, name: str) -> Iterator[NodeProto]:
        """The nodes that `source` comes through on the way to `name`, the last one first."""
        while name != source:
            node = self._makers[name]
            yield node
            name = node.input[0]

    def maker(self, name: str) -> NodeProto | None:
        """The node that a value comes out of; None for a constant or an input."""
        return self._makers.get(name)

    def readers(self, name: str) -> list[NodeProto]:
        """The nodes that take a value."""
        return [node for node in self.nodes if name in node.input]

    def _fold(self, opsets: Iterable[onnx.OperatorSetIdProto]) -> None:
        """Work out what follows from constants alone, such as weights that are cut and joined."""
        folded, known = [], set(self.constants)
        for node in self.nodes:
            is_plain = node.op_type in _FOLDED and not node.domain
            if is_plain and all(name in known or not name for name in node.input):
                folded.append(node)
                known.update(name for name in node.output if name)
        taken = {name for node in folded for name in node.input if name in self.constants}
        made = [name for node in folded for name in node.output if name]
        function = helper.make_function("", "folded", sorted(taken), made, folded, list(opsets))
        feeds = {name: self.constants[name] for name in taken}
        values = ReferenceEvaluator(function).run(None, feeds, attributes={})
        self.constants.update(zip(made, values, strict=True))


def read_graph(path: Path) -> Graph:
    """The graph of an ONNX file; raises `BadInput` for what is none."""
    try:
        path.open("rb").close()
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    try:
        model = onnx.load(str(path))
        onnx.checker.check_model(model)
    except Exception as error:  # Parser, checker and loader of external data fail in many ways.
        reason = ascii(" ".join(str(error).split())[:LONGEST_REASON])[1:-1]
        raise BadInput(f"{path}: not an ONNX file that can be read: {reason}") from None
    # Where a name is no UTF-8, the library gives its bytes.
    if not all(isinstance(name, str) for name in _names(model.graph)):
        raise BadInput(f"{path}: a name in it is not UTF-8 text")
    opset = {entry.domain: entry.version for entry in model.opset_import}.get("", 0)
    if opset < OLDEST_OPSET:
        raise BadInput(f"{path}: opset {opset}, and {OLDEST_OPSET} is the oldest that is read")
    try:
        return Graph(model)
    except Exception:  # As the checker looks at no values: a slice of nothing, shapes that clash.
        raise BadInput(f"{path}: its constants cannot be worked out") from None


def attributes(node: NodeProto) -> dict[str, Any]:
    """The attributes that are given, texts as str."""
    values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    return {name: _text(value) for name, value in values.items()}


def label(node: NodeProto) -> str:
    """The node for a sentence: its operator and its name."""
    return f"{node.op_type} {shown(node.name or node.output[0])}"


def _names(graph: onnx.GraphProto) -> Iterator[object]:
    for node in graph.node:
        yield from (node.name, node.op_type, node.domain, *node.input, *node.output)
    yield from (thing.name for thing in (*graph.initializer, *graph.input))


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
