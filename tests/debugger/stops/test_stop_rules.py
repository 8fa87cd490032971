"""The rules of breakpoints and watches, against a straight run looked at operation by operation."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from tests.support.experiments import compiled, random_table, session, tables
from tests.support.rules import WATCHES, met
from tests.support.running import present
from tests.support.standings import standings


@pytest.fixture(scope="module")
def subject():
    return compiled(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=4,
                                 clip_value=0.1, learning_rate=0.5))  # fmt: skip


@pytest.fixture(scope="module")
def run(subject):
    return standings(subject, 3, keeps_last=True)


WHERE = st.builds(
    Where,
    operation=st.none() | st.integers(0, 40),
    primitive=st.none() | st.sampled_from(["add", "tanh", "matmul", "outer"]),
    phase=st.none() | st.sampled_from(["forward", "loss", "backward", "update"]),
    timestep=st.none() | st.integers(0, 4),
    iteration=st.none() | st.integers(0, 2),
)


@given(st.data())
def test_a_condition_is_tried_before_every_operation_at_the_place(subject, run, data):
    try:
        where = data.draw(WHERE)
    except ValueError:
        return
    given = {
        "id": where.operation,
        "primitive": where.primitive,
        "phase": where.phase,
        "timestep": where.timestep,
    }
    expected = [
        number
        for number, here in enumerate(run)
        if number
        and all(v is None or getattr(run[number].program[here.operation], k) == v
                for k, v in given.items())
        and where.iteration in (None, here.iteration)
    ]  # fmt: skip
    assert met(Breakpoint(1, where, "operation >= 0").rule(), run) == expected
    late = [number for number in expected if "dWhy" in run[number].values and run[number].operation]
    assert met(Breakpoint(1, where, "norm(dWhy) >= 0").rule(), run) == late
    plain = met(Breakpoint(1, where).rule(), run)
    assert set(plain) <= set(expected)
    if where.operation is not None or where.primitive is not None:
        assert plain == expected


def test_a_breakpoint_is_tested_where_it_can_be_met_alone(subject):
    program = subject.program
    added = [operation.id for operation in program if operation.primitive == "add"]
    rule = Breakpoint(1, Where(primitive="add"), "t == 3").rule()
    assert rule.positions(program) == tuple(n for n in added if program[n].timestep == 3)
    assert 0 < len(rule.positions(program)) < len(added)
    assert not rule.persists
    assert rule.noted(program) == ()


def is_true(watch, before, here):
    """What the watch says of the operation that has just run."""
    name = here.done.output
    base = name.split("[")[0]
    if name != watch.tensor and (base != watch.tensor or watch.tensor in here.program.tensors):
        return False
    pick = (lambda value: value) if watch.index is None else (lambda value: value[watch.index])
    after = pick(here.values[name])
    if watch.kind in ("sign", "changed"):
        if name not in present(before.program, before.operation):
            return False
        had = pick(before.values[name])
        return bool(np.any(after * had < 0 if watch.kind == "sign" else after != had))
    size = np.sqrt((after**2).sum())
    bottom, top = {"tanh": (-0.98, 0.98), "sigmoid": (0.01, 0.99)}.get(
        here.done.primitive, (-np.inf, np.inf)
    )
    low = -np.inf if watch.low is None else watch.low
    high = np.inf if watch.high is None else watch.high
    answers = {
        "written": lambda: True,
        "nonfinite": lambda: not np.isfinite(after).all(),
        "outside": lambda: np.any((after < low) | (after > high) | np.isnan(after)),
        "saturated": lambda: np.mean((after < bottom) | (after > top)) > watch.limit,
        "norm_above": lambda: size > watch.limit,
        "norm_below": lambda: size < watch.limit,
    }
    return bool(answers[watch.kind]())


def check_watch(watch, run):
    with np.errstate(all="ignore"):
        pairs = enumerate(pairwise(run), 1)
        expected = [n for n, (before, here) in pairs if is_true(watch, before, here)]
    assert met(watch.rule(), run) == expected
    return expected


@pytest.mark.parametrize(
    "settings", WATCHES, ids=lambda settings: " ".join(map(str, settings.values()))
)
def test_a_watch_is_met_after_the_writes_of_which_it_is_true(run, settings):
    last = run[0].program[-1].output
    names = ["Why", "dWhy", "h1", "h1[2]", "dh2", "a1", "loss", "loss[1]", "b2h", last, "by"]
    found = 0
    for name in names:
        watch = Watch(1, name, **settings)
        found += len(check_watch(watch, run))
        if run[0].program.tensors.get(name) and run[0].program.tensors[name].shape == (2, 2):
            check_watch(replace(watch, index=(0, 1)), run)
    assert found or settings["kind"] in ("nonfinite", "saturated")


@settings(max_examples=20)
@given(tables(), st.data())
def test_a_watch_on_any_tensor_of_any_program(table, data):
    subject = compiled(table)
    run = standings(subject, 2, keeps_last=True)
    names = st.sampled_from(list(subject.program.tensors))
    for _ in range(5):
        name = data.draw(names | names.map(lambda name: name.split("[")[0]))
        check_watch(Watch(1, name, **data.draw(st.sampled_from(WATCHES))), run)


def test_what_is_noted_is_kept_when_the_tensor_is_written_in_place(run):
    writer = run[0].program.writers["Why"][0]
    before, after = run[writer], run[writer + 1]
    memory = before.values["Why"].copy()
    rule = Watch(1, "Why", "changed").rule()
    rule.note(replace(before, values={"Why": memory}))
    memory[...] = after.values["Why"]
    assert rule.holds(replace(after, values={"Why": memory}))


def test_a_norm_in_32_bits_does_not_overflow(run):
    writer = run[0].program.writers["Why"][0]
    large = replace(run[writer + 1], values={"Why": np.full((2, 3), 1e30, np.float32)})
    assert not Watch(1, "Why", "norm_above", limit=1e35).rule().holds(large)
    assert Watch(1, "Why", "norm_above", limit=1e29).rule().holds(large)


def test_saturated_and_nonfinite_values_are_met():
    table = random_table(2, length=2)
    table["weights"]["Wxh"] = [[900.0, 0], [0, 1e-3]]
    table["weights"]["Why"] = [[1e200, 0], [0, 1e200]]
    run = standings(compiled(table), 1, keeps_last=True)
    h = [n for n in range(1, len(run)) if run[n].done.output in ("h[1]", "h[2]")]
    assert check_watch(Watch(1, "h", "saturated", limit=0.49), run) == h
    assert check_watch(Watch(1, "h", "saturated", limit=0.5), run) == []
    assert check_watch(Watch(1, "loss", "nonfinite"), run)


def test_a_share_that_adds_nothing_changes_no_bit(run):
    """The accumulated gradient is compared within its iteration alone: what the first share
    writes over is of another iteration, and absent.
    """
    program = run[0].program
    first, *later = program.writers["dWhy"]
    rule = Watch(1, "dWhy", "changed").rule()
    assert rule.noted(program) == tuple(later)
    assert first + 1 not in rule.positions(program)
    same = [replace(here, values=run[-1].values) for here in run]
    assert met(rule, same) == []


def test_the_last_operation_s_write_is_met_at_the_next_iteration(run):
    program = run[0].program
    last = len(program) - 1
    name = program[last].output
    for kind in ("written", "changed"):
        rule = Watch(1, name, kind).rule()
        assert rule.positions(program)[0] == 0
        assert met(rule, run) == [len(program), 2 * len(program)]
        assert not rule.holds(run[0])
    assert Watch(1, name, "changed").rule().noted(program) == (last,)


def test_nothing_is_compared_with_what_was_not_noted_right_before(run):
    """A run that begins right after the write has not seen the value before it."""
    program = run[0].program
    writer = program.writers["Why"][0]
    rule = Watch(1, "Why", "changed").rule()
    assert not rule.holds(run[writer + 1])
    rule.note(run[writer])
    assert rule.holds(run[writer + 1])
    assert not rule.holds(replace(run[writer + 1], values=run[writer].values))
    assert not rule.holds(run[writer + 1 + len(program)])


def test_nothing_is_compared_where_another_program_took_over():
    """With clipping an iteration has another last operation than the one that has just run."""
    subject = session(random_table(length=2, learning_rate=0.5))
    last = subject.program[-1].output
    length = len(subject.program)
    subject.seek(1)
    subject.change_settings(clip_value=0.1)
    assert len(subject.program) > length
    subject.seek(0, 5)
    subject.add_stop(Watch(0, last, "changed"))
    stop = subject.run(limit=500)
    assert (stop.reason, stop.position[1:]) == ("breakpoint", (2, 0))
