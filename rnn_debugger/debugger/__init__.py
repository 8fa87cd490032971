"""The debugger without a window: everything that a view or a script may use."""

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.array_figures import Statistics, statistics
from rnn_debugger.debugger.bins import Histogram, histogram
from rnn_debugger.debugger.bookmarks import Bookmark, Bookmarks
from rnn_debugger.debugger.branch_list import (
    BranchRow,
    branch_name,
    branch_rows,
    first_own_iterations,
)
from rnn_debugger.debugger.characters import (
    AxisLabels,
    Guess,
    axis_labels,
    character_label,
    likeliest,
)
from rnn_debugger.debugger.checking import (
    GradientCheck,
    ParameterCheck,
    check_gradients,
    check_table,
)
from rnn_debugger.debugger.columns import Alignment, alignment, copied_text
from rnn_debugger.debugger.comparing import (
    Comparison,
    Difference,
    difference_text,
    relative_text,
)
from rnn_debugger.debugger.conditions import Condition
from rnn_debugger.debugger.drafting import (
    condition_error,
    expression_words,
    log_error,
    phases_of,
    primitives_of,
    watchable,
)
from rnn_debugger.debugger.editing import (
    EditedElement,
    edited_elements,
    element_text,
    why_not_editable,
)
from rnn_debugger.debugger.endings import (
    element_name,
    nonfinite_ending,
    origin_ending,
    run_ending,
    stop_text,
    stop_title,
)
from rnn_debugger.debugger.explain import Evidence, Piece, numbers_of, text_of
from rnn_debugger.debugger.inspection import (
    Absence,
    absence,
    facts,
    formula_pieces,
    gradients_of,
    index_of,
    is_batched,
    largest_place,
    place_of,
    saturated_share,
    shown_values,
    standing_sentence,
    users,
)
from rnn_debugger.debugger.keeping import TRACE_SENTENCE, Keeper
from rnn_debugger.debugger.ledger_rows import (
    LEDGER_COLUMNS,
    LedgerColumn,
    LedgerTable,
    bytes_by_role,
    ledger_table,
)
from rnn_debugger.debugger.log_texts import LogText
from rnn_debugger.debugger.memory_ledger import ROLES, Ledger, LiveTensor, ledger
from rnn_debugger.debugger.moment import Absent, Moment, Stale
from rnn_debugger.debugger.movement import Movement, Stop
from rnn_debugger.debugger.navigation import FOREVER
from rnn_debugger.debugger.numbers import bytes_text, exact, power_of_ten, shape_text, short
from rnn_debugger.debugger.openings import Loaded, load, open_session, opening
from rnn_debugger.debugger.peaks import Peaks
from rnn_debugger.debugger.places import Where
from rnn_debugger.debugger.rows import RowState, row_detail, row_state, row_value
from rnn_debugger.debugger.run_map import (
    LANES,
    Blocks,
    Cell,
    Stretch,
    lane_blocks,
    lane_of,
    map_place,
    map_position,
    operation_cells,
    target_at,
)
from rnn_debugger.debugger.run_map_branches import BranchLine, BranchMap
from rnn_debugger.debugger.run_map_marks import Mark, MarkKind, MarkSet, ShownMark, run_marks
from rnn_debugger.debugger.run_map_texts import (
    AxisTick,
    LossCourse,
    axis_ticks,
    first_bad,
    loss_course,
    names_operations,
    place_sentence,
)
from rnn_debugger.debugger.running import Log, LogLine, Run
from rnn_debugger.debugger.scales import (
    FamilyScale,
    family_scale,
    log_range,
    round_level,
    round_up,
)
from rnn_debugger.debugger.searching import find_operations
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.session_table import debugger_table
from rnn_debugger.debugger.shares import share
from rnn_debugger.debugger.sheet import FamilySheet, column_norms, one_hot_labels
from rnn_debugger.debugger.smoothing import Smoothed
from rnn_debugger.debugger.sources import (
    CodeLine,
    CodeToken,
    Listing,
    TokenKind,
    line_operations,
    listings,
    no_line_sentence,
)
from rnn_debugger.debugger.stop_list import StopList
from rnn_debugger.debugger.stop_marks import (
    StopMark,
    breakpoint_on,
    line_marks,
    mark_of,
    operation_marks,
)
from rnn_debugger.debugger.stops import WATCH_KINDS, Breakpoint, Watch, WatchKind, ending
from rnn_debugger.debugger.task import Task
from rnn_debugger.debugger.tensor_families import (
    Family,
    FamilyValues,
    families,
    family,
    family_norms,
    family_values,
    listed_families,
    split_name,
)
from rnn_debugger.debugger.text_places import BadCondition
from rnn_debugger.debugger.ticks import (
    Tick,
    byte_ticks,
    linear_ticks,
    log_ticks,
    whole_step,
    whole_ticks,
)
from rnn_debugger.debugger.trail import Trail
from rnn_debugger.debugger.typed_numbers import typed_number
from rnn_debugger.debugger.units import UNITS, Unit, group_starts, sweep
from rnn_debugger.debugger.update_series import MEASURES, Measure, UpdateSeries
from rnn_debugger.engine import Operation, Program, Tensor
from rnn_debugger.experiments import (
    SETTINGS,
    DebuggerTable,
    Experiment,
    builtin_experiments,
    file_digest,
    find_file,
    resources,
    save_debugger_table,
)
from rnn_debugger.recording import START, Branch, Edit, IterationResult, Place, Position, Results
from rnn_debugger.trace import Progress

