from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import (
    BookmarkTable,
    BranchTable,
    BreakpointTable,
    CursorTable,
    DebuggerTable,
    EditTable,
    WatchTable,
    parse_experiment,
    read_experiment,
)
from rnn_debugger.experiments.schema import Experiment
from rnn_debugger.trace.header import experiment_table
from tests.support.experiments import changed, compiled, random_table
from tests.support.refusals import refusal

VALID = random_table(length=2)
BRANCH = {"id": 1, "parent": 0, "iteration": 3, "operation": 5}
EDIT = {"tensor": "Whh", "index": [0, 0], "value": 0.5}
MARK = {"name": "here", "iteration": 3}
WATCH = {"tensor": "h[1]", "kind": "written"}


def test_defaults():
    experiment = parse_experiment(
        {
            "model": {"cell": "rnn", "hidden_sizes": [3]},
            "data": {"source": "text", "path": "input.txt"},
            "training": {"timesteps": 5},
        }
    )
    model, training = experiment.model, experiment.training
    assert (experiment.dtype, experiment.seed, model.bias) == ("float64", 0, True)
    assert (training.batch_size, training.carry_state, training.loss) == (1, True, "squared_error")
    assert (training.loss_at, training.reduction) == ("every_timestep", "sum")
    assert (training.update_schedule, training.optimizer) == ("every_window", "sgd")
    assert (training.learning_rate, training.epsilon_in_root) == (0.1, False)
    assert training.clip_value is None
    assert isinstance(experiment, Experiment)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": {"hiden_sizes": [2]}}, "model.hiden_sizes: unknown key; did you mean "
         "model.hidden_sizes?"),
        ({"training": {"timestep": 2}}, "training.timestep: unknown key; did you mean "
         "training.timesteps?"),
        ({"trainig": {}}, "trainig: unknown key; did you mean training?"),
        ({"data": {"zzz": 1}}, "data.zzz: unknown key"),
        ({"model": {"cell": None}}, "model.cell: this key is required"),
        ({"model": {"hidden_sizes": None}}, "model.hidden_sizes: this key is required"),
        ({"data": {"source": None}}, "data.source: this key is required"),
        ({"training": {"timesteps": None}}, "training.timesteps: this key is required"),
        ({"model": {"hidden_sizes": []}}, "model.hidden_sizes: at least one layer is needed"),
        ({"model": {"hidden_sizes": [2, 0]}}, "model.hidden_sizes: 0 is not a size of 1 or more"),
        ({"model": {"hidden_sizes": 2}}, "model.hidden_sizes: expected a list, got a whole number"),
        ({"model": {"hidden_sizes": [2.5]}}, "model.hidden_sizes[0]: expected a whole number, got "
         "a number"),
        ({"model": {"bias": "no"}}, "model.bias: expected true or false, got a string"),
        ({"training": {"timesteps": 0}}, "training.timesteps: 0 is not 1 or more"),
        ({"training": {"timesteps": True}}, "training.timesteps: expected a whole number, got true "
         "or false"),
        ({"training": {"batch_size": -1}}, "training.batch_size: -1 is not 1 or more"),
        ({"training": {"learning_rate": -0.1}}, "training.learning_rate: -0.1 is not 0 or more"),
        ({"training": {"learning_rate": float("nan")}}, "training.learning_rate: nan is not 0 or "
         "more"),
        ({"training": {"clip_value": -5.0}}, "training.clip_value: -5.0 is not 0 or more"),
        ({"training": {"clip_norm": -5.0}}, "training.clip_norm: -5.0 is not 0 or more"),
        ({"training": {"momentum": -0.1}}, "training.momentum: -0.1 is not 0 or more"),
        ({"training": {"beta1": 1.0}}, "training.beta1: 1.0 is not 0 or more and below 1"),
        ({"training": {"beta2": -0.5}}, "training.beta2: -0.5 is not 0 or more and below 1"),
        ({"training": {"decay": float("nan")}}, "training.decay: nan is not 0 or more and below 1"),
        ({"training": {"beta": 0.5}}, "training.beta: unknown key; did you mean training.beta2?"),
        ({"model": {"cell": "lstm", "hidden_activation": "tanh"}}, "model.hidden_activation: the "
         'cell "lstm" has its own activations'),
        ({"data": {"path": 3}}, "data.path: expected a string, got a whole number"),
        ({"training": {"epsilon": "x"}}, "training.epsilon: expected a number, got a string"),
        ({"training": {"optimizer": "sdg"}}, 'training.optimizer: "sdg" is not one of sgd, '
         "momentum, adagrad, rmsprop, adam"),
        ({"training": {"loss": "l2"}}, 'training.loss: "l2" is not one of squared_error, '
         "binary_cross_entropy, softmax_cross_entropy"),
        ({"model": {"hidden_activation": "softmax"}}, 'model.hidden_activation: "softmax" is not '
         "one of sigmoid, tanh, relu, identity"),
        ({"training": {"loss_at": "end"}}, 'training.loss_at: "end" is not one of every_timestep, '
         "last_timestep"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table(changes, message):
    assert refusal(parse_experiment, changed(VALID, **changes)) == message


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("dtype", "float16", 'dtype: "float16" is not one of float64, float32'),
        ("seed", "abc", "seed: expected a whole number, got a string"),
        ("seed", -1, "seed: -1 is not 0 or more"),
        ("title", 3, "title: expected a string, got a whole number"),
        ("model", 3, "model: expected a table, got a whole number"),
        ("weights", [], "weights: expected a table, got a list"),
    ],
)
def test_what_is_wrong_at_the_top(key, value, message):
    assert refusal(parse_experiment, {**VALID, key: value}) == message


