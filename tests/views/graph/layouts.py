"""Laid-out columns for the tests: a model at a level of detail."""

from __future__ import annotations

from rnn_debugger.views.graph.columns import ColumnMaker
from rnn_debugger.views.graph.folding import ALL_OPEN
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import GraphModel
from tests.support.experiments import compiled, random_table

PITCH = {"units": 450.0, "tensors": 280.0, "folded": 120.0, "compact": 40.0}


def make_columns(level, height=560.0, *, pitch=None, folding=ALL_OPEN, **choices) -> ColumnMaker:
    """The columns of a random experiment at a level."""
    pitch = pitch or PITCH[level]
    model = GraphModel(compiled(random_table(3, **choices)).program)
    return ColumnMaker(Frame(model, level, pitch, height, 0.3 * pitch, folding))


def all_columns(maker: ColumnMaker):
    return [maker.column(t) for t in range(maker.frame.model.timesteps + 1)]
