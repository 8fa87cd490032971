"""Every gradient of the backward sweep is about a change that can be made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import GradientCheck, Task
from rnn_debugger.debugger.proofs import checking
from rnn_debugger.debugger.proofs.checking import check_table, check_targets
from rnn_debugger.debugger.proofs.copy_run import CopyRun, in_float64
from rnn_debugger.debugger.proofs.slopes import Target
from rnn_debugger.debugger.proofs.targets import checkable, target_of
from rnn_debugger.engine import Application, Array, Program, Symbol, arena
from rnn_debugger.engine.primitive import Gradient, Thunk, Workspace, aligned
from rnn_debugger.engine.primitives import activations, elementwise, linear
from tests.support.experiments import Table, compiled, random_table, tables


def check(table: Table, *names: str) -> GradientCheck:
    """These gradients, or all."""
    copy = in_float64(compiled(table))
    chosen = [target_of(copy.program, name) for name in names or checkable(copy.program)]
    run = CopyRun(copy, keep=frozenset(n for t in chosen for n in (t.name, t.gradient)))
    return Task(check_targets(run, chosen, 3)).finish()


def differing(result: GradientCheck) -> list[str]:
    return [found.tensor for found in result.wrong]


def test_a_long_program_is_not_gone_through_for_every_gradient(monkeypatch) -> None:
    program = in_float64(compiled(random_table(1, length=40))).program
    names = checkable(program)
    times, through = [], Program.__iter__
    monkeypatch.setattr(Program, "__iter__", lambda self: times.append(1) or through(self))
    for name in names:
        target_of(program, name)
    assert len(times) <= 1


@settings(max_examples=30)
@given(tables())
def test_every_gradient_agrees_the_parts_too(table: Table) -> None:
    result = check(table)
    assert not result.wrong, check_table(result)
    assert len(result.tensors) > 3


@pytest.mark.parametrize("cell", ["rnn", "lstm_peephole", "gru"])
def test_memory_that_is_shared_changes_nothing(monkeypatch: pytest.MonkeyPatch, cell: str) -> None:
    table = random_table(1, cell=cell, sizes=(2, 2))
    expected = check(table)
    # The budget above which values that are not live together share memory.
    monkeypatch.setattr(arena, "DEFAULT_BUDGET", 0)
    assert check(table) == expected


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_values_that_are_computed_again_change_nothing(cell: str) -> None:
    """Beside the operations that compute them again, which the run has too."""
    expected = check(random_table(1, cell=cell, length=9))
    assert check(random_table(1, cell=cell, length=9, checkpointing="square_root")) == expected


def test_the_whole_gradient_and_its_two_parts() -> None:
    table = random_table(1, sizes=(3,))
    whole, out, following = check(table, "h[2]", "dh_out[2]", "dh_next[2]").tensors
    assert [found.name for found in (whole, out, following)] == ["h[2]"] * 3
    assert [found.tensor for found in (whole, out, following)] == [
        "dh[2]",
        "dh_out[2]",
        "dh_next[2]",
    ]
    program = in_float64(compiled(table)).program
    written = program.writers["h[2]"][0] + 1
    first_of_3 = next(op.id for op in program if op.timestep == 3)
    assert target_of(program, "dh[2]") == Target("h[2]", "dh[2]", written)
    assert target_of(program, "dh_out[2]") == Target("h[2]", "dh_out[2]", written, first_of_3)
    assert target_of(program, "dh_next[2]") == Target("h[2]", "dh_next[2]", first_of_3)


def test_a_part_is_not_taken_for_the_whole() -> None:
    copy = in_float64(compiled(random_table(1, sizes=(3,))))
    whole, out = target_of(copy.program, "dh[2]"), target_of(copy.program, "dh_out[2]")
    mixed = Target(whole.name, out.gradient, whole.begin, whole.end)
    assert differing(Task(check_targets(CopyRun(copy), [mixed])).finish()) == ["dh_out[2]"]


def test_where_a_product_of_the_sweep_is_wrong_the_first_wrong_one_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = linear.MatMul.vjp

    def vjp(
        self: linear.MatMul, grad: Symbol, out: Symbol, *operands: Symbol
    ) -> Sequence[Gradient]:
        weight, value = original(self, grad, out, *operands)
        if operands[0].base == "Whh" and operands[1].timestep == 1:
            assert isinstance(value, Application)
            value = elementwise.Scale(0.9).of(value)
        return weight, value

    monkeypatch.setattr(linear.MatMul, "vjp", vjp)
    found = differing(check(random_table(1, length=3)))
    assert found[:2] == ["dh_next[1]", "dh[1]"], "in the order of the sweep"
    assert "dh[2]" not in found
    assert "dh_out[1]" not in found


def test_a_wrong_derivative_shows_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def kernel(self: object, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        """As if the derivative of tanh were 1 − h."""
        grad, value, result = aligned(out, *operands)
        one = value.dtype.type(1)
        return [
            partial(np.subtract, one, value, result),
            partial(np.multiply, result, grad, result),
        ]

    monkeypatch.setattr(activations.TanhGradient, "kernel", kernel)
    result = check(random_table(1))
    assert differing(result)[0] == "da[3]"
    assert "dh[3]" not in differing(result)


@pytest.mark.parametrize("checkpointing", ["none", "square_root"])
def test_what_stands_on_a_kink_for_all_weights_is_checked_beside_it(checkpointing: str) -> None:
    table = random_table(
        1,
        sizes=(2, 2),
        inputs=1,
        model={"hidden_activation": "relu", "bias": False},
        checkpointing=checkpointing,
    )
    table["data"]["inputs"] = [[[1.0]] * 3]
    table["weights"] = {k: v for k, v in table["weights"].items() if k[0] == "W"}
    table["weights"]["W1xh"] = [[-1.0], [-2.0]]
    table["weights"]["W1hh"] = [[0.0, 0.0], [0.0, 0.0]]
    result = check(table, "da2[2]", "dh2[1]", "dh1[2]")
    assert not result.wrong, check_table(result)
    assert checking.NUDGED in result.notes
    assert max(found.gradient_norm for found in result.tensors) > 0
    assert checking.NUDGED not in check(table, "W1xh", "W2hh").notes


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x[1]", "x[1] has no gradient of its own in the backward sweep"),
        ("dh[7]", "dh[7]: no tensor of the forward or backward sweep; did you mean dh[3]?"),
        ("qqq", "qqq: no tensor of the forward or backward sweep"),
        ("dh_next_1[2]", "dh_next_1[2] is one of several products that are added up on the way to"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_a_sentence(name: str, message: str) -> None:
    program = in_float64(compiled(random_table(cell="lstm"))).program
    with pytest.raises(BadInput) as raised:
        target_of(program, name)
    assert str(raised.value).startswith(message)


def test_what_is_offered_can_be_checked() -> None:
    program = in_float64(compiled(random_table(3, cell="gru", sizes=(2, 2)))).program
    offered = checkable(program)
    assert offered[-1].startswith("dW")
    assert len(set(offered)) == len(offered)
    assert all(target_of(program, name).gradient == name for name in offered)


@given(st.sampled_from(["Wxh", "Whh", "by"]))
def test_a_parameter_is_changed_for_the_whole_iteration(name: str) -> None:
    program = in_float64(compiled(random_table())).program
    assert target_of(program, name) == target_of(program, f"d{name}") == Target(name, f"d{name}")
