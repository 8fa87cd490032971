"""The experiments that ship with the program."""

from __future__ import annotations

import difflib
from pathlib import Path

from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.experiments.reading import read_experiment
from rnn_debugger.experiments.resources import resources
from rnn_debugger.experiments.schema import Experiment

_ORDER = (
    *("simple-words", "simple-words-feedforward", "char-rnn", "vanishing"),
    *("remembering", "two-powers", "cut-short", "latch", "timing", "nesting", "char-gru"),
    *("sine", "echo", "parity", "adding", "copy"),
    "own-cell",
)


def builtin_experiments() -> dict[str, Experiment]:
    """Names and experiments, the ones to begin with first."""
    folder = resources() / "experiments"
    names = sorted(path.stem for path in folder.glob("*.toml"))
    names.sort(key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    return {name: read_experiment(folder / f"{name}.toml") for name in names}


def find_file(path_or_name: str | Path) -> Path:
    """The file of a path, or of a built-in experiment's name; raises `BadInput`."""
    path = Path(path_or_name)
    builtin = resources() / "experiments" / f"{path_or_name}.toml"
    try:
        if path.is_file():
            return path
        if path.name == str(path_or_name) and builtin.is_file():
            return builtin
        is_folder = path.is_dir()
    except OSError as error:
        raise unreadable(path, error) from None
    if is_folder:
        raise BadInput(f"{path}: is a folder, not an experiment or a trace")
    names = [file.stem for file in builtin.parent.glob("*.toml")]
    near = difflib.get_close_matches(str(path_or_name), names, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    if not (near or path.suffix):
        hint = "; rnn-debugger experiments lists the built-in ones"
    raise BadInput(f"{path_or_name}: no such file or built-in experiment{hint}")
