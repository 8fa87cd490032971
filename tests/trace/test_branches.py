"""Branches in a trace: what stands there, and that it runs again bit for bit."""

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import open_session
from rnn_debugger.engine import live_bytes
from rnn_debugger.experiments import SETTINGS
from rnn_debugger.trace import Difference, compile_trace, parse_trace, writing
from tests.support.branched import MOVES, Branched, Move, exported, family, own_steps
from tests.support.experiments import Table, random_table, tables
from tests.support.running import share_memory
from tests.support.traces import array, validator, verdict


def difference(trace: Any) -> Difference | None:
    return verdict(json.dumps(trace).encode()).difference


@pytest.fixture(scope="module")
def subject() -> Branched:
    return family()


@pytest.fixture(scope="module")
def content(subject: Branched, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("trace") / "a.json"
    exported(subject.run, path)
    return path.read_bytes()


@pytest.fixture
def trace(content: bytes) -> Any:
    """A document to change."""
    return json.loads(content)


def programs(trace: Any) -> dict[int, tuple[list[str], Any]]:
    """By branch its tensors' names and its program, as a reader has to take them."""
    found: dict[int, tuple[list[str], Any]] = {}
    for branch in trace["branches"]:
        source = branch if "program" in branch else trace if branch["id"] == 0 else None
        if source is None:
            found[branch["id"]] = found[branch["parent"]]
        else:
            names = [tensor["name"] for tensor in source["tensors"]]
            found[branch["id"]] = (names, source["program"])
    return found


def check_values(subject: Branched, trace: Any, draw: random.Random, count: int) -> None:
    """Some steps of every branch against a machine that was led there by hand."""
    found = programs(trace)
    for branch in trace["branches"]:
        own = own_steps(trace, branch["id"])
        names, program = found[branch["id"]]
        for step in {id(s): s for s in [*own[:1], *own[-1:], *draw.sample(own, min(count, len(own)))]}.values():  # fmt: skip # noqa: E501
            place = step["iteration"], step["operation"]
            machine = subject.paths[branch["id"]].state(place)
            machine.run(place[1] + 1)
            operation = machine.program[place[1]]
            assert names[program[place[1]]["output"]] == operation.output
            assert program[place[1]]["formula"] == operation.formula
            expected = machine.arrays[operation.output]
            read = array(step["value"]).astype(expected.dtype)
            np.testing.assert_array_equal(read, expected)


def check_entries(subject: Branched, trace: Any) -> None:
    """The entries of iterations against the session's own results."""
    for entry in trace["iterations"]:
        result = subject.run.results_of(entry["branch"])[entry["iteration"]]
        np.testing.assert_equal(float(entry["loss"]), result.loss)
        for key in ("gradient_norm", "parameter_norm", "update_norm"):
            read = {name: float(norm) for name, norm in entry[key].items()}
            np.testing.assert_equal(read, getattr(result, key))


def check_course(subject: Branched, trace: Any) -> None:
    """Each branch has its own steps from its fork on, without a gap, and their entries."""
    found = programs(trace)
    entries, peaks = [], []
    assert [step["step"] for step in trace["steps"]] == list(range(len(trace["steps"])))
    for branch in trace["branches"]:
        fork = branch["fork"] or {"iteration": 0, "operation": 0}
        place = fork["iteration"], fork["operation"]
        held = live_bytes(subject.run.program_of(branch["id"], place[0])).tolist()
        for step in own_steps(trace, branch["id"]):
            assert (step["iteration"], step["operation"]) == place
            assert step["live_bytes"] == held[place[1]]
            place = place[0], place[1] + 1
            if place[1] == len(found[branch["id"]][1]):
                entries.append((branch["id"], place[0]))
                peaks.append(max(held))
                place = place[0] + 1, 0
        if branch["id"] != subject.run.position.branch:
            assert place == tuple(subject.run.reached(branch["id"])[1:])
    assert [(entry["branch"], entry["iteration"]) for entry in trace["iterations"]] == entries
    assert [entry["peak_live_bytes"] for entry in trace["iterations"]] == peaks
    order = [branch["id"] for branch in trace["branches"]]
    branches = [order.index(step["branch"]) for step in trace["steps"]]
    assert branches == sorted(branches)


def test_a_session_with_branches(subject: Branched, trace: Any) -> None:
    validator().validate(trace)
    check_course(subject, trace)
    check_values(subject, trace, random.Random(0), 40)
    check_entries(subject, trace)
    assert verdict(json.dumps(trace).encode()).difference is None


def test_the_branches_as_they_are_written(trace: Any) -> None:
    told = [
        (branch["id"], branch["parent"], branch["fork"] and tuple(branch["fork"].values()))
        for branch in trace["branches"]
    ]
    assert told == [
        (0, None, None),
        (1, 0, (0, 0)),
        (2, 0, (1, 0)),
        (3, 2, (2, 8)),
        (4, 0, (1, 12)),
        (5, 4, (2, 4)),
        (6, 5, (2, 4)),
    ]
    edits = {branch["id"]: branch["edits"] for branch in trace["branches"]}
    assert edits[2] == [
        {"iteration": 1, "operation": 0, "tensor": "Why", "index": [0, 0], "value": -0.25},
        {"iteration": 1, "operation": 0, "tensor": "by", "index": [1], "value": 0.125},
    ]
    assert [edit["value"] for edit in edits[3]] == ["NaN"]
    further = [branch.keys() - {"id", "parent", "fork", "edits"} for branch in trace["branches"]]
    program = {"settings", "program", "tensors"}
    assert further == [set(), set(), {"name"}, set(), program, set(), program]
    assert trace["branches"][4]["settings"] == {"clip_value": 0.001}
    assert trace["branches"][6]["settings"] == {"learning_rate": 0.01, "clip_value": None}
    assert trace["branches"][2]["name"] == "other “outputs”"
    assert trace["cursor"] == {"branch": 3, "iteration": 2, "operation": 10}
    assert trace["bookmarks"] == [{"name": "here", "branch": 4, "iteration": 2, "operation": 20}]


def test_the_current_branch_goes_to_the_cursor(subject: Branched, trace: Any) -> None:
    assert subject.run.reached(3) == (3, 3, 0)
    last = own_steps(trace, 3)[-1]
    assert (last["iteration"], last["operation"]) == (2, 9)


def test_what_a_fork_needs_is_there_wherever_the_cursor_stands(tmp_path: Path) -> None:
    subject = Branched(random_table(1))
    subject.run.seek(2)
    subject.edit("Whh", (0, 0), 0.5)
    subject.run.seek(2, 4)
    subject.go(0, (1, 2))
    trace = exported(subject.run, tmp_path / "a.json")
    assert len(own_steps(trace, 0)) == 2 * len(subject.run.program)
    assert len(own_steps(trace, 1)) == 4
    assert trace["cursor"] == {"branch": 0, "iteration": 1, "operation": 2}
    again = open_session(tmp_path / "a.json")
    assert again.position == (0, 1, 2)
    assert again.reached(1) == (1, 2, 4)


def test_a_cursor_before_the_fork_tells_the_whole_branch(tmp_path: Path) -> None:
    subject = Branched(random_table(1))
    subject.run.seek(1, 3)
    subject.edit("Whh", (0, 0), 0.5)
    subject.run.seek(2, 4)
    subject.run.seek(0, 6)
    trace = exported(subject.run, tmp_path / "a.json")
    last = own_steps(trace, 1)[-1]
    assert (last["iteration"], last["operation"]) == (2, 3)
    again = open_session(tmp_path / "a.json")
    assert again.position == (1, 0, 6)
    assert again.state_hash() == subject.run.state_hash()


@settings(max_examples=40)
@given(tables(), st.lists(MOVES, min_size=1, max_size=5), st.integers(0, 9), st.booleans())
def test_random_branchings(
    tmp_path_factory: pytest.TempPathFactory,
    table: Table,
    moves: list[Move],
    seed: int,
    values: bool,
) -> None:
    subject = Branched(table)
    for move in moves:
        subject.move(move)
    run, path = subject.run, tmp_path_factory.mktemp("trace") / "a.json"
    trace = exported(run, path, values=values)
    validator().validate(trace)
    check_course(subject, trace)
    check_entries(subject, trace)
    if values:
        check_values(subject, trace, random.Random(seed), 3)
    assert verdict(path.read_bytes()).difference is None
    again = open_session(path)
    assert repr(again.branches) == repr([_forgetful(branch) for branch in run.branches])
    assert (again.position, again.state_hash()) == (run.position, run.state_hash())
    assert again.state_hash() == subject.paths[run.position.branch].hash(subject.place)
    assert exported(again, path, values=values) == trace


def _forgetful(branch: Any) -> Any:
    """The branch without what was there before its edits, which no trace tells."""
    edits = tuple(type(edit)(edit.tensor, edit.index, edit.value) for edit in branch.edits)
    return type(branch)(branch.id, branch.parent, branch.fork, edits, branch.settings, branch.name)


def test_memory_that_is_shared_changes_nothing(content: bytes, tmp_path: Path) -> None:
    assert not family().run.compiled.machine().plan.is_shared
    with share_memory():
        subject = family()
        assert subject.run.compiled.machine().plan.is_shared
        exported(subject.run, tmp_path / "a.json")
        assert (tmp_path / "a.json").read_bytes() == content
        assert verdict(content).difference is None


def test_edited_characters_are_multiplied(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("abcabcbacbca")
    (tmp_path / "e.toml").write_text(
        '[model]\ncell = "rnn"\nhidden_sizes = [3]\n[data]\nsource = "text"\npath = "text.txt"\n'
        '[training]\ntimesteps = 3\nloss = "softmax_cross_entropy"\n'
    )
    run = open_session(tmp_path / "e.toml")
    product = next(o for o in run.program if o.inputs == ("Wxh", "x[2]"))
    run.seek(1, product.id)
    run.edit("x[2]", ((int(run.value("x[2]").argmax()) + 1) % 3, 0), 2.0)
    run.step()
    expected = run.value(product.output)
    run.seek(3)
    trace = exported(run, tmp_path / "a.json")
    np.testing.assert_array_equal(array(own_steps(trace, 1)[0]["value"]), expected)
    assert verdict((tmp_path / "a.json").read_bytes(), tmp_path / "a.json").difference is None


def test_an_edit_beyond_what_the_numbers_hold_is_infinite(tmp_path: Path) -> None:
    subject = Branched({**random_table(1), "dtype": "float32"})
    subject.edit("Whh", (0, 0), 2.0)
    subject.run.seek(1)
    trace = exported(subject.run, tmp_path / "a.json")
    trace["branches"][1]["edits"][0]["value"] = 1e300
    assert "tensor Whh_h[1]" in str(difference(trace))


def test_progress_counts_the_ways_to_the_forks(
    subject: Branched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SLICE_SECONDS", 0.0)
    task = subject.run.exporting(tmp_path / "a.json")
    told = [task.progress.done for _ in iter(task.advance, False)]
    assert told == sorted(told)
    assert told[-1] == task.progress.total


@pytest.mark.parametrize("branch", [0, 1, 2, 3, 4, 6])
def test_a_changed_value_of_any_branch_is_found_and_named(trace: Any, branch: int) -> None:
    draw = random.Random(branch)
    # Branch 3 is full of NaN: another NaN would be no difference.
    own = [step for step in own_steps(trace, branch) if "NaN" not in str(step["value"])]
    step = draw.choice(own)
    step["value"] = _flipped(step["value"])
    found = difference(trace)
    assert found is not None
    names, program = programs(trace)[branch]
    tensor = names[program[step["operation"]]["output"]]
    place = f"branch {branch}, iteration {step['iteration']}, operation {step['operation']}"
    assert str(found).startswith(f"{place}, tensor {tensor}: ")


def _flipped(value: Any) -> Any:
    """With the last bit of its first number changed."""
    if isinstance(value, list):
        return [_flipped(value[0]), *value[1:]]
    return math.nextafter(value, math.inf)


@pytest.mark.parametrize("branch", [0, 1, 2, 4, 6])
@pytest.mark.parametrize("key", ["gradient_norm", "parameter_norm", "update_norm", "loss"])
def test_a_changed_measure_of_any_branch_is_found(trace: Any, branch: int, key: str) -> None:
    entry = [entry for entry in trace["iterations"] if entry["branch"] == branch][-1]
    place, last = (entry, "loss") if key == "loss" else (entry[key], "W1hh")
    place[last] = math.nextafter(place[last], math.inf)
    found = difference(trace)
    assert found is not None
    assert (found.branch, found.iteration) == (branch, entry["iteration"])
    assert key in str(found)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t["branches"][1]["edits"][0].update(value=0.75), "branch 1, iteration 0"),
        (lambda t: t["branches"][2]["edits"].pop(), "branch 2, iteration 1"),
        (lambda t: t["branches"][3]["edits"][0].update(value=0.0), "branch 3, iteration 2"),
        (
            lambda t: t["branches"][4]["settings"].update(clip_value=2e-3),
            "branch 4, operation 109, tensor dW1xh_clipped: branches[4].program[109].formula",
        ),
        (lambda t: t["branches"][4].pop("settings"), "branches[4].tensors[0] is not made here"),
        (lambda t: t["branches"][6].pop("program"), "branches[6].program[0] is not in the trace"),
        (
            lambda t: t["branches"][4]["tensors"][3].update(bytes=9),
            "branches[4].tensors[3].bytes is 9 in the trace",
        ),
        (lambda t: t["iterations"].append(t["iterations"][-1]), "entries of iterations, the steps"),
        (lambda t: t["iterations"].reverse(), "the loss is"),
    ],
)
def test_changed_branches_are_found(trace: Any, change: Callable[[Any], Any], problem: str) -> None:
    change(trace)
    assert problem in str(difference(trace))


