"""ONNX models made node by node: X (T, B, inputs), recurrent layers, a linear layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}


@dataclass
class Model:
    """Nodes and constants; `add` puts more behind them, `change` other inputs or attributes into
    a node. The numbers are drawn, in float64.
    """

    kind: str
    sizes: tuple[int, ...] = (4,)
    inputs: int = 3
    outputs: int = 2
    opset: int = 17
    seed: int = 0
    constants: dict[str, Any] = field(default_factory=dict)
    nodes: list[Any] = field(default_factory=list)
    last: str = "X"

    def __post_init__(self) -> None:
        draw = np.random.default_rng(self.seed)
        below = self.inputs
        for number, size in enumerate(self.sizes, 1):
            rows = GATES[self.kind] * size
            shapes = {"W": (1, rows, below), "R": (1, rows, size), "B": (1, 2 * rows)}
            for role, shape in shapes.items():
                self.constants[f"{role}{number}"] = draw.uniform(-1, 1, shape)
            names = [self.last, *(f"{role}{number}" for role in shapes)]
            made = [f"Y{number}", f"Yh{number}"]
            node = helper.make_node(self.kind, names, made, f"layer{number}", hidden_size=size)
            self.nodes.append(node)
            below, self.last = size, f"H{number}"
            if self.opset < 13:
                self.add("Squeeze", made[0], out=self.last, axes=[1])
            else:
                self.add("Squeeze", made[0], "one", out=self.last)
        self.constants["one"] = np.array([1])
        self.constants["V"] = draw.uniform(-1, 1, (below, self.outputs))
        self.constants["v"] = draw.uniform(-1, 1, self.outputs)
        self.linear()

    def linear(self) -> None:
        """The linear layer on top, a product and a sum."""
        self.last = self.add("MatMul", self.last, "V", out="S0")
        self.last = self.add("Add", self.last, "v", out="S")

    def add(self, kind: str, *inputs: str, out: str, domain: str = "", **attributes: Any) -> str:
        """Put a node behind the others; what it puts out."""
        self.nodes.append(
            helper.make_node(kind, inputs, [out], f"the {kind}", domain=domain, **attributes)
        )
        return out

    def node(self, name: str) -> Any:
        """The node that puts out `name`."""
        return next(node for node in self.nodes if name in node.output)

    def change(self, made: str, **attributes: Any) -> None:
        """Give the node that puts out `made` other attributes; None takes one away."""
        node = self.node(made)
        for name, value in attributes.items():
            kept = [a for a in node.attribute if a.name != name]
            del node.attribute[:]
            node.attribute.extend(kept)
            if value is not None:
                node.attribute.append(helper.make_attribute(name, value))

    def give(self, made: str, place: int, name: str, value: Any = None) -> None:
        """Give the node that puts out `made` another input at `place`, a constant if it has a
        value.
        """
        node = self.node(made)
        node.input.extend([""] * (place + 1 - len(node.input)))
        node.input[place] = name
        if value is not None:
            self.constants[name] = np.asarray(value)

    def proto(self) -> onnx.ModelProto:
        real = TensorProto.DOUBLE
        starts = {n for node in self.nodes for n in node.input if n.startswith("given_")}
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info("X", real, [None, None, self.inputs]),
             *(helper.make_tensor_value_info(name, real, []) for name in sorted(starts))],
            [helper.make_tensor_value_info(self.last, real, [])],
            [numpy_helper.from_array(np.asarray(v), n) for n, v in self.constants.items()],
        )  # fmt: skip
        domains = {node.domain for node in self.nodes} - {""}
        opsets = [helper.make_opsetid("", self.opset)]
        opsets += [helper.make_opsetid(domain, 1) for domain in sorted(domains)]
        return helper.make_model(graph, opset_imports=opsets)

    def save(self, path: Path) -> Path:
        onnx.save(self.proto(), str(path))
        return path

    def run(self, x: Any) -> Any:
        """What the reference implementation of ONNX puts out."""
        return ReferenceEvaluator(self.proto()).run(None, {"X": x})[0]
