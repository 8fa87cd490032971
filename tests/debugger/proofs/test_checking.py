"""The gradient check passes what is right, and names what is wrong."""

import dataclasses
from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger import GradientCheck, Task, check_gradients, check_table
from rnn_debugger.debugger.proofs import checking as module
from rnn_debugger.engine import Application, Array, Symbol, arena
from rnn_debugger.engine.primitive import Gradient, Thunk, Workspace, aligned
from rnn_debugger.engine.primitives import activations, elementwise, linear, sums
from rnn_debugger.experiments import Compiled
from tests.support.experiments import Table, builtin_table, compiled, random_table, tables


def check(experiment: Compiled, sample: int | None = None) -> GradientCheck:
    return Task(check_gradients(experiment, sample)).finish()


@settings(max_examples=40)
@given(tables(), st.sampled_from([None, 1, 3]))
def test_right_gradients_agree(table: Table, sample: int | None) -> None:
    experiment = compiled(table)
    result = check(experiment, sample)
    assert result.worst is None, check_table(result)
    assert [found.name for found in result.tensors] == [
        tensor.name for tensor in experiment.program.parameters
    ]


@pytest.mark.parametrize("name", ["simple-words", "simple-words-feedforward", "vanishing"])
def test_the_built_in_experiments_agree(name: str) -> None:
    result = check(compiled(builtin_table(name)))
    assert result.worst is None
    assert result.tiny == (("Wxh", "Whh", "Why") if name == "vanishing" else ())


@pytest.mark.parametrize("schedule", ["every_window", "every_timestep"])
def test_the_norm_is_that_of_the_whole_gradient(schedule: str) -> None:
    experiment = compiled(random_table(1, update_schedule="every_window"))
    machine = experiment.machine()
    machine.run(len(experiment.program))
    result = check(compiled(random_table(1, update_schedule=schedule)))
    for found in result.tensors:
        gradient = machine.arrays[f"d{found.name}"]
        assert found.gradient_norm == pytest.approx(np.linalg.norm(gradient), rel=1e-14)


def test_float32_is_checked_in_float64_with_the_same_weights() -> None:
    table = {**random_table(1), "dtype": "float32"}
    result = check(compiled(table))
    assert result.worst is None
    assert result.loss != check(compiled(random_table(1))).loss
    assert all(found.error < 1e-7 for found in result.tensors)


def test_every_element_is_compared_where_there_are_few() -> None:
    experiment = compiled(random_table(1, sizes=(4,)))
    for sample, (elements, directions) in {None: (16, 0), 16: (16, 0), 15: (15, 8)}.items():
        found = {f.name: f for f in check(experiment, sample).tensors}["Whh"]
        assert (found.elements, found.directions) == (elements, directions)


def _wrong_tanh(self: object, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
    """As if the derivative of tanh were 1 − h."""
    grad, value, result = aligned(out, *operands)
    return [
        partial(np.subtract, value.dtype.type(1), value, result),
        partial(np.multiply, result, grad, result),
    ]


def test_a_wrong_derivative_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activations.TanhGradient, "kernel", _wrong_tanh)
    result = check(compiled(random_table(1)))
    verdicts = {found.name: found.verdict for found in result.tensors}
    assert verdicts == {
        "Wxh": "DIFFERS",
        "Whh": "DIFFERS",
        "bh": "DIFFERS",
        "Why": "agrees",
        "by": "agrees",
    }
    worst = result.worst
    assert worst is not None
    assert f"{worst.name}: the gradient at [" in str(worst)
    assert repr(worst.gradient) in str(worst)


def test_a_gradient_that_is_lost_on_its_way_through_time_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = linear.MatMul.vjp

    def vjp(
        self: linear.MatMul, grad: Symbol, out: Symbol, *operands: Symbol
    ) -> Sequence[Gradient]:
        weight, value = original(self, grad, out, *operands)
        if operands[0].base == "Whh":
            assert isinstance(value, Application)
            value = elementwise.Scale(0.9).of(value)
        return weight, value

    monkeypatch.setattr(linear.MatMul, "vjp", vjp)
    result = check(compiled(random_table(1)))
    assert {f.name for f in result.tensors if f.verdict == "DIFFERS"} == {"Wxh", "Whh", "bh"}


@pytest.mark.parametrize("place", [(0, 0), (13, 7), (29, 29)])
def test_a_single_wrong_element_is_found_among_many(
    monkeypatch: pytest.MonkeyPatch, place: tuple[int, int]
) -> None:
    original = sums.Accumulate.kernel

    def kernel(
        self: sums.Accumulate, work: Workspace, out: Array, *operands: Array
    ) -> Sequence[Thunk]:
        thunks = list(original(self, work, out, *operands))
        if out.shape == (30, 30):
            thunks.append(lambda: out.__setitem__(place, out[place] * 1.01))
        return thunks

    monkeypatch.setattr(sums.Accumulate, "kernel", kernel)
    result = check(compiled(random_table(1, sizes=(30,))), 5)
    verdicts = {found.name: found.verdict for found in result.tensors}
    assert [name for name, verdict in verdicts.items() if verdict == "DIFFERS"] == ["Whh"]


def test_a_loss_that_is_not_finite_is_no_agreement() -> None:
    table = random_table(1)
    table["weights"]["Wxh"][0][0] = float("nan")
    result = check(compiled(table))
    assert {found.verdict for found in result.tensors} == {"not finite"}
    assert result.worst is not None
    assert "NaN or infinite" in str(result.worst)


def test_a_relu_on_its_kink_is_checked_beside_it() -> None:
    table = random_table(1, model={"hidden_activation": "relu"})
    table["data"]["inputs"] = [[[0.0, 0.0]] * 3]
    table["weights"]["bh"] = [0.0, 0.0]
    result = check(compiled(table))
    assert result.moved
    assert result.worst is None, check_table(result)
    assert "relu" in check_table(result)


def test_memory_that_is_shared_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = compiled(random_table(1, sizes=(2, 2), model={"hidden_activation": "relu"}))
    expected = check(experiment)
    # The budget above which values that are not live together share memory.
    monkeypatch.setattr(arena, "DEFAULT_BUDGET", 0)
    assert experiment.machine().plan.is_shared
    assert check(experiment) == expected


def test_the_table_has_a_line_for_every_parameter() -> None:
    lines = check_table(check(compiled(random_table(1, sizes=(4,))), 10)).splitlines()
    assert [line.split()[0] for line in lines] == ["parameter", "Wxh", "Whh", "bh", "Why", "by"]
    assert "10 of 16, 8 directions" in lines[2]
    assert all(line.endswith("agrees") for line in lines[1:])


def test_the_check_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    task = Task(check_gradients(compiled(random_table(1))))
    while task.progress.done == 0:
        assert task.advance()
    assert task.progress.done < task.progress.total
    task.cancel()
    assert not task.is_done


def test_a_sentence_names_no_more_than_a_few() -> None:
    result = check(compiled(builtin_table("vanishing")), 3)
    many = dataclasses.replace(result, tensors=result.tensors * 10)
    assert len(many.tiny) == 30
    assert " and 18 more: errors are relative to" in many.notes[0]
