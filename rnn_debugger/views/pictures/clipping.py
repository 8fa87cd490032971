"""SVG files in which every widget ends at its edges.

WORKAROUND: QSvgGenerator, as of Qt 6.11, leaves all clipping out, so that a row of a table that is
half in sight would lie over what stands below it. While the widgets are drawn each is announced by
a text that says where it may draw; in the file that comes out these texts become clip paths. What a
widget clips inside itself is still lost: draw it so that nothing has to be clipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

_SVG: Final = "http://www.w3.org/2000/svg"
_MARK: Final = re.compile(r"\s*@clip (-?\d+) (-?\d+) (\d+) (\d+)@\s*")
Box = tuple[str, ...]
"""Left, top, width and height in pixels, as they stand in the file."""


class Marking(QObject):
    """An event filter of the application: says before each widget is painted where it may draw."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        """`parts` stand in the picture one below the other."""
        super().__init__()
        self._tops: dict[QWidget, int] = {}
        top = 0
        for part in parts:
            self._tops[part] = top
            top += part.height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            part = next((p for p in self._tops if p is watched or p.isAncestorOf(watched)), None)
            if part is not None:
                box = _visible(watched, part).translated(0, self._tops[part])
                painter = QPainter(watched)
                mark(painter, box)
                painter.end()
        return False


def mark(painter: QPainter, box: QRect) -> None:
    """What is drawn from now on ends at the edges of `box`, in the picture's coordinates."""
    numbers = f"{box.x()} {box.y()} {box.width()} {box.height()}"
    painter.drawText(QPointF(), f"@clip {numbers}@")


def clipped(content: bytes) -> bytes:
    """The file with a clip path in place of each mark."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ET.fromstring(content)
    drawing, definitions = root.find(f"{{{_SVG}}}g"), root.find(f"{{{_SVG}}}defs")
    assert drawing is not None
    assert definitions is not None
    groups, names = list(drawing), dict[Box, str]()
    place: ET.Element = drawing
    for group in groups:
        drawing.remove(group)
    for group in groups:
        part = ET.Element(group.tag, group.attrib)
        for shape in group:
            mark = _MARK.fullmatch("".join(shape.itertext()))
            if mark is None:
                part.append(shape)
                continue
            _append(place, part)
            part = ET.Element(group.tag, group.attrib)
            name = names.setdefault(mark.groups(), f"clip{len(names) + 1}")
            place = ET.SubElement(drawing, f"{{{_SVG}}}g", {"clip-path": f"url(#{name})"})
        _append(place, part)
    for (x, y, width, height), name in names.items():
        path = ET.SubElement(definitions, f"{{{_SVG}}}clipPath", {"id": name})
        area = {"x": x, "y": y, "width": width, "height": height}
        ET.SubElement(path, f"{{{_SVG}}}rect", area)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _append(place: ET.Element, part: ET.Element) -> None:
    if len(part):
        place.append(part)


def _visible(widget: QWidget, part: QWidget) -> QRect:
    """What of a widget lies inside all that it stands in, in the coordinates of the part."""
    around: QWidget | None = widget
    if isinstance(widget, QLabel) and widget is not part:
        # It is as wide as its words, which another program draws a little wider.
        around = widget.parentWidget()
    box = part.rect()
    while around is not None and around is not part:
        box &= QRect(around.mapTo(part, QPoint()), around.size())
        around = around.parentWidget()
    return box
