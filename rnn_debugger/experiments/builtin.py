"""The experiments that ship with the program."""

from __future__ import annotations

from pathlib import Path

from rnn_debugger.data import BadInput
from rnn_debugger.experiments.reading import read_experiment
from rnn_debugger.experiments.resources import resources
from rnn_debugger.experiments.schema import Experiment

_ORDER = ("simple-words", "simple-words-feedforward", "char-rnn", "vanishing")


def builtin_experiments() -> dict[str, Experiment]:
    """Names and experiments, the ones to begin with first."""
    folder = resources() / "experiments"
    names = sorted(path.stem for path in folder.glob("*.toml"))
    names.sort(key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    return {name: read_experiment(folder / f"{name}.toml") for name in names}


def find_file(path_or_name: str | Path) -> Path:
    """The file of a path, or of a built-in experiment's name; raises `BadInput`."""
    path = Path(path_or_name)
    if path.is_file():
        return path
    builtin = resources() / "experiments" / f"{path_or_name}.toml"
    if path.name == str(path_or_name) and builtin.is_file():
        return builtin
    if path.is_dir():
        raise BadInput(f"{path}: is a folder, not an experiment or a trace")
    hint = "" if path.suffix else "; rnn-debugger experiments lists the built-in ones"
    raise BadInput(f"{path_or_name}: no such file or built-in experiment{hint}")
