"""A time-travelling step debugger for the training of recurrent networks.

``session = rnn_debugger.open("simple-words")`` is where to begin. No Qt is imported.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rnn_debugger.version import __version__

if TYPE_CHECKING:
    from rnn_debugger.debugger import Session

__all__ = ["__version__", "open"]


def open(path_or_name: str | Path, *, allow_code: bool = True) -> Session:
    """A session at the beginning of an experiment: a path, or a built-in experiment's name.

    A cell of its own, such as ``my_cells.py:my_cell``, runs as an import of that file would,
    unless `allow_code` is false. Raises `ValueError` with one sentence when the experiment cannot
    be read.
    """
    # Importing the package alone must not import NumPy.
    from rnn_debugger.debugger import ALL_CODE, open_session  # noqa: PLC0415

    return open_session(path_or_name, ALL_CODE if allow_code else ())
