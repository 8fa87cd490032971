"""Places in a program, and where they begin."""

import pytest

import rnn_debugger
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint
from tests.support.experiments import compiled, random_table
from tests.support.rules import met
from tests.support.standings import standings


@pytest.fixture(scope="module")
def subject():
    return compiled(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=4,
                                 clip_value=0.1, learning_rate=0.5))  # fmt: skip


def begins(where, run):
    return [run[number].operation for number in met(Breakpoint(1, where).rule(), run)]


def test_a_place_of_many_operations_is_met_where_it_begins(subject):
    run = standings(subject, 2, keeps_last=True)
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
    run, program = standings(subject, 1, keeps_last=True), subject.program
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


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Where, "needs an operation, a line, a phase"),
        (lambda: Where(line=3), "a file and a line go together"),
        (lambda: Where(iteration=-1), "there is no iteration -1"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(make, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        make()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (Where(operation=999), "no operation of this program is at operation 999"),
        (Where(phase="backwards"), "did you mean backward?"),
        (Where(primitive="tanhh"), "did you mean tanh?"),
        (Where(timestep=9), "no operation of this program is at timestep 9"),
        (Where(phase="update", timestep=2), "at phase update, timestep 2"),
    ],
)
def test_what_no_operation_is_at_is_refused(subject, where, sentence):
    with pytest.raises(ValueError, match=sentence):
        where.check(subject.program)
    with pytest.raises(ValueError, match=sentence):
        Breakpoint(1, where).check(subject.program)


def test_places_are_described():
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
