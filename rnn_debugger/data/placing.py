"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from rnn_debugger.data.errors import BadInput

BUFFER_BYTES = 2**20
UNNAMED = getattr(os, "O_TMPFILE", 0)
"""The flag for a file without a name, 0 where the system has none."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` when the block has ended well.

    When it ends otherwise, what was there stays. Where the system can, the file has no name
    until then, so that even a killed process leaves nothing behind. A pipe or a device is
    written directly. Raises `BadInput` for what cannot be written.
    """
    refuse_unwritable(path)
    target = Path(os.path.realpath(path))
    with _in_words(path):
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
        else:
            yield from _replacing(target)


def refuse_unwritable(path: Path) -> None:
    """Raises `BadInput` where it is plain before any work that `path` cannot be written."""
    with _in_words(path):
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise BadInput(f"{path}: is a folder, not a file to write to")
        if not target.parent.is_dir():
            raise BadInput(f"{path}: there is no folder {path.parent}")
        if not os.access(target if target.exists() else target.parent, os.W_OK):
            raise BadInput(f"{path}: may not be written")


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BadInput(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _replacing(target: Path) -> Iterator[BinaryIO]:
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        descriptor, is_named = _create(temporary)
        with open(descriptor, "wb", BUFFER_BYTES) as file:  # noqa: PTH123
            yield file
            file.flush()
            if not is_named:
                # Only with a directory given does Python follow the link to the file.
                source = f"/proc/self/fd/{descriptor}"
                os.link(source, temporary, src_dir_fd=descriptor)
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:
        # Whether it had a name yet, a signal may have kept us from learning.
        with suppress(OSError):
            temporary.unlink()
        raise


def _create(temporary: Path) -> tuple[int, bool]:
    """A new file's descriptor; False when it has no name yet."""
    flags = os.O_WRONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    if UNNAMED and Path("/proc/self/fd").is_dir():
        # Not every file system can.
        with suppress(OSError):
            return os.open(temporary.parent, flags | UNNAMED, 0o666), False
    return os.open(temporary, flags | os.O_CREAT | os.O_EXCL, 0o666), True
