"""Weights from a file into a session, and those at its cursor into a file."""

from __future__ import annotations

from pathlib import Path

from rnn_debugger.data.weights import READABLE, Match, write_weights
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.texts.numbers import shape_text
from rnn_debugger.experiments import with_weights

READABLE_WEIGHTS = READABLE
"""What the names of such files end in."""
MOST_LISTED = 6
MATCH_COLUMNS = ("in the file", "its shape", "part", "parameter", "shape")


def load_weights(session: Session, path: str | Path) -> tuple[Session, tuple[Match, ...]]:
    """A session of the same experiment at its very beginning with the weights of a file (.npz,
    .safetensors or .onnx), and what was matched to what. The other session stays as it is.

    Raises `BadInput`, one sentence that names the file.
    """
    compiled, matches = with_weights(session.compiled, Path(path))
    loaded = Session(compiled, session.name, session.path)
    loaded.unsaved_weights = compiled.experiment.weights
    return loaded, matches


def export_weights(session: Session, path: str | Path) -> tuple[Match, ...]:
    """Write the parameters at the cursor (.npz with our names or .safetensors with PyTorch's);
    what was matched to what. Raises `BadInput`, one sentence that names the file.
    """
    arrays = {tensor.name: session.value(tensor.name) for tensor in session.program.parameters}
    return write_weights(Path(path), session.compiled.network, arrays).matches


def match_sentence(session: Session, matches: tuple[Match, ...]) -> str:
    """How many of the session's parameters a file has, which it has not, and what is added."""
    names = [tensor.name for tensor in session.program.parameters]
    found = {match.name for match in matches}
    others = [name for name in names if name not in found]
    added = " Parts of one parameter are added." if len(found) < len(matches) else ""
    if not others:
        return f"All {len(names)} parameters are in it.{added}"
    have = f"{len(names) - len(others)} of {len(names)} parameters are in it"
    listed = [*others[:MOST_LISTED], *["…"] * (len(others) > MOST_LISTED)]
    return f"{have}; {', '.join(listed)} stay as the experiment has them.{added}"


def match_rows(matches: tuple[Match, ...]) -> list[tuple[str, ...]]:
    """A row of texts for every match, under `MATCH_COLUMNS`."""
    return [
        (
            match.tensor,
            shape_text(match.shape),
            match.part,
            match.name,
            shape_text(match.name_shape),
        )
        for match in matches
    ]
