"""A picture written to a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, QImageWriter

from gdsim.app.translation import tr
from gdsim.base.errors import SettingError
from gdsim.base.files import written_whole


def write_image(path: Path, image: QImage) -> None:
    """Write a picture, of the kind that the file's name says. Errors: SettingError."""
    with written_whole(path) as part:
        writer = QImageWriter(str(part))
        if not writer.write(image):
            raise SettingError(
                tr("cannot write {path}: {error}", path=path, error=writer.errorString())
            )