@pytest.mark.parametrize("section", ["model", "data", "training"])
def test_missing_sections(section):
    table = {key: value for key, value in VALID.items() if key != section}
    assert refusal(parse_experiment, table) == f"{section}: this key is required"


@pytest.mark.parametrize("loss", ["squared_error", "binary_cross_entropy", "softmax_cross_entropy"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softmax", "identity"])
def test_pairs_of_loss_and_output_activation(loss, activation):
    fitting = {
        "squared_error": ("sigmoid", "tanh", "identity"),
        "binary_cross_entropy": ("sigmoid",),
        "softmax_cross_entropy": ("softmax",),
    }
    changes = {"model": {"output_activation": activation}, "training": {"loss": loss}}
    table = changed(VALID, **changes)
    if activation in fitting[loss]:
        assert parse_experiment(table).model.output_activation == activation
    else:
        message = refusal(parse_experiment, table)
        expected = f'model.output_activation: "{activation}" does not fit training.loss: "{loss}"'
        assert message.startswith(expected)


@pytest.mark.parametrize(
    ("debugger", "message"),
    [
        ([], ": expected a table, got a list"),
        ({"cursor": 3}, ".cursor: expected a table, got a whole number"),
        ({"breakpoint": []}, ".breakpoint: unknown key; did you mean debugger.breakpoints?"),
        ({"cursor": {"iteratoin": 1}}, ".cursor.iteratoin: unknown key; did you mean "
         "debugger.cursor.iteration?"),
        ({"watches": [WATCH, {**WATCH, "hit": 2}]}, ".watches[1].hit: unknown key; did you mean "
         "debugger.watches[1].hits?"),
        ({"branches": [{**BRANCH, "edits": [{**EDIT, "indx": [0]}]}]}, ".branches[0].edits[0]."
         "indx: unknown key; did you mean debugger.branches[0].edits[0].index?"),
        ({"branches": [{**BRANCH, "settings": {"learning_rat": 1.0}}]}, ".branches[0].settings."
         "learning_rat: unknown key; did you mean debugger.branches[0].settings.learning_rate?"),
        ({"bookmarks": [{"name": "a"}]}, ".bookmarks[0].iteration: this key is required"),
        ({"watches": [{**WATCH, "kind": "over"}]}, '.watches[0].kind: "over" is not one of '
         "written, changed, sign, nonfinite, outside, saturated, norm_above, norm_below"),
        ({"breakpoints": [{"phase": "back"}]}, '.breakpoints[0].phase: "back" is not one of '
         "forward, loss, backward, update"),
        ({"breakpoints": [{"operation": 1.0}]}, ".breakpoints[0].operation: expected a whole "
         "number, got a number"),
        ({"branches": [{**BRANCH, "edits": [{**EDIT, "value": "x"}]}]}, ".branches[0].edits[0]."
         "value: expected a number, got a string"),
        ({"branches": [BRANCH, {**BRANCH, "settings": {"epsilon": 1, "clip_value": "no"}}]},
         ".branches[1].settings.clip_value: expected true or false or a number, got a string"),
        ({"branches": [{**BRANCH, "settings": {"clip_value": 10**400}}]}, ".branches[0].settings."
         "clip_value: number out of range"),
        ({"branches": [{**BRANCH, "settings": {"clip_value": -1}}]}, ".branches[0].settings."
         "clip_value: -1.0 is not 0 or more"),
        ({"branches": [{**BRANCH, "settings": {"epsilon": float("nan")}}]}, ".branches[0]."
         "settings.epsilon: nan is not 0 or more"),
        ({"breakpoints": [{"operation": -1}]}, ".breakpoints[0].operation: -1 is not 0 or more"),
        ({"breakpoints": [{"file": "a", "line": 0}]}, ".breakpoints[0].line: 0 is not 1 or more"),
        ({"breakpoints": [{"timestep": -1}]}, ".breakpoints[0].timestep: -1 is not 0 or more"),
        ({"watches": [WATCH, {**WATCH, "hits": 0}]}, ".watches[1].hits: 0 is not 1 or more"),
        ({"watches": [{**WATCH, "index": [0, -2]}]}, ".watches[0].index[1]: -2 is not 0 or more"),
        ({"branches": [{**BRANCH, "edits": [{**EDIT, "index": [-1]}]}]}, ".branches[0].edits[0]."
         "index[0]: -1 is not 0 or more"),
        ({"cursor": {"iteration": -3}}, ".cursor.iteration: -3 is not 0 or more"),
        ({"breakpoints": [{"condition": "t == 1", "hits": 2, "log": "a", "enabled": False}]},
         ".breakpoints[0]: one of operation, file, primitive, phase, timestep, iteration is "
         "required"),
        ({"breakpoints": [{"file": "rnn.py"}]}, ".breakpoints[0].line: this key is required where "
         "there is a file"),
        ({"breakpoints": [{"line": 3}]}, ".breakpoints[0].file: this key is required where there "
         "is a line"),
        ({"branches": [{**BRANCH, "id": 0}]}, ".branches[0].id: 0 is not 1 or more"),
        ({"branches": [BRANCH, BRANCH]}, ".branches[1].id: 1 is the id of another branch"),
        ({"branches": [BRANCH, {**BRANCH, "id": 2, "parent": 3}]}, ".branches[1].parent: there is "
         "no branch 3 before this one"),
        ({"branches": [{**BRANCH, "parent": 1}]}, ".branches[0].parent: there is no branch 1 "
         "before this one"),
        ({"branches": [BRANCH], "cursor": {"branch": 2}}, ".cursor.branch: there is no branch 2"),
        ({"branches": [BRANCH], "bookmarks": [MARK, {**MARK, "branch": 2}]}, ".bookmarks[1]."
         "branch: there is no branch 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_saved_session(debugger, message):
    assert refusal(parse_experiment, {**VALID, "debugger": debugger}) == f"debugger{message}"


def test_a_saved_session():
    first, second = {**BRANCH, "settings": {"clip_value": False}}, {**BRANCH, "id": 4, "parent": 1}
    experiment = parse_experiment({**VALID, "debugger": {
        "cursor": {"branch": 4}, "breakpoints": [{"timestep": 1}], "watches": [WATCH],
        "bookmarks": [MARK, {**MARK, "branch": 1}], "branches": [first, second],
    }})  # fmt: skip
    assert parse_experiment(msgspec.to_builtins(experiment)) == experiment
    debugger = experiment.debugger
    assert debugger.cursor == CursorTable(branch=4, iteration=0, operation=0)
    assert debugger.breakpoints == (
        BreakpointTable(timestep=1, condition="", hits=1, enabled=True),
    )
    assert debugger.watches == (WatchTable(tensor="h[1]", kind="written"),)
    assert [mark.branch for mark in debugger.bookmarks] == [0, 1]
    assert [branch.parent for branch in debugger.branches] == [0, 1]
    assert debugger.branches[0].settings["clip_value"] is False


def test_an_experiment_without_a_session_has_an_empty_one_and_a_trace_none():
    assert parse_experiment(VALID).debugger == DebuggerTable()
    assert experiment_table(compiled(VALID))["debugger"] == {}


SESSION_KEYS = st.sampled_from(
    sorted({name for struct in (BookmarkTable, BranchTable, BreakpointTable, CursorTable,
                                DebuggerTable, EditTable, WatchTable)
            for name in struct.__struct_fields__})
)  # fmt: skip
SESSION_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.floats() | st.text(max_size=3)
    | st.sampled_from([10**400, "written", "forward"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SESSION_KEYS, inner, max_size=3),
)  # fmt: skip


@given(st.dictionaries(SESSION_KEYS, SESSION_VALUES), SESSION_KEYS, SESSION_VALUES)
def test_whatever_a_session_says_is_read_or_refused(debugger, key, value):
    edited = {**BRANCH, "edits": [{**EDIT, key: value}]}
    for session in (debugger, {"branches": [{**BRANCH, key: value}]}, {"branches": [edited]},
                    {"watches": [{**WATCH, key: value}]}, {"bookmarks": [{**MARK, key: value}]},
                    {"branches": [{**BRANCH, "settings": {"epsilon": value}}]}):  # fmt: skip
        with suppress(BadInput):
            parse_experiment({**VALID, "debugger": session})


class TestFiles:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "mine.toml"

    def test_keys_are_named_with_the_file(self, path):
        path.write_text('titel = "a"\n')
        expected = f"{path}: titel: unknown key; did you mean title?"
        assert refusal(read_experiment, path) == expected

    def test_a_toml_error_names_the_line(self, path):
        path.write_text('title = "a"\nseed = \n')
        message = refusal(read_experiment, path)
        assert message.startswith(f"{path}: ")
        assert "line 2" in message

    @pytest.mark.parametrize(
        "content",
        ["seed = " + "9" * 5000, "a = " + "[" * 20_000 + "]" * 20_000],
        ids=["digits", "nested lists"],
    )
    def test_what_is_beyond_the_reader(self, path, content):
        path.write_text(content)
        assert refusal(read_experiment, path).startswith(f"{path}: ")

    def test_not_utf_8(self, path):
        path.write_bytes(b'title = "\xe9"')
        assert refusal(read_experiment, path) == f"{path}: byte 9 is not UTF-8 text"

    def test_a_byte_order_mark(self, path):
        text = '[model]\ncell="rnn"\nhidden_sizes=[1]\n[data]\nsource="text"\n[training]\n'
        path.write_text(f"\ufeff{text}timesteps=2\n", "utf-8")
        assert read_experiment(path).training.timesteps == 2

    def test_a_folder(self, tmp_path):
        expected = f"{tmp_path}: is a folder, not an experiment file"
        assert refusal(read_experiment, tmp_path) == expected

    def test_no_file(self, path):
        assert refusal(read_experiment, path) == f"{path}: no such file or directory"

    def test_an_empty_file(self, path):
        path.write_text("")
        assert refusal(read_experiment, path) == f"{path}: model: this key is required"
