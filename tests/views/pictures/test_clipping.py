"""SVG files in which every widget ends at its edges."""

from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

from rnn_debugger.views.pictures.rendering import svg_of
from rnn_debugger.views.pictures.subjects import Subject
from tests.support.panels import on_screen

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def parts(qtbot):
    """A head, and below it a list with half a row in sight above a line of text."""
    body = QWidget()
    column = QVBoxLayout(body)
    rows = QListWidget()
    rows.addItems([f"row {number} & more" for number in range(10)])
    column.addWidget(rows)
    column.addWidget(QLabel("below"))
    head = on_screen(qtbot, QLabel("head"), 200, 30)
    return head, on_screen(qtbot, body, 200, 150)


def drawn(content):
    """For each text in the file the box that it is clipped to."""
    root = ET.fromstring(content)
    boxes = {
        path.get("id"): [int(path[0].get(key)) for key in ("x", "y", "width", "height")]
        for path in root.iter(f"{SVG}clipPath")
    }
    found = {}
    for group in root.find(f"{SVG}g"):
        name = group.get("clip-path", "")[len("url(#") : -1]
        for text in group.iter(f"{SVG}text"):
            found["".join(text.itertext()).strip()] = boxes.get(name)
    return found


def test_each_text_ends_where_its_widget_does(parts):
    head, body = parts
    found = drawn(svg_of(Subject("both", "Both", (head, body))))
    rows = body.findChild(QListWidget)
    viewport = rows.viewport()
    place = viewport.mapTo(body, QPoint())
    box = [place.x(), place.y() + 30, viewport.width(), viewport.height()]
    shown = [text for text in found if text.startswith("row")]
    assert shown[0] == "row 0 & more"
    assert len(shown) < 10
    assert [found[text] for text in shown] == [box] * len(shown)
    last = rows.visualItemRect(rows.item(len(shown) - 1))
    assert last.bottom() > viewport.height(), "half of it is out of sight"
    assert found["head"] == [0, 0, 200, 30]
    # A label's own edges are where its words end.
    assert found["below"] == [0, 30, 200, 150]
    assert not any("@clip" in text for text in found)


def test_nothing_of_it_is_left_afterwards(parts):
    body = parts[1]
    before = body.grab().toImage()
    svg_of(Subject("body", "Body", (body,)))
    assert body.grab().toImage() == before
    assert body.size() == QSize(200, 150)
