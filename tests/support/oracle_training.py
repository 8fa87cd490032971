"""Training by the contract's definitions: windows, optimizers and both update schedules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.support.oracle import (
    Network,
    Table,
    Values,
    Window,
    forward,
    gradients,
    timestep_gradients,
)


@dataclass
class State:
    """What one window hands to the next: weights, the optimizer's slots by name, and the states
    by theirs.
    """

    weights: Values
    memory: Values = field(default_factory=dict)
    carry: Values = field(default_factory=dict)

    def copy(self) -> State:
        return State(dict(self.weights), dict(self.memory), dict(self.carry))


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


def start_of(network: Network, state: State, *, begins: bool) -> Values:
    """Every state at t = 0; nothing for a network without memory."""
    start: Values = {}
    carries = network.get("training", "carry_state", True) and not begins
    for base, size in network.states.items():
        given = np.array(network.table.get("weights", {}).get(f"{base}_start", np.zeros(size)))
        given = given if given.ndim == 2 else np.repeat(given[:, None], network.batch_size, 1)
        start[base] = state.carry[base] if carries else given.astype(float)
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
        result = sweep(network, state, data, values)
    else:
        shares, others = gradients(network, state.weights, data)
        total = {name: sum(share[name] for share in shares) for name in state.weights}
        after = state.copy()
        update(network, after, total)
        timed = dict(enumerate(shares))
        result = Iteration(values, others | total, timed, {None: after.weights}, after)
    result.after.carry = {base: values[f"{base}[{network.timesteps}]"] for base in network.states}
    return result


def sweep(network: Network, state: State, data: Window, values: Values) -> Iteration:
    """Back through time, the weights updated at every timestep: the activations are those of the
    forward sweep, the weights the current ones.
    """
    after = state.copy()
    found: Values = {"loss": np.ones(())}
    shares: dict[int, Values] = {}
    updated: dict[int | None, Values] = {}
    handed: Values = {}
    for t in range(network.timesteps, 0, -1):
        weights = dict(after.weights)
        shares[t], others, handed = timestep_gradients(network, weights, t, data, values, handed)
        found |= others
        update(network, after, shares[t])
        updated[t] = dict(after.weights)
    found |= {f"{base}[0]": part for base, part in handed.items()}
    latest = {n: s[n] for t in sorted(shares, reverse=True) for s in (shares[t],) for n in s}
    return Iteration(values, found | latest, shares, updated, after)


def update(network: Network, state: State, gradients: Values) -> None:
    """One step of the optimizer, in `state`, whose arrays are replaced, for the weights that have
    a gradient: clipped by value, then all together by norm.
    """
    limit = network.get("training", "clip_value")
    if limit is not None:
        gradients = {n: np.minimum(np.maximum(g, -limit), limit) for n, g in gradients.items()}
    limit = network.get("training", "clip_norm")
    if limit is not None:
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))
        gradients = {n: np.minimum(1, limit / (norm + 1e-6)) * g for n, g in gradients.items()}
    rule = network.get("training", "optimizer", "sgd")
    for name, gradient in gradients.items():
        step = RULES[rule](network, Slots(state.memory, name), gradient)
        rate = network.get("training", "learning_rate", 0.1)
        state.weights[name] = state.weights[name] - rate * step


@dataclass
class Slots:
    """The slots of one weight, by their letters; 0 before they are first set."""

    memory: Values
    name: str

    def __getitem__(self, letter: str) -> Any:
        return self.memory.get(f"{letter}_{self.name}", 0.0)

    def __setitem__(self, letter: str, value: Any) -> None:
        self.memory[f"{letter}_{self.name}"] = value


def sgd(network: Network, slots: Slots, g: Any) -> Any:
    return g


def momentum(network: Network, slots: Slots, g: Any) -> Any:
    """torch.optim.SGD with a momentum, dampening 0, not Nesterov's."""
    slots["m"] = network.get("training", "momentum", 0.9) * slots["m"] + g
    return slots["m"]


def adagrad(network: Network, slots: Slots, g: Any) -> Any:
    """torch.optim.Adagrad, or with the epsilon in the root as min-char-rnn has it."""
    epsilon = network.get("training", "epsilon", 1e-10)
    slots["m"] = slots["m"] + g**2
    if network.get("training", "epsilon_in_root", False):
        return g / np.sqrt(slots["m"] + epsilon)
    return g / (np.sqrt(slots["m"]) + epsilon)


def rmsprop(network: Network, slots: Slots, g: Any) -> Any:
    """torch.optim.RMSprop, not centred, without momentum."""
    decay = network.get("training", "decay", 0.99)
    slots["v"] = decay * slots["v"] + (1 - decay) * g**2
    return g / (np.sqrt(slots["v"]) + network.get("training", "epsilon", 1e-8))


def adam(network: Network, slots: Slots, g: Any) -> Any:
    """torch.optim.Adam: Kingma and Ba (2015), algorithm 1."""
    beta1 = network.get("training", "beta1", 0.9)
    beta2 = network.get("training", "beta2", 0.999)
    slots["count"] = slots["count"] + 1
    slots["m"] = beta1 * slots["m"] + (1 - beta1) * g
    slots["v"] = beta2 * slots["v"] + (1 - beta2) * g**2
    mean = slots["m"] / (1 - beta1 ** slots["count"])
    square = slots["v"] / (1 - beta2 ** slots["count"])
    return mean / (np.sqrt(square) + network.get("training", "epsilon", 1e-8))


RULES = {
    "sgd": sgd,
    "momentum": momentum,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}
