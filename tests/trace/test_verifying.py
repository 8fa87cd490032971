"""Whatever is changed in a trace, verifying finds it and says where."""

import json
import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.experiments import Compiled
from rnn_debugger.trace import Difference
from tests.support.experiments import Table, compiled, random_table, tables
from tests.support.traces import document, verdict, written


def difference(trace: Any) -> Difference | None:
    return verdict(json.dumps(trace).encode()).difference


@settings(max_examples=25)
@given(tables(), st.booleans())
def test_a_trace_that_nobody_touched_is_the_same(table: Table, values: bool) -> None:
    content = written(compiled(table), 1.5, values=values)
    found = verdict(content)
    assert found.difference is None
    assert found.iterations == 1
    assert bool(found.numbers) == values


def test_a_run_into_nan_is_the_same() -> None:
    content = written(compiled(random_table(1, learning_rate=1e300)), 5)
    assert b'"NaN"' in content
    assert verdict(content).difference is None


def test_other_spellings_of_the_same_numbers_are_the_same(two_layers: Compiled) -> None:
    trace = document(two_layers)
    content = json.dumps(trace, indent=1).replace(".0,", ".00e0,").encode()
    assert verdict(content).difference is None


@settings(max_examples=60)
@given(tables(), st.integers(0, 2**32))
def test_one_changed_bit_of_any_value_is_found_and_named(table: Table, seed: int) -> None:
    trace = document(compiled(table), 1.5)
    draw = random.Random(seed)
    step = draw.choice(trace["steps"])
    index = _change_one(step, draw)
    found = difference(trace)
    assert found is not None
    place = (found.iteration, found.operation, found.tensor)
    output = trace["program"][step["operation"]]["output"]
    assert place == (step["iteration"], step["operation"], trace["tensors"][output]["name"])
    for part in (f"iteration {place[0]}, operation {place[1]}, tensor {place[2]}", str(index)):
        assert part in str(found)


def _change_one(step: Any, draw: random.Random) -> Any:
    """Change the last bit, or the sign, of one number of the step's value; where it is."""
    array = np.array(step["value"], np.float64)
    flat = array.reshape(-1)
    number = draw.randrange(array.size)
    old = float(flat[number])
    new = draw.choice([math.nextafter(old, math.inf), -old, math.nan, math.inf])
    flat[number] = new
    spelled = {math.inf: "Infinity"}.get(new, "NaN" if math.isnan(new) else new)
    nested = step["value"]
    index = [int(place) for place in np.unravel_index(number, array.shape)]
    if not index:
        step["value"] = spelled
        return ""
    for place in index[:-1]:
        nested = nested[place]
    nested[index[-1]] = spelled
    return index


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([[0.5]], "has shape (1, 1) in the trace, (2, 2) here"),
        ([[0.5, 0.5], [0.5]], "not numbers in rows of one length"),
        ([["1", 0], [0, 0]], "not numbers in rows of one length"),
        (None, "not numbers in rows of one length"),
    ],
)
def test_a_value_of_another_kind_is_named(two_layers: Compiled, value: Any, problem: str) -> None:
    trace = document(two_layers)
    (number,) = (t["id"] for t in trace["tensors"] if t["name"] == "x[2]")
    step = next(s for s in trace["program"] if s["output"] == number)["id"]
    trace["steps"][step]["value"] = value
    assert problem in str(difference(trace))
    assert f"operation {step}, tensor x[2]" in str(difference(trace))


@pytest.mark.parametrize("key", ["step", "iteration", "operation", "branch", "live_bytes"])
def test_a_changed_step_is_named(two_layers: Compiled, key: str) -> None:
    trace = document(two_layers, 1.5, values=False)
    trace["steps"][20][key] += 1
    found = difference(trace)
    assert found is not None
    assert (found.iteration, found.operation) == (0, 20)
    assert f"{key} of step 20" in str(found)


