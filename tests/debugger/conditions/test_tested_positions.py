"""Where conditions are tested: where their answer may change, and nowhere else."""

import time
from itertools import pairwise

import rnn_debugger
from rnn_debugger.debugger.conditions.conditions import Condition
from tests.support.experiments import compiled, random_table


def places(program, text):
    return Condition.parse(text).positions(program)


def test_it_is_tested_where_what_it_reads_is_written_and_could_make_it_true():
    program = rnn_debugger.open("char-rnn").program
    at = {t: [o.id for o in program if o.phase == "backward" and o.timestep == t] for t in (2, 3)}
    written = next(n for n in program.writers["dWhh"] if n in at[3])
    # At the beginning of t = 3, after the write in it, and where it is over.
    assert places(program, "norm(dWhh) > 8 and t == 3") == (at[3][0], written + 1, at[2][0])
    assert places(program, "loss < 0.5 * loss_before") == (0, program.writers["loss"][0] + 1)
    assert places(program, "norm(dWhh) > 8") == (0, *(n + 1 for n in program.writers["dWhh"]))
    assert places(program, "norm(Whh) > 8") == (0, program.writers["Whh"][0] + 1)
    assert places(program, "operation == 17") == (17, 18)
    assert places(program, "iteration == 100") == (0,)
    assert places(program, "iteration == 100 and operation == 17") == (17, 18)
    assert places(program, "t == 3 and False") == ()
    update = next(operation.id for operation in program if operation.phase == "update")
    assert places(program, "phase == 'update'") == (0, update)
    # Neither exists in the other's sweep.
    assert places(program, "dh[3][0] > 0 and phase == 'forward'") == ()
    assert places(program, "by[0] > 0") == (0,)


def test_what_a_stretch_of_truth_ends_at_is_tested_too():
    program = rnn_debugger.open("simple-words").program
    last = len(program) - 1
    assert places(program, f"operation == {last}") == (0, last)
    assert places(program, "operation == 0") == (0, 1)


def test_a_long_program_is_looked_through_quickly():
    program = compiled(random_table(length=600)).program
    condition = Condition.parse("norm(h) > 8 and h[t - 1][0, 0] > 0 and operation % 5 == 2")
    start = time.process_time()
    found = condition.positions(program)
    assert time.process_time() - start < 5
    assert all(operation % 5 in (2, 3) for operation in found)
    gaps = {b - a for a, b in pairwise(found)}
    assert min(gaps) == 1
