"""A form as it stands: a value in every field, and which fields there are at the moment."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rnn_debugger.debugger.new_experiment.fields import (
    BY_KEY,
    CELL_CHOICES,
    DRAFT_FIELDS,
    OWN_CELL,
    DraftValue,
)
from rnn_debugger.engine import RULE_SETTINGS

FITTING = {
    "squared_error": "identity",
    "binary_cross_entropy": "sigmoid",
    "softmax_cross_entropy": "softmax",
}
"""By loss the output activation that goes with it unless another is chosen."""


def _starts() -> Mapping[str, DraftValue]:
    return MappingProxyType({field.key: field.start for field in DRAFT_FIELDS})


@dataclass(frozen=True)
class Draft:
    """The values of all fields by key. Those that do not apply are kept for when they do."""

    values: Mapping[str, DraftValue] = field(default_factory=_starts)

    def __getitem__(self, key: str) -> DraftValue:
        return self.values[key]

    def text(self, key: str) -> str:
        """What a field of text holds."""
        value = self.values[key]
        return "" if value is None else str(value)

    def with_values(self, values: Mapping[str, DraftValue]) -> Draft:
        """The same with other values; raises `KeyError` for what is no field."""
        for key in values:
            BY_KEY[key]
        return Draft(MappingProxyType({**self.values, **values}))

    def applies(self, key: str) -> bool:
        """Whether the experiment that is drawn up has such a field."""
        if key not in _WHERE:
            return True
        other, values = _WHERE[key]
        return self.applies(other) and self.values[other] in values


def _where() -> Iterator[tuple[str, tuple[str, Container[DraftValue]]]]:
    recurrent = [cell for cell in CELL_CHOICES if cell != "feedforward"]
    yield "training.carry_state", ("model.cell", recurrent)
    for key in ("model.file", "model.function"):
        yield key, ("model.cell", (OWN_CELL,))
    yield "model.hidden_activation", ("model.cell", ("rnn", "feedforward"))
    for name in {name for names in _DATA.values() for name in names}:
        sources = [source for source, names in _DATA.items() if name in names]
        yield f"data.{name}", ("data.source", sources)
    for name in {name for names in RULE_SETTINGS.values() for name in names}:
        rules = [rule for rule, names in RULE_SETTINGS.items() if name in names]
        yield f"training.{name}", ("training.optimizer", rules)
    yield "training.epsilon_in_root", ("training.optimizer", ("adagrad",))
    yield "training.checkpointing", ("training.update_schedule", ("every_window",))
    yield "training.checkpoint_slots", ("training.checkpointing", ("gruslys",))


_DATA = {
    "values": ("inputs", "targets"),
    "text": ("path",),
    "csv": ("path", "input_columns", "target_columns"),
    "npz": ("path",),
    "task": ("name",),
}
"""By source the fields that go with it."""
_WHERE = dict(_where())
"""Fields that are there only where another one is, and holds one of these values."""
