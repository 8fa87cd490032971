"""What a form says below a field while nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from rnn_debugger.data import listed
from rnn_debugger.debugger.new_experiment import typed
from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.fields import OWN_CELL
from rnn_debugger.debugger.new_experiment.files import csv_columns, whole_path
from rnn_debugger.debugger.new_experiment.offers import losses

_CELLS = {
    "rnn": "h′ = tanh(Wxh x + Whh h + bh), or another activation.",
    "lstm": "Gates i, f, g, o: c′ = f∘c + i∘g, h′ = o∘tanh(c′).",
    "lstm_peephole": "An LSTM whose gates i and f see c[t−1], and o sees c[t].",
    "lstm_coupled": "An LSTM without a gate i: it writes where it forgets.",
    "gru": "n = tanh(Wxn x + Whn (r∘h) + bn), h′ = (1−z)∘n + z∘h.",
    "gru_reset_after": "n = tanh(Wxn x + bn + r∘(Whn h + bhn)), as PyTorch and Keras have it.",
    "feedforward": "No Whh: every timestep stands alone.",
    OWN_CELL: "Its arguments besides x, W, b, p and activation are its states.",
}
_TASKS = {
    "copy": "Some of eight symbols, blanks, then at a delimiter the symbols again.",
    "adding": "Two of the numbers that pass by are marked; their sum so far.",
    "parity": "Whether the number of ones so far is odd.",
    "echo": "Random bits, asked for again a quarter of the window later.",
    "sine": "Sines of 8 to 32 timesteps a period and any phase; the value that comes next.",
}


def field_note(draft: Draft, key: str) -> str:
    """A sentence about what the field holds now, or nothing."""
    find = _NOTES.get(key)
    return find(draft) if find else ""


def _of_columns(draft: Draft) -> str:
    columns = csv_columns(whole_path(draft.text("data.path")))
    return f"The file has {listed(columns)}." if columns else ""


def _of_loss(draft: Draft) -> str:
    kind = {"task": "task", "text": "text"}.get(draft.text("data.source"))
    return f"What is offered goes with this {kind}." if kind and len(losses(draft)) > 1 else ""


def _of_carry(draft: Draft) -> str:
    is_task = draft["data.source"] == "task"
    return "Tasks begin anew in every window all the same." if is_task else ""


def _of_place(draft: Draft) -> str:
    is_last = draft["training.loss_at"] == "last_timestep"
    return "Outputs and losses exist at t = T alone." if is_last else ""


def _extent(draft: Draft, key: str) -> str:
    """The shape of nested lists in words."""
    try:
        shape = _shape(typed.numbers(draft.text(key)))
    except ValueError:
        return ""
    last = "features" if key == "data.inputs" else "outputs"
    units = {2: ("timesteps", last), 3: ("sequences", "timesteps", last)}.get(len(shape), ())
    if len(shape) == 1 and key == "data.targets":
        return f"{_counted(shape[0], 'class numbers')}."
    words = " × ".join(_counted(*pair) for pair in zip(shape, units, strict=False))
    return f"{words}." if words else ""


def _counted(count: int, units: str) -> str:
    return f"{count} {units if count != 1 else units.removesuffix('s')}"


def _shape(nested: Any) -> tuple[int, ...]:
    """The lengths of the first lists of every depth."""
    if not isinstance(nested, list) or not nested:
        return ()
    return (len(nested), *_shape(nested[0]))


def _of_epsilon(draft: Draft) -> str:
    is_empty = not draft.text("training.epsilon").strip()
    return "Left empty it is the optimizer’s own." if is_empty else ""


_NOTES: Mapping[str, Callable[[Draft], str]] = {
    "model.cell": lambda draft: _CELLS[draft.text("model.cell")],
    "data.name": lambda draft: _TASKS[draft.text("data.name")],
    "data.inputs": partial(_extent, key="data.inputs"),
    "data.targets": partial(_extent, key="data.targets"),
    "data.input_columns": _of_columns,
    "training.loss": _of_loss,
    "training.carry_state": _of_carry,
    "training.loss_at": _of_place,
    "training.epsilon": _of_epsilon,
}
