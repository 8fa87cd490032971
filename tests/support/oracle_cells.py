"""The cells by the contract's formulas, for the oracle: products, gates and states as plain arrays.

`put` gives a value its name; what in between has none of the contract's begins with a dot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Put = Callable[[str, Any], Any]
States = Mapping[str, Any]

ACTIVATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "sigmoid": lambda a, xp: 1 / (1 + xp.exp(-a)),
    "tanh": lambda a, xp: xp.tanh(a),
    "relu": lambda a, xp: a * (xp.real(a) > 0),
    "identity": lambda a, xp: a,
    "softmax": lambda a, xp: xp.exp(a) / xp.sum(xp.exp(a), axis=0),
}
STATES = {
    "feedforward": "", "rnn": "h", "gru": "h", "gru_reset_after": "h",
    "lstm": "hc", "lstm_peephole": "hc", "lstm_coupled": "hc",
}  # fmt: skip
GATES = {
    "feedforward": "h", "rnn": "h", "gru": "rzn", "gru_reset_after": "rzn",
    "lstm": "ifgo", "lstm_peephole": "ifgo", "lstm_coupled": "fgo",
}  # fmt: skip
PEEPHOLES = {"lstm_peephole": "ifo"}


class Layer(Protocol):
    """A layer's weights by letter and what stands behind it; vectors come as columns, a bias of
    a network without biases as 0. `hidden` is the name of the activation of rnn and feedforward.
    """

    hidden: str

    def __call__(self, letter: str, suffix: str) -> Any: ...


def feedforward(w: Layer, x: Any, states: States, put: Put, xp: Any) -> Any:
    a = put("a", w("W", "xh") @ x + w("b", "h"))
    return put("h", ACTIVATIONS[w.hidden](a, xp)), {}


def rnn(w: Layer, x: Any, states: States, put: Put, xp: Any) -> Any:
    a = put("a", w("W", "xh") @ x + w("W", "hh") @ states["h"] + w("b", "h"))
    h = put("h", ACTIVATIONS[w.hidden](a, xp))
    return h, {"h": h}


def lstm(w: Layer, x: Any, states: States, put: Put, xp: Any, variant: str = "") -> Any:
    h, c = states["h"], states["c"]

    def gate(k: str, activation: str, peep: Any = None) -> Any:
        a = w("W", f"x{k}") @ x + w("W", f"h{k}") @ h + w("b", k)
        if variant == "peephole" and peep is not None:
            a = a + w("p", k) * peep
        return put(k, ACTIVATIONS[activation](put(f"a_{k}", a), xp))

    f = gate("f", "sigmoid", c)
    i = put("i", 1 - f) if variant == "coupled" else gate("i", "sigmoid", c)
    c = put("c", f * c + i * gate("g", "tanh"))
    h = put("h", gate("o", "sigmoid", c) * xp.tanh(c))
    return h, {"h": h, "c": c}


def gru(w: Layer, x: Any, states: States, put: Put, xp: Any, variant: str = "before") -> Any:
    h = states["h"]

    def gate(k: str) -> Any:
        a = put(f"a_{k}", w("W", f"x{k}") @ x + w("W", f"h{k}") @ h + w("b", k))
        return put(k, ACTIVATIONS["sigmoid"](a, xp))

    r, z = gate("r"), gate("z")
    if variant == "before":
        a = w("W", "xn") @ x + w("W", "hn") @ (r * h) + w("b", "n")
    else:
        inner = put(".inner", w("W", "hn") @ h + w("b", "hn"))
        a = w("W", "xn") @ x + w("b", "n") + r * inner
    n = put("n", xp.tanh(put("a_n", a)))
    h = put("h", (1 - z) * n + z * h)
    return h, {"h": h}


CELLS: dict[str, Callable[[Layer, Any, States, Put, Any], Any]] = {
    "feedforward": feedforward,
    "rnn": rnn,
    "lstm": lstm,
    "lstm_peephole": lambda *given: lstm(*given, variant="peephole"),
    "lstm_coupled": lambda *given: lstm(*given, variant="coupled"),
    "gru": gru,
    "gru_reset_after": lambda *given: gru(*given, variant="after"),
}


def cell_shapes(cell: str, inputs: int, hidden: int) -> dict[tuple[str, str], tuple[int, ...]]:
    """The shape of every weight of one layer, by letter and what stands behind it."""
    shapes: dict[tuple[str, str], tuple[int, ...]] = {}
    for k in GATES[cell]:
        shapes["W", f"x{k}"] = (hidden, inputs)
        if STATES[cell]:
            shapes["W", f"h{k}"] = (hidden, hidden)
        shapes["b", k] = (hidden,)
    if cell == "gru_reset_after":
        shapes["b", "hn"] = (hidden,)
    for k in PEEPHOLES.get(cell, ""):
        shapes["p", k] = (hidden,)
    return shapes
