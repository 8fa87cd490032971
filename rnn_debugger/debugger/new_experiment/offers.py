"""What can be chosen in a form as it stands, and what changes along with a choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rnn_debugger.data import TASKS
from rnn_debugger.debugger.new_experiment.draft import FITTING, Draft
from rnn_debugger.debugger.new_experiment.fields import OWN_CELL, DraftValue
from rnn_debugger.debugger.new_experiment.files import cell_functions, csv_columns, whole_path
from rnn_debugger.debugger.new_experiment.typed import names_text


class Offer(NamedTuple):
    """One of several values, and what it is called."""

    value: str
    label: str


_LABELS: Mapping[str, Mapping[str, str]] = {
    "dtype": {"float64": "float64, double precision", "float32": "float32, single precision"},
    "model.cell": {
        "rnn": "RNN",
        "lstm": "LSTM",
        "lstm_peephole": "LSTM with peepholes",
        "lstm_coupled": "LSTM with i = 1 − f",
        "gru": "GRU",
        "gru_reset_after": "GRU, reset after the product",
        "feedforward": "Feedforward, no recurrence",
        OWN_CELL: "A function of a Python file…",
    },
    "model.hidden_activation": {n: n for n in ("sigmoid", "tanh", "relu", "identity")},
    "model.output_activation": {n: n for n in ("sigmoid", "tanh", "softmax", "identity")},
    "data.source": {
        "task": "A generated task",
        "values": "Values typed in",
        "text": "A text, character by character",
        "csv": "Columns of a CSV file",
        "npz": "Arrays of an .npz file",
    },
    "data.name": {
        "copy": "Copy symbols across a silence",
        "adding": "Add the two marked numbers",
        "parity": "Running parity of bits",
        "echo": "Echo bits some timesteps later",
        "sine": "Next value of a sine",
    },
    "training.loss": {
        "squared_error": "Squared error",
        "binary_cross_entropy": "Binary cross entropy",
        "softmax_cross_entropy": "Softmax cross entropy",
    },
    "training.loss_at": {"every_timestep": "Every timestep", "last_timestep": "The last timestep"},
    "training.reduction": {"sum": "Sum", "mean": "Mean"},
    "training.update_schedule": {
        "every_window": "Once a window",
        "every_timestep": "At every timestep, going back",
    },
    "training.optimizer": {
        "sgd": "SGD",
        "momentum": "Momentum",
        "adagrad": "Adagrad",
        "rmsprop": "RMSprop",
        "adam": "Adam",
    },
    "training.checkpointing": {
        "none": "Every value",
        "square_root": "A state every √T timesteps",
        "gruslys": "As many states as there is room for",
    },
}


def offers(draft: Draft, key: str) -> tuple[Offer, ...]:
    """What can be chosen in a field; nothing that would not fit the other fields."""
    if key == "model.function":
        return tuple(
            Offer(name, name) for name in cell_functions(whole_path(draft.text("model.file")))
        )
    labels = _LABELS[key]
    fitting = {"training.loss": losses, "model.output_activation": output_activations}.get(key)
    values = fitting(draft) if fitting else tuple(labels)
    return tuple(Offer(value, labels[value]) for value in values)


def losses(draft: Draft) -> tuple[str, ...]:
    """The losses that go with the data."""
    if draft["data.source"] == "task":
        return TASKS[draft["data.name"]].losses  # type: ignore[index]
    if draft["data.source"] == "text":
        return ("softmax_cross_entropy", "squared_error")
    return tuple(_LABELS["training.loss"])


def output_activations(draft: Draft) -> tuple[str, ...]:
    """The output activations that go with the loss."""
    loss = str(draft["training.loss"])
    return ("identity", "sigmoid", "tanh") if loss == "squared_error" else (FITTING[loss],)


def changed_draft(draft: Draft, key: str, value: DraftValue) -> Draft:
    """The form with another value in a field, and in those that would not fit it any more; a file
    that is chosen fills in what else it may stand for.
    """
    draft = draft.with_values({key: value})
    if key == "data.source" and value == "text":
        # Any guess of the next character is a guess of one among several.
        draft = draft.with_values({"training.loss": "softmax_cross_entropy"})
    for each, fitting in (("training.loss", losses), ("model.output_activation",
                                                      output_activations)):  # fmt: skip
        if draft[each] not in fitting(draft):
            draft = draft.with_values({each: fitting(draft)[0]})
    if draft["data.source"] == "csv" and not draft.text("data.input_columns").strip():
        *inputs, target = csv_columns(whole_path(draft.text("data.path"))) or ("",)
        columns = {
            "data.input_columns": names_text(inputs),
            "data.target_columns": names_text([target]),
        }
        draft = draft.with_values(columns)
    if key == "model.file":
        # The first one, until another is chosen.
        functions = cell_functions(whole_path(draft.text(key)))
        if draft["model.function"] not in functions:
            draft = draft.with_values({"model.function": functions[0] if functions else ""})
    return draft
