"""The network as the graph draws it: layers, and which operation stands on which line. No Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rnn_debugger.debugger import Operation, Program
from rnn_debugger.views.graph.gates import Gru, Lstm, gated_cell


@dataclass(frozen=True, slots=True)
class Layer:
    """One hidden layer; its tensors are called ``{h}[t]``, ``{c}[t]``, ``{a}[t]``."""

    number: int
    h: str
    c: str | None
    """The cell state; None for a cell without."""
    a: str | None
    """The one pre-activation of a simple cell; None where there are several, or none."""
    size: int
    parameters: tuple[str, ...]
    has_memory: bool
    """Whether h[t − 1] goes into h[t]."""
    cell: Lstm | Gru | None
    """What a gated cell opens into."""

    @property
    def is_simple(self) -> bool:
        """Whether it is one weighted sum and one activation function, as `rnn` is."""
        return self.a is not None and self.c is None and self.cell is None

    def named(self, letters: str) -> str | None:
        """The parameter of this layer with such a name: "Wxh" may be W1xh."""
        number = self.h[1:]
        name = f"{letters[0]}{number}{letters[1:]}"
        return name if name in self.parameters else None

    @property
    def into(self) -> str | None:
        """The matrix from below, Wxh, of a simple cell."""
        return self.named("Wxh")

    @property
    def recurrent(self) -> str | None:
        """The matrix from the timestep before, Whh, of a simple cell."""
        return self.named("Whh")

    @property
    def bias(self) -> str | None:
        """The vector bh of a simple cell."""
        return self.named("bh")


class GraphModel:
    """What there is to draw of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        tensors = program.tensors
        self.timesteps = max(tensor.timestep or 0 for tensor in tensors.values())
        self.layers = tuple(self._layers())
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
        return (
            self.inputs <= 4
            and self.outputs == 1
            and all(layer.size == 1 and layer.is_simple for layer in self.layers)
        )

    @property
    def opens(self) -> bool:
        """Whether there are cells that can be opened into their gates."""
        return any(layer.cell for layer in self.layers)

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
        """The gradient that timestep + 1 hands to this state, its parts first."""
        if self.adds_gradients(base, timestep):
            return self._with_parts(f"d{base}_next[{timestep}]")
        return self._with_parts(f"d{base}[{timestep}]")

    def from_above(self, base: str, timestep: int) -> tuple[str, ...]:
        """The gradient that comes down to this state from its own timestep, its parts first."""
        if self.adds_gradients(base, timestep):
            return self._with_parts(f"d{base}_out[{timestep}]")
        return self._with_parts(f"d{base}[{timestep}]")

    def comes_from_above(self, layer: Layer, timestep: int) -> bool:
        """Whether the layer's state is used in its own timestep on the way to a loss."""
        return layer.number < len(self.layers) or self.has_loss(timestep)

    def below(self, layer: Layer, timestep: int) -> str:
        """What comes into a layer from below: x[t], or the state of the layer under it."""
        base = "x" if layer.number == 1 else self.layers[layer.number - 2].h
        return f"{base}[{timestep}]"

    def written(self, layer: Layer, timestep: int) -> tuple[str, ...]:
        """The tensors of a layer and timestep, in the order in which they are written."""
        return self._by_place.get((layer.number, timestep), ())

    def reading(self, layer: Layer, timestep: int, name: str) -> tuple[str, ...]:
        """What the forward sweep makes in a layer and timestep directly from a tensor."""
        return tuple(
            output
            for output in self.written(layer, timestep)
            if self.program.tensors[output].role != "gradient"
            and name in self.writer(output).inputs
        )

    def gradients(self, of: str, reading: str) -> tuple[str, ...]:
        """The gradients of a tensor, or the parts of one, that are made directly from another."""
        names = self._gradients.get(of, ())
        return tuple(name for name in names if reading in self.writer(name).inputs)

    def parts(self, name: str) -> tuple[str, ...]:
        """What is added up to that gradient; nothing for one that is no sum."""
        if not self.exists(name):
            return ()
        writer = self.writer(name)
        return writer.inputs if writer.primitive == "sum" else ()

    def writer(self, name: str) -> Operation:
        """The operation that writes a tensor first."""
        return self.program[self.program.writers[name][0]]

    def _with_parts(self, name: str) -> tuple[str, ...]:
        return (*self.parts(name), *self.existing(name))

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], tuple[str, ...]]:
        found: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
        for operation in self.program:
            tensor = self.program.tensors[operation.output]
            if tensor.layer is not None and tensor.timestep is not None:
                found[tensor.layer, tensor.timestep][tensor.name] = None
        return {place: tuple(names) for place, names in found.items()}

    @cached_property
    def _gradients(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for tensor in self.program.tensors.values():
            if tensor.role == "gradient" and tensor.timestep is not None and tensor.of is not None:
                found[tensor.of].append(tensor.name)
        return {of: tuple(names) for of, names in found.items()}

    def _layers(self) -> Iterable[Layer]:
        tensors, last = self.program.tensors, self.timesteps
        numbers = sorted({t.layer for t in tensors.values() if t.layer is not None})
        for number in numbers:
            n = str(number) if len(numbers) > 1 else ""
            h, c, a = f"h{n}", f"c{n}", f"a{n}"
            cell_state = c if f"{c}[0]" in tensors else None
            before = f"{a}[{last}]" in tensors
            yield Layer(
                number,
                h,
                cell_state,
                a if before else None,
                tensors[f"{h}[{last}]"].shape[0],
                tuple(t.name for t in self.program.parameters if t.layer == number),
                f"{h}[0]" in tensors,
                None if before else gated_cell(self.program, h, cell_state, last),
            )
