"""Breakpoints and watches, against a straight run looked at operation by operation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_debugger
from rnn_debugger.debugger.conditions import BadCondition
from rnn_debugger.debugger.stops import Breakpoint, StopList, Watch, Where
from rnn_debugger.engine import Array, Program
from tests.support.experiments import compiled, random_table, tables
from tests.support.running import present


@dataclass(frozen=True)
class Standing:
    """A position with its values; at the beginning of an iteration those of the one before."""

    program: Program
    iteration: int
    operation: int
    values: dict[str, Array]
    loss_before: float | None = None

    def value(self, name: str) -> Array:
        return self.values[name]

    @property
    def done(self):
        return self.program[self.operation - 1]


def standings(subject, iterations=3) -> list[Standing]:
    machine, found = subject.machine(), []
    for iteration in range(iterations):
        machine.enter(iteration)
        for operation in machine.program:
            finished = operation.id == 0 and iteration > 0
            names = machine.arrays if finished else present(machine.program, operation.id)
            values = {name: machine.arrays[name].copy() for name in names}
            found.append(Standing(machine.program, iteration, operation.id, values))
            machine.run(operation.id + 1)
    return found


def met(rule, run) -> list[int]:
    """Where in a run forward a rule holds, from its beginning on, as a runner asks it."""
    program, found = run[0].program, []
    for places in (rule.positions(program), rule.noted(program)):
        assert list(places) == sorted(set(places) & set(range(len(program))))
    for number, (before, here) in enumerate(pairwise(run), 1):
        if before.operation in rule.noted(program):
            rule.note(before)
        if here.operation in rule.positions(program) and rule.holds(here):
            found.append(number)
    return found


@pytest.fixture(scope="module")
def subject():
    return compiled(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=4,
                                 clip_value=0.1, learning_rate=0.5))  # fmt: skip


@pytest.fixture(scope="module")
def run(subject):
    return standings(subject)


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


def begins(where, run):
    return [run[number].operation for number in met(Breakpoint(1, where).rule(), run)]


def test_a_place_of_many_operations_is_met_where_it_begins(subject):
    run = standings(subject, 2)
    program = subject.program
    first = {
        (operation.phase, operation.timestep): operation.id for operation in reversed(list(program))
    }
    backward = first["backward", None]
    assert begins(Where(phase="backward"), run) == [backward] * 2
    # Losses stand inside the forward sweep, which begins once.
    assert begins(Where(phase="forward"), run) == [0]
    assert begins(Where(phase="loss"), run) == [first["loss", 1]] * 2
    assert begins(Where(phase="update"), run) == [first["update", None]] * 2
    assert begins(Where(timestep=3), run) == [first["forward", 3], first["backward", 3]] * 2
    assert begins(Where(timestep=3, phase="backward"), run) == [first["backward", 3]] * 2
    assert begins(Where(iteration=1), run) == [0]
    assert begins(Where(iteration=1, phase="backward"), run) == [backward]


def test_a_source_line_is_met_once_a_pass(subject):
    run, program = standings(subject, 1), subject.program
    source = next(operation.source for operation in program if operation.output == "h1[1]")
    found = begins(Where(file=source.file, line=source.line), run)
    for here in found:
        assert program[here].source == source
        before = program[here - 1]
        same = (before.source, before.timestep, before.layer, before.phase)
        after = program[here]
        assert same != (after.source, after.timestep, after.layer, after.phase)
    forward = [n for n in found if program[n].phase == "forward"]
    assert [(program[n].timestep, program[n].layer) for n in forward] == [
        (t, layer) for t in (1, 2, 3, 4) for layer in (1, 2)
    ]
    assert begins(Where(file=source.file.split("/")[-1], line=source.line), run) == found
    with pytest.raises(ValueError, match=r"no operation of this program is at line 999 of rnn\.py"):
        Where(file="rnn.py", line=999).check(program)


def test_a_breakpoint_is_tested_where_it_can_be_met_alone(subject):
    program = subject.program
    added = [operation.id for operation in program if operation.primitive == "add"]
    rule = Breakpoint(1, Where(primitive="add"), "t == 3").rule()
    assert rule.positions(program) == tuple(n for n in added if program[n].timestep == 3)
    assert 0 < len(rule.positions(program)) < len(added)
    assert not rule.persists
    assert rule.noted(program) == ()


WATCHES = [
    {"kind": "written"},
    {"kind": "sign"},
    {"kind": "changed"},
    {"kind": "nonfinite"},
    {"kind": "outside", "low": -0.2, "high": 0.3},
    {"kind": "outside", "low": -0.2},
    {"kind": "outside", "high": 0.1},
    {"kind": "saturated", "limit": 0.3},
    {"kind": "norm_above", "limit": 0.8},
    {"kind": "norm_below", "limit": 0.8},
]


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
    run = standings(subject, 2)
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
    run = standings(compiled(table), 1)
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


def test_comparing_needs_what_was_noted_right_before(run):
    program = run[0].program
    writer = program.writers["Why"][0]
    rule = Watch(1, "Why", "changed").rule()
    with pytest.raises(RuntimeError, match="the value of Why before operation"):
        rule.holds(run[writer + 1])
    rule.note(run[writer])
    assert rule.holds(run[writer + 1])
    assert not rule.holds(replace(run[writer + 1], values=run[writer].values))
    with pytest.raises(RuntimeError, match="is not noted"):
        rule.holds(run[writer + 1 + len(program)])
    again = Watch(1, "Why", "changed").rule()
    with pytest.raises(RuntimeError, match="is not noted"):
        again.holds(run[writer + 1])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Where, "needs an operation, a line, a phase"),
        (lambda: Where(line=3), "a file and a line go together"),
        (lambda: Where(iteration=-1), "there is no iteration -1"),
        (lambda: Breakpoint(1, Where(timestep=1), hits=0), "hits: 0 is not 1 or more"),
        (lambda: Breakpoint(1, Where(timestep=1), "t =="), "something is missing at the end"),
        (lambda: Breakpoint(1, Where(timestep=1), log="{t"), "never closed"),
        (lambda: Watch(1, "h", "sing"), 'there is no watch "sing"; did you mean sign'),
        (lambda: Watch(1, "h", "written", hits=-2), "hits: -2 is not 1 or more"),
        (lambda: Watch(1, "h", "outside"), "a low or a high end is missing"),
        (lambda: Watch(1, "h", "outside", low=2, high=1), "the low end 2 is above the high, 1"),
        (lambda: Watch(1, "h", "outside", low=float("nan"), high=1), "the low end nan"),
        (lambda: Watch(1, "h", "norm_above"), "norm_above: the limit is missing"),
        (lambda: Watch(1, "h", "saturated", limit=50), "is not a share from 0 to 1"),
        (lambda: Watch(1, "h", "written", log="{h.T}"), "there are no attributes here"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(make, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        make()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("stop", "sentence"),
    [
        (Breakpoint(1, Where(operation=999)), "no operation of this program is at operation 999"),
        (Breakpoint(1, Where(phase="backwards")), "did you mean backward?"),
        (Breakpoint(1, Where(primitive="tanhh")), "did you mean tanh?"),
        (Breakpoint(1, Where(timestep=9)), "no operation of this program is at timestep 9"),
        (Breakpoint(1, Where(phase="update", timestep=2)), "at phase update, timestep 2"),
        (Breakpoint(1, Where(timestep=2), "norm(dWh) > 8"), "there is no tensor dWh"),
        (Breakpoint(1, Where(timestep=2), log="{dWh}"), "there is no tensor dWh"),
        (Watch(1, "W1hhh", "written"), r"no tensor W1hhh; did you mean W1hh\?"),
        (Watch(1, "W1hh", "changed", index=(2, 0)), r"W1hh has no element \[2, 0\]: its shape"),
        (Watch(1, "W1hh", "changed", index=(0,)), r"W1hh has no element \[0\]"),
        (Watch(1, "b1h", "changed", index=(-1,)), r"b1h has no element \[-1\]"),
        (Watch(1, "W1hh", "saturated", limit=0.5), "is not the output of a sigmoid or a tanh"),
        (Watch(1, "h1[2]", "changed"), r"h1\[2\] has no value before it is written"),
        (Watch(1, "h1", "sign"), "h1 has no value before it is written"),
        (Watch(1, "h1", "written", log="{dWh}"), "there is no tensor dWh"),
    ],
)
def test_what_does_not_fit_the_program_is_refused(subject, stop, sentence):
    with pytest.raises(ValueError, match=sentence):
        stop.check(subject.program)
    stops = StopList([replace(stop, id=4)])
    with pytest.raises(ValueError, match=sentence):
        stops.check(subject.program)


@pytest.mark.parametrize("settings", WATCHES)
def test_what_fits_is_not_refused(subject, settings):
    name = {"sign": "dW1hh", "changed": "W1hh"}.get(settings["kind"], "h2")
    Watch(1, name, **settings).check(subject.program)


def test_stops_are_described():
    program = rnn_debugger.open("simple-words").program
    describe = {
        Where(operation=12): "operation 12: Whh_h[2] = Whh h[1]",
        Where(operation=99): "operation 99",
        Where(file="some/folder/rnn.py", line=3): "line 3 of rnn.py",
        Where(primitive="tanh"): "primitive tanh",
        Where(phase="backward", timestep=3): "phase backward, timestep 3",
        Where(iteration=100): "iteration 100",
    }
    for where, text in describe.items():
        assert where.describe(program) == text
        assert Breakpoint(1, where).describe(program) == text
    several = Breakpoint(1, Where(timestep=2), "loss > 2", hits=3)
    assert several.describe(program) == "timestep 2, if loss > 2, every 3rd time"
    texts = [Watch(1, "h", **settings).describe() for settings in WATCHES]
    assert texts == [
        "h is written",
        "h changes sign",
        "h changes",
        "h is NaN or infinite",
        "h outside −0.2 to 0.3",
        "h below −0.2",
        "h above 0.1",
        "more than 30 % of h saturated",
        "norm of h above 0.8",
        "norm of h below 0.8",
    ]
    element = Watch(1, "Whh", "changed", index=(0, 1), hits=11)
    assert element.describe() == "Whh[0, 1] changes, every 11th time"


def test_a_log_line_has_the_values_of_the_position(run):
    here = run[-1]
    log = "{iteration}:{operation} {phase} {norm(Why) > 0}"
    text = f"2:{len(here.program) - 1} update true"
    assert Breakpoint(1, Where(timestep=1), log=log).log_line(here) == text
    assert Watch(1, "Why", "written", log=log).log_line(here) == text
    assert Watch(1, "Why", "written").log_line(here) == ""


def test_a_list_of_stops_keeps_order_and_ids():
    stops = StopList()
    line = stops.add(Breakpoint(0, Where(timestep=1)))
    watch = stops.add(Watch(0, "Whh", "changed"))
    phase = stops.add(Breakpoint(0, Where(phase="update")))
    assert [line.id, watch.id, phase.id] == [1, 2, 3]
    assert stops.breakpoints == (line, phase)
    assert stops.watches == (watch,)
    assert stops.enabled == (line, watch, phase)

    stops.disable(1)
    assert stops.breakpoints == (replace(line, is_enabled=False), phase)
    assert stops.enabled == (watch, phase)
    stops.enable(1)
    assert stops.enabled == (line, watch, phase)

    stops.replace(replace(line, hits=5))
    assert stops.breakpoints == (replace(line, hits=5), phase)
    assert stops[1].hits == 5

    stops.remove(3)
    assert stops.breakpoints == (replace(line, hits=5),)
    assert stops.add(Breakpoint(3, Where(phase="loss"))).id == 4
    for call in (stops.remove, stops.enable, stops.disable, stops.__getitem__):
        with pytest.raises(ValueError, match="there is no breakpoint or watch 3"):
            call(3)
    with pytest.raises(ValueError, match="there is no breakpoint or watch 3"):
        stops.replace(phase)


def test_saved_stops_keep_their_ids():
    saved = [Breakpoint(7, Where(timestep=1)), Watch(3, "Whh", "changed")]
    stops = StopList(saved)
    assert (*stops.breakpoints, *stops.watches) == tuple(saved)
    assert stops.add(Watch(0, "h", "written")).id == 8
    with pytest.raises(ValueError, match="two breakpoints or watches have the id 7"):
        StopList([saved[0], saved[0]])


def test_a_bad_condition_of_a_breakpoint_shows_where():
    with pytest.raises(BadCondition) as raised:
        Breakpoint(1, Where(timestep=1), "loss > abs(3, 4)")
    assert (raised.value.column, raised.value.length) == (7, 9)
