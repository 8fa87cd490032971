"""Everything that an experiment file can say, as fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "line",
    "text",
    "number",
    "whole",
    "switch",
    "choice",
    "limit",
    "file",
    "numbers",
]
"""A line or lines of text, a number typed or counted up, on or off, one of several, a number that
can be switched off, a path, nested lists of numbers.
"""
Section: TypeAlias = Literal["About", "Network", "Data", "Training", "Weights"]
DraftValue: TypeAlias = str | int | bool | None
"""What a field holds; None is a limit that is switched off. Numbers are kept as they are typed."""

DRAFT_SECTIONS: tuple[Section, ...] = ("About", "Network", "Data", "Training", "Weights")
OWN_CELL = "own"
"""The choice of a cell that is a function of a file."""
CELL_CHOICES = (
    *("rnn", "lstm", "lstm_peephole", "lstm_coupled"),
    *("gru", "gru_reset_after", "feedforward", OWN_CELL),
)
EXAMPLE = "[[0.0], [1.0], [1.0], [0.0], [1.0], [0.0], [0.0], [1.0]]"
DELAYED = "[[0.0], [0.0], [1.0], [1.0], [0.0], [1.0], [0.0], [0.0]]"
"""What comes in, a timestep later: the smallest thing to remember."""


@dataclass(frozen=True)
class DraftField:
    """A field: `key` is that of the file, but for `model.file`, `model.function`, the columns
    and `weights.inline`; `start` is what it holds in an empty form, `group` what stands above it.
    """

    key: str
    section: Section
    kind: Kind
    label: str
    start: DraftValue = ""
    hint: str = ""
    group: str = ""


DRAFT_FIELDS: tuple[DraftField, ...] = (
    DraftField("title", "About", "line", "Title"),
    DraftField("description", "About", "text", "Description", hint="Shown on the start page."),
    DraftField("dtype", "About", "choice", "Numbers", "float64"),
    DraftField("seed", "About", "number", "Seed", "0",
               "Of the initial weights and of generated tasks."),
    DraftField("model.cell", "Network", "choice", "Cell", "rnn"),
    DraftField("model.file", "Network", "file", "Python file"),
    DraftField("model.function", "Network", "choice", "Function"),
    DraftField("model.hidden_sizes", "Network", "line", "Hidden units", "8",
               "One number a layer, the lowest first: 32, 16"),
    DraftField("model.hidden_activation", "Network", "choice", "Hidden activation", "tanh"),
    DraftField("model.output_activation", "Network", "choice", "Output activation", "identity"),
    DraftField("model.bias", "Network", "switch", "Biases", start=True),
    DraftField("data.source", "Data", "choice", "Source", "task"),
    DraftField("data.name", "Data", "choice", "Task", "echo"),
    DraftField("data.path", "Data", "file", "File"),
    DraftField("data.input_columns", "Data", "line", "Input columns",
               hint="Names as in line 1 of the file, with commas between."),
    DraftField("data.target_columns", "Data", "line", "Target columns",
               hint="Names as in line 1 of the file, with commas between."),
    DraftField("data.inputs", "Data", "numbers", "Inputs", EXAMPLE,
               "Timesteps × features, or sequences × timesteps × features."),
    DraftField("data.targets", "Data", "numbers", "Targets", DELAYED,
               "Timesteps × outputs, or sequences × timesteps × outputs; for softmax cross entropy "
               "a class number may stand for a one-hot row."),
    DraftField("training.timesteps", "Training", "whole", "Timesteps", 8,
               "Of a window; longer data are cut into windows: truncated BPTT.", "Window"),
    DraftField("training.batch_size", "Training", "whole", "Batch size", 1,
               "Sequences side by side.", "Window"),
    DraftField("training.carry_state", "Training", "switch", "Carry the state on", True,
               "h[0] of a window is h[T] of the one before it in the same sequence.", "Window"),
    DraftField("training.loss", "Training", "choice", "Loss", "squared_error", group="Loss"),
    DraftField("training.loss_at", "Training", "choice", "Loss at", "every_timestep", group="Loss"),
    DraftField("training.reduction", "Training", "choice", "Reduction", "sum", group="Loss"),
    DraftField("training.update_schedule", "Training", "choice", "Update weights", "every_window",
               group="Updates"),
    DraftField("training.optimizer", "Training", "choice", "Optimizer", "sgd", group="Updates"),
    DraftField("training.learning_rate", "Training", "number", "Learning rate", "0.1",
               group="Updates"),
    DraftField("training.momentum", "Training", "number", "Momentum", "0.9", group="Updates"),
    DraftField("training.beta1", "Training", "number", "Beta 1", "0.9",
               "Decay of the mean of the gradients.", "Updates"),
    DraftField("training.beta2", "Training", "number", "Beta 2", "0.999",
               "Decay of the mean of their squares.", "Updates"),
    DraftField("training.decay", "Training", "number", "Decay", "0.99",
               "Of the mean of the squared gradients.", "Updates"),
    DraftField("training.epsilon", "Training", "number", "Epsilon", "",
               "Added to the root of the squares. Left empty it is the optimizer's own.",
               "Updates"),
    DraftField("training.epsilon_in_root", "Training", "switch", "Epsilon inside the root", False,
               "sqrt(m + epsilon) as min-char-rnn has it, not sqrt(m) + epsilon.", "Updates"),
    DraftField("training.clip_value", "Training", "limit", "Clip elements to ±", None,
               "Each element of a gradient, as min-char-rnn does.", "Updates"),
    DraftField("training.clip_norm", "Training", "limit", "Clip the norm to", None,
               "All gradients together, as torch.nn.utils.clip_grad_norm_ does.", "Updates"),
    DraftField("training.checkpointing", "Training", "choice", "Keep for going back", "none",
               group="Memory"),
    DraftField("training.checkpoint_slots", "Training", "whole", "States kept at once", 4,
               group="Memory"),
    DraftField("weights.file", "Weights", "file", "File",
               hint=".npz with our names, .safetensors with PyTorch's, or .onnx."),
    DraftField("weights.inline", "Weights", "numbers", "Given here",
               hint="A line for each: Whh = [[0.1, 0.2], [0.3, 0.4]]. They go before those of the "
                    "file; what is given nowhere is drawn from the seed."),
)  # fmt: skip
"""In the order in which they stand in the form."""
BY_KEY: Mapping[str, DraftField] = MappingProxyType({field.key: field for field in DRAFT_FIELDS})
