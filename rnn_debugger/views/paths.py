"""Painter paths from arrays: a thousand points without a thousand calls."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, QLineF
from PySide6.QtGui import QPainterPath

from rnn_debugger.views.colours import Array

_MOVE, _LINE = 0, 1
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


def line_path(x: Array, y: Array) -> QPainterPath:
    """A line through points (n,), (n,); where y is not finite it is interrupted.

    Written in the form in which Qt itself stores paths: their number, a kind and two numbers
    for each, where the last part begins, and the fill rule.
    """
    path = QPainterPath()
    there = np.isfinite(y)
    count = int(there.sum())
    if count == 0:
        return path
    elements = np.empty(count, _ELEMENT)
    begins = there & ~np.append(False, there[:-1])
    elements["kind"] = np.where(begins[there], _MOVE, _LINE)
    elements["x"], elements["y"] = x[there], y[there]
    last_move = int(np.flatnonzero(elements["kind"] == _MOVE)[-1])
    stored = np.array([count], ">i4").tobytes() + elements.tobytes()
    stream = QDataStream(QByteArray(stored + np.array([last_move, 0], ">i4").tobytes()))
    stream >> path
    return path


def segments(x: Array, y: Array) -> list[QLineF]:
    """The same line in pieces."""
    there = np.isfinite(y)
    begins = np.flatnonzero(there[:-1] & there[1:])
    corners = (x[begins], y[begins], x[begins + 1], y[begins + 1])
    return [QLineF(*line) for line in zip(*(corner.tolist() for corner in corners), strict=True)]
