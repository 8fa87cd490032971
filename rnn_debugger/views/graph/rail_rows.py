"""Where the parameters stand in the rail: each beside the row that it serves.

Those of a simple cell stand one under the other. Those of a gated cell are a table: a row a gate,
a column for each of Wx, Wh, b and p.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF

from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import GraphModel, Layer
from rnn_debugger.views.graph.zoom import Level

WIDTH = {"units": 160.0, "tensors": 136.0, "folded": 136.0, "compact": 72.0, "bands": 92.0}
"""Pixels that do not scroll, by level."""
TOP, THUMB = 36.0, 54.0
HEADER, LABEL, VECTOR, GAP = 17.0, 14.0, 18.0, 4.0
"""Pixels of a table's head and of its first column, of a column of vectors, and between cells."""
LEAST_CELL, LARGEST_CELL = 7.0, 36.0


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a parameter and its gradient are drawn; in a table without a name of its own."""

    parameter: str
    value: QRectF
    gradient: QRectF
    is_in_table: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """The head of a table's column, or the gate of a row."""

    text: str
    area: QRectF
    is_gate: bool


@dataclass
class RailRows:
    slots: list[Slot] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def rail_width(level: Level, model: GraphModel) -> float:
    """Pixels at the left that do not scroll."""
    vectors = max(len(_vectors(_table(layer))) for layer in model.layers)
    wider = (vectors - 1) * (VECTOR + GAP) if level in ("tensors", "folded") and vectors else 0.0
    return WIDTH[level] + wider


def rail_rows(frame: Frame) -> RailRows:
    """Each parameter's middle is as close to its row as its neighbours allow."""
    wanted: list[tuple[float, str | Layer]] = []
    rows, model, height = frame.style.rows, frame.model, frame.height
    top = rows.state(len(model.layers))
    between = (rows.at(rows.s if frame.style.is_units else rows.y) + top) / 2
    wanted.append((between - 6, "Why"))
    if model.output_bias:
        wanted.append((between + 8, model.output_bias))
    for layer in reversed(model.layers):
        if _table(layer):
            wanted.append((rows.state(layer.number), layer))
            continue
        if layer.recurrent:
            wanted.append((rows.state(layer.number), layer.recurrent))
        if layer.bias:
            wanted.append((rows.state(layer.number) + 20, layer.bias))
        if layer.into:
            wanted.append((rows.below(layer.number) + 8, layer.into))
    heights = _heights(frame, [what for _, what in wanted])
    found, y = RailRows(), TOP
    for number, ((middle, what), tall) in enumerate(zip(wanted, heights, strict=True)):
        rest = sum(heights[number:])
        y = max(y, min(middle - tall / 2, height - rest - 4))
        if isinstance(what, Layer):
            _add_table(found, frame, what, y, tall)
        else:
            found.slots.append(_slot(frame, what, y, tall))
        y += tall
    return found


def _heights(frame: Frame, wanted: list[str | Layer]) -> list[float]:
    """Names have what they need, tables share what is left."""
    count = sum(isinstance(what, str) or 2 * len(_gates(_table(what))) for what in wanted)
    singles = [_height(frame, what, count) if isinstance(what, str) else 0.0 for what in wanted]
    tables = [what for what in wanted if isinstance(what, Layer)]
    room = (frame.height - TOP - 4 - sum(singles)) / max(len(tables), 1)
    heights = []
    for what, single in zip(wanted, singles, strict=True):
        if isinstance(what, str):
            heights.append(single)
        else:
            gates = len(_gates(_table(what)))
            cell = min(max((room - HEADER - 8) / gates - GAP, LEAST_CELL), LARGEST_CELL)
            heights.append(HEADER + gates * (cell + GAP) + 8)
    return heights


def _height(frame: Frame, name: str, count: int) -> float:
    shape = frame.model.program.tensors[name].shape
    if frame.style.is_units:
        return 26.0 + 19.0 * min(int(np.prod(shape)), 4)
    most = max((frame.height - 60) / count - 34, 18.0)
    return 34.0 + (min(10.0, most) if len(shape) == 1 else min(THUMB, most))


def _slot(frame: Frame, name: str, y: float, tall: float) -> Slot:
    width = rail_width(frame.level, frame.model)
    if frame.style.is_units:
        half, inner = (width - 16) / 2, tall - 24
        return Slot(name, QRectF(8, y + 18, half, inner), QRectF(8 + half, y + 18, half, inner))
    half, inner = (width - 22) / 2, tall - 34
    return Slot(name, QRectF(8, y + 17, half, inner), QRectF(14 + half, y + 17, half, inner))


def _add_table(found: RailRows, frame: Frame, layer: Layer, y: float, tall: float) -> None:
    table = _table(layer)
    gates, kinds, vectors = _gates(table), _kinds(table), _vectors(table)
    cell = (tall - HEADER - 8) / len(gates) - GAP
    room = rail_width(frame.level, frame.model) - 8 - LABEL - 8
    room -= len(vectors) * (VECTOR + GAP) + (len(kinds) - len(vectors) - 1) * GAP
    matrix, x = room / max(len(kinds) - len(vectors), 1), 8 + LABEL
    number = layer.h[1:]
    for kind in kinds:
        wide = VECTOR if kind in vectors else matrix
        text = f"{kind[0]}{number}{kind[1:]}"
        found.labels.append(Label(text, QRectF(x, y, wide, HEADER - 3), is_gate=False))
        half = (wide - 2) / 2
        for row, gate in enumerate(gates):
            name = table.get((kind, gate))
            if name is not None:
                top = y + HEADER + row * (cell + GAP)
                value = QRectF(x, top, half, cell)
                found.slots.append(Slot(name, value, value.translated(half + 2, 0), True))
        x += wide + GAP
    for row, gate in enumerate(gates):
        area = QRectF(8, y + HEADER + row * (cell + GAP), LABEL - 4, cell)
        found.labels.append(Label(gate, area, is_gate=True))


def _table(layer: Layer | str) -> dict[tuple[str, str], str]:
    """The parameters of a gated layer by kind and gate: Whi is ("Wh", "i"). There is none where
    each of them has a row of its own to stand beside.
    """
    if isinstance(layer, str) or {*layer.parameters} <= {layer.into, layer.recurrent, layer.bias}:
        return {}
    number = layer.h[1:]
    short = {name: name[0] + name[1:].removeprefix(number) for name in layer.parameters}
    table = {(text[:-1], text[-1]): name for name, text in short.items()}
    drawn = [gate.value[0] for gate in layer.cell.gates] if layer.cell else []
    # As the gates stand in the cell.
    return dict(sorted(table.items(), key=lambda item: _place(drawn, item[0][1])))


def _place(drawn: list[str], gate: str) -> int:
    return drawn.index(gate) if gate in drawn else len(drawn)


def _gates(table: dict[tuple[str, str], str]) -> list[str]:
    return list(dict.fromkeys(gate for _, gate in table))


def _kinds(table: dict[tuple[str, str], str]) -> list[str]:
    """Matrices first."""
    return sorted(dict.fromkeys(kind for kind, _ in table), key=lambda kind: kind[0] != "W")


def _vectors(table: dict[tuple[str, str], str]) -> list[str]:
    return [kind for kind in _kinds(table) if not kind.startswith("W")]
