"""Experiments written out as scripts that stand alone."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rnn_debugger.data import replacing
from rnn_debugger.experiments import Compiled
from rnn_debugger.script.numpy_script import numpy_script
from rnn_debugger.script.torch_script import torch_script

SCRIPTS: Mapping[str, Callable[[Compiled], str]] = {"numpy": numpy_script, "torch": torch_script}
"""By library what writes the text of a script."""


def write_script(compiled: Compiled, path: Path, library: str) -> int:
    """Write the training out as a script for "numpy" or "torch"; returns its number of lines.

    Raises `BadInput` for what cannot be written out, and where nothing can be written.
    """
    text = SCRIPTS[library](compiled)
    with replacing(path) as file:
        file.write(text.encode())
    return len(text.splitlines())


__all__ = ["SCRIPTS", "numpy_script", "torch_script", "write_script"]
