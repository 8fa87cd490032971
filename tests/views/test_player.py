"""Running: what it stops at, how it goes back, and how soon it pauses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from rnn_debugger.debugger import Breakpoint, Movement, Watch, Where
from rnn_debugger.recording.searching import hits_between
from tests.support.experiments import random_table, session
from tests.support.panels import bench
from tests.support.running import short_slices_and_dense_keyframes


@pytest.fixture
def player(qapp):
    found = bench(session(random_table(length=3, learning_rate=0.1))).player
    yield found
    found.close()


def settle(qtbot, player):
    qtbot.waitUntil(lambda: not player.is_busy, timeout=10_000)


def place(player):
    return player.session.position[1:]


def test_a_run_ends_at_a_breakpoint_and_says_which(player, qtbot):
    player.session.add_stop(Breakpoint(0, Where(primitive="tanh"), "t == 2"))
    player.run()
    settle(qtbot, player)
    assert player.session.program[place(player)[1]].primitive == "tanh"
    assert player.told == "breakpoint 1: primitive tanh, if t == 2"
    player.step(1)
    assert player.told == ""


def test_what_was_met_is_told_to_those_who_draw(player, qtbot):
    told = []
    player.moved.connect(lambda: told.append((player.told, player.is_running)))
    player.session.add_stop(Breakpoint(0, Where(operation=9)))
    player.run()
    settle(qtbot, player)
    assert told[-1] == ("breakpoint 1: operation 9: " + player.moment.next.formula, False)


def test_running_back_goes_to_the_stop_before(player, qtbot):
    player.session.seek(3, 4)
    player.session.add_stop(Breakpoint(0, Where(operation=9)))
    for iteration in (2, 1):
        player.run(-1)
        settle(qtbot, player)
        assert place(player) == (iteration, 9)
    player.session.stops.disable(1)
    player.run(-1)
    settle(qtbot, player)
    assert place(player) == (0, 0)
    assert player.told == "no stop before: this is the start"


@pytest.mark.parametrize("direction", [1, -1])
def test_a_slow_run_stops_in_both_directions(player, qtbot, direction):
    player.speed, player.unit = 1000.0, "timestep"
    player.session.seek(0 if direction > 0 else 1, 0)
    player.session.add_stop(Breakpoint(0, Where(operation=9)))
    shown = []
    player.moved.connect(lambda: shown.append(place(player)))
    player.run(direction)
    assert player.is_running
    settle(qtbot, player)
    assert place(player) == (0, 9)
    assert len(set(shown)) > 1
    assert player.told.startswith("breakpoint 1")


def test_a_slow_run_counts_over_its_groups(player, qtbot):
    player.speed = 1000.0
    player.session.add_stop(Breakpoint(0, Where(primitive="tanh"), hits=3))
    player.run()
    settle(qtbot, player)
    assert player.moment.next.timestep == 3


def test_a_slow_run_back_ends_at_the_start(player, qtbot):
    player.speed, player.unit = 1000.0, "iteration"
    player.session.seek(2, 3)
    player.run(-1)
    settle(qtbot, player)
    assert place(player) == (0, 0)


def test_breakpoints_set_while_it_runs_are_met(player, qtbot):
    player.run()
    qtbot.waitUntil(lambda: player.session.position.iteration > 3)
    assert player.is_running
    player.session.add_stop(Watch(0, "dWhh", "written"))
    settle(qtbot, player)
    assert player.told == "watch 1: dWhh is written"


def test_iterations_end_where_they_should_with_breakpoints_changed_meanwhile(player, qtbot):
    player.session.seek(1, 4)
    player.run_iterations(20_000)
    qtbot.waitUntil(lambda: player.session.position.iteration > 5)
    player.session.add_stop(Breakpoint(0, Where(operation=2, iteration=4)))
    qtbot.waitUntil(lambda: player.session.position.iteration > 50)
    assert player.is_running
    player.pause()
    player.session.seek(1, 4)
    player.run_iterations(5)
    settle(qtbot, player)
    assert place(player) == (4, 2)
    player.run_iterations(2)
    settle(qtbot, player)
    assert place(player) == (6, 2)


def test_to_where_a_value_was_last_written_with_its_element(player, qtbot):
    workbench = bench(player.session)
    selection, tracer = workbench.selection, workbench.player
    player.session.seek(2, 5)
    selection.select("Whh", (0, 1))
    tracer.trace_back("Whh", (0, 1), changed=True)
    settle(qtbot, tracer)
    assert workbench.moment.last.output == "Whh"
    assert place(tracer)[0] == 1
    assert (selection.tensor, selection.element) == ("Whh", (0, 1))
    assert tracer.told.startswith("Whh[0, 1] was last changed by operation ")
    tracer.trace_back("Whh", changed=False)
    settle(qtbot, tracer)
    assert workbench.moment.last.output == "Whh"
    assert place(tracer)[0] == 0
    tracer.close()


def test_to_the_next_place_of_one_stop_be_it_switched_off_or_not(player, qtbot):
    player.session.add_stop(Breakpoint(0, Where(operation=3)))
    player.session.add_stop(Breakpoint(0, Where(operation=9), hits=50, log="x", is_enabled=False))
    player.run_to_stop(2)
    settle(qtbot, player)
    assert place(player) == (0, 9)
    assert player.session.log.lines == []


def test_until_a_condition_both_ways(player, qtbot):
    player.run_until("iteration == 3 and t == 2")
    settle(qtbot, player)
    assert place(player)[0] == 3
    assert player.told == "iteration == 3 and t == 2 is true"
    player.run_until("iteration == 1", -1)
    settle(qtbot, player)
    assert place(player)[0] == 1


def test_to_the_first_nan(qapp, qtbot):
    table = random_table(length=2, learning_rate=1e200, model={"hidden_activation": "relu"})
    player = bench(session(table)).player
    player.run_to_nonfinite()
    settle(qtbot, player)
    assert player.told.startswith("the first NaN or infinity: operation ")
    player.close()


class Slices:
    """Counts the slices that movements are advanced by, and what they run."""

    def __init__(self, monkeypatch):
        self.count = 0
        original = Movement.advance

        def advance(movement):
            self.count += 1
            return original(movement)

        monkeypatch.setattr(Movement, "advance", advance)


@pytest.fixture
def large(qapp, monkeypatch):
    """A network of a thousand units, and a player that takes no slices but by the timer."""
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", 0.0)
    with short_slices_and_dense_keyframes():
        found = bench(session(random_table(1, sizes=(1000,), length=2))).player
        yield found
        found.close()


def turn(slices):
    """Let the window live until one slice more has run."""
    before = slices.count
    while slices.count == before:
        QCoreApplication.processEvents()
    return slices.count - before


def test_in_a_large_network_every_turn_of_the_window_is_one_slice(large, monkeypatch):
    slices = Slices(monkeypatch)
    large.run()
    for _ in range(6):
        before = large.session.position
        assert turn(slices) == 1
        # The clock is looked at after every operation of such a size.
        assert large.session.position.operation == before.operation + 1
    large.pause()
    stood, done = large.session.position, slices.count
    assert not large.is_busy
    for _ in range(20):
        QCoreApplication.processEvents()
    assert (large.session.position, slices.count) == (stood, done)


def test_a_search_back_is_cancelled_between_two_slices_and_nothing_has_moved(large, monkeypatch):
    large.session.seek(3, 2)
    before, state = large.session.position, large.session.state_hash()
    shown = []
    large.moved.connect(lambda: shown.append(large.session.position))
    slices = Slices(monkeypatch)
    large.run_until("norm(Whh) < 0", -1)
    assert large.is_searching
    assert large.activity == "searching back for norm(Whh) < 0"
    for _ in range(3):
        assert turn(slices) == 1
        assert large.is_busy
        assert large.session.position == before
    large.pause()
    done = slices.count
    for _ in range(20):
        QCoreApplication.processEvents()
    assert slices.count == done
    assert not large.is_busy
    assert large.told == ""
    assert set(shown) == {before}
    assert large.session.state_hash() == state


def test_a_search_over_many_short_stretches_lets_the_window_live(player, monkeypatch):
    """Each stretch between two keyframes takes less than a slice."""
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", 0.0)
    player.session.seek(500)
    stretches = []

    def counted(*details):
        stretches.append(1)
        return hits_between(*details)

    monkeypatch.setattr("rnn_debugger.recording.timeline.hits_between", counted)
    player.run_until("iteration < 0", -1)
    while player.is_busy:
        before = len(stretches)
        QCoreApplication.processEvents()
        assert len(stretches) <= before + 1
    assert len(stretches) > 3
