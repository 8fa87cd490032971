"""Training by the contract's definitions: windows, optimizers and both update schedules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.support.oracle import ACTIVATIONS, Network, Table, Values, Window, forward, gradients


@dataclass
class State:
    """What one window hands to the next: weights, Adagrad's memory, and h by layer."""

    weights: Values
    memory: Values = field(default_factory=dict)
    carry: dict[int, Any] = field(default_factory=dict)


@dataclass
class Iteration:
    """One iteration. `shares[t]` are the shares of timestep t in each weight's gradient,
    `updated[t]` the weights as the update after timestep t left them (t None: after the window).
    """

    values: Values
    gradients: Values
    shares: dict[int, Values]
    updated: dict[int | None, Values]
    after: State


def window(network: Network, state: State, iteration: int) -> Window:
    """The window of an iteration that begins in `state`; for data from `values`."""
    T, B = network.timesteps, network.batch_size
    inputs, targets = network.table["data"]["inputs"], network.table["data"]["targets"]
    if np.ndim(inputs) == 2:
        inputs, targets = [inputs], [targets]
    if np.ndim(targets) == 2:
        size = int(np.max(targets)) + 1
        targets = [[[float(k == c) for k in range(size)] for c in row] for row in targets]
    length = len(inputs[0])
    order = [(first, p) for first in range(0, len(inputs), B) for p in range(0, length + 1 - T, T)]
    first, p = order[iteration % len(order)]
    x = [[inputs[first + b][p + t] for b in range(B)] for t in range(T)]
    target = [[targets[first + b][p + t] for b in range(B)] for t in range(T)]
    start = start_of(network, state, begins=p == 0)
    return Window(np.swapaxes(np.array(x), 1, 2), np.swapaxes(np.array(target), 1, 2), start)


def start_of(network: Network, state: State, *, begins: bool) -> dict[int, Any]:
    """h[0] by layer; nothing for a network without memory."""
    start: dict[int, Any] = {}
    if not network.is_recurrent:
        return start
    for layer, size in zip(network.layers, network.sizes, strict=True):
        name = network.parameter("h", "_start", layer)
        given = np.array(network.table.get("weights", {}).get(name, np.zeros(size)), float)
        given = given if given.ndim == 2 else np.repeat(given[:, None], network.batch_size, 1)
        carries = network.get("training", "carry_state", True) and not begins
        start[layer] = state.carry[layer] if carries else given
    return start


def initial_state(table: Table) -> State:
    """Of a table that gives all its weights."""
    given = table["weights"].items()
    return State({k: np.array(v, float) for k, v in given if not k.endswith("_start")})


def train(table: Table, state: State | None = None, first: int = 0) -> Iterator[Iteration]:
    """Iterations from `first` on, without end; `state` is the one before the first of them."""
    network = Network(table)
    state = state or initial_state(table)
    while True:
        result = iterate(network, state, first)
        yield result
        state, first = result.after, first + 1


@np.errstate(all="ignore")
def iterate(network: Network, state: State, iteration: int) -> Iteration:
    """The iteration that begins in a state; numbers may explode, as they do in training."""
    data = window(network, state, iteration)
    values = forward(network, [state.weights] * (network.timesteps + 1), data, {})
    if network.updates_every_timestep:
        result = sweep(network, state, values)
    else:
        shares, others = gradients(network, state.weights, data)
        total = {name: sum(share[name] for share in shares) for name in state.weights}
        after = State(dict(state.weights), dict(state.memory))
        for name, gradient in total.items():
            update(network, after, name, gradient)
        timed = dict(enumerate(shares))
        result = Iteration(values, others | total, timed, {None: after.weights}, after)
    last = network.timesteps
    if network.is_recurrent:
        result.after.carry = {k: values[network.named("h", k, last)] for k in network.layers}
    return result


def sweep(network: Network, state: State, values: Values) -> Iteration:
    """Back through time, the weights updated at every timestep: the activations are those of the
    forward sweep, the weights the current ones.
    """
    after = State(dict(state.weights), dict(state.memory))
    found: Values = {"loss": np.ones(())}
    shares: dict[int, Values] = {}
    updated: dict[int | None, Values] = {}
    carried: dict[int, Any] = {}
    for t in range(network.timesteps, 0, -1):
        W, share = after.weights, {}
        down = None
        if network.has_loss_at(t):
            found[f"loss[{t}]"] = np.array(network.scale)
            s, y = values[f"s[{t}]"], values[f"y[{t}]"]
            error = network.scale * (y - values[f"target[{t}]"])
            if network.has_dy:
                found[f"y[{t}]"] = error
                error = error * slope(network.output_activation, s)
            found[f"s[{t}]"] = error
            top = values[network.named("h", len(network.sizes), t)]
            share |= {"Why": error @ top.T, "by": error.sum(axis=1)}
            down = W["Why"].T @ error
        for layer in reversed(network.layers):
            parts = [part for part in (down, carried.get(layer)) if part is not None]
            if not parts:
                down = None
                continue
            dh = found[network.named("h", layer, t)] = sum(parts[1:], parts[0])
            da = dh * slope(network.hidden_activation, values[network.named("a", layer, t)])
            found[network.named("a", layer, t)] = da
            below = f"x[{t}]" if layer == 1 else network.named("h", layer - 1, t)
            share[network.parameter("W", "xh", layer)] = da @ values[below].T
            share[network.parameter("b", "h", layer)] = da.sum(axis=1)
            if network.is_recurrent:
                name = network.parameter("W", "hh", layer)
                share[name] = da @ values[network.named("h", layer, t - 1)].T
                carried[layer] = W[name].T @ da
            down = W[network.parameter("W", "xh", layer)].T @ da
        shares[t] = {name: part for name, part in share.items() if name in W}
        for name, part in shares[t].items():
            update(network, after, name, part)
        updated[t] = dict(after.weights)
    found |= {network.named("h", layer, 0): part for layer, part in carried.items()}
    latest = {n: s[n] for t in sorted(shares, reverse=True) for s in (shares[t],) for n in s}
    return Iteration(values, found | latest, shares, updated, after)


def slope(activation: str, a: Any) -> Any:
    """The derivative of an activation by a complex step."""
    return np.imag(ACTIVATIONS[activation](a + 1e-30j, np)) / 1e-30


def update(network: Network, state: State, name: str, gradient: Any) -> None:
    """One step of the optimizer for one weight, in `state`, whose arrays are replaced."""
    limit = network.get("training", "clip_value")
    if limit is not None:
        gradient = np.minimum(np.maximum(gradient, -limit), limit)
    rate = network.get("training", "learning_rate", 0.1)
    if network.get("training", "optimizer", "sgd") == "sgd":
        state.weights[name] = state.weights[name] - rate * gradient
        return
    epsilon = network.get("training", "epsilon", 1e-10)
    memory = state.memory[name] = state.memory.get(name, 0) + gradient**2
    in_root = network.get("training", "epsilon_in_root", False)
    root = np.sqrt(memory + epsilon) if in_root else np.sqrt(memory) + epsilon
    state.weights[name] = state.weights[name] - rate * gradient / root