__all__ = [
    "FOREVER",
    "LANES",
    "LEDGER_COLUMNS",
    "MEASURES",
    "ROLES",
    "SETTINGS",
    "START",
    "TRACE_SENTENCE",
    "UNITS",
    "WATCH_KINDS",
    "Absence",
    "Absent",
    "Alignment",
    "AxisLabels",
    "AxisTick",
    "BadCondition",
    "BadInput",
    "Blocks",
    "Bookmark",
    "Bookmarks",
    "Branch",
    "BranchLine",
    "BranchMap",
    "BranchRow",
    "Breakpoint",
    "Cell",
    "CodeLine",
    "CodeToken",
    "Comparison",
    "Condition",
    "DebuggerTable",
    "Difference",
    "Edit",
    "EditedElement",
    "Evidence",
    "Experiment",
    "Family",
    "FamilyScale",
    "FamilySheet",
    "FamilyValues",
    "GradientCheck",
    "Guess",
    "Histogram",
    "IterationResult",
    "Keeper",
    "Ledger",
    "LedgerColumn",
    "LedgerTable",
    "Listing",
    "LiveTensor",
    "Loaded",
    "Log",
    "LogLine",
    "LogText",
    "LossCourse",
    "Mark",
    "MarkKind",
    "MarkSet",
    "Measure",
    "Moment",
    "Movement",
    "Operation",
    "ParameterCheck",
    "Peaks",
    "Piece",
    "Place",
    "Position",
    "Program",
    "Progress",
    "Results",
    "RowState",
    "Run",
    "Session",
    "ShownMark",
    "Smoothed",
    "Stale",
    "Statistics",
    "Stop",
    "StopList",
    "StopMark",
    "Stretch",
    "Task",
    "Tensor",
    "Tick",
    "TokenKind",
    "Trail",
    "Unit",
    "UpdateSeries",
    "Watch",
    "WatchKind",
    "Where",
    "absence",
    "alignment",
    "axis_labels",
    "axis_ticks",
    "branch_name",
    "branch_rows",
    "breakpoint_on",
    "builtin_experiments",
    "byte_ticks",
    "bytes_by_role",
    "bytes_text",
    "character_label",
    "check_gradients",
    "check_table",
    "column_norms",
    "condition_error",
    "copied_text",
    "debugger_table",
    "difference_text",
    "edited_elements",
    "element_name",
    "element_text",
    "ending",
    "exact",
    "expression_words",
    "facts",
    "families",
    "family",
    "family_norms",
    "family_scale",
    "family_values",
    "file_digest",
    "find_file",
    "find_operations",
    "first_bad",
    "first_own_iterations",
    "formula_pieces",
    "gradients_of",
    "group_starts",
    "histogram",
    "index_of",
    "is_batched",
    "lane_blocks",
    "lane_of",
    "largest_place",
    "ledger",
    "ledger_table",
    "likeliest",
    "line_marks",
    "line_operations",
    "linear_ticks",
    "listed_families",
    "listings",
    "load",
    "log_error",
    "log_range",
    "log_ticks",
    "loss_course",
    "map_place",
    "map_position",
    "mark_of",
    "names_operations",
    "no_line_sentence",
    "nonfinite_ending",
    "numbers_of",
    "one_hot_labels",
    "open_session",
    "opening",
    "operation_cells",
    "operation_marks",
    "origin_ending",
    "phases_of",
    "place_of",
    "place_sentence",
    "power_of_ten",
    "primitives_of",
    "relative_text",
    "resources",
    "round_level",
    "round_up",
    "row_detail",
    "row_state",
    "row_value",
    "run_ending",
    "run_marks",
    "saturated_share",
    "save_debugger_table",
    "shape_text",
    "share",
    "short",
    "shown_values",
    "split_name",
    "standing_sentence",
    "statistics",
    "stop_text",
    "stop_title",
    "sweep",
    "target_at",
    "text_of",
    "typed_number",
    "users",
    "watchable",
    "whole_step",
    "whole_ticks",
    "why_not_editable",
]