BAD_BRANCHES = [
    (lambda b: b.clear(), "branches: there must be one at least"),
    (lambda b: b.pop(0), "branches[0]: the first branch has the id 0, no parent"),
    (lambda b: b[0].update(parent=1), "branches[0]: the first branch has the id 0, no parent"),
    (lambda b: b[0].update(edits=b[1]["edits"]), "branches[0]: the first branch has the id 0"),
    (lambda b: b[0].update(settings={"learning_rate": 1}), "branches[0]: the first branch has"),
    (lambda b: b[2].update(id=1), "branches[2].id: 1 is the id of another branch"),
    (lambda b: b[2].update(id=-1), "branches[2].id: -1 is not 0 or more"),
    (lambda b: b[2].update(parent=9), "branches[2].parent: there is no branch 9 before this one"),
    (lambda b: b[2].update(parent=2), "branches[2].parent: there is no branch 2 before this one"),
    (lambda b: b[2].update(parent=None), "branches[2].parent: there is no branch None before"),
    (lambda b: b[2].update(fork=None), "branches[2].fork: is missing"),
    (
        lambda b: b[2]["fork"].update(operation=999),
        "branches[2].fork: branch 0 has no operation 999 of iteration 1",
    ),
    (lambda b: b[2]["fork"].update(iteration=-1), "branches[2].fork: branch 0 has no operation 0"),
    (
        lambda b: b[3].update(fork={"iteration": 0, "operation": 7}),
        "branches[3].fork: lies before that of branch 2, where it begins",
    ),
    (lambda b: b[1]["edits"][0].update(tensor="Wxx"), "branches[1].edits[0].tensor: there is no"),
    (
        lambda b: b[2]["edits"][1].update(tensor="h1[1]"),
        "branches[2].edits[1].tensor: h1[1] has no value there",
    ),
    (
        lambda b: b[1]["edits"][0].update(index=[0, 2]),
        "branches[1].edits[0].index: [0, 2] is outside the shape [2, 2]",
    ),
    (lambda b: b[1]["edits"][0].update(index=[0]), "branches[1].edits[0].index: [0] is outside"),
    (lambda b: b[1]["edits"][0].update(index=[0, -1]), "branches[1].edits[0].index: [0, -1] is"),
    (
        lambda b: b[1]["edits"][0].update(operation=3),
        "branches[1].edits[0]: is at iteration 0, operation 3; only edits at the fork",
    ),
    (
        lambda b: b[4]["settings"].update(timesteps=3),
        f"branches[4].settings: timesteps: only {', '.join(SETTINGS)} can change",
    ),
    (
        lambda b: b[4]["settings"].update(learning_rate=-1),
        "branches[4].settings: training.learning_rate: -1.0 is not 0 or more",
    ),
    (
        lambda b: b[4]["fork"].update(operation=120),
        "branches[4].settings: operations of iteration 1 that they concern have run",
    ),
]


