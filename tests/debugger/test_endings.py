"""How a run ended, in one sentence."""

import pytest

from rnn_debugger.debugger import (
    Breakpoint,
    Watch,
    Where,
    element_name,
    nonfinite_ending,
    origin_ending,
    run_ending,
)
from tests.support.experiments import random_table, session


@pytest.fixture
def run():
    return session(random_table(length=3, learning_rate=0.1))


def test_a_breakpoint_that_was_met(run):
    run.add_stop(Watch(0, "Why", "sign"))
    run.add_stop(Breakpoint(0, Where(primitive="tanh"), "t == 2"))
    assert run_ending(run, run.run()) == "breakpoint 2: primitive tanh, if t == 2"


def test_a_watch_that_was_met(run):
    run.add_stop(Watch(0, "dWhh", "written"))
    assert run_ending(run, run.run()) == "watch 1: dWhh is written"


def test_a_condition_and_its_absence(run):
    assert run_ending(run, run.run(until="t == 2"), "t == 2") == "t == 2 is true"
    assert run_ending(run, run.run_back(until="t == 9"), "t == 9") == (
        "t == 9 was true nowhere before: this is the start"
    )
    assert run_ending(run, run.run_back()) == "no stop before: this is the start"
    assert run_ending(run, run.run(limit=5)) == ""


def test_where_a_number_came_from(run):
    run.seek(2)
    stop = run.running_back_to_write("h[2]").finish()
    last = run.moment.last
    assert last.output == "h[2]"
    assert origin_ending(run, stop, "h[2]", None, changed=False) == (
        f"h[2] was last written by operation {last.id}: {last.formula}"
    )
    run.seek(2)
    stop = run.running_back_to_change("Whh", (0, 0)).finish()
    told = origin_ending(run, stop, "Whh", (0, 0), changed=True)
    assert told.startswith(f"Whh[0, 0] was last changed by operation {run.moment.last.id}: Whh −=")
    run.go_to_start()
    stop = run.running_back_to_write("Whh").finish()
    assert origin_ending(run, stop, "Whh", None, changed=False) == (
        "Whh was never written before: this is the start"
    )


def test_the_first_nan():
    run = session(random_table(length=2, learning_rate=1e200, model={"hidden_activation": "relu"}))
    stop = run.running_to_nonfinite().finish()
    assert nonfinite_ending(run, stop).startswith("the first NaN or infinity: operation ")


def test_the_names_of_elements():
    assert element_name("Whh", (0, 1)) == "Whh[0, 1]"
    assert element_name("h[2]", None) == "h[2]"
