"""Which change of which tensor a gradient of the backward sweep is about."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.proofs.slopes import Target
from rnn_debugger.engine import Program, Tensor


def target_of(program: Program, name: str) -> Target:
    """What to change a little, and when, for a gradient or for the tensor that it belongs to.

    ``dh[t]`` is the whole gradient: h[t] stays changed from the operation that writes it on, and
    the loss is the scaled one, as for ``dWhh``. Where it has two parts, ``dh_next[t]`` is what
    comes back from later timesteps, so h[t] is changed once its own timestep is over;
    ``dh_out[t]`` is the rest, so h[t] is put back there. Raises `BadInput` for what is none.
    """
    tensor = program.tensors.get(name)
    if tensor is None:
        near = difflib.get_close_matches(name, checkable(program), 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadInput(f"{name}: no tensor of the forward or backward sweep{hint}")
    if tensor.role != "gradient":
        if tensor.role != "parameter" and f"d{name}" not in program.tensors:
            raise BadInput(f"{name} has no gradient of its own in the backward sweep")
        return _whole(program, name)
    of = tensor.of
    if of is None:
        raise BadInput(f"{name} does not say of what it is the gradient")
    if name == f"d{of}":
        return _whole(program, of)
    if name in _sides(of):
        written, later = program.writers[of][0] + 1, _after_timestep(program, program.tensors[of])
        is_next = name == _sides(of)[1]
        return Target(of, name, later) if is_next else Target(of, name, written, later)
    raise BadInput(
        f"{name} is one of several products that are added up on the way to d{of}: no value of "
        "the forward sweep can be changed for it alone"
    )


def checkable(program: Program) -> list[str]:
    """The gradients that `target_of` takes, the last timestep first, parameters at the end."""
    return list(dict.fromkeys(_checkable(program)))


def _checkable(program: Program) -> Iterator[str]:
    late = []
    for operation in program:
        tensor = program.tensors[operation.output]
        if tensor.role != "gradient" or tensor.of is None:
            continue
        if program.tensors[tensor.of].role == "parameter":
            if tensor.name == f"d{tensor.of}":
                late.append(tensor.name)
        elif tensor.name in (f"d{tensor.of}", *_sides(tensor.of)):
            yield tensor.name
    yield from late


def _sides(of: str) -> tuple[str, str]:
    """The two parts of a gradient: from its own timestep, and from later ones."""
    base, bracket, time = f"d{of}".partition("[")
    return f"{base}_out{bracket}{time}", f"{base}_next{bracket}{time}"


def _whole(program: Program, name: str) -> Target:
    if program.tensors[name].role == "parameter":
        return Target(name, f"d{name}")
    return Target(name, f"d{name}", program.writers[name][0] + 1)


def _after_timestep(program: Program, tensor: Tensor) -> int:
    """The operation of the forward sweep with which the timestep after the tensor's begins."""
    assert tensor.timestep is not None
    timesteps, operations = _beginnings(program)
    return operations[bisect_right(timesteps, tensor.timestep)]


@lru_cache(maxsize=2)
def _beginnings(program: Program) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The timesteps as the forward sweep comes to them, and the operation each begins with."""
    timesteps, operations = [-1], [0]
    for operation in program:
        if operation.timestep is not None and operation.timestep > timesteps[-1]:
            timesteps.append(operation.timestep)
            operations.append(operation.id)
    return tuple(timesteps), tuple(operations)
