"""Holding a session's every operation to the oracle."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from rnn_debugger.debugger import Operation, Session
from tests.support.oracle import Network
from tests.support.oracle_training import Iteration, State

CONTRACT_NAME = re.compile(r"d?(x|target|[hcifgorzn]\d*|a\d*(_[ifgorzn])?|s|y|loss)(\[\d+\])?")
"""The tensors' names that the contract lists for these cells, apart from the parameters'."""


def assert_iteration_agrees(
    session: Session, network: Network, result: Iteration, **tolerance: float
) -> None:
    """Run the iteration that the session stands at the beginning of, and after each operation
    compare its output with the oracle's. Afterwards every name of the contract has been seen.
    """
    seen = set()
    for operation in session.program:
        session.step()
        expected = expected_output(network, result, operation, session)
        if expected is None:
            assert not CONTRACT_NAME.fullmatch(operation.output), operation.output
            continue
        seen.add(operation.output)
        actual = session.moment.value(operation.output)
        assert actual.shape == np.shape(expected), operation.output
        np.testing.assert_allclose(actual, expected, **tolerance, err_msg=operation.formula)
    for tensor in session.program.persistent:
        if tensor.role == "optimizer":
            # What no share has come to yet is still 0.
            expected = result.after.memory.get(tensor.name, 0.0)
            np.testing.assert_allclose(session.value(tensor.name), expected, **tolerance)
    values = {name for name in result.values if not name.startswith(".")}
    wanted = {*values, *(f"d{name}" for name in result.gradients)}
    wanted |= set(result.after.weights)
    assert wanted - seen == unchanged_parameters(session, result)


def is_comparable(network: Network, result: Iteration) -> bool:
    """Whether two computations must agree: no number has exploded, and no derivative of relu is
    decided by the last bits.
    """
    values, largest = result.values.items(), 100.0
    numbers = [*result.values.values(), *result.gradients.values(), *result.after.weights.values()]
    at_kink = [np.abs(v).min() < 1e-6 for name, v in values if name.startswith("a")]
    moderate = all(np.abs(value).max() < largest for value in numbers)
    return moderate and not (network.hidden_activation == "relu" and any(at_kink))


def unchanged_parameters(session: Session, result: Iteration) -> set[str]:
    """Those that no operation writes, because no timestep has a share in their gradient."""
    return {name for name in result.after.weights if not session.program.writers[name]}


def expected_output(
    network: Network, result: Iteration, operation: Operation, session: Session
) -> Any:
    """What the oracle has for an operation's output right after it; None for values in between."""
    name = operation.output
    tensor = session.program.tensors[name]
    if name.endswith("_carry"):
        return result.values[f"{name.removesuffix('_carry')}[{network.timesteps}]"]
    if tensor.role == "parameter":
        return result.updated[operation.timestep][name]
    if tensor.of is None or name != f"d{tensor.of}":
        return result.values.get(name)
    if session.program.tensors[tensor.of].role != "parameter":
        return result.gradients.get(tensor.of)
    return gradient_so_far(network, result, tensor.of, operation.timestep)


def gradient_so_far(network: Network, result: Iteration, name: str, timestep: int) -> Any:
    """Of a parameter, when the sweep back has done the timestep: the sum of the shares, or where
    every timestep updates, the latest.
    """
    if network.updates_every_timestep:
        return result.shares[timestep][name]
    return sum(result.shares[time][name] for time in range(timestep, network.timesteps + 1))


def state_of(session: Session, network: Network) -> State:
    """The state that a session stands at, for the oracle to go on from, as float64."""
    state = State({})
    for tensor in session.program.persistent:
        value = session.value(tensor.name).astype(np.float64)
        if tensor.role == "parameter":
            state.weights[tensor.name] = value
        elif tensor.role == "optimizer":
            state.memory[tensor.name] = value
        else:
            state.carry[tensor.name.removesuffix("_carry")] = value
    return state
