"""The second session goes along, at once or in slices."""

import pytest
from PySide6.QtCore import QCoreApplication

import rnn_debugger
from rnn_debugger.debugger import Lockstep, counterpart
from rnn_debugger.views.player import Player
from rnn_debugger.views.side_by_side.follower import Follower
from tests.support.experiments import random_table, session


@pytest.fixture
def follow(qapp):
    """A function that makes the follower of a session, and the two players."""
    made = []

    def make(run, contrast="recurrence"):
        lockstep = Lockstep(run, counterpart(run, contrast))
        leader, player = Player(run), Player(lockstep.second)
        made.extend((leader, player))
        return lockstep, leader, Follower(lockstep, leader, player)

    yield make
    for player in made:
        player.close()


def test_steps_of_every_unit_are_followed_at_once(follow):
    lockstep, leader, _ = follow(session(random_table(1)))
    for unit in ("operation", "line", "timestep", "phase", "iteration"):
        for n in (1, 1, 1, -1, 1):
            leader.step(n, unit)
            assert lockstep.is_level


def test_moving_the_session_from_outside_is_followed(follow):
    lockstep, _, _ = follow(session(random_table(1)))
    lockstep.first.seek(3, 7)
    assert lockstep.is_level
    lockstep.first.step_back(40)
    assert lockstep.is_level
    lockstep.first.go_to_start()
    assert lockstep.second.position == (0, 0, 0)


def test_a_rest_is_told_too(follow):
    lockstep, leader, follower = follow(rnn_debugger.open("simple-words"))
    leader.seek(0, 3)
    told = []
    follower.followed.connect(lambda: told.append(lockstep.resting.output))
    leader.step(1)
    assert told == ["Whh_h[1]"]


def test_a_long_way_is_gone_in_slices_while_the_window_lives(follow, qtbot):
    lockstep, leader, follower = follow(rnn_debugger.open("char-rnn"))
    leader.seek(400, 5)
    qtbot.waitUntil(lambda: follower.is_catching_up, timeout=20_000)
    turns = 0
    while not lockstep.is_level:
        QCoreApplication.processEvents()
        turns += 1
    assert turns > 5
    assert lockstep.second.position == (0, *lockstep.target)


def test_a_way_that_is_no_longer_wanted_is_given_up(follow, qtbot):
    lockstep, leader, follower = follow(rnn_debugger.open("char-rnn"))
    leader.seek(400, 5)
    qtbot.waitUntil(lambda: follower.is_catching_up, timeout=20_000)
    leader.seek(1, 0)
    qtbot.waitUntil(lambda: lockstep.is_level and not follower.is_catching_up, timeout=20_000)
    assert lockstep.second.position == (0, 1, 0)


def test_a_run_is_followed_to_its_end(follow, qtbot):
    lockstep, leader, follower = follow(session(random_table(1, length=6)), "schedule")
    leader.run_until("iteration == 60 and t == 2 and phase == 'backward'")
    qtbot.waitUntil(lambda: not leader.is_busy and not follower.is_catching_up, timeout=20_000)
    assert lockstep.first.position.iteration == 60
    assert lockstep.is_level


def test_after_its_end_it_follows_no_more(follow):
    lockstep, leader, follower = follow(session(random_table(1)))
    follower.end()
    leader.step(30)
    assert lockstep.second.position == (0, 0, 0)
