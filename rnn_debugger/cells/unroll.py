"""Unrolling: the cell once a timestep and layer, the output, the losses, then backward, updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from rnn_debugger.cells.face import ACTIVATIONS, Cell, Parameters
from rnn_debugger.cells.output import LOSSES, LossName, output
from rnn_debugger.engine import (
    Optimizer,
    Program,
    Record,
    Shape,
    Symbol,
    Tape,
    Updates,
    differentiate,
    name_the_anonymous,
)
from rnn_debugger.engine.primitives.elementwise import COPY
from rnn_debugger.engine.primitives.moving import Read, Start
from rnn_debugger.engine.primitives.total import Sum

Schedule: TypeAlias = Literal["every_window", "every_timestep"]


@dataclass(frozen=True)
class Network:
    """Everything that decides the program of one iteration, apart from the numbers in it."""

    cell: Cell
    inputs: int
    hidden_sizes: tuple[int, ...]
    outputs: int
    timesteps: int
    batch_size: int = 1
    dtype: str = "float64"
    bias: bool = True
    hidden_activation: str = "tanh"
    output_activation: str = "identity"
    loss: LossName = "squared_error"
    loss_at: Literal["every_timestep", "last_timestep"] = "every_timestep"
    reduction: Literal["sum", "mean"] = "sum"
    carry_state: bool = True

    @property
    def layers(self) -> range:
        return range(1, len(self.hidden_sizes) + 1)

    def layered(self, base: str, layer: int) -> str:
        """`base` with the layer's number behind its first letter, where there are several."""
        if len(self.hidden_sizes) == 1:
            return base
        if len(base) == 1 or base[1] == "_":
            return f"{base[0]}{layer}{base[1:]}"
        return f"{base}{layer}"

    @property
    def loss_scale(self) -> float:
        is_mean = self.reduction == "mean" and self.loss_at == "every_timestep"
        return 1 / (self.batch_size * (self.timesteps if is_mean else 1))

    def has_loss_at(self, timestep: int) -> bool:
        return self.loss_at == "every_timestep" or timestep == self.timesteps


def unroll(
    network: Network,
    optimizer: Optimizer | None,
    update_schedule: Schedule = "every_window",
) -> Program:
    """The program of one iteration; without an optimizer it ends with the backward sweep."""
    tape = Tape(network.dtype)
    forward = _Forward(tape, network)
    loss = forward.write()
    parameters = [symbol for symbol in tape.symbols if symbol.role == "parameter"]
    name_the_anonymous(tape)
    updates = Updates(tape, optimizer, loss) if optimizer else None
    if updates is None:
        differentiate(tape, loss, parameters, forward.starts)
    elif update_schedule == "every_timestep":
        updates.declare_slots(parameters)
        differentiate(tape, loss, parameters, forward.starts, updates.apply)
    else:
        updates.declare_slots(parameters)
        gradients = differentiate(tape, loss, parameters, forward.starts)
        tape.timestep = None
        updates.apply(gradients)
    name_the_anonymous(tape)
    return tape.close()


