"""A stretch of steps as an animated picture: each step a frame."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Final

from rnn_debugger.data import replacing
from rnn_debugger.debugger.exporting.gif import GifWriter
from rnn_debugger.debugger.movement import Movement
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.units import Unit
from rnn_debugger.engine import Array
from rnn_debugger.trace import Progress

LAST_FRAME: Final = 3
"""How many times as long as the others the last frame stands, before it begins again."""


def animating(
    session: Session,
    path: str | Path,
    steps: int,
    unit: Unit,
    *,
    seconds: float,
    paint: Callable[[], Array],
) -> Generator[Progress, None, int]:
    """Write what `paint` shows here and after each of so many steps forward as an animated GIF,
    in slices; the result is the number of frames.

    `paint` returns the colours as uint8 (height, width, 3), always of one size; a frame stands
    for `seconds`. However it ends, the session stands where it stood; what was run for it stays
    in its history. The file appears whole or not at all. Raises `BadInput`.
    """
    branch, iteration, operation = session.position
    milliseconds = max(round(1000 * seconds), 20)
    total = steps + 1
    with replacing(Path(path)) as file, GifWriter(file) as writer:
        try:
            for frame in range(total):
                if frame:
                    yield from _slices(session.stepping(1, unit), Progress(frame, total))
                is_last = frame == total - 1
                duration = milliseconds * (LAST_FRAME if is_last else 1)
                while not writer.offer(paint, duration):
                    yield Progress(frame, total)
                yield Progress(frame + 1, total)
        finally:
            # Also when it is given up, in the middle of which there are no slices.
            session.seek(iteration, operation)
            assert session.position == (branch, iteration, operation)
        for _ in writer.finishing():
            yield Progress(total, total)
    return total


def _slices(movement: Movement, progress: Progress) -> Iterator[Progress]:
    try:
        while movement.advance():
            yield progress
    finally:
        movement.cancel()
