"""What is asked before a picture of the views is exported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.export_dialog import LARGEST, ExportDialog, SizeField
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.views.picture_sheet import PictureSheet

GIVEN = 0  # the scale of a picture whose width is given
SCALES = {1: "1 ×", 2: "2 ×", 3: "3 ×", 4: "4 ×", GIVEN: QT_TR_NOOP("Width in pixels")}


class PictureDialog(ExportDialog):
    """Asks for views, a size, and a file. `sheets`: what can be exported, by name."""

    def __init__(self, parent: QWidget, path: Path, sheets: Mapping[str, PictureSheet]) -> None:
        super().__init__(parent, tr("Export a Picture"), path)
        self._sheets = sheets
        self.what = Choices(lambda _: self.changed())
        self.what.show_names({name: name for name in sheets}, next(iter(sheets)), {})
        self.scale = Choices(lambda _: self.changed())
        self.scale.show_names({scale: tr(name) for scale, name in SCALES.items()}, 2, {})
        self.across = SizeField(tr("Width"), 1920)
        self.across.textChanged.connect(lambda _: self.changed())
        self.add_row(tr("What"), self.what)
        self.add_row(tr("Size"), self.scale, self.across)
        self.what.setFocus()
        self.changed()

    @property
    def sheet(self) -> PictureSheet:
        """What is exported."""
        return self._sheets[str(self.what.currentData())]

    @property
    def ratio(self) -> float | None:
        """How many times larger than on the screen it is; None if the width is no number."""
        scale = int(self.scale.currentData())
        if scale != GIVEN:
            return float(scale)
        return None if self.across.number is None else self.across.number / self.sheet.size.width()

    def changed(self) -> None:
        self.across.setVisible(self.scale.currentData() == GIVEN)
        super().changed()

    def trouble(self) -> str:
        """What is wrong with the size."""
        if self.ratio is None:
            return tr("The width is a whole number from 1 to {most}.", most=grouped(LARGEST))
        if not self.is_sharp and max(self._pixels) > LARGEST:
            return tr("A picture has at most {most} pixels along each side.", most=grouped(LARGEST))
        return ""

    def words(self) -> str:
        """The size of the picture."""
        if self.is_sharp:
            return tr("Lines and letters, sharp at every size.") + self.replacing
        width, height = (grouped(pixels) for pixels in self._pixels)
        said = tr("{width} × {height} pixels.", width=width, height=height)
        return said + self.replacing

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Pictures are PNG files, or SVG files, whose lines and letters stay sharp."""
        return ".png", ".svg"

    @property
    def is_sharp(self) -> bool:
        """Whether lines and letters are written instead of pixels, at the size on the screen."""
        return self.path.suffix.lower() == ".svg"

    @property
    def _pixels(self) -> tuple[int, int]:
        return self.sheet.pixels(self.ratio or 0.0)
