import numpy as np

from rnn_debugger.engine.primitive import Workspace
from rnn_debugger.engine.primitives.moving import Fill, Read, Start
from tests.support.primitives import numbers, run


def test_read_takes_its_timestep_of_its_stream():
    data = numbers(3, 2, 4)
    result = run(Read("x", 2, (2, 4)), streams={"x": data})
    np.testing.assert_array_equal(result, data[1])


def test_what_is_read_follows_the_buffer():
    """The feed fills the same buffer again in every iteration: the kernel must not keep a copy."""
    data, out = numbers(1, 2, 1), np.zeros((2, 1))
    (thunk,) = Read("x", 1, (2, 1)).kernel(Workspace({"x": data}), out)
    data += 1
    thunk()
    np.testing.assert_array_equal(out, data[0])


def test_a_sequence_begins_with_the_start_and_goes_on_with_what_was_carried():
    rule, carried, start = Start("h_start", (2, 3)), numbers(2, 3), numbers(2, 3, seed=1)
    for begins, expected in ((True, start), (False, carried)):
        streams = {"h_start": start, "begins": np.array([begins])}
        np.testing.assert_array_equal(run(rule, carried, streams=streams), expected)


def test_without_a_carried_state_every_window_begins_with_the_start():
    start = numbers(2, 3)
    for begins in (True, False):
        streams = {"h_start": start, "begins": np.array([begins])}
        np.testing.assert_array_equal(run(Start("h_start", (2, 3)), streams=streams), start)


def test_fill():
    np.testing.assert_array_equal(run(Fill(1.0, (2,))), [1, 1])
    assert run(Fill(1.0)) == 1


def test_formulas():
    assert Read("x", 1, (2, 1)).formula("x[1]") == "x[1] = data"
    assert Fill(1.0).formula("dloss") == "dloss = 1"
    rule = Start("h_start", (2, 1))
    assert rule.formula("h[0]") == "h[0] = h_start"
    expected = "h[0] = h_carry, or h_start where a sequence begins"
    assert rule.formula("h[0]", "h_carry") == expected
