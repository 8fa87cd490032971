"""Half of a rounded box, open where the other half begins."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath


def half_box(whole: QRectF, middle: float, radius: float, *, is_left: bool) -> QPainterPath:
    """Its outline as far as `middle`, an x of the same coordinates. Filled and stroked, two halves
    make one box of two colours; no clipping is needed for it, which SVG files would not keep.
    """
    path = QPainterPath()
    top, bottom, size = whole.top(), whole.bottom(), 2 * radius
    outer = whole.left() if is_left else whole.right()
    inwards = radius if is_left else -radius
    corner = whole.left() if is_left else whole.right() - size
    turn = 90.0 if is_left else -90.0
    path.moveTo(middle, top)
    path.lineTo(outer + inwards, top)
    path.arcTo(QRectF(corner, top, size, size), 90, turn)
    path.lineTo(outer, bottom - radius)
    path.arcTo(QRectF(corner, bottom - size, size, size), 180 if is_left else 0, turn)
    path.lineTo(middle, bottom)
    return path
