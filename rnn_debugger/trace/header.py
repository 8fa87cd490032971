"""What stands before the steps of a trace: the experiment, its program and the branches."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from rnn_debugger.engine import Array, Program, Source
from rnn_debugger.experiments import Compiled, resources
from rnn_debugger.recording import Branch as RecordedBranch
from rnn_debugger.trace.environment import environment
from rnn_debugger.trace.format import (
    FORMAT,
    VERSION,
    Branch,
    Edit,
    Fork,
    Head,
    OperationEntry,
    SourceEntry,
    TensorEntry,
)
from rnn_debugger.trace.numbers import nested, number, plain
from rnn_debugger.version import __version__


def head(compiled: Compiled) -> Head:
    """Everything that is known before the first operation runs, but for the branches."""
    return Head(
        format=FORMAT,
        version=VERSION,
        created_by=f"rnn-debugger {__version__}",
        environment=environment(),
        experiment=experiment_table(compiled),
        tensors=tensor_entries(compiled.program),
        program=operation_entries(compiled.program),
    )


def branch_entry(branch: RecordedBranch, program: Program, parents: Program) -> Branch:
    """A branch that goes on with one program where its parent has another, or the same."""
    tensors, operations = other_program(program, parents)
    return Branch(
        id=branch.id,
        parent=branch.parent,
        fork=None if branch.parent is None else Fork(*branch.fork),
        edits=tuple(
            Edit(*branch.fork, edit.tensor, edit.index, number(edit.value)) for edit in branch.edits
        ),
        name=branch.name,
        settings={
            key: None if value is None else number(value) for key, value in branch.settings.items()
        },
        tensors=tensors,
        program=operations,
    )


def other_program(
    program: Program, parents: Program
) -> tuple[tuple[TensorEntry, ...], tuple[OperationEntry, ...]]:
    """What a branch has to say of its program; nothing where that is its parent's."""
    if program is parents:
        return (), ()
    here = tensor_entries(program), operation_entries(program)
    is_same = here == (tensor_entries(parents), operation_entries(parents))
    return ((), ()) if is_same else here


def experiment_table(compiled: Compiled) -> dict[str, Any]:
    """The experiment file's tables with the defaults filled in and every initial parameter.

    A data file is named with its SHA-256 and, unless it ships with the program, with the folder
    that its path is relative to. A cell of one's own comes with the text of its file.
    """
    table: dict[str, Any] = _without_none(msgspec.to_builtins(compiled.experiment))
    table = plain(table)
    # The trace says of its branches and edits itself.
    table["debugger"] = {}
    if compiled.cell_file is not None:
        table["model"]["cell_source"] = compiled.cell_file.text
    if compiled.data_sha256 is not None:
        table["data"]["sha256"] = compiled.data_sha256
        folder = compiled.folder.resolve()
        if folder != (resources() / "experiments").resolve():
            table["data"]["folder"] = str(folder)
    table["weights"] = {
        name: nested(array)
        for name, array in compiled.initial.items()
        if not name.endswith("_start") or _is_given(array)
    }
    return table


def tensor_entries(program: Program) -> tuple[TensorEntry, ...]:
    """The program's tensors; an id is the place in this list."""
    return tuple(
        TensorEntry(
            number,
            tensor.name,
            tensor.role,
            tensor.layer,
            tensor.timestep,
            tensor.of,
            tensor.shape,
            tensor.dtype,
            tensor.bytes,
        )
        for number, tensor in enumerate(program.tensors.values())
    )


def operation_entries(program: Program) -> tuple[OperationEntry, ...]:
    """The program's operations, with tensors by their ids."""
    ids = {name: number for number, name in enumerate(program.tensors)}
    return tuple(
        OperationEntry(
            operation.id,
            operation.phase,
            operation.timestep,
            operation.layer,
            operation.primitive,
            tuple(ids[name] for name in operation.inputs),
            ids[operation.output],
            operation.formula,
            _source(operation.source),
        )
        for operation in program
    )


def _source(source: Source | None) -> SourceEntry | None:
    return None if source is None else SourceEntry(source.file, source.line)


def _is_given(start: Array) -> bool:
    """Whether a start is anything but the zeros that it is when not given (−0 is)."""
    return bool(np.any(start) or np.signbit(start).any())


def _without_none(content: Any) -> Any:
    """A key that has no value is left out, as it is in the experiment file."""
    if isinstance(content, dict):
        return {key: _without_none(item) for key, item in content.items() if item is not None}
    return content
