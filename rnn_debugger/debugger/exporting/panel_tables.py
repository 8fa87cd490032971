"""What panels show, as tables for a file: elements are named as on the screen, ``h[t][3, 0]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnn_debugger.debugger.branch_names import branch_name
from rnn_debugger.debugger.exporting.tables import Table
from rnn_debugger.debugger.families.array_figures import statistics
from rnn_debugger.debugger.families.characters import AxisLabels
from rnn_debugger.debugger.families.sheet import FamilySheet
from rnn_debugger.debugger.inspecting.inspection import shown_values
from rnn_debugger.debugger.inspecting.rows import overwritten_by
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.session import Session
from rnn_debugger.engine import Array

OPERATION_COLUMNS = (
    "operation",
    "phase",
    "timestep",
    "layer",
    "primitive",
    "formula",
    "tensor",
    "value",
    "norm",
    "minimum",
    "maximum",
    "NaN",
    "infinite",
)


def family_table(
    sheet: FamilySheet, sequence: int, labels: tuple[str, ...] | None = None
) -> Table | None:
    """A line for every timestep: the Euclidean norm, then every unit, of one sequence; nothing in
    them where the tensor is absent. `labels` are what units stand for, such as characters. None
    where all are absent.
    """
    if not sheet.present.any():
        return None
    base, units = sheet.family.base, range(sheet.family.units)
    names = [f"{base}[t][{unit}, {sequence}]" for unit in units]
    if not sheet.family.shape:
        names = [f"{base}[t]"]
    elif labels is not None:
        names = [f"{name} {labels[unit]}" for unit, name in enumerate(names)]
    rows = []
    for column, timestep in enumerate(sheet.timesteps):
        if sheet.exists[column]:
            is_there = bool(sheet.present[column])
            values = sheet.values[:, column].tolist() if is_there else [None for _ in units]
            norm = float(sheet.norms[column]) if is_there else None
            rows.append([timestep, norm, *values])
    return ("timestep", f"norm of {base}[t]", *names), rows


def loss_table(session: Session) -> Table | None:
    """A line for every finished iteration, with the loss of every branch that came so far; None
    before one has finished.
    """
    courses = [session.results_of(branch.id).loss for branch in session.branches]
    count = max(map(len, courses))
    if count == 0:
        return None
    names = [f"loss, {branch_name(branch)}" for branch in session.branches]
    if len(courses) == 1:
        names = ["loss"]
    rows = (
        [iteration, *(course[iteration] if iteration < len(course) else None for course in courses)]
        for iteration in range(count)
    )
    return ("iteration", *names), rows


def operations_table(moment: Moment, numbers: Iterable[int], sequence: int) -> Table:
    """A line for each of these operations: what it is, and of what it wrote, as far as that is
    still there, the number itself where it is one, and figures over its finite elements.
    """
    return OPERATION_COLUMNS, _operation_rows(moment, numbers, sequence)


def value_table(name: str, values: Array, labels: AxisLabels) -> Table:
    """A tensor as (rows, columns), with what they stand for."""
    columns: tuple[str, ...] = (name,)
    if values.shape[1] > 1:
        columns = labels.columns or tuple(map(str, range(values.shape[1])))
        columns = tuple(f"{name} column {column}" for column in columns)
    rows = [
        [row if labels.rows is None else labels.rows[row], *values[row].tolist()]
        for row in range(len(values))
    ]
    return ("row", *columns), rows


def _operation_rows(
    moment: Moment, numbers: Iterable[int], sequence: int
) -> Iterator[list[object]]:
    program = moment.program
    for number in numbers:
        operation = program[int(number)]
        row: list[object] = [
            operation.id,
            operation.phase,
            operation.timestep,
            operation.layer,
            operation.primitive,
            operation.formula,
            operation.output,
        ]
        is_there = operation.id < moment.reached and overwritten_by(moment, operation) is None
        if is_there and moment.is_present(operation.output):
            tensor = program.tensors[operation.output]
            values = shown_values(program, tensor, moment.value(tensor.name), sequence)
            figures = statistics(values)
            row.append(float(values.flat[0]) if values.size == 1 else None)
            row += [figures.norm, figures.minimum, figures.maximum, figures.nan, figures.infinite]
        else:
            row += [None] * (len(OPERATION_COLUMNS) - len(row))
        yield row
