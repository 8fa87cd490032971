from __future__ import annotations

import gc
import weakref

from rnn_debugger.debugger import bytes_by_role, ledger_table, lives_map, reason, roads
from rnn_debugger.engine import kept_with_program, live_bytes, lives
from tests.support.experiments import compiled, random_table


def test_it_is_worked_out_once_for_each_program_and_argument():
    calls = []

    @kept_with_program
    def length(program, factor):
        calls.append(factor)
        return factor * len(program)

    first, second = compiled(random_table()).program, compiled(random_table()).program
    assert [length(first, 2), length(first, 2), length(second, 2)] == [2 * len(first)] * 3
    assert length(first, 3) == 3 * len(first)
    assert calls == [2, 2, 3]


def test_functions_do_not_take_each_others_results():
    program = compiled(random_table()).program
    one, two = kept_with_program(lambda program: 1), kept_with_program(lambda program: 2)
    assert (one(program), two(program)) == (1, 2)


def test_nothing_holds_on_to_a_program_that_is_let_go():
    program = compiled(random_table()).program
    for look in (lives, live_bytes, lives_map, ledger_table, bytes_by_role, roads):
        look(program)
    reason(program, "h[1]", 10)
    seen = weakref.ref(program)
    del program
    gc.collect()
    assert seen() is None
