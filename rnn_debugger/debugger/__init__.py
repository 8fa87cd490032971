"""The debugger without a window: everything that a view or a script may use."""

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.explain import Evidence, Piece, numbers_of, text_of
from rnn_debugger.debugger.families import (
    Family,
    FamilyValues,
    families,
    family,
    family_norms,
    family_values,
    split_name,
)
from rnn_debugger.debugger.ledger import ROLES, Ledger, LiveTensor, ledger
from rnn_debugger.debugger.moment import Absent, Moment, Stale
from rnn_debugger.debugger.movement import Movement, Stop
from rnn_debugger.debugger.numbers import bytes_text, exact, shape_text, short
from rnn_debugger.debugger.opening import open_session
from rnn_debugger.debugger.session import FOREVER, Session
from rnn_debugger.debugger.statistics import Statistics, statistics
from rnn_debugger.debugger.units import UNITS, Unit, group_starts, sweep
from rnn_debugger.engine import Operation, Program, Tensor
from rnn_debugger.experiments import Experiment, builtin_experiments, resources
from rnn_debugger.recording import IterationResult, Position, Results

__all__ = [
    "FOREVER",
    "ROLES",
    "UNITS",
    "Absent",
    "BadInput",
    "Evidence",
    "Experiment",
    "Family",
    "FamilyValues",
    "IterationResult",
    "Ledger",
    "LiveTensor",
    "Moment",
    "Movement",
    "Operation",
    "Piece",
    "Position",
    "Program",
    "Results",
    "Session",
    "Stale",
    "Statistics",
    "Stop",
    "Tensor",
    "Unit",
    "builtin_experiments",
    "bytes_text",
    "exact",
    "families",
    "family",
    "family_norms",
    "family_values",
    "group_starts",
    "ledger",
    "numbers_of",
    "open_session",
    "resources",
    "shape_text",
    "short",
    "split_name",
    "statistics",
    "sweep",
    "text_of",
]
