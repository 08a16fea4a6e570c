"""The window's few icons, drawn as SVG strokes in the text colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from gdsim.app.look.type_size import px

STROKES = {  # on a 24 x 24 grid
    "play": '<path d="M7 4.5v15l12-7.5z" fill="{c}"/>',
    "pause": '<path d="M8 5v14M16 5v14" stroke-width="3.4"/>',
    "step": '<path d="M6 5v14l9-7z" fill="{c}"/><path d="M18 5v14"/>',
    "back": '<path d="M18 5v14l-9-7z" fill="{c}"/><path d="M6 5v14"/>',
    "reset": '<path d="M4 12a8 8 0 1 0 2.6-5.9"/><path d="M4 4v4.6h4.6"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "eye-off": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"'
    ' opacity="0.45"/><path d="M4 20 20 4"/>',
    "right": '<path d="M9 5.5 15.5 12 9 18.5"/>',
    "left": '<path d="M15 5.5 8.5 12 15 18.5"/>',
    "down": '<path d="M5.5 9 12 15.5 18.5 9"/>',
    "tick": '<path d="M4.5 12.5 10 18 19.5 6.5" stroke-width="3.2"/>',
    "minus": '<path d="M5 12h14"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "close": '<path d="M6 6 18 18M18 6 6 18"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>',
    "remove": '<path d="M4 7h16M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5"/>',
    "fit": '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
    "forward": '<path d="M20 12a8 8 0 1 1-2.6-5.9"/><path d="M20 4v4.6h-4.6"/>',
    "rank": '<path d="M5 19v-4M10 19v-8M15 19V8M20 19V4" stroke-width="2.6"/>',
    "edge": '<path d="M4 19C10 19 9 5 20 5"/><circle cx="12" cy="12" r="3.4"/>',
    "stability": '<path d="M4 4c10 0 5 16 16 16"/><path d="M10 4h10v10" stroke-dasharray="2 3"/>',
    "overview": '<rect x="3.5" y="5" width="17" height="14" rx="2"/>'
    '<rect x="12" y="11" width="5.5" height="5" fill="{c}"/>',
    "compare": '<path d="M3.5 20h17"/><path d="M7 16.5v-4M12 16.5V4.5M17 16.5V9" '
    'stroke-width="3.4"/>',
    "theme": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="{c}"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "start": '<path d="M4 11 12 4l8 7v9H4z"/><path d="M9.5 20v-6h5v6"/>',
    "descent": '<path d="M3 5c3 0 4 12.5 9 12.5S18 8 21 8"/>'
    '<circle cx="12" cy="15" r="2.2" fill="{c}"/><path d="m5.5 4 3 3.5"/>',
    "network": '<circle cx="5" cy="7" r="2"/><circle cx="5" cy="17" r="2"/>'
    '<circle cx="12" cy="12" r="2"/><circle cx="19" cy="12" r="2"/>'
    '<path d="M6.8 8 10.3 11M6.8 16 10.3 13M14 12h3"/>',
    "calculus": '<path d="M3.5 18.5C9 18.5 12 14 14 5"/><path d="M5.5 20.5 20.5 7.5"/>'
    '<circle cx="11.8" cy="14.9" r="2" fill="{c}"/>',
    "map": '<rect x="4" y="4" width="16" height="16" rx="2"/>'
    '<path d="M4 14.5c4 0 4-3 6.5-3S14 8.5 20 7.5"/>'
    '<path d="M4 18c6 0 9-3.5 16-6.5" opacity="0.5"/>',
    "panel": '<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M9.5 5v14"/>',
    "more": '<circle cx="12" cy="5.5" r="1.1"/><circle cx="12" cy="12" r="1.1"/>'
    '<circle cx="12" cy="18.5" r="1.1"/>',
    "bookmark": '<path d="M6.5 4h11v16L12 15.5 6.5 20z"/>',
    "save": '<path d="M12 4v10M7.5 10 12 14.5 16.5 10"/><path d="M4.5 17v3h15v-3"/>',
    "arrows": '<path d="M4 20 10 14M5.5 14H10v4.5M13 11l7-7M15.5 4H20v4.5"/>',
    "label": '<path d="M3.5 12 8 6.5h12.5v11H8z"/><path d="M11.5 12h5.5"/>',
    "landscape-map": '<rect x="4" y="4" width="16" height="16" rx="2"/>'
    '<ellipse cx="12" cy="12" rx="5" ry="4"/><circle cx="12" cy="12" r="0.8" fill="{c}"/>',
    "landscape-surface": '<path d="M3 11.5c3.5-5 5.5 2.5 9 3s5-8 9-6.5v6.5l-9 6-9-5z"/>'
    '<path d="M12 14.5v6"/>',
    "landscape-both": '<rect x="2.5" y="4.5" width="19" height="15" rx="2"/>'
    '<path d="M12 4.5v15"/><circle cx="7.2" cy="12" r="1.8"/><path d="M14.5 14.5c2-6 3-2 4.8-4"/>',
    "dice": '<rect x="4" y="4" width="16" height="16" rx="3"/><circle cx="9" cy="9" r="1"/>'
    '<circle cx="15" cy="15" r="1"/><circle cx="12" cy="12" r="1"/>',
}


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int = 18, ratio: float = 2.0) -> QPixmap:
    """The icon as a pixmap of `size` logical px."""
    body = STROKES[name].format(c=colour)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
        f'stroke="{colour}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">'
        f"{body}</svg>"
    )
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def put(button: QAbstractButton, name: str, colour: str, size: int = 18) -> None:
    """Give a button an icon in a colour, of `size` px, or larger where type is."""
    size = px(size)
    button.setIconSize(QSize(size, size))
    button.setIcon(QIcon(pixmap(name, colour, size)))