class _Forward:
    """Writes the forward sweep: reading, cells, outputs, losses, and what is carried on."""

    def __init__(self, tape: Tape, network: Network) -> None:
        self.starts: list[Symbol] = []
        self._tape = tape
        self._network = network
        self._parameters = [self._letters(layer) for layer in network.layers]
        self._outputs = {letter: self._output_parameters(letter) for letter in "Wb"}
        self._losses: list[Symbol] = []

    def write(self) -> Symbol:
        """The whole sweep; returns the loss of the window."""
        network, tape = self._network, self._tape
        carries = [self._carries(layer) for layer in network.layers]
        tape.timestep = 0
        states = [self._begin(layer, carries[layer - 1]) for layer in network.layers]
        for timestep in range(1, network.timesteps + 1):
            self._enter(timestep, None)
            value = self._read("x", network.inputs)
            for layer in network.layers:
                self._enter(timestep, layer)
                value, states[layer - 1] = self._call(layer, value, states[layer - 1])
            if network.has_loss_at(timestep):
                self._enter(timestep, None)
                self._lose(value)
        for layer in network.layers:
            self._enter(network.timesteps, layer)
            for carry, state in zip(carries[layer - 1], states[layer - 1], strict=False):
                tape.apply(COPY, state, out=carry)
        self._enter(None, None)
        tape.phase = "loss"
        return tape.apply(Sum(network.loss_scale), *self._losses, base="loss", role="loss")

    def _enter(self, timestep: int | None, layer: int | None) -> None:
        self._tape.phase, self._tape.timestep, self._tape.layer = "forward", timestep, layer

    def _letters(self, layer: int) -> dict[str, Parameters]:
        network = self._network
        hidden = network.hidden_sizes[layer - 1]
        below = network.inputs if layer == 1 else network.hidden_sizes[layer - 2]

        def matrix(suffix: str) -> Shape:
            return (hidden, below if suffix.startswith("x") else hidden)

        def bias(suffix: str) -> Shape | None:
            return (hidden,) if network.bias else None

        number = str(layer) if len(network.hidden_sizes) > 1 else ""
        shapes = {"W": matrix, "b": bias, "p": lambda suffix: (hidden,)}
        return {
            letter: Parameters(self._tape, letter, number, layer, shape)
            for letter, shape in shapes.items()
        }

    def _output_parameters(self, letter: str) -> Parameters:
        network = self._network

        def shape(suffix: str) -> Shape | None:
            if letter == "W":
                return (network.outputs, network.hidden_sizes[-1])
            return (network.outputs,) if network.bias else None

        return Parameters(self._tape, letter, "", None, shape)

    def _carries(self, layer: int) -> list[Symbol]:
        network = self._network
        if not network.carry_state:
            return []
        shape = (network.hidden_sizes[layer - 1], network.batch_size)
        self._tape.layer = layer
        return [
            self._tape.declare(
                f"{network.layered(state, layer)}_carry", "state", shape, persistent=True
            )
            for state in network.cell.states
        ]

    def _begin(self, layer: int, carries: list[Symbol]) -> tuple[Symbol, ...]:
        network = self._network
        shape = (network.hidden_sizes[layer - 1], network.batch_size)
        self._tape.layer = layer
        states = []
        for number, state in enumerate(network.cell.states):
            base = network.layered(state, layer)
            rule = Start(f"{base}_start", shape)
            states.append(
                self._tape.apply(rule, *carries[number : number + 1], base=base, role="state")
            )
        self.starts += states
        return tuple(states)

    def _read(self, stream: str, size: int) -> Symbol:
        network = self._network
        timestep = self._tape.timestep or 0
        role: Literal["input", "target"] = "target" if stream == "target" else "input"
        rule = Read(stream, timestep, (size, network.batch_size))
        return self._tape.apply(rule, base=stream, role=role)

    def _call(
        self, layer: int, x: Symbol, states: tuple[Symbol, ...]
    ) -> tuple[Symbol, tuple[Symbol, ...]]:
        """The cell at one timestep: its h, and its states. Its values get the field's names."""
        network, tape = self._network, self._tape
        begin = len(tape.records)
        arguments = dict(zip(network.cell.states, states, strict=True))
        activation = ACTIVATIONS[network.hidden_activation]
        with tape.tracing_lines_of(network.cell.function.__code__):
            results = network.cell.call(
                x=x, **arguments, **self._parameters[layer - 1], activation=activation
            )
        results = self._fresh(results, records_from=begin)
        for result, state in zip(results, network.cell.states or ("h",), strict=True):
            result.base, result.anonymous = state, False
            result.role = "state" if network.cell.states else "activation"
        records = tape.records[begin:]
        self._make_unique(records, results)
        for record in records:
            (first, *_) = record.operands
            if record.primitive.is_activation and first.base is None and record.output.base:
                is_state = record.output is results[0]
                first.base = "a" if is_state else f"a_{record.output.base}"
                first.anonymous = False
        for record in records:
            if record.output.base is not None:
                record.output.base = network.layered(record.output.base, layer)
        return results[0], results if network.cell.states else ()

    def _make_unique(self, records: list[Record], results: tuple[Symbol, ...]) -> None:
        """Of several values of one variable the last keeps its name, and none takes another's."""
        taken = {"x", "s", "y", "target", "loss", *self._network.cell.states}
        for record in reversed(records):
            symbol = record.output
            if any(symbol is result for result in results) or symbol.base is None:
                continue
            if symbol.base in taken:
                symbol.base, symbol.anonymous = None, True
            else:
                taken.add(symbol.base)

    def _fresh(self, results: tuple[Symbol, ...], *, records_from: int) -> tuple[Symbol, ...]:
        """Each result a tensor of its own: a cell may hand on its input, or one value twice."""
        written = {id(record.output) for record in self._tape.records[records_from:]}
        found: list[Symbol] = []
        for result in results:
            is_own = id(result) in written and not any(result is other for other in found)
            found.append(result if is_own else self._tape.apply(COPY, result))
        return tuple(found)

    def _lose(self, h: Symbol) -> None:
        network, tape = self._network, self._tape
        with tape.tracing_lines_of(output.__code__):
            activation = ACTIVATIONS[network.output_activation]
            s, y = output(h, self._outputs["W"], self._outputs["b"], activation)
        for symbol, base in ((s, "s"), (y, "y")):
            symbol.base, symbol.anonymous = base, False
        tape.phase = "loss"
        target = self._read("target", network.outputs)
        function = LOSSES[network.loss]
        with tape.tracing_lines_of(function.__code__):
            loss = function(s, y, target)
        loss.base, loss.role, loss.anonymous = "loss", "loss", False
        self._losses.append(loss)
