"""What stands in a trace is what a plain run of the same experiment gives."""

import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.debugger import Session
from rnn_debugger.engine import arena, lives
from rnn_debugger.experiments import Compiled
from rnn_debugger.trace import stream_trace, writing
from tests.support.experiments import Table, builtin_table, compiled, random_table, tables
from tests.support.traces import array, document, validator, written

EXPLODING = {"learning_rate": 1e300}


@settings(max_examples=25)
@given(tables())
def test_every_trace_fits_the_schema_and_has_the_values_of_a_plain_run(table: Table) -> None:
    experiment = compiled(table)
    trace = document(experiment, 1.5)
    validator().validate(trace)
    session = Session(experiment, "test")
    program = session.program
    for number, step in enumerate(trace["steps"]):
        place = divmod(number, len(program))
        assert (step["step"], step["iteration"], step["operation"]) == (number, *place)
        output = program[step["operation"]].output
        session.step()
        # At the end of an iteration the session stands before the next, and shows this one.
        value = session.moment.value(output)
        read = array(step["value"])
        assert read.shape == value.shape
        assert read.astype(value.dtype).tobytes() == value.tobytes(), (step, output)
    assert len(trace["steps"]) == int(1.5 * len(program))
    assert len(trace["iterations"]) == 1


@settings(max_examples=25)
@given(tables())
def test_iterations_sum_up_their_steps(table: Table) -> None:
    trace = document(compiled(table), 2)
    names = {tensor["id"]: tensor["name"] for tensor in trace["tensors"]}
    before = {name: array(value) for name, value in trace["experiment"]["weights"].items()}
    for entry in trace["iterations"]:
        steps = [step for step in trace["steps"] if step["iteration"] == entry["iteration"]]
        last = {names[trace["program"][s["operation"]]["output"]]: s["value"] for s in steps}
        assert entry["loss"] == last["loss"]
        assert entry["peak_live_bytes"] == max(step["live_bytes"] for step in steps)
        for name in entry["parameter_norm"]:
            now = array(last.get(name, before[name]))
            close = {"rel": 1e-5 if table["dtype"] == "float32" else 1e-12, "abs": 1e-7}
            assert entry["parameter_norm"][name] == pytest.approx(np.linalg.norm(now), **close)
            moved = np.linalg.norm(now - before[name])
            assert entry["update_norm"][name] == pytest.approx(moved, **close)
            if table["training"]["update_schedule"] == "every_window" and f"d{name}" in last:
                gradient = np.linalg.norm(array(last[f"d{name}"]))
                assert entry["gradient_norm"][name] == pytest.approx(gradient, **close)
            before[name] = now


def test_the_gradient_norm_is_that_of_the_sum_of_the_shares() -> None:
    trace = document(compiled(builtin_table("simple-words")))
    names = [tensor["name"] for tensor in trace["tensors"]]
    for name, norm in trace["iterations"][0]["gradient_norm"].items():
        writes = [op["id"] for op in trace["program"] if names[op["output"]] == f"d{name}"]
        shares = [array(trace["steps"][number]["value"]) for number in writes]
        assert len(shares) == 2
        assert norm == pytest.approx(np.linalg.norm(sum(shares)), rel=1e-12)


def test_live_bytes_are_those_of_what_is_held(two_layers: Compiled) -> None:
    trace = document(two_layers)
    program = two_layers.program
    for step in trace["steps"]:
        now = step["operation"]
        held = [n for n, life in lives(program).items() if life.first <= now <= life.last]
        assert step["live_bytes"] == sum(program.tensors[name].bytes for name in held)


def test_the_head_describes_the_program(two_layers: Compiled) -> None:
    trace = document(two_layers)
    program = two_layers.program
    assert trace["tensors"] == [
        {
            "id": number,
            "name": tensor.name,
            "role": tensor.role,
            "layer": tensor.layer,
            "timestep": tensor.timestep,
            "of": tensor.of,
            "shape": list(tensor.shape),
            "dtype": "float64",
            "bytes": tensor.bytes,
        }
        for number, tensor in enumerate(program.tensors.values())
    ]
    names = [tensor["name"] for tensor in trace["tensors"]]
    for entry, operation in zip(trace["program"], program, strict=True):
        assert [names[number] for number in entry["inputs"]] == list(operation.inputs)
        assert names[entry["output"]] == operation.output
        for key in ("id", "phase", "timestep", "layer", "primitive", "formula"):
            assert entry[key] == getattr(operation, key)
    assert {entry["source"]["file"] for entry in trace["program"] if entry["source"]} == {
        "rnn_debugger/cells/rnn.py",
        "rnn_debugger/cells/output.py",
    }
    assert trace["branches"] == [{"id": 0, "parent": None, "fork": None, "edits": []}]
    assert trace["bookmarks"] == []


