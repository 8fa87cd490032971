"""The mathematics of the networks, written from the contract's definitions and from nothing else.

Nothing here imports the package under test. `xp` is NumPy or `autograd.numpy`: with the one,
complex weights give complex-step derivatives, with the other, HIPS autograd differentiates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import autograd
import autograd.numpy as anp
import numpy as np
from autograd.tracer import getval

from tests.support.oracle_cells import ACTIVATIONS, CELLS, GATES, STATES, Put

Table = Mapping[str, Any]
Values = dict[str, Any]
"""Arrays by the contract's name."""

LOSSES = {
    "squared_error": lambda s, y, target, xp: xp.sum((y - target) ** 2) / 2,
    "binary_cross_entropy": lambda s, y, target, xp: xp.sum(
        target * xp.log(1 + xp.exp(-s)) + (1 - target) * xp.log(1 + xp.exp(s))
    ),
    "softmax_cross_entropy": lambda s, y, target, xp: (
        -xp.sum(target * (s - xp.log(xp.sum(xp.exp(s), axis=0))))
    ),
}
FITTING = {"binary_cross_entropy": "sigmoid", "softmax_cross_entropy": "softmax"}


class Window(NamedTuple):
    """The data of one iteration: x (T, I, B), target (T, O, B), `start` what every state is at
    t = 0, by its name without the timestep: ``h``, ``c2``.
    """

    x: Any
    target: Any
    start: Mapping[str, Any]


@dataclass(frozen=True)
class Network:
    """An experiment's table with the contract's defaults."""

    table: Table

    def get(self, section: str, key: str, default: Any = None) -> Any:
        value = self.table[section].get(key)
        return default if value is None else value

    @property
    def sizes(self) -> list[int]:
        return list(self.table["model"]["hidden_sizes"])

    @property
    def layers(self) -> range:
        return range(1, len(self.sizes) + 1)

    @property
    def timesteps(self) -> int:
        return int(self.table["training"]["timesteps"])

    @property
    def batch_size(self) -> int:
        return int(self.get("training", "batch_size", 1))

    @property
    def cell(self) -> str:
        return str(self.table["model"]["cell"])

    @property
    def is_recurrent(self) -> bool:
        return bool(STATES[self.cell])

    @property
    def states(self) -> dict[str, int]:
        """The size of every state by its name without the timestep."""
        return {
            self.layered(letter, layer): self.sizes[layer - 1]
            for layer in self.layers
            for letter in STATES[self.cell]
        }

    @property
    def cell_values(self) -> list[str]:
        """The values of a cell whose gradients the contract names: ``h``, ``a_i``, ``i``."""
        gates = GATES[self.cell]
        if gates == "h":
            return ["h", "a"]
        coupled = ["i"] if self.cell == "lstm_coupled" else []
        return [*STATES[self.cell], *gates, *(f"a_{k}" for k in gates), *coupled]

    @property
    def bias(self) -> bool:
        return bool(self.get("model", "bias", True))

    @property
    def loss(self) -> str:
        return str(self.get("training", "loss", "squared_error"))

    @property
    def output_activation(self) -> str:
        fitting = FITTING.get(self.loss, "identity")
        return str(self.get("model", "output_activation", fitting))

    @property
    def hidden_activation(self) -> str:
        return str(self.get("model", "hidden_activation", "tanh"))

    @property
    def has_dy(self) -> bool:
        return self.loss == "squared_error"

    @property
    def updates_every_timestep(self) -> bool:
        return bool(self.get("training", "update_schedule") == "every_timestep")

    def layered(self, value: str, layer: int) -> str:
        """The layer's number stands behind the first letter, where there are several."""
        return f"{value[0]}{layer if len(self.sizes) > 1 else ''}{value[1:]}"

    def parameter(self, letter: str, suffix: str, layer: int) -> str:
        return self.layered(letter + suffix, layer)

    def has_loss_at(self, timestep: int) -> bool:
        last_only = self.get("training", "loss_at") == "last_timestep"
        return timestep == self.timesteps or not last_only

    @property
    def scale(self) -> float:
        """What `loss` is multiplied with over the sum of the `loss[t]`."""
        mean = self.get("training", "reduction") == "mean"
        every = self.get("training", "loss_at") != "last_timestep"
        return 1 / self.batch_size / (self.timesteps if mean and every else 1)


@dataclass(frozen=True)
class Weights:
    """The weights of one layer, as the cells ask for them."""

    network: Network
    values: Values
    layer: int

    @property
    def hidden(self) -> str:
        return self.network.hidden_activation

    def __call__(self, letter: str, suffix: str) -> Any:
        if letter == "b" and not self.network.bias:
            return 0.0
        value = self.values[self.network.parameter(letter, suffix, self.layer)]
        return value if letter == "W" else value[:, None]


