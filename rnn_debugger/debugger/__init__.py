"""The debugger without a window: everything that a view or a script may use."""

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.bookmarks import Bookmark, Bookmarks
from rnn_debugger.debugger.branch_list import (
    BranchRow,
    branch_rows,
    first_own_iterations,
    optimizer_settings,
)
from rnn_debugger.debugger.branch_names import SETTING_NAMES, branch_name
from rnn_debugger.debugger.comparing import (
    Comparison,
    Difference,
    difference_text,
    relative_text,
)
from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.drafting import (
    condition_error,
    expression_words,
    log_error,
    phases_of,
    primitives_of,
    watchable,
)
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.diagnostics.diagnosing import diagnose, diagnosing
from rnn_debugger.debugger.diagnostics.findings import KIND_TITLES, Finding, Kind, Severity
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
from rnn_debugger.debugger.exporting.animating import LAST_FRAME, animating
from rnn_debugger.debugger.exporting.panel_tables import (
    family_table,
    loss_table,
    operations_table,
    value_table,
)
from rnn_debugger.debugger.exporting.tables import Table, write_file, writing_table
from rnn_debugger.debugger.families.array_figures import Statistics, statistics
from rnn_debugger.debugger.families.bins import Histogram, histogram
from rnn_debugger.debugger.families.characters import (
    AxisLabels,
    Guess,
    axis_labels,
    character_label,
    likeliest,
)
from rnn_debugger.debugger.families.scales import (
    FamilyScale,
    family_scale,
    lasting_scale,
    log_range,
    round_level,
    round_up,
)
from rnn_debugger.debugger.families.shares import share
from rnn_debugger.debugger.families.sheet import FamilySheet, column_norms, one_hot_labels
from rnn_debugger.debugger.families.tensor_families import (
    Family,
    FamilyValues,
    families,
    family,
    family_norms,
    family_values,
    listed_families,
    split_name,
)
from rnn_debugger.debugger.flow.jacobians import Jacobians, jacobian_seconds
from rnn_debugger.debugger.flow.parts import PartsSheet
from rnn_debugger.debugger.flow.paths import path, path_sentence, product_text
from rnn_debugger.debugger.flow.roads import Road, roads
from rnn_debugger.debugger.flow.trend import Trend, trend
from rnn_debugger.debugger.flow.triangle import RoadTriangle, Triangle, triangle_seconds
from rnn_debugger.debugger.inspecting.code_lines import code_line
from rnn_debugger.debugger.inspecting.explain import (
    SHOWN_TERMS,
    Evidence,
    Piece,
    numbers_of,
    product_sentence,
    text_of,
    with_makers,
)
from rnn_debugger.debugger.inspecting.inspection import (
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
from rnn_debugger.debugger.inspecting.rows import RowState, row_detail, row_state, row_value
from rnn_debugger.debugger.inspecting.searching import find_operations
from rnn_debugger.debugger.inspecting.sources import (
    CodeLine,
    CodeToken,
    Listing,
    TokenKind,
    line_operations,
    listings,
    longest_line,
    no_line_sentence,
)
from rnn_debugger.debugger.inspecting.titles import operation_title
from rnn_debugger.debugger.inspecting.trail import Trail
from rnn_debugger.debugger.inspecting.updated_reads import (
    UPDATED_LEGEND,
    updated_lines,
    updated_reads,
    updated_sentences,
)
from rnn_debugger.debugger.keeping import TRACE_SENTENCE, Keeper
from rnn_debugger.debugger.lessons.lesson import Lesson, Station
from rnn_debugger.debugger.lessons.reading import builtin_lessons, read_lesson
from rnn_debugger.debugger.lessons.visiting import going_to, station_text, text_pieces
from rnn_debugger.debugger.memory.ledger_rows import (
    LEDGER_COLUMNS,
    LedgerColumn,
    LedgerTable,
    bytes_by_role,
    ledger_table,
)
from rnn_debugger.debugger.memory.lives_map import NO_ROLE, LivesMap, lives_map
from rnn_debugger.debugger.memory.measuring import measuring_strategies
from rnn_debugger.debugger.memory.memory_ledger import ROLES, Ledger, LiveTensor, ledger
from rnn_debugger.debugger.memory.reasons import Reason, reason
from rnn_debugger.debugger.memory.strategies import (
    Strategy,
    StrategyKind,
    default_slots,
    default_window,
)
from rnn_debugger.debugger.moment import Absent, Moment, Stale
from rnn_debugger.debugger.movement import Movement, Stop
from rnn_debugger.debugger.navigation import FOREVER
from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.drafting import Drafted, draft_of, drafted
from rnn_debugger.debugger.new_experiment.fields import (
    DRAFT_FIELDS,
    DRAFT_SECTIONS,
    OWN_CELL,
    DraftField,
    DraftValue,
)
from rnn_debugger.debugger.new_experiment.notes import field_note
from rnn_debugger.debugger.new_experiment.offers import Offer, changed_draft, offers
from rnn_debugger.debugger.new_experiment.preview import (
    LIVE_PREVIEW,
    PARAMETER_COLUMNS,
    Preview,
    figure_rows,
    make_preview,
    parameter_rows,
    too_large_sentence,
)
from rnn_debugger.debugger.new_experiment.problems import Problem, problem_of
from rnn_debugger.debugger.openings import Loaded, load, open_session, opening
from rnn_debugger.debugger.plots.peaks import Peaks
from rnn_debugger.debugger.plots.smoothing import Smoothed
from rnn_debugger.debugger.plots.ticks import (
    Tick,
    byte_ticks,
    linear_ticks,
    log_ticks,
    whole_step,
    whole_ticks,
)
from rnn_debugger.debugger.plots.update_series import MEASURES, Measure, UpdateSeries
from rnn_debugger.debugger.proofs.checking import (
    CHECK_COLUMNS,
    GradientCheck,
    check_cells,
    check_gradients,
    check_table,
)
from rnn_debugger.debugger.proofs.here import IterationCheck
from rnn_debugger.debugger.proofs.own_arrays import (
    COMPARISON_COLUMNS,
    ArrayComparison,
    OwnArrays,
    comparison_cells,
    comparison_sentence,
    comparison_table,
)
from rnn_debugger.debugger.proofs.own_files import read_own_arrays
from rnn_debugger.debugger.proofs.plans import TensorCheck
from rnn_debugger.debugger.proofs.sentences import check_sentence
from rnn_debugger.debugger.run_map.branches import BranchLine, BranchMap
from rnn_debugger.debugger.run_map.marks import Mark, MarkKind, MarkSet, ShownMark, run_marks
from rnn_debugger.debugger.run_map.positions import (
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
from rnn_debugger.debugger.run_map.texts import (
    AxisTick,
    LossCourse,
    axis_ticks,
    first_bad,
    loss_course,
    names_operations,
    place_sentence,
)
from rnn_debugger.debugger.sampling.drawing import DrawnCharacter
from rnn_debugger.debugger.sampling.sampling import (
    SampleSettings,
    Sampling,
    why_no_character_model,
)
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.session_table import debugger_table
from rnn_debugger.debugger.side_by_side.counterparts import (
    CONTRAST_TEXTS,
    CONTRASTS,
    Contrast,
    Heading,
    branch_sentence,
    counterpart,
    headings,
    shared_parameters,
    why_no_counterpart,
)
from rnn_debugger.debugger.side_by_side.figures import SideFigure, cost_sentence, side_figures
from rnn_debugger.debugger.side_by_side.lockstep import Lockstep
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.running import Log, LogLine, Run
from rnn_debugger.debugger.stops.stop_list import StopList
from rnn_debugger.debugger.stops.stop_marks import (
    StopMark,
    breakpoint_on,
    line_marks,
    mark_of,
    operation_marks,
)
from rnn_debugger.debugger.stops.stops import WATCH_KINDS, Breakpoint, Watch, WatchKind, ending
from rnn_debugger.debugger.strategy_sessions import beginning_with, with_strategy
from rnn_debugger.debugger.task import Task, in_thread
from rnn_debugger.debugger.texts.columns import Alignment, alignment, copied_text
from rnn_debugger.debugger.texts.numbers import (
    bytes_of_text,
    bytes_text,
    exact,
    power_of_ten,
    shape_text,
    short,
)
from rnn_debugger.debugger.texts.typed_numbers import typed_number
from rnn_debugger.debugger.units import UNITS, Unit, group_starts, sweep
from rnn_debugger.debugger.updating.factors import FactorRecord
from rnn_debugger.debugger.updating.largest import largest_index
from rnn_debugger.debugger.updating.share_sums import CANCELLATION, ShareCounter, ShareSums
from rnn_debugger.debugger.updating.trajectory import Trajectory, TrajectoryRecord
from rnn_debugger.debugger.updating.update_steps import (
    UpdateStep,
    last_update_of,
    update_operations,
    update_step,
)
from rnn_debugger.debugger.weight_files import (
    MATCH_COLUMNS,
    READABLE_WEIGHTS,
    export_weights,
    load_weights,
    match_rows,
    match_sentence,
)
from rnn_debugger.engine import Operation, Program, Tensor
from rnn_debugger.experiments import (
    ALL_CODE,
    SETTINGS,
    CellFile,
    CodeNotAllowed,
    DebuggerTable,
    Experiment,
    Size,
    TooLarge,
    builtin_experiments,
    experiment_toml,
    file_digest,
    find_file,
    resources,
    save_debugger_table,
    write_experiment,
)
from rnn_debugger.recording import (
    HISTORY_BYTES,
    START,
    Branch,
    Edit,
    IterationResult,
    Place,
    Position,
    Results,
)
from rnn_debugger.script import write_script
from rnn_debugger.trace import Progress

__all__ = [
    "ALL_CODE",
    "CANCELLATION",
    "CHECK_COLUMNS",
    "COMPARISON_COLUMNS",
    "CONTRASTS",
    "CONTRAST_TEXTS",
    "DRAFT_FIELDS",
    "DRAFT_SECTIONS",
    "FOREVER",
    "HISTORY_BYTES",
    "KIND_TITLES",
    "LANES",
    "LAST_FRAME",
    "LEDGER_COLUMNS",
    "LIVE_PREVIEW",
    "MATCH_COLUMNS",
    "MEASURES",
    "NO_ROLE",
    "OWN_CELL",
    "PARAMETER_COLUMNS",
    "READABLE_WEIGHTS",
    "ROLES",
    "SETTINGS",
    "SETTING_NAMES",
    "SHOWN_TERMS",
    "START",
    "TRACE_SENTENCE",
    "UNITS",
    "UPDATED_LEGEND",
    "WATCH_KINDS",
    "Absence",
    "Absent",
    "Alignment",
    "ArrayComparison",
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
    "CellFile",
    "CodeLine",
    "CodeNotAllowed",
    "CodeToken",
    "Comparison",
    "Condition",
    "Contrast",
    "DebuggerTable",
    "Difference",
    "Draft",
    "DraftField",
    "DraftValue",
    "Drafted",
    "DrawnCharacter",
    "Edit",
    "EditedElement",
    "Evidence",
    "Experiment",
    "FactorRecord",
    "Family",
    "FamilyScale",
    "FamilySheet",
    "FamilyValues",
    "Finding",
    "GradientCheck",
    "Guess",
    "Heading",
    "Histogram",
    "IterationCheck",
    "IterationResult",
    "Jacobians",
    "Keeper",
    "Kind",
    "Ledger",
    "LedgerColumn",
    "LedgerTable",
    "Lesson",
    "Listing",
    "LiveTensor",
    "LivesMap",
    "Loaded",
    "Lockstep",
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
    "Offer",
    "Operation",
    "OwnArrays",
    "PartsSheet",
    "Peaks",
    "Piece",
    "Place",
    "Position",
    "Preview",
    "Problem",
    "Program",
    "Progress",
    "Reason",
    "Results",
    "Road",
    "RoadTriangle",
    "RowState",
    "Run",
    "SampleSettings",
    "Sampling",
    "Session",
    "Severity",
    "ShareCounter",
    "ShareSums",
    "ShownMark",
    "SideFigure",
    "Size",
    "Smoothed",
    "Stale",
    "Station",
    "Statistics",
    "Stop",
    "StopList",
    "StopMark",
    "Strategy",
    "StrategyKind",
    "Stretch",
    "Table",
    "Task",
    "Tensor",
    "TensorCheck",
    "Tick",
    "TokenKind",
    "TooLarge",
    "Trail",
    "Trajectory",
    "TrajectoryRecord",
    "Trend",
    "Triangle",
    "Unit",
    "UpdateSeries",
    "UpdateStep",
    "Watch",
    "WatchKind",
    "Where",
    "absence",
    "alignment",
    "animating",
    "axis_labels",
    "axis_ticks",
    "beginning_with",
    "branch_name",
    "branch_rows",
    "branch_sentence",
    "breakpoint_on",
    "builtin_experiments",
    "builtin_lessons",
    "byte_ticks",
    "bytes_by_role",
    "bytes_of_text",
    "bytes_text",
    "changed_draft",
    "character_label",
    "check_cells",
    "check_gradients",
    "check_sentence",
    "check_table",
    "code_line",
    "column_norms",
    "comparison_cells",
    "comparison_sentence",
    "comparison_table",
    "condition_error",
    "copied_text",
    "cost_sentence",
    "counterpart",
    "debugger_table",
    "default_slots",
    "default_window",
    "diagnose",
    "diagnosing",
    "difference_text",
    "draft_of",
    "drafted",
    "edited_elements",
    "element_name",
    "element_text",
    "ending",
    "exact",
    "experiment_toml",
    "export_weights",
    "expression_words",
    "facts",
    "families",
    "family",
    "family_norms",
    "family_scale",
    "family_table",
    "family_values",
    "field_note",
    "figure_rows",
    "file_digest",
    "find_file",
    "find_operations",
    "first_bad",
    "first_own_iterations",
    "formula_pieces",
    "going_to",
    "gradients_of",
    "group_starts",
    "headings",
    "histogram",
    "in_thread",
    "index_of",
    "is_batched",
    "jacobian_seconds",
    "lane_blocks",
    "lane_of",
    "largest_index",
    "largest_place",
    "last_update_of",
    "lasting_scale",
    "ledger",
    "ledger_table",
    "likeliest",
    "line_marks",
    "line_operations",
    "linear_ticks",
    "listed_families",
    "listings",
    "lives_map",
    "load",
    "load_weights",
    "log_error",
    "log_range",
    "log_ticks",
    "longest_line",
    "loss_course",
    "loss_table",
    "make_preview",
    "map_place",
    "map_position",
    "mark_of",
    "match_rows",
    "match_sentence",
    "measuring_strategies",
    "names_operations",
    "no_line_sentence",
    "nonfinite_ending",
    "numbers_of",
    "offers",
    "one_hot_labels",
    "open_session",
    "opening",
    "operation_cells",
    "operation_marks",
    "operation_title",
    "operations_table",
    "optimizer_settings",
    "origin_ending",
    "parameter_rows",
    "path",
    "path_sentence",
    "phases_of",
    "place_of",
    "place_sentence",
    "power_of_ten",
    "primitives_of",
    "problem_of",
    "product_sentence",
    "product_text",
    "read_lesson",
    "read_own_arrays",
    "reason",
    "relative_text",
    "resources",
    "roads",
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
    "shared_parameters",
    "short",
    "shown_values",
    "side_figures",
    "split_name",
    "standing_sentence",
    "station_text",
    "statistics",
    "stop_text",
    "stop_title",
    "sweep",
    "target_at",
    "text_of",
    "text_pieces",
    "too_large_sentence",
    "trend",
    "triangle_seconds",
    "typed_number",
    "update_operations",
    "update_step",
    "updated_lines",
    "updated_reads",
    "updated_sentences",
    "users",
    "value_table",
    "watchable",
    "whole_step",
    "whole_ticks",
    "why_no_character_model",
    "why_no_counterpart",
    "why_not_editable",
    "with_makers",
    "with_strategy",
    "write_experiment",
    "write_file",
    "write_script",
    "writing_table",
]
