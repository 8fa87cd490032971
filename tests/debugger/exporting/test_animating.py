"""A stretch of steps as an animated GIF; the session stands where it stood."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from rnn_debugger.debugger import Task, animating, open_session
from rnn_debugger.debugger.exporting.gif import GifWriter
from tests.support.refusals import refusal


@pytest.fixture
def session():
    session = open_session("simple-words")
    session.seek(1, 5)
    return session


def painter(session):
    """A picture that says where the session stands: its level of grey is the operation."""

    def paint():
        return np.full((6, 8, 3), session.position.operation, np.uint8)

    return paint


def frames(path):
    """The first pixel's grey and the milliseconds of each frame."""
    with Image.open(path) as image:
        assert (image.format, image.size, image.info["loop"]) == ("GIF", (8, 6), 0)
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append((image.convert("RGB").getpixel((0, 0))[0], image.info["duration"]))
    return found


@pytest.mark.parametrize("unit", ["operation", "timestep", "phase"])
def test_each_step_is_a_frame(session, tmp_path, unit):
    path, before = tmp_path / "a.gif", (session.state_hash(), session.position)
    task = Task(animating(session, path, 4, unit, seconds=0.5, paint=painter(session)))
    assert task.finish() == 5
    assert (session.state_hash(), session.position) == before
    expected = [session.position.operation]
    for _ in range(4):
        session.step(1, unit)
        expected.append(session.position.operation)
    assert frames(path) == [
        *((grey, 500) for grey in expected[:-1]),
        (expected[-1], 1500),
    ]


def test_more_frames_than_wait_and_equal_ones(session, tmp_path):
    path = tmp_path / "a.gif"
    paint = painter(session)
    Task(animating(session, path, 30, "operation", seconds=0.1, paint=paint)).finish()
    assert [grey for grey, _ in frames(path)] == list(range(5, 36))


def test_giving_up_leaves_the_old_file_and_the_place(session, tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")
    before = session.state_hash(), session.position
    task = Task(animating(session, path, 1000, "iteration", seconds=0.1, paint=painter(session)))
    while task.progress.done < 20:
        assert task.advance()
    assert session.position != before[1]
    task.cancel()
    assert (session.state_hash(), session.position) == before
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.gif"]
    assert not [thread for thread in threading.enumerate() if thread.name == "gif"]


def test_a_bad_path_is_one_sentence_before_anything_moves(session, tmp_path):
    path, seen = tmp_path / "no" / "a.gif", []
    session.subscribe(lambda: seen.append(session.position))
    task = Task(animating(session, path, 3, "operation", seconds=1, paint=painter(session)))
    assert refusal(task.finish) == f"{path}: there is no folder {path.parent}"
    assert seen == []


def test_what_goes_wrong_while_writing_is_raised():
    file = io.BytesIO()
    file.close()
    with GifWriter(file) as writer:
        assert writer.offer(lambda: np.zeros((2, 2, 3), np.uint8), 20)
        with pytest.raises(ValueError, match="closed"):
            list(writer.finishing())