@pytest.mark.parametrize(("change", "problem"), BAD_BRANCHES)
def test_branches_that_cannot_be_are_refused(
    trace: Any, change: Callable[[Any], Any], problem: str
) -> None:
    change(trace["branches"])
    with pytest.raises(BadInput) as caught:
        compile_trace(parse_trace(json.dumps(trace).encode()), Path("a.json"))
    assert str(caught.value).startswith(f"a.json: {problem}")


BAD_STEPS = [
    (
        lambda t: _first(t, 3).update(branch=9),
        "branch of step {3} is 9: there is no such branch",
    ),
    (
        lambda t: _first(t, 3).update(branch=0),
        "branch of step {3} is 0, whose steps must stand before those of branch 2",
    ),
    (
        lambda t: _first(t, 2).update(iteration=0),
        "iteration of step {2} is 0, where 1 comes next",
    ),
    (
        lambda t: _first(t, 3).update(operation=6),
        "operation of step {3} is 6, where 8 comes next",
    ),
    (lambda t: _first(t, 2).update(step=7), "step of step {2} is 7, where {2} comes next"),
    (
        lambda t: t["steps"].pop(_first(t, 2)["step"]),
        "step of step {2} is {2+1}, where {2} comes next",
    ),
]


def _first(trace: Any, branch: int) -> Any:
    return own_steps(trace, branch)[0]


