import numpy as np
import pytest

from rnn_debugger.debugger import roads
from rnn_debugger.views.flow import looking as module
from rnn_debugger.views.flow.looking import Looking
from rnn_debugger.views.player import Player
from tests.support.experiments import random_table, session
from tests.support.panels import bench


@pytest.fixture
def run():
    return session(random_table(3, sizes=(4,), length=5))


@pytest.fixture
def looking(qapp, run):
    found = Looking(bench(run), qapp)
    yield found
    found.forget()


def look(looking, run):
    (road,) = roads(run.program)
    return looking.look(run.moment, road)


def test_at_first_there_is_nothing(looking, run):
    run.step(3)
    showing = look(looking, run)
    assert showing.iteration is None
    assert not showing.flows
    assert not showing.present.any()


def test_what_takes_long_comes_later(qtbot, looking, run, monkeypatch):
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    run.seek(3, 2)
    assert look(looking, run).iteration is None
    # Steps meanwhile do not begin it anew.
    with qtbot.waitSignal(looking.found):
        run.step()
        look(looking, run)
    showing = look(looking, run)
    assert showing.iteration == 2
    run.seek(3, 0)
    wanted = [np.linalg.norm(run.moment.value(f"dh[{t}]")) for t in range(6)]
    np.testing.assert_allclose(showing.sheet.total, wanted)


def test_while_running_the_last_picture_stays(looking, run, monkeypatch):
    run.seek(3)
    before = look(looking, run)
    assert before.iteration == 2
    run.seek(6, 4)
    monkeypatch.setattr(Player, "is_running", True)
    assert look(looking, run).iteration == 2
    monkeypatch.setattr(Player, "is_running", False)
    assert look(looking, run).iteration == 5


def test_edits_of_this_iteration_are_none_of_the_last_one(looking, run):
    run.seek(2, 3)
    before = look(looking, run)
    run.edit("Whh", (0, 0), 0.5)
    after = look(looking, run)
    assert (before.iteration, after.iteration) == (1, 1)
    assert after.edits == before.edits == 0
    run.seek(3)
    assert look(looking, run).edits == 1
