"""Figures of families, kept up to date step by step, against a fresh look."""

import numpy as np
import pytest

from rnn_debugger.debugger import open_session
from rnn_debugger.views.graph.tracks import Tracks, rounded_up

BASES = ("h", "dh", "a", "da", "loss", "y")


def snapshot(tracks):
    return {
        base: (track.values.copy(), track.norms.copy(), track.present.copy(), track.level)
        for base in BASES
        if (track := tracks.of(base)) is not None
    }


@pytest.mark.parametrize("name", ["simple-words", "vanishing"])
def test_following_step_by_step_is_the_same_as_looking_afresh(name):
    session = open_session(name)
    followed = Tracks()
    followed.follow(session.moment, 0)
    snapshot(followed)
    count = len(session.program)
    moves = [1] * 30 + [-1] * 12 + [7, 50, -40, count, 3, -5, -count]
    for move in moves:
        session.step(move) if move > 0 else session.step_back(-move)
        followed.follow(session.moment, 0)
        fresh = Tracks()
        fresh.follow(session.moment, 0)
        for base, expected in snapshot(fresh).items():
            for mine, theirs in zip(snapshot(followed)[base], expected, strict=True):
                np.testing.assert_allclose(mine, theirs, 1e-13, err_msg=f"{base} after {move}")


def test_norms_are_euclidean():
    session = open_session("vanishing")
    session.step(1, "iteration")
    tracks = Tracks()
    tracks.follow(session.moment, 0)
    assert tracks.norm("dh[20]") == pytest.approx(np.linalg.norm(session.moment.value("dh[20]")))
    assert np.isnan(tracks.norm("nothing[3]"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, 0.0), (0.013, 0.02), (0.02, 0.02), (0.3, 0.5), (0.9, 1.0), (7.0, 10.0), (1e-9, 1e-9)],
)
def test_scales_are_rounded_up_to_one_two_five(value, expected):
    assert rounded_up(value) == pytest.approx(expected)
    assert rounded_up(value) >= value * (1 - 1e-12)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_what_is_not_a_scale_is_none(value):
    assert rounded_up(value) == 0.0
