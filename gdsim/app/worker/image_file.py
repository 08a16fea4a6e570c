"""A picture of what was drawn, as pixels or as lines and letters, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from gdsim.app.worker.background import IsWanted
from gdsim.app.worker.map_export import Report, Stopped
from gdsim.app.worker.png import PngWriter
from gdsim.app.worker.strokes import Strokes
from gdsim.base.files import written_whole

BAND = 2**20  # pixels that are made at once: the interface thread waits for them


def write_image(
    path: Path,
    strokes: Strokes,
    size: tuple[int, int],
    scale: float,
    report: Report,
    is_wanted: IsWanted,
) -> None:
    """Write a PNG file of (width, height) pixels, of which `scale` are one of the drawing.

    Errors: SettingError if it cannot be written, Stopped; the file is then what it was before.
    """
    width, height = size
    rows = max(BAND // width, 1)
    with written_whole(path) as part, part.open("wb") as file:
        writer = PngWriter(file, width, height, {"Software": "gdsim"})
        for top in range(0, height, rows):
            if not is_wanted():
                raise Stopped
            area = QRect(0, top, width, min(rows, height - top))
            writer.write(strokes.part(area, (scale, scale)))
            report((top + area.height()) / height)
        writer.close()


def write_svg(
    path: Path, strokes: Strokes, size: tuple[int, int], report: Report, is_wanted: IsWanted
) -> None:
    """Write an SVG file of the (width, height) of the drawing: lines and letters stay sharp.

    Errors: SettingError if it cannot be written.
    """
    written, whole = QBuffer(), QRect(0, 0, *size)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the other one cannot clip
    generator.setOutputDevice(written)
    generator.setResolution(strokes.picture.logicalDpiX())  # or letters have another size
    generator.setSize(QSize(*size))
    generator.setViewBox(whole)
    generator.setTitle("gdsim")
    painter = QPainter(generator)
    painter.fillRect(whole, strokes.ground)
    painter.drawPicture(0, 0, strokes.picture)
    painter.end()
    with written_whole(path) as part:
        part.write_bytes(written.data().data())
    report(1.0)
