"""What is asked before a map is exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gdsim.app.controls.fields import Check, Choices
from gdsim.app.export_dialog import LARGEST, ExportDialog, SizeField
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.sweeps.whole import check_free

USUAL = 1024  # pixels of the shorter side that are proposed
KINDS = {"picture": QT_TR_NOOP("Picture (.png)"), "sweep": QT_TR_NOOP("Stored sweep (.zarr)")}
SUFFIX = {"picture": ".png", "sweep": ".zarr"}


class MapDialog(ExportDialog):
    """Asks for a picture or a sweep of a map, its size, and its file."""

    def __init__(self, parent: QWidget, path: Path, ratio: float) -> None:
        """`ratio`: of the width of what is seen to its height."""
        super().__init__(parent, tr("Export the Map"), path)
        self.kind = Choices(lambda name: self._turn(name))
        self.kind.show_names({kind: tr(name) for kind, name in KINDS.items()}, "picture", {})
        width = round(USUAL * max(ratio, 1)), round(USUAL * max(1 / ratio, 1))
        self.across, self.upwards = (
            SizeField(name, min(pixels, LARGEST))
            for name, pixels in zip((tr("Width"), tr("Height")), width, strict=True)
        )
        self.framed = Check(tr("Axes and colour bar"))
        self.framed.setChecked(True)
        self.add_row(tr("What"), self.kind)
        self.add_row(tr("Width × height"), self.across, self.upwards)
        self.add_row(tr("Around it"), self.framed)
        for field in (self.across, self.upwards):
            field.textChanged.connect(lambda _: self.changed())
        self.kind.setFocus()
        self.changed()

    @property
    def is_sweep(self) -> bool:
        """Whether a sweep is wanted, else a picture."""
        return bool(self.kind.currentData() == "sweep")

    @property
    def pixels(self) -> tuple[int, int] | None:
        """The width and the height of the map in pixels, if both are numbers."""
        width, height = self.across.number, self.upwards.number
        return None if width is None or height is None else (width, height)

    def trouble(self) -> str:
        """What is wrong with the size."""
        if self.pixels:
            return ""
        return tr("Width and height are whole numbers from 1 to {most}.", most=grouped(LARGEST))

    def words(self) -> str:
        """The runs that are computed."""
        width, height = self.pixels or (0, 0)
        runs = width * height
        said = tr("{count} run, one for each pixel.", "{count} runs, one for each pixel.", runs)
        if not self.is_sweep:
            return said + self.replacing
        opens = tr("The sweep opens in the window as a map, and in Python with gd.load.")
        return f"{said} {opens}"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """That of the kind."""
        return (SUFFIX[str(self.kind.currentData())],)

    def check_file(self, path: Path) -> None:
        """A sweep needs a name of its own."""
        if self.is_sweep:
            check_free(path)
        else:
            super().check_file(path)

    def _turn(self, kind: str) -> None:
        self.framed.setEnabled(kind == "picture")
        self.suggest(SUFFIX[kind])
        self.changed()
