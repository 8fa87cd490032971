"""The experiment of a trace and its branches, ready to run again."""

from __future__ import annotations

from collections.abc import Container, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import (
    CellFile,
    CodeNotAllowed,
    compile_experiment,
    file_sha256,
    parse_experiment,
    resources,
)
from rnn_debugger.trace.format import Trace
from rnn_debugger.trace.numbers import SPECIALS
from rnn_debugger.trace.routes import Rebuilt, rebuilt


def compile_trace(trace: Trace, path: Path, allowed_code: Container[str] = ()) -> Rebuilt:
    """The trace's experiment, compiled, and its branches. `path` is the trace's own.

    Data files are looked for beside the trace, then where they were, then among the files that
    ship with the program. Raises `BadInput` when one is not found or is not the same file, and
    for a branch that cannot be. A cell of one's own is run as the trace has it, if its SHA-256
    is among `allowed_code`; else this raises `CodeNotAllowed`.
    """
    try:
        table = _table(trace.experiment)
        folder = _locate_data(table.get("data"), path.parent)
        cell_file = _cell_file(table.get("model"), path)
        compiled = compile_experiment(
            parse_experiment(table), folder, allowed_code=allowed_code, cell_file=cell_file
        )
    except CodeNotAllowed as refusal:
        raise CodeNotAllowed(refusal.file, f"{path}: experiment: ") from None
    except BadInput as error:
        raise BadInput(f"{path}: experiment: {error}") from None
    try:
        return rebuilt(trace.branches, compiled)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def _table(experiment: dict[str, Any]) -> dict[str, Any]:
    """The experiment's tables, with the strings that stand for numbers as numbers."""
    table = deepcopy(experiment)
    training = table.get("training")
    if isinstance(training, dict):
        for key, value in training.items():
            training[key] = float(value) if value in SPECIALS else value
    return table


def _cell_file(model: Any, path: Path) -> CellFile | None:
    """The file of a cell of one's own; `model` becomes what an experiment has."""
    if not isinstance(model, dict) or "cell_source" not in model:
        return None
    cell, source = model.get("cell"), model.pop("cell_source")
    if not isinstance(cell, str) or not isinstance(source, str):
        raise BadInput("model.cell_source: is not the text of a file")
    name = cell.rpartition(":")[0]
    return CellFile(name, path.parent / name, source)


def _locate_data(data: Any, beside: Path) -> Path:
    """The folder that the data's path is relative to; `data` becomes what an experiment has."""
    if not isinstance(data, dict):
        return beside
    digest, origin = data.pop("sha256", None), data.pop("folder", None)
    if not isinstance(data.get("path"), str):
        return beside
    if not isinstance(digest, str):
        raise BadInput("data.sha256: is missing")
    others = []
    for folder, name in _candidates(data["path"], beside, origin):
        file = folder / name
        if not file.is_file():
            continue
        if file_sha256(file) == digest:
            data["path"] = name
            return folder
        others.append(file)
    if others:
        raise BadInput(
            f"data.path: {others[0]} is not the file that the trace was made with: "
            f"its SHA-256 is not {digest}"
        )
    raise BadInput(
        f'data.path: "{data["path"]}" is neither beside the trace nor where it was when the '
        "trace was made"
    )


def _candidates(name: str, beside: Path, origin: Any) -> Iterator[tuple[Path, str]]:
    yield beside, name
    yield beside, Path(name).name
    if isinstance(origin, str):
        yield Path(origin), name
    yield resources() / "experiments", name
