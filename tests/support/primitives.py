"""One primitive at a time: its kernel, its vector-Jacobian product, and an oracle for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rnn_debugger.engine import Array, Machine, Primitive, Tape
from rnn_debugger.engine.primitive import Workspace


class NoData:
    """A feed for programs that read nothing."""

    streams: Mapping[str, Array] = {}
    ones: Mapping[str, list[int]] = {}

    def load(self, iteration: int) -> None:
        pass


def run(
    primitive: Primitive,
    *operands: Any,
    out: Any = None,
    streams: Mapping[str, Array] | None = None,
    dtype: str = "float64",
) -> Array:
    """The output of the kernel. Before, it holds `out`, or NaN, which must not show through."""
    arrays = [np.array(operand, dtype) for operand in operands]
    copies = [array.copy() for array in arrays]
    shape = primitive.shape(*(array.shape for array in arrays))
    result = np.full(shape, np.nan, dtype) if out is None else np.array(out, dtype)
    with np.errstate(all="ignore"):
        for thunk in primitive.kernel(Workspace(streams or {}), result, *arrays):
            thunk()
    for array, copy in zip(arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy, "a kernel changed its operand")
    return result


def pull_back(primitive: Primitive, grad: Any, *operands: Any) -> list[Array | None]:
    """What the vector-Jacobian product computes, run as a program on a machine."""
    tape = Tape("float64")
    given = {}

    def declare(name: str, value: Any) -> Any:
        given[name] = np.asarray(value, float)
        return tape.declare(name, "parameter", given[name].shape, persistent=True)

    symbols = [declare(f"operand{number}", value) for number, value in enumerate(operands)]
    out = tape.apply(primitive, *symbols, base="out")
    shares = primitive.vjp(declare("grad", grad), out, *symbols)
    settled = [None if share is None else tape.settle(share) for share in shares]
    for number, symbol in enumerate(tape.symbols):
        symbol.base = symbol.base or f"between{number}"
    machine = Machine(tape.close(), NoData())
    for name, value in given.items():
        np.copyto(machine.arrays[name], value)
    machine.run(len(machine.program))
    return [None if symbol is None else machine.arrays[symbol.name] for symbol in settled]


def assert_pulls_back(
    primitive: Primitive, function: Callable[..., Any], *operands: Any, fixed: tuple[int, ...] = ()
) -> None:
    """Hold the vector-Jacobian product to random projections: along any direction v of an operand
    the complex-step derivative of Σ g ∘ f is Σ (what is pulled back) ∘ v. The operands numbered
    in `fixed` have no gradient.
    """
    draw = np.random.default_rng(3)
    arrays = [np.asarray(operand, float) for operand in operands]
    grad = draw.normal(size=primitive.shape(*(array.shape for array in arrays)))
    pulled = pull_back(primitive, grad, *arrays)
    assert len(pulled) == len(arrays)
    for number, share in enumerate(pulled):
        assert (share is None) == (number in fixed)
        if share is None:
            continue
        assert share.shape == arrays[number].shape
        for _ in range(3):
            direction = draw.normal(size=share.shape)
            moved = list(arrays)
            moved[number] = arrays[number] + 1e-30j * direction
            derivative = np.sum(grad * np.imag(function(*moved))) / 1e-30
            np.testing.assert_allclose(np.sum(share * direction), derivative, rtol=1e-12)


def numbers(*shape: int, seed: int = 0) -> Array:
    """Normal random numbers."""
    return np.random.default_rng([seed, *shape]).normal(size=shape)
