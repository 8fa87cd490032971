"""An experiment that has been compiled, with the weights of a file instead of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from rnn_debugger.data.weights import Match, read_weights
from rnn_debugger.experiments.compiling import Compiled
from rnn_debugger.experiments.weights import initial_weights


def with_weights(compiled: Compiled, path: Path) -> tuple[Compiled, tuple[Match, ...]]:
    """The same experiment with ``[weights] file = path``, and what was matched to what.

    What the file has not stays as the experiment gives it inline, and the starts of states as
    they are; what is left is drawn from the seed. Raises `BadInput`.
    """
    path = path.absolute()
    found = read_weights(path, compiled.network)
    starts = {n: value for n, value in compiled.initial.items() if n.endswith("_start")}
    given = {name: start.tolist() for name, start in starts.items() if start.any()}
    given |= {name: value for name, value in compiled.experiment.weights.items() if name != "file"}
    kept = {name: value for name, value in given.items() if name not in found.arrays}
    experiment = msgspec.structs.replace(compiled.experiment, weights={"file": str(path), **kept})
    shapes = {name: start.shape for name, start in starts.items()}
    initial = initial_weights(
        experiment, compiled.folder, compiled.network, compiled.program, shapes
    )
    return replace(compiled, experiment=experiment, initial=initial), found.matches