@pytest.mark.parametrize(("change", "problem"), BAD_STEPS)
def test_steps_that_are_not_in_order(
    trace: Any, tmp_path: Path, change: Callable[[Any], Any], problem: str
) -> None:
    for branch in (2, 3):
        step = _first(trace, branch)["step"]
        problem = problem.replace(f"{{{branch}}}", str(step))
        problem = problem.replace(f"{{{branch}+1}}", str(step + 1))
    change(trace)
    assert problem in str(difference(trace))
    (tmp_path / "a.json").write_text(json.dumps(trace))
    with pytest.raises(BadInput) as caught:
        open_session(tmp_path / "a.json")
    assert str(caught.value).startswith(f"{tmp_path / 'a.json'}: steps: {problem}")


def test_a_branch_whose_beginning_was_never_run_to(trace: Any, tmp_path: Path) -> None:
    for kept, problem in [
        ([], "branches[2].fork: branch 2 begins at iteration 1, operation 0, and the steps of"),
        ([2], "branch of step 0 is 2: branch 2 begins at iteration 1, operation 0, and the"),
    ]:
        few = {**trace, "iterations": []}
        few["steps"] = [step for step in trace["steps"] if step["branch"] in kept]
        for number, step in enumerate(few["steps"]):
            step["step"] = number
        assert problem in str(difference(few))
        (tmp_path / "a.json").write_text(json.dumps(few))
        with pytest.raises(BadInput, match=r"begins at iteration 1, operation 0"):
            open_session(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t["cursor"].update(branch=7), "cursor.branch: there is no branch 7"),
        (lambda t: t["cursor"].update(operation=999), "cursor: there is no operation 999"),
        (lambda t: t["cursor"].update(iteration=-1), "cursor: there is no operation 10 of itera"),
        (lambda t: t["cursor"].update(iteration=9), "cursor: the steps of branch 3 end before it"),
        (lambda t: t["bookmarks"][0].update(branch=8), "bookmarks[0].branch: there is no branch"),
        (lambda t: t["bookmarks"][0].update(operation=-1), "bookmarks[0]: there is no operation"),
        (lambda t: t["bookmarks"][0].pop("name"), "bookmarks[0].name: is missing"),
    ],
)
def test_positions_that_are_not_there(
    trace: Any, tmp_path: Path, change: Callable[[Any], Any], problem: str
) -> None:
    change(trace)
    (tmp_path / "a.json").write_text(json.dumps(trace))
    with pytest.raises(BadInput) as caught:
        open_session(tmp_path / "a.json")
    assert str(caught.value).startswith(f"{tmp_path / 'a.json'}: {problem}")


def test_the_schema_notices_what_is_wrong_with_a_branch(trace: Any) -> None:
    for place, key in [
        (trace["branches"][4], "tensors"),
        (trace["branches"][4], "program"),
        (trace["branches"][1]["fork"], "operation"),
        (trace["branches"][1]["edits"][0], "index"),
        (trace["cursor"], "branch"),
        (trace["bookmarks"][0], "name"),
        (trace["bookmarks"][0], "branch"),
    ]:
        kept = place.pop(key)
        assert not validator().is_valid(trace), key
        place[key] = kept
    trace["branches"][4]["settings"]["clip_value"] = "off"
    assert not validator().is_valid(trace)