def test_the_experiment_has_its_defaults_and_every_initial_parameter() -> None:
    table = random_table(3, start="vector")
    table["weights"].pop("by")
    trace = document(compiled(table))
    experiment = trace["experiment"]
    assert experiment["training"]["optimizer"] == "sgd"
    assert experiment["model"]["hidden_activation"] == "tanh"
    assert experiment["model"]["output_activation"] == "identity"
    assert experiment["dtype"] == "float64"
    assert experiment["data"]["inputs"] == table["data"]["inputs"]
    assert sorted(experiment["weights"]) == ["Whh", "Why", "Wxh", "bh", "by", "h_start"]
    assert experiment["weights"]["by"] == [0.0, 0.0]
    assert experiment["weights"]["Wxh"] == table["weights"]["Wxh"]
    assert experiment["weights"]["h_start"] == [[x] for x in table["weights"]["h_start"]]


def test_without_values_the_steps_have_none_and_all_else_is_the_same(two_layers: Compiled) -> None:
    full, bare = document(two_layers, 1.5), document(two_layers, 1.5, values=False)
    validator().validate(bare)
    for step in full["steps"]:
        del step["value"]
    assert full == bare


def test_nan_and_infinity_are_strings(tmp_path: Path) -> None:
    table = random_table(1, start="matrix", **EXPLODING)
    trace = document(compiled(table), 4)
    validator().validate(trace)
    values = [str(step["value"]) for step in trace["steps"]]
    assert any("NaN" in value for value in values)
    assert trace["iterations"][-1]["loss"] == "NaN"


def test_a_trace_of_nothing_is_a_trace(two_layers: Compiled) -> None:
    trace = document(two_layers, 0)
    validator().validate(trace)
    assert trace["steps"] == trace["iterations"] == []


def test_the_schema_notices_what_is_missing_or_wrong(two_layers: Compiled) -> None:
    trace = document(two_layers)
    validator().validate(trace)
    for place, key in [
        (trace, "tensors"),
        (trace["environment"], "blas"),
        (trace["tensors"][3], "of"),
        (trace["program"][5], "formula"),
        (trace["steps"][7], "live_bytes"),
        (trace["iterations"][0], "update_norm"),
        (trace["experiment"], "weights"),
    ]:
        kept = place.pop(key)
        assert not validator().is_valid(trace), key
        place[key] = kept
    trace["steps"][0]["value"] = [["nan"]]
    assert not validator().is_valid(trace)


def test_progress_counts_the_operations(
    two_layers: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SLICE_SECONDS", 0.0)
    steps = 3 * len(two_layers.program)
    told = list(stream_trace(two_layers, io.BytesIO(), steps))
    assert {progress.total for progress in told} == {steps}
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert set(range(1, steps + 1)) <= set(done)


def test_memory_does_not_grow_with_the_trace(two_layers: Compiled, tmp_path: Path) -> None:
    def peak(iterations: int) -> int:
        path = tmp_path / f"{iterations}.json"
        tracemalloc.start()
        with path.open("wb") as file:
            for _ in stream_trace(two_layers, file, iterations * len(two_layers.program)):
                pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert path.stat().st_size > iterations * 10_000
        return highest

    peak(1)
    assert peak(300) < peak(30) + 100_000


@pytest.mark.parametrize("name", ["simple-words", "vanishing"])
def test_memory_that_is_shared_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = compiled(builtin_table(name))
    expected = written(experiment, 2)
    assert not experiment.machine().plan.is_shared
    # The budget above which values that are not live together share memory.
    monkeypatch.setattr(arena, "DEFAULT_BUDGET", 0)
    assert experiment.machine().plan.is_shared
    assert written(experiment, 2) == expected


def test_the_same_run_gives_the_same_bytes(two_layers: Compiled) -> None:
    assert written(two_layers, 2) == written(two_layers, 2)
