"""Renders assets/icon/gdsim.svg to PNG files next to it: python packaging/make_icons.py."""

from __future__ import annotations

import os
from pathlib import Path

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application = QGuiApplication([])
    folder = Path(__file__).resolve().parent.parent / "assets" / "icon"
    drawing = QSvgRenderer(str(folder / "gdsim.svg"))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        image.save(str(folder / f"gdsim-{size}.png"))


if __name__ == "__main__":
    main()
