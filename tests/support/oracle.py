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

Table = Mapping[str, Any]
Values = dict[str, Any]
"""Arrays by the contract's name."""

ACTIVATIONS = {
    "sigmoid": lambda a, xp: 1 / (1 + xp.exp(-a)),
    "tanh": lambda a, xp: xp.tanh(a),
    "relu": lambda a, xp: a * (xp.real(a) > 0),
    "identity": lambda a, xp: a,
    "softmax": lambda a, xp: xp.exp(a) / xp.sum(xp.exp(a), axis=0),
}
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
    """The data of one iteration: x (T, I, B), target (T, O, B), `start` h[0] by layer."""

    x: Any
    target: Any
    start: Mapping[int, Any]


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
    def is_recurrent(self) -> bool:
        return self.table["model"]["cell"] == "rnn"

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

    def named(self, letter: str, layer: int, timestep: int) -> str:
        number = str(layer) if len(self.sizes) > 1 else ""
        return f"{letter}{number}[{timestep}]"

    def parameter(self, letter: str, suffix: str, layer: int) -> str:
        return f"{letter}{layer if len(self.sizes) > 1 else ''}{suffix}"

    def has_loss_at(self, timestep: int) -> bool:
        last_only = self.get("training", "loss_at") == "last_timestep"
        return timestep == self.timesteps or not last_only

    @property
    def scale(self) -> float:
        """What `loss` is multiplied with over the sum of the `loss[t]`."""
        mean = self.get("training", "reduction") == "mean"
        every = self.get("training", "loss_at") != "last_timestep"
        return 1 / self.batch_size / (self.timesteps if mean and every else 1)


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
    x, target, start = window

    def put(name: str, value: Any) -> Any:
        values[name] = value + nudges[name] if name in nudges else value
        return values[name]

    hidden, output = ACTIVATIONS[network.hidden_activation], network.output_activation
    h = {}
    if network.is_recurrent:
        h = {layer: put(network.named("h", layer, 0), start[layer]) for layer in network.layers}
    for t in range(1, network.timesteps + 1):
        W = weights[t]
        below = put(f"x[{t}]", x[t - 1])
        for layer in network.layers:
            a = W[network.parameter("W", "xh", layer)] @ below
            if network.is_recurrent:
                a = a + W[network.parameter("W", "hh", layer)] @ h[layer]
            if network.bias:
                a = a + W[network.parameter("b", "h", layer)][:, None]
            a = put(network.named("a", layer, t), a)
            below = h[layer] = put(network.named("h", layer, t), hidden(a, xp))
        if network.has_loss_at(t):
            s = W["Why"] @ below
            s = put(f"s[{t}]", s + W["by"][:, None] if network.bias else s)
            y = put(f"y[{t}]", ACTIVATIONS[output](s, xp))
            values[f"target[{t}]"] = target[t - 1]
            put(f"loss[{t}]", LOSSES[network.loss](s, y, target[t - 1], xp))
    total = sum(values[f"loss[{t}]"] for t in losses_at(network))
    put("loss", network.scale * total)
    return values


def losses_at(network: Network) -> list[int]:
    return [t for t in range(1, network.timesteps + 1) if network.has_loss_at(t)]


def nudged(network: Network) -> list[str]:
    """The names of the values whose gradients the contract names."""
    names = ["loss"]
    for t in losses_at(network):
        names += [f"loss[{t}]", f"s[{t}]", *([f"y[{t}]"] if network.has_dy else [])]
    for layer in network.layers:
        for t in range(network.timesteps + 1):
            if t == 0 and network.is_recurrent:
                names.append(network.named("h", layer, 0))
            if t and (network.is_recurrent or network.has_loss_at(t)):
                names += [network.named("h", layer, t), network.named("a", layer, t)]
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
