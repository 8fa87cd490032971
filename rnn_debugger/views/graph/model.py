"""The network as the graph draws it: layers, and which operation stands on which line. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger import Program


@dataclass(frozen=True, slots=True)
class Layer:
    """One hidden layer; its tensors are called ``{h}[t]``, ``{a}[t]``."""

    number: int
    h: str
    a: str
    size: int
    into: str
    """The matrix from below, Wxh."""
    recurrent: str | None
    """The matrix from the timestep before, Whh; None for a layer without memory."""
    bias: str | None


class GraphModel:
    """What there is to draw of a program whose cells are `rnn` or `feedforward`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        tensors = program.tensors
        self.layers = tuple(self._layers())
        self.timesteps = max(tensor.timestep or 0 for tensor in tensors.values())
        self.inputs = tensors["x[1]"].shape[0]
        last = f"[{self.timesteps}]"
        self.outputs = tensors[f"y{last}"].shape[0]
        self.batch_size = tensors[f"y{last}"].shape[1]
        self.output_bias = "by" if "by" in tensors else None
        self._products = {
            (operation.timestep, operation.inputs[0]): operation.output
            for operation in program
            if operation.phase == "forward" and operation.primitive == "matmul"
        }

    @property
    def is_small(self) -> bool:
        """Whether every unit can be drawn singly."""
        return self.inputs <= 4 and self.outputs == 1 and all(x.size == 1 for x in self.layers)

    def exists(self, name: str) -> bool:
        return name in self.program.tensors

    def product(self, matrix: str, timestep: int) -> tuple[str, ...]:
        """The output of the product with that matrix at a timestep, if there is one."""
        name = self._products.get((timestep, matrix))
        return () if name is None else (name,)

    def existing(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.program.tensors)

    def has_loss(self, timestep: int) -> bool:
        return self.exists(f"loss[{timestep}]")

    def adds_gradients(self, base: str, timestep: int) -> bool:
        """Whether two parts of the gradient of that state meet there."""
        return self.exists(f"d{base}_out[{timestep}]") and self.exists(f"d{base}_next[{timestep}]")

    def carried(self, base: str, timestep: int) -> tuple[str, ...]:
        """The gradient that timestep + 1 hands to this state."""
        if self.adds_gradients(base, timestep):
            return (f"d{base}_next[{timestep}]",)
        return self.existing(f"d{base}[{timestep}]")

    def from_above(self, base: str, timestep: int) -> tuple[str, ...]:
        """The gradient that comes down to this state from its own timestep."""
        if self.adds_gradients(base, timestep):
            return (f"d{base}_out[{timestep}]",)
        return self.existing(f"d{base}[{timestep}]")

    def comes_from_above(self, layer: Layer, timestep: int) -> bool:
        """Whether the layer's state is used in its own timestep on the way to a loss."""
        return layer.number < len(self.layers) or self.has_loss(timestep)

    def _layers(self) -> list[Layer]:
        tensors = self.program.tensors
        numbers = sorted({t.layer for t in tensors.values() if t.layer is not None})
        layers = []
        for number in numbers:
            n = str(number) if len(numbers) > 1 else ""
            recurrent, bias = f"W{n}hh", f"b{n}h"
            layers.append(
                Layer(
                    number,
                    f"h{n}",
                    f"a{n}",
                    tensors[f"W{n}xh"].shape[0],
                    f"W{n}xh",
                    recurrent if recurrent in tensors else None,
                    bias if bias in tensors else None,
                )
            )
        return layers
