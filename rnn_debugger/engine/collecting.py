"""Holding off the collector of garbage while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """No search for garbage until this is over; also a decorator.

    A long program, and a machine bound to it, is hundreds of thousands of objects that stay: the
    collector would look through them again and again while they are made, for up to half the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
