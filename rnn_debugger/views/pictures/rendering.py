"""Pictures as the bytes of a file: PNG of any size, SVG."""

from __future__ import annotations

import re
from html import escape
from typing import Final

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from rnn_debugger.views.colours import Array
from rnn_debugger.views.pictures.clipping import Marking, clipped, mark
from rnn_debugger.views.pictures.subjects import Subject

_FAMILY: Final = re.compile(rb'font-family="([^"]*)"')


def image_of(subject: Subject, scale: int = 1) -> QImage:
    """A picture of `scale` times as many pixels each way."""
    subject.prepare()
    image = QImage(subject.size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    subject.paint(painter)
    painter.end()
    return image


def png_of(subject: Subject, scale: int = 1, description: str = "") -> bytes:
    """The same as a PNG file; `description` stands in it as text."""
    image = image_of(subject, scale)
    image.setText("Title", subject.title)
    image.setText("Description", description)
    buffer = _opened()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg_of(subject: Subject, description: str = "") -> bytes:
    """Lines and texts as such; heatmaps are images in it."""
    subject.prepare()
    size, buffer = subject.size, _opened()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    # Else fonts, whose size is in points, come out in another size than on the screen.
    generator.setResolution(subject.parts[0].logicalDpiX())
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle(subject.title)
    generator.setDescription(description)
    application, marking = QCoreApplication.instance(), Marking(subject.parts)
    assert application is not None
    painter = QPainter(generator)
    application.installEventFilter(marking)
    try:
        subject.paint(painter)
    finally:
        application.removeEventFilter(marking)
    mark(painter, QRect(QPoint(), size))
    subject.mend(painter)
    painter.end()
    return clipped(_FAMILY.sub(_found_anywhere, bytes(buffer.data().data())))


def pixels_of(widget: QWidget, size: QSize) -> Array:
    """A widget's colours, uint8 (height, width, 3), cut or filled up to a size in pixels."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(size.height(), plain.bytesPerLine())
    return rows[:, : 3 * size.width()].reshape(size.height(), size.width(), 3).copy()


def _found_anywhere(family: re.Match[bytes]) -> bytes:
    """The font that stands behind a name such as “Sans Serif”, which other programs do not know,
    and what comes nearest to it where that font is not there.
    """
    name = family[1].decode()
    nearest = "monospace" if QFontDatabase.isFixedPitch(name) else "sans-serif"
    return f'font-family="{escape(QFontInfo(QFont(name)).family())}, {nearest}"'.encode()


def _opened() -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