def forward(
    network: Network,
    weights: Sequence[Values],
    window: Window,
    nudges: Values,
    xp: Any = np,
) -> Values:
    """Every value of a window by name. `weights[t]` are those used at timestep t (0 is unused);
    `nudges` are added to the values of their names, so that the gradient in a nudge is the
    gradient in the value.
    """
    values: Values = {}

    def put(name: str, value: Any) -> Any:
        values[name] = value + nudges[name] if name in nudges else value
        return values[name]

    states = {base: put(f"{base}[0]", start) for base, start in window.start.items()}
    for t in range(1, network.timesteps + 1):
        states = timestep(network, weights[t], t, window, states, put, xp)
    total = sum(values[f"loss[{t}]"] for t in losses_at(network))
    put("loss", network.scale * total)
    return values


def timestep(
    network: Network, weights: Values, t: int, window: Window, states: Values, put: Put, xp: Any
) -> Values:
    """All layers at one timestep, and its loss if it has one; returns the new states."""
    after: Values = {}
    below = put(f"x[{t}]", window.x[t - 1])
    for layer in network.layers:

        def put_here(name: str, value: Any, layer: int = layer) -> Any:
            return put(f"{network.layered(name, layer)}[{t}]", value)

        own = {letter: states[network.layered(letter, layer)] for letter in STATES[network.cell]}
        layer_weights = Weights(network, weights, layer)
        below, new = CELLS[network.cell](layer_weights, below, own, put_here, xp)
        after |= {network.layered(letter, layer): value for letter, value in new.items()}
    if network.has_loss_at(t):
        s = weights["Why"] @ below
        s = put(f"s[{t}]", s + weights["by"][:, None] if network.bias else s)
        y = put(f"y[{t}]", ACTIVATIONS[network.output_activation](s, xp))
        target = put(f"target[{t}]", window.target[t - 1])
        put(f"loss[{t}]", LOSSES[network.loss](s, y, target, xp))
    return after


def losses_at(network: Network) -> list[int]:
    return [t for t in range(1, network.timesteps + 1) if network.has_loss_at(t)]


def nudged(network: Network) -> list[str]:
    """The names of the values whose gradients the contract names."""
    steps = range(1, network.timesteps + 1)
    starts = [f"{base}[0]" for base in network.states]
    return ["loss", *starts, *(name for t in steps for name in nudged_at(network, t))]


def nudged_at(network: Network, t: int) -> list[str]:
    """Those of them that belong to timestep t."""
    names = []
    if network.has_loss_at(t):
        names += [f"loss[{t}]", f"s[{t}]", *([f"y[{t}]"] if network.has_dy else [])]
    if network.is_recurrent or network.has_loss_at(t):
        for layer in network.layers:
            names += [f"{network.layered(value, layer)}[{t}]" for value in network.cell_values]
    return names


def gradients(network: Network, weights: Values, window: Window) -> tuple[list[Values], Values]:
    """By autograd: the share of each timestep in the gradient of each weight (index t), and the
    gradients of the values in between, by the values' names.
    """
    values = forward(network, [weights] * (network.timesteps + 1), window, {})
    nudges = {name: np.zeros(np.shape(values[name])) for name in nudged(network)}

    def loss(arguments: Any) -> Any:
        return forward(network, arguments[0], window, arguments[1], anp)["loss"]

    shares, others = autograd.grad(loss)(([weights] * (network.timesteps + 1), nudges))
    return list(shares), dict(others)


def complex_step_gradient(network: Network, weights: Values, window: Window, name: str) -> Any:
    """The gradient in one value or weight by complex steps, one element at a time."""
    h = 1e-30
    plain = forward(network, [weights] * (network.timesteps + 1), window, {})
    shape = np.shape(weights[name] if name in weights else plain[name])
    gradient = np.zeros(shape)
    for index in np.ndindex(*shape):
        step = np.zeros(shape, complex)
        step[index] = 1j * h
        moved, nudges = (
            ({**weights, name: weights[name] + step}, {})
            if name in weights
            else (weights, {name: step})
        )
        values = forward(network, [moved] * (network.timesteps + 1), window, nudges)
        gradient[index] = np.imag(values["loss"]) / h
    return gradient


def timestep_gradients(
    network: Network,
    weights: Values,
    t: int,
    window: Window,
    stored: Values,
    handed: Values,
) -> tuple[Values, Values, Values]:
    """Back through one timestep with weights that are not those that `stored` were computed
    with: the shares of the weights, the gradients of the values, and what is handed on to t − 1.
    """

    def scalar(arguments: Any) -> Any:
        own, before, nudges = arguments
        losses = []

        def put(name: str, value: Any) -> Any:
            # As large as the stored value, and changing as the new one does.
            pinned = value + (stored[name] - getval(value)) + nudges.get(name, 0)
            if name == f"loss[{t}]":
                losses.append(network.scale * pinned)
            return pinned

        after = timestep(network, own, t, window, before, put, anp)
        total = sum(anp.sum(handed[base] * after[base]) for base in handed)
        return total + sum(losses)

    if not nudged_at(network, t):
        return {}, {}, {}
    before = {base: stored[f"{base}[{t - 1}]"] for base in network.states}
    nudges = {name: np.zeros(np.shape(stored[name])) for name in nudged_at(network, t)}
    shares, down, others = autograd.grad(scalar)((dict(weights), before, nudges))
    of_output = {} if network.has_loss_at(t) else {"Why", "by"}
    shares = {name: share for name, share in shares.items() if name not in of_output}
    return shares, dict(others), dict(down)
