"""Whether a window can be opened here, found out before Qt would abort the process over it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Mapping

ANYWHERE = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Shared libraries that Qt needs on any platform, and Debian's packages of them."""
ON_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""The same for a window on X11; Qt's own message blames the first, whichever is missing."""


def what_is_missing(
    environment: Mapping[str, str] = os.environ,
    load: Callable[[str], object] = ctypes.CDLL,
    platform: str = sys.platform,
) -> str | None:
    """Why no window can be opened here, with the line that mends it; None when one can."""
    if not platform.startswith("linux"):
        return None
    wanted = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    on_x11 = wanted == "xcb" or not (wanted or environment.get("WAYLAND_DISPLAY"))
    missing = _missing({**ANYWHERE, **(ON_X11 if on_x11 else {})}, load)
    if missing:
        packages = " ".join(missing)
        return f"libraries are missing; on Debian and Ubuntu: sudo apt-get install {packages}"
    if on_x11 and not _connects(environment.get("DISPLAY", ""), load):
        display = environment.get("DISPLAY")
        cause = f"the display {display} does not answer" if display else "there is no display"
        return f"{cause}; without a screen: sudo apt-get install xvfb, then xvfb-run rnn-debugger"
    return None


def _missing(libraries: Mapping[str, str], load: Callable[[str], object]) -> Iterable[str]:
    packages = []
    for library, package in libraries.items():
        try:
            load(library)
        except OSError:
            packages.append(package)
    return packages


def _connects(display: str, load: Callable[[str], object]) -> bool:
    """Whether an X server answers, asked through the library that Qt asks through."""
    if not display:
        return False
    xcb = load("libxcb.so.1")
    if not isinstance(xcb, ctypes.CDLL):
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
