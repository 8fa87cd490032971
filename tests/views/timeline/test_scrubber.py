"""Seeking while the mouse moves. Movements are as long as the test says."""

import pytest
from PySide6.QtCore import QObject

from rnn_debugger.debugger import Movement, Position, open_session
from rnn_debugger.views.player import Player
from rnn_debugger.views.timeline import scrubber as module
from rnn_debugger.views.timeline.scrubber import Scrubber


class Slow:
    """A session whose jumps take so many slices before they arrive."""

    def __init__(self):
        self.session = open_session("simple-words")
        self.session.seek(20)
        self.session.seek(0)
        self.slices = 1_000_000
        self.asked = []
        self._seeking = self.session.seeking
        self.session.seeking = self.seeking

    def seeking(self, iteration, operation=0, branch=None):
        self.asked.append((iteration, operation))

        def slices():
            for _ in range(self.slices):
                yield
            self._seeking(iteration, operation, branch).finish()
            return "limit"

        return Movement(slices(), lambda: self.session.position)

    @property
    def position(self):
        return self.session.position


@pytest.fixture
def session():
    return Slow()


@pytest.fixture
def scrubber(qapp, session, monkeypatch):
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(module, "ENOUGH_SECONDS", 0.05)
    player = Player(session.session)
    owner = QObject()
    found = Scrubber(player, owner)
    found.owner = owner
    yield found
    player.close()


def at(iteration):
    return Position(0, iteration, 0)


def test_a_short_way_is_over_at_once(scrubber, session):
    session.slices = 0
    scrubber.go(at(5))
    assert session.position == at(5)
    assert scrubber.target is None


def test_where_it_stands_already_it_does_not_go(scrubber, session):
    scrubber.go(at(0))
    assert session.asked == []


def test_of_many_targets_at_once_only_the_last_counts(scrubber, session, qtbot):
    session.slices = 0
    for iteration in range(1, 20):
        scrubber.aim(at(iteration))
    qtbot.waitUntil(lambda: session.position == at(19))
    assert session.asked == [(19, 0)]


def test_while_a_way_is_under_way_only_the_newest_is_kept(scrubber, session, qtbot):
    session.slices = 50
    scrubber.go(at(5))
    assert scrubber.target == at(5)
    for iteration in (6, 7, 8):
        scrubber.go(at(iteration))
    qtbot.waitUntil(lambda: session.position == at(8))
    assert session.asked == [(5, 0), (8, 0)]


def test_a_long_way_is_given_up_for_a_newer_target(scrubber, session, qtbot):
    scrubber.go(at(5))
    session.slices = 0
    scrubber.aim(at(6))
    qtbot.waitUntil(lambda: session.position == at(6))
    assert session.asked == [(5, 0), (6, 0)]
    assert scrubber.target is None


def test_cancelling_leaves_the_cursor_where_it_was(scrubber, session, qtbot):
    told = []
    scrubber.changed.connect(lambda: told.append(scrubber.target))
    scrubber.go(at(5))
    scrubber.go(at(6))
    scrubber.cancel()
    qtbot.wait(120)
    assert session.position == at(0)
    assert session.asked == [(5, 0)]
    assert told == [at(5), None]


def test_a_pause_from_elsewhere_drops_what_was_wanted_too(scrubber, session, qtbot):
    scrubber.go(at(5))
    scrubber.go(at(6))
    scrubber._player.pause()
    qtbot.wait(120)
    assert session.asked == [(5, 0)]
    assert scrubber.target is None


def test_while_running_it_does_not_go(scrubber, session, monkeypatch):
    monkeypatch.setattr(Player, "is_running", property(lambda self: True))
    scrubber.go(at(5))
    assert session.asked == []


def test_a_branch_that_was_deleted_while_it_waited_is_not_gone_to(scrubber, session, qapp):
    session.slices, run = 0, session.session
    run.edit("Whh", (0, 0), 0.5)
    scrubber.aim(Position(1, 5, 0))
    run.delete(1)
    qapp.processEvents()
    assert run.position == at(0)
    run.restore({1})
    scrubber.aim(Position(1, 5, 0))
    qapp.processEvents()
    assert run.position == Position(1, 5, 0)
