import numpy as np
import pytest

from rnn_debugger.debugger import Absent, Stale
from tests.support.experiments import random_table, session
from tests.support.running import share_memory


def test_where_it_stands(simple_words):
    moment = simple_words.moment
    assert (moment.last, moment.next.id, moment.reached) == (None, 0, 0)
    assert not moment.shows_finished
    simple_words.step(3)
    moment = simple_words.moment
    assert (moment.last.id, moment.next.id, moment.iteration, moment.reached) == (2, 3, 0, 3)


def test_at_an_iterations_beginning_the_finished_one_is_shown(simple_words):
    length = len(simple_words.program)
    simple_words.step(length - 1)
    before = {name: simple_words.value(name) for name in ("h[2]", "loss", "dWxh", "dh[0]")}
    simple_words.step()
    moment = simple_words.moment
    assert moment.position == (0, 1, 0)
    assert (moment.shows_finished, moment.iteration, moment.reached) == (True, 0, length)
    assert (moment.last.id, moment.next.id) == (length - 1, 0)
    for name, value in before.items():
        np.testing.assert_array_equal(moment.value(name), value)
        with pytest.raises(Absent):
            simple_words.value(name)


def test_values_are_views_that_cannot_be_written(simple_words):
    simple_words.step(3)
    for value in (simple_words.moment.value("Wxh_x[1]"), *simple_words.moment.values(["Wxh"])):
        with pytest.raises(ValueError, match="read-only"):
            value[...] = 0


def test_once_the_session_has_moved_a_moment_is_stale(simple_words):
    simple_words.step(3)
    moment = simple_words.moment
    assert simple_words.moment is moment
    simple_words.step()
    for ask in (lambda: moment.value("x[1]"), lambda: moment.values(["x[1]"])):
        with pytest.raises(Stale, match=r"the session has moved on from Position\(branch=0"):
            ask()
    assert simple_words.moment is not moment


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("h[2]", "h[2] is absent: operation 14, which writes it, has not run yet"),
        ("dWxh", "dWxh is absent: operation 30, which writes it, has not run yet"),
        ("h[7]", "there is no tensor h[7]"),
    ],
)
def test_what_is_absent_says_why(simple_words, name, message):
    simple_words.step(3)
    assert not (name in simple_words.program.tensors and simple_words.moment.is_present(name))
    for ask in (simple_words.moment.value, lambda name: simple_words.moment.values([name])):
        with pytest.raises(Absent) as raised:
            ask(name)
        assert str(raised.value) == message


def test_the_values_of_the_iteration_before_are_absent_not_stale(simple_words):
    simple_words.step(1, "iteration")
    simple_words.step(3)
    assert not simple_words.moment.is_present("h[1]")
    with pytest.raises(Absent, match=r"h\[1\] is absent"):
        simple_words.moment.value("h[1]")


def test_who_made_a_value(simple_words):
    simple_words.step(32)
    moment = simple_words.moment
    assert moment.maker("Wxh").id == 31
    assert moment.maker("Whh") is None
    assert moment.maker("dWhh").id == 28
    simple_words.step(20)
    assert simple_words.position == (0, 1, 5)
    assert simple_words.moment.maker("dWhh") is None


def test_losses_and_norms_up_to_here(simple_words):
    simple_words.step(3, "iteration")
    losses, norms = simple_words.moment.losses.copy(), simple_words.moment.norms.copy()
    assert (losses.shape, norms.shape) == ((3,), (3, 3, 3))
    simple_words.step_back(1, "iteration")
    np.testing.assert_array_equal(simple_words.moment.losses, losses[:2])
    np.testing.assert_array_equal(simple_words.moment.norms, norms[:2])
    for array in (simple_words.moment.losses, simple_words.moment.norms):
        assert not array.flags.writeable


def test_where_memory_is_shared_what_is_needed_no_more_is_gone():
    with share_memory():
        run = session(random_table(length=3))
    run.step(1, "phase")
    moment = run.moment
    assert moment.shares_memory
    assert moment.is_present("h[1]")
    assert not moment.is_present("Wxh_x[1]")
    last = run.program.readers["Wxh_x[1]"][-1]
    with pytest.raises(Absent) as raised:
        moment.value("Wxh_x[1]")
    expected = f"Wxh_x[1] is gone: operation {last} was the last that needed it"
    assert str(raised.value) == expected
