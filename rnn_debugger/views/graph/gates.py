"""Which of the literature's gated cells a layer is, read off its operations. No Qt.

By the operations rather than by a cell's name: a cell of one's own that computes what an LSTM does
opens into the same picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rnn_debugger.debugger import Operation, Program

SIGNS = {"sigmoid": "σ", "tanh": "tanh", "relu": "relu", "identity": "1", "softmax": "softmax"}

Writer = Callable[[str], Operation | None]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate by the base names of its tensors, ``i`` and ``a_i``, or ``i1`` and ``a1_i``."""

    value: str
    before: str | None
    """The pre-activation; None for a gate that is 1 − `opposite`."""
    sign: str
    """Of its activation function, ``σ``; its values lie between 0 and 1 where it is that."""
    opposite: str | None = None

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 1."""
        return self.sign == "σ" or self.opposite is not None


@dataclass(frozen=True, slots=True)
class Lstm:
    """c' = f∘c + i∘g and h' = o∘tanh(c'); the other names are those of the products in between."""

    forget: Gate
    input: Gate
    candidate: Gate
    output: Gate
    kept: str
    """f∘c"""
    written: str
    """i∘g"""
    squashed: str
    """tanh(c')"""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """From left to right, as they are drawn."""
        return self.forget, self.input, self.candidate, self.output


@dataclass(frozen=True, slots=True)
class Gru:
    """h' = (1 − z)∘n + z∘h, where r has its part in what becomes n."""

    update: Gate
    reset: Gate
    candidate: Gate
    kept: str
    """z∘h"""
    opposite: str
    """1 − z"""
    written: str
    """(1 − z)∘n"""
    reset_product: str
    """r∘h, or where the reset comes after the product r∘(Whn h + bhn)"""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """From left to right, as they are drawn."""
        return self.update, self.reset, self.candidate


def gated_cell(program: Program, h: str, c: str | None, timestep: int) -> Lstm | Gru | None:
    """What computes ``{h}[timestep]`` and ``{c}[timestep]``; None for any other cell."""

    def writer(name: str) -> Operation | None:
        numbers = program.writers.get(name, ())
        return program[numbers[0]] if numbers else None

    if c is not None:
        return _lstm(writer, f"{h}[{timestep}]", f"{c}[{timestep}]", f"{c}[{timestep - 1}]")
    operations = [op for op in program if op.phase == "forward" and op.timestep == timestep]
    return _gru(writer, operations, f"{h}[{timestep}]", f"{h}[{timestep - 1}]")


def _lstm(writer: Writer, h: str, c: str, c_before: str) -> Lstm | None:
    kept, written = _terms(writer, c, c_before)
    product, squash = _made(writer, h, "multiply"), None
    if product is not None:
        squash = next((n for n in product.inputs if _is_squashed(writer, n, c)), None)
    if kept is None or written is None or product is None or squash is None:
        return None
    names = (
        _other(kept.inputs, c_before),
        written.inputs[0],
        written.inputs[1],
        _other(product.inputs, squash),
    )
    forget, input_, candidate, output = (_gate(writer, name) for name in names)
    if forget is None or input_ is None or candidate is None or output is None:
        return None
    return Lstm(
        forget, input_, candidate, output, _base(kept.output), _base(written.output), _base(squash)
    )


def _gru(writer: Writer, operations: list[Operation], h: str, h_before: str) -> Gru | None:
    kept, written = _terms(writer, h, h_before)
    if kept is None or written is None:
        return None
    z = _other(kept.inputs, h_before)
    flipped = next((n for n in written.inputs if _is_opposite(writer, n, z)), None)
    if flipped is None:
        return None
    n = _other(written.inputs, flipped)
    update, candidate = _gate(writer, z), _gate(writer, n)
    layer = writer(h)
    resets = [
        (gate, operation.output)
        for operation in operations
        if operation.primitive == "multiply"
        and layer is not None
        and operation.layer == layer.layer
        and operation.output not in {kept.output, written.output}
        for name in operation.inputs
        if (gate := _gate(writer, name)) is not None
    ]
    if update is None or candidate is None or candidate.before is None or len(resets) != 1:
        return None
    ((reset, product),) = resets
    return Gru(
        update,
        reset,
        candidate,
        _base(kept.output),
        _base(flipped),
        _base(written.output),
        _base(product),
    )


def _terms(writer: Writer, state: str, before: str) -> tuple[Operation | None, Operation | None]:
    """The two products whose sum a state is: the one with the state before in it, and the other."""
    total = _made(writer, state, "add")
    products = [_made(writer, name, "multiply") for name in total.inputs] if total else []
    if len(products) != 2 or products[0] is None or products[1] is None:
        return None, None
    one, other = products
    assert one is not None
    assert other is not None
    if before in other.inputs and before not in one.inputs:
        return other, one
    return (one, other) if before in one.inputs and before not in other.inputs else (None, None)


def _gate(writer: Writer, name: str) -> Gate | None:
    operation = writer(name)
    if operation is None:
        return None
    if _is_one_minus(operation):
        return Gate(_base(name), None, "1 −", _base(operation.inputs[0]))
    if operation.primitive not in SIGNS:
        return None
    return Gate(_base(name), _base(operation.inputs[0]), SIGNS[operation.primitive])


def _made(writer: Writer, name: str, primitive: str) -> Operation | None:
    operation = writer(name)
    return operation if operation is not None and operation.primitive == primitive else None


def _is_squashed(writer: Writer, name: str, c: str) -> bool:
    operation = writer(name)
    return operation is not None and operation.primitive in SIGNS and operation.inputs == (c,)


def _is_opposite(writer: Writer, name: str, gate: str) -> bool:
    operation = writer(name)
    return operation is not None and _is_one_minus(operation) and operation.inputs == (gate,)


def _is_one_minus(operation: Operation) -> bool:
    is_difference = operation.primitive == "subtract_from"
    return is_difference and operation.formula.endswith(f"= 1 − {operation.inputs[0]}")


def _other(names: tuple[str, ...], one: str) -> str:
    return next(name for name in names if name != one)


def _base(name: str) -> str:
    return name.partition("[")[0]
