"""Animated GIFs, written by Pillow in a thread of its own while frames are still being painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Full, Queue
from threading import Thread
from time import sleep
from types import TracebackType
from typing import BinaryIO, Final, NamedTuple

from PIL import Image

from rnn_debugger.engine import Array

WAITING: Final = 4
"""Frames that may wait to be compressed."""
POLL_SECONDS: Final = 0.004
COLOURS: Final = 256


class _Frame(NamedTuple):
    pixels: Array
    milliseconds: int


class _GivenUp(Exception):
    """No more frames are wanted."""


class GifWriter:
    """Takes frames of one size, uint8 (height, width, 3), and writes them when all are there.

    Pillow asks for the frames itself and writes in one call, which would stop the window: so
    that call has a thread. Leaving the block without `finishing` gives the picture up.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._frames: Queue[_Frame | _GivenUp | None] = Queue(WAITING)
        self._durations: list[int] = []
        self._failures: list[Exception] = []
        self._thread = Thread(target=self._run, name="gif", daemon=True)

    def __enter__(self) -> GifWriter:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        while self._thread.is_alive():
            self._put(_GivenUp())
            self._thread.join(POLL_SECONDS)

    def offer(self, paint: Callable[[], Array], milliseconds: int) -> bool:
        """Take a frame; False, and nothing is painted, while too many wait."""
        self._raise_failure()
        if self._frames.full():
            sleep(POLL_SECONDS)
            return False
        return self._put(_Frame(paint(), milliseconds))

    def finishing(self) -> Iterator[None]:
        """Write the picture, in slices of a few milliseconds."""
        while not self._put(None):
            self._raise_failure()
            sleep(POLL_SECONDS)
            yield
        while self._thread.is_alive():
            self._thread.join(POLL_SECONDS)
            yield
        self._raise_failure()

    def _put(self, item: _Frame | _GivenUp | None) -> bool:
        try:
            self._frames.put_nowait(item)
        except Full:
            return False
        return True

    def _raise_failure(self) -> None:
        if self._failures:
            raise self._failures[0]

    def _run(self) -> None:
        try:
            images = self._images()
            first = next(images, None)
            if first is not None:
                # All at once: it looks at the durations before it asks for the others.
                others = list(images)
                first.save(
                    self._file,
                    "GIF",
                    save_all=True,
                    append_images=others,
                    duration=self._durations,
                    loop=0,
                    optimize=False,
                )
        except _GivenUp:
            pass
        except Exception as error:
            self._failures.append(error)

    def _images(self) -> Iterator[Image.Image]:
        """The frames with 256 colours each, chosen for it."""
        while True:
            item = self._frames.get()
            if item is None:
                return
            if isinstance(item, _GivenUp):
                raise item
            self._durations.append(item.milliseconds)
            yield Image.fromarray(item.pixels).quantize(
                COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
            )
