"""The training of `char-rnn` as a plain NumPy script would write it, to measure against.

Matrix products throughout, a dictionary of values a timestep, gradients in fresh arrays every
window, Adagrad with epsilon inside the root: the way such scripts are written by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np


class PlainCharRnn:
    """A vanilla RNN over characters, trained window by window."""

    def __init__(self, text: str, weights: dict[str, Any], timesteps: int = 25) -> None:
        characters = sorted(set(text))
        self.codes = [characters.index(character) for character in text]
        self.size = len(characters)
        self.timesteps = timesteps
        self.p = {
            name: value.copy() if value.ndim == 2 else value[:, None].copy()
            for name, value in weights.items()
            if not name.endswith("_start")
        }
        self.memory = {name: np.zeros_like(value) for name, value in self.p.items()}
        self.h = np.zeros((self.p["Whh"].shape[0], 1))
        self.position = 0

    def gradients(self, inputs: list[int], targets: list[int]) -> tuple[float, dict[str, Any]]:
        p = self.p
        xs: dict[int, Any] = {}
        hs: dict[int, Any] = {-1: self.h}
        ys: dict[int, Any] = {}
        loss = 0.0
        for t in range(len(inputs)):
            xs[t] = np.zeros((self.size, 1))
            xs[t][inputs[t]] = 1
            hs[t] = np.tanh(np.dot(p["Wxh"], xs[t]) + np.dot(p["Whh"], hs[t - 1]) + p["bh"])
            s = np.dot(p["Why"], hs[t]) + p["by"]
            e = np.exp(s - np.max(s))
            ys[t] = e / np.sum(e)
            loss += -np.log(ys[t][targets[t], 0])
        d = {name: np.zeros_like(value) for name, value in p.items()}
        dh_next = np.zeros_like(hs[0])
        for t in reversed(range(len(inputs))):
            ds = np.copy(ys[t])
            ds[targets[t]] -= 1
            d["Why"] += np.dot(ds, hs[t].T)
            d["by"] += ds
            dh = np.dot(p["Why"].T, ds) + dh_next
            da = (1 - hs[t] * hs[t]) * dh
            d["bh"] += da
            d["Wxh"] += np.dot(da, xs[t].T)
            d["Whh"] += np.dot(da, hs[t - 1].T)
            dh_next = np.dot(p["Whh"].T, da)
        for gradient in d.values():
            np.clip(gradient, -5, 5, out=gradient)
        self.h = hs[len(inputs) - 1]
        return loss, d

    def iterate(self) -> float:
        """One window: forward, backward, Adagrad. Returns the loss."""
        if self.position + self.timesteps + 1 > len(self.codes):
            self.position, self.h = 0, np.zeros_like(self.h)
        window = self.codes[self.position : self.position + self.timesteps + 1]
        loss, d = self.gradients(window[:-1], window[1:])
        for name, value in self.p.items():
            self.memory[name] += d[name] * d[name]
            np.add(value, -0.1 * d[name] / np.sqrt(self.memory[name] + 1e-8), out=value)
        self.position += self.timesteps
        return loss