@pytest.mark.parametrize("values", [True, False])
@pytest.mark.parametrize(
    ("key", "tensor"),
    [
        ("gradient_norm", "dW2xh"),
        ("parameter_norm", "W2xh"),
        ("update_norm", "W2xh"),
        ("loss", "loss"),
    ],
)
def test_a_changed_measure_is_named(
    two_layers: Compiled, values: bool, key: str, tensor: str
) -> None:
    trace = document(two_layers, 3, values=values)
    entry = trace["iterations"][1]
    place, last = (entry, "loss") if key == "loss" else (entry[key], "W2xh")
    place[last] = math.nextafter(place[last], math.inf)
    found = difference(trace)
    assert found is not None
    writers = two_layers.program.writers[tensor]
    assert (found.iteration, found.operation, found.tensor) == (1, writers[-1], tensor)
    assert key in str(found)


def test_steps_and_entries_that_are_too_many_or_too_few_are_noticed(two_layers: Compiled) -> None:
    for spoil in (
        lambda t: t["steps"].pop(),
        lambda t: t["steps"].pop(30),
        lambda t: t["iterations"].pop(),
        lambda t: t["iterations"].pop(0),
        lambda t: t["iterations"].append(t["iterations"][0]),
        lambda t: t["iterations"][0].update(peak_live_bytes=1),
        lambda t: t["iterations"][0]["update_norm"].pop("by"),
        lambda t: t["iterations"][0]["update_norm"].update(extra=1.0),
        lambda t: t["steps"][9].pop("value"),
    ):
        trace = document(two_layers, 2)
        spoil(trace)
        assert difference(trace) is not None
    trace = document(two_layers, 1, values=False)
    trace["steps"][9]["value"] = 0.0
    assert difference(trace) is not None


def test_the_first_of_several_differences_is_named(two_layers: Compiled) -> None:
    trace = document(two_layers, 2)
    for step in (trace["steps"][90], trace["steps"][40], trace["steps"][60]):
        _change_one(step, random.Random(0))
    found = difference(trace)
    assert found is not None
    assert found.operation == 40


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", 7),
        ("phase", "update"),
        ("timestep", 9),
        ("layer", 2),
        ("primitive", "tanh"),
        ("inputs", [0]),
        ("output", 0),
        ("formula", "h = 0"),
    ],
)
def test_a_changed_program_is_named(two_layers: Compiled, key: str, value: Any) -> None:
    trace = document(two_layers)
    assert trace["program"][2][key] != value
    trace["program"][2][key] = value
    found = difference(trace)
    assert found is not None
    assert found.operation == 2
    assert f"program[2].{key}" in str(found)


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "q"), ("shape", [9]), ("dtype", "float32"), ("bytes", 1), ("of", "q"), ("id", 3)],
)
def test_a_changed_tensor_is_named(two_layers: Compiled, key: str, value: Any) -> None:
    trace = document(two_layers)
    trace["tensors"][4][key] = value
    assert f"tensors[4].{key}" in str(difference(trace))


def test_operations_that_are_missing_or_added_are_noticed(two_layers: Compiled) -> None:
    for key in ("program", "tensors"):
        trace = document(two_layers)
        last = trace[key].pop()
        assert "is not in the trace" in str(difference(trace))
        trace[key] += [last, last]
        assert "is not made here" in str(difference(trace))


def test_a_moved_source_line_is_no_difference(two_layers: Compiled) -> None:
    trace = document(two_layers)
    for operation in trace["program"]:
        operation["source"] = {"file": "elsewhere.py", "line": 1}
    assert difference(trace) is None


def test_a_changed_weight_is_found_at_the_first_operation_that_it_reaches(
    two_layers: Compiled,
) -> None:
    trace = document(two_layers)
    trace["experiment"]["weights"]["W1xh"][0][0] += 1e-9
    found = difference(trace)
    assert found is not None
    first = two_layers.program.readers["W1xh"][0]
    assert (found.iteration, found.operation) == (0, first)


def test_a_last_bit_of_float64_counts_in_a_float32_trace_too() -> None:
    trace = document(compiled({**random_table(1), "dtype": "float32"}))
    value = trace["steps"][1]["value"]
    value[0][0] = math.nextafter(value[0][0], 1.0)
    assert difference(trace) is not None
