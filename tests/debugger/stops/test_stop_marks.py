"""Where breakpoints are marked."""

from rnn_debugger.debugger import (
    Breakpoint,
    Where,
    breakpoint_on,
    line_marks,
    mark_of,
    open_session,
    operation_marks,
)

SESSION = open_session("simple-words")
PROGRAM = SESSION.program


def test_an_operation_and_its_kinds():
    stops = [Breakpoint(1, Where(operation=7))]
    assert operation_marks(stops, PROGRAM) == {7: "stop"}
    assert mark_of(Breakpoint(1, Where(operation=7), log="t={t}")) == "log"
    assert mark_of(Breakpoint(1, Where(operation=7), is_enabled=False)) == "disabled"


def test_of_several_at_a_place_the_strongest_counts():
    stops = [
        Breakpoint(1, Where(operation=7), is_enabled=False),
        Breakpoint(2, Where(operation=7)),
        Breakpoint(3, Where(operation=7), log="x"),
    ]
    assert operation_marks(stops, PROGRAM) == {7: "stop"}


def test_a_place_is_marked_where_it_begins_and_with_a_condition_all_over():
    sweep = [op.id for op in PROGRAM if op.phase == "backward"]
    plain = operation_marks([Breakpoint(1, Where(phase="backward"))], PROGRAM)
    assert list(plain) == sweep[:1]
    with_condition = Breakpoint(1, Where(phase="backward"), "operation > 0")
    assert list(operation_marks([with_condition], PROGRAM)) == sweep


def test_where_the_condition_can_never_hold_there_is_no_mark():
    stop = Breakpoint(1, Where(primitive="sigmoid"), "t == 2")
    assert {PROGRAM[number].timestep for number in operation_marks([stop], PROGRAM)} == {2}
    other = Breakpoint(1, Where(primitive="sigmoid"), "norm(missing) > 1")
    assert operation_marks([other], PROGRAM) == {}


def test_lines():
    source = next(op.source for op in PROGRAM if op.primitive == "sigmoid")
    name = source.file.rpartition("/")[2]
    for file in (source.file, name):
        stops = [Breakpoint(4, Where(file=file, line=source.line))]
        assert line_marks(stops, source.file) == {source.line: "stop"}
        there = breakpoint_on(stops, Where(file=source.file, line=source.line))
        assert there == stops[0]
    assert line_marks(stops, "other.py") == {}


def test_only_exactly_the_same_place_is_the_breakpoint_on_it():
    stops = [Breakpoint(1, Where(operation=7, iteration=2)), Breakpoint(2, Where(operation=7))]
    assert breakpoint_on(stops, Where(operation=7)) == stops[1]
    assert breakpoint_on(stops, Where(operation=8)) is None
