"""Whether there is a display that a window can open on: Qt ends the process where there is none."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

# Qt's platforms that need a display, and those that draw without one for a picture only.
_PLATFORMS = ("", "xcb", "wayland", "offscreen", "minimal")


def why_no_display() -> str | None:
    """Why there is no display, in a few words; None if there is one, or none is needed."""
    if not sys.platform.startswith("linux"):
        return None
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] not in _PLATFORMS:
        return None
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", "")
    if not wayland and not x11:
        return "there is no display"
    if (wayland and _wayland_answers(wayland)) or (x11 and _x11_answers(x11)):
        return None
    return f"the display {x11 or wayland} does not answer"


def _wayland_answers(name: str) -> bool:
    place = Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)  # a whole path stays itself
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(place))
    except OSError:
        return False
    return True


def _x11_answers(name: str) -> bool:
    """Whether an X server lets this user in, which Qt asks in the same way; it takes 2 ms."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt says what is missing
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(name), None)
    has_error = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not has_error
