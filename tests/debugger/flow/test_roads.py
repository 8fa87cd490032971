from rnn_debugger.debugger import open_session, roads
from tests.support.experiments import random_table, session


def listed(run):
    return [(road.base, road.layer, road.siblings, road.own_source) for road in roads(run.program)]


def test_the_last_layer_comes_first():
    run = session(random_table(cell="lstm", sizes=(2, 3)))
    assert listed(run) == [
        ("dh2", 2, ("h2", "c2"), "this step's own loss"),
        ("dc2", 2, ("h2", "c2"), "this step's h2[t]"),
        ("dh1", 1, ("h1", "c1"), "layer 2 at this step"),
        ("dc1", 1, ("h1", "c1"), "this step's h1[t]"),
    ]
    assert [road.meets_loss for road in roads(run.program)] == [True, False, False, False]


def test_a_cell_of_ones_own():
    assert [found[0] for found in listed(open_session("own-cell"))] == ["dh"]


def test_without_states_there_is_no_way_back():
    assert roads(session(random_table(cell="feedforward")).program) == ()


def test_the_tensors_that_meet():
    run = session(random_table(length=3))
    (road,) = roads(run.program)
    assert road.parts(run.program, 0) == (None, "dh[0]")
    assert road.parts(run.program, 2) == ("dh_out[2]", "dh_next[2]")
    assert road.parts(run.program, 3) == ("dh[3]", None)
    assert road.parts(run.program, 4) == (None, None)


def test_where_something_flows_first():
    run = session(random_table(length=3))
    (road,) = roads(run.program)
    assert run.program[road.begin(run.program)].output == "dh[3]"
